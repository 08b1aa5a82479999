"""Somebody closes the month between check and save: the form comes back in German, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.refusals import RefusalMiddleware, refusal_of
from cases.months.closing.models import MonthClose
from cases.people.models import MeasureStay
from cases.people.services import assign_measure
from cases.sessions import services
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from tests.factories import MeasureFactory, MembershipFactory
from tests.months.situations import Office

TODAY = timezone.localdate()


@pytest.fixture
def office(transactional_db):
    teacher = MembershipFactory()
    with wall.within(teacher.provider_id):
        return Office(teacher)


def close_elsewhere(office, day):
    """Close the month of the day in a connection of its own, as somebody else does at that moment."""

    def close():
        try:
            with transaction.atomic(), wall.within(office.provider.pk):
                MonthClose.objects.create(
                    provider=office.provider, measure=office.measure, month=day.replace(day=1), snapshot={}
                )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(close).result(30)


def typed(case):
    day = TODAY - timedelta(days=1)
    values = {"kind": "tuition", "day": "other", "date": f"{day:%d.%m.%Y}", "request_key": str(uuid4())}
    values |= {"start": "16:15", "length": "45", "place": "provider", "topic": "Bruchrechnen mit Geduld", "result": ""}
    parts = {"here": "on", "outcome": "present", "mode": "on_site"}
    return values | {f"p-{case.public_id}-{name}": value for name, value in parts.items()}


def test_the_form_of_a_session_comes_back(sign_in, office):
    client, real = sign_in(office.teacher.user), services.check_months_open

    def check_then_closed(cases, day):
        real(cases, day)
        close_elsewhere(office, day)

    with patch.object(services, "check_months_open", check_then_closed):
        answer = client.post(reverse("session_new", args=[uuid4()]), typed(office.cases[0]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ist abgeschlossen" in page
    assert "Bruchrechnen mit Geduld" in page
    assert answer.context["is_month_closed"]
    with wall.within(office.provider.pk):
        assert not Session.objects.exists()


def test_whatever_gets_past_a_form_is_a_page_with_the_typed_text(rf, office):
    user = office.teacher.user
    request = rf.post("/termine/neu/", {"topic": "Bruchrechnen mit viel Geduld <b>", "request_key": str(uuid4())})
    request.user = user

    def view(request):
        with transaction.atomic():
            MeasureStay.objects.create(
                provider=office.provider, case=office.cases[0], measure=office.measure, starts_on=TODAY
            )

    with transaction.atomic(), wall.within(office.provider.pk):
        MonthClose.objects.create(
            provider=office.provider, measure=office.measure, month=TODAY.replace(day=1), snapshot={}
        )
        middleware = RefusalMiddleware(lambda request: answer(middleware, request, view))
        page = middleware(request)
        assert MonthClose.objects.count() == 1
    assert page.status_code == 409
    text = page.content.decode()
    assert "In diesem Zeitraum gehört die Teilnahme schon zu einer Maßnahme." in text
    assert "Bruchrechnen mit viel Geduld &lt;b&gt;" in text


def answer(middleware, request, view):
    """Do what the handler does with an exception of a view."""
    try:
        return view(request)
    except Exception as error:
        return middleware.process_exception(request, error)


@pytest.fixture
def rf():
    return RequestFactory()


def test_other_errors_stay_errors():
    assert refusal_of(IntegrityError("duplicate key")) is None
    assert refusal_of(ValueError("x")) is None


# ---- a stay with sessions ----


def test_a_used_stay_is_not_deleted(office):
    with wall.within(office.provider.pk):
        office.document(Outcome.PRESENT, day=f"{TODAY - timedelta(days=3):%Y-%m-%d}")
        with pytest.raises(IntegrityError, match="Termine oder Buchungen") as caught, transaction.atomic():
            office.cases[0].stays.get().delete()
        assert "beenden Sie sie" in " ".join(refusal_of(caught.value).messages)
        assert office.cases[0].stays.count() == 1


def test_a_planned_session_holds_it_too(office):
    with wall.within(office.provider.pk):
        office.plan(day=f"{TODAY + timedelta(days=3):%Y-%m-%d}")
        with pytest.raises(IntegrityError, match="Termine oder Buchungen"), transaction.atomic():
            office.cases[0].stays.get().delete()


def test_an_unused_one_goes(office):
    with wall.within(office.provider.pk):
        office.document(Outcome.PRESENT, day=f"{TODAY - timedelta(days=3):%Y-%m-%d}")
        office.cases[1].stays.get().delete()
        assert office.cases[1].stays.count() == 0


def test_overlapping_stays_are_refused_in_german(office):
    with wall.within(office.provider.pk):
        other = MeasureFactory(provider=office.provider)
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            MeasureStay.objects.create(provider=office.provider, case=office.cases[0], measure=other, starts_on=TODAY)
        assert refusal_of(caught.value).messages == ["In diesem Zeitraum gehört die Teilnahme schon zu einer Maßnahme."]
        stay = office.cases[0].stays.get()
        with pytest.raises(ValidationError, match="späteren Tag"):
            assign_measure(case=office.cases[0], measure=other, starts_on=stay.starts_on, by=None)
