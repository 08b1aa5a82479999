"""Taking a confirmed pro forma service back: a reason, what counts instead, and a second person."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from asa.accounts.enums import Role
from cases.months.closing.models import MonthCorrection, ProForma
from cases.months.closing.pro_forma import (
    confirm_back,
    confirm_pro_forma,
    keep_pro_forma,
    request_back,
    request_pro_forma,
)
from cases.months.closing.services import close_month
from cases.sessions.enums import Outcome
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance
from tests.factories import MembershipFactory
from tests.months.situations import NOVEMBER, OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    office.second = MembershipFactory(provider=office.provider, role=Role.BILLING, team=None)
    office.session = office.document(Outcome.CANCELLED_BEFORE)
    office.attendance = Attendance.objects.get(session=office.session)
    office.row = book_one(office)
    return office


def book_one(office):
    row = request_pro_forma(attendance=office.attendance, reason="Vertrag sagt so", by=office.billing.user)
    return confirm_pro_forma(pro_forma=row, by=office.second.user)


def ask_back(office, **more):
    asked = {"outcome": Outcome.CANCELLED_BEFORE, "reason": "Kostenträger lehnt ab", "by": office.billing.user, **more}
    return request_back(pro_forma=office.row, **asked)


def measure_minutes(**where):
    return sum(LedgerEntry.objects.filter(account="measure", **where).values_list("minutes", flat=True))


def test_it_counts_until_the_second_person_agrees(office):
    ask_back(office)
    assert measure_minutes() == 90
    confirm_back(pro_forma=office.row, by=office.second.user)
    office.attendance.refresh_from_db()
    assert (office.attendance.outcome, office.attendance.minutes, measure_minutes()) == (Outcome.CANCELLED_BEFORE, 0, 0)
    assert list(differences()) == []


def test_agreeing_twice_books_once(office):
    ask_back(office, outcome=Outcome.NO_SHOW)
    confirm_back(pro_forma=office.row, by=office.second.user)
    booked = LedgerEntry.objects.count()
    confirm_back(pro_forma=office.row, by=office.second.user)
    assert LedgerEntry.objects.count() == booked


def test_nobody_agrees_to_the_own_request(office):
    with pytest.raises(ValidationError, match="zweite Person"):
        confirm_back(pro_forma=ask_back(office), by=office.billing.user)


def test_the_database_wants_the_second_person_too(office):
    ask_back(office)
    with pytest.raises(IntegrityError, match="pro_forma_back_second_person"), transaction.atomic():
        ProForma.objects.update(back_confirmed_by=office.billing.user)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"reason": "  "}, "Grund"), ({"outcome": Outcome.PRESENT}, "stattdessen"), ({"reason": "x" * 301}, "300")],
)
def test_reason_and_outcome_are_needed(office, wrong, message):
    with pytest.raises(ValidationError, match=message):
        ask_back(office, **wrong)


def test_only_what_is_booked_is_taken_back(office):
    session = office.document(Outcome.CANCELLED_BEFORE, day="2026-10-06")
    office.row = request_pro_forma(attendance=session.attendances.get(), reason="x", by=office.billing.user)
    with pytest.raises(ValidationError, match="nicht gebucht"):
        ask_back(office)


def test_a_second_request_finds_the_first(office):
    assert ask_back(office) == ask_back(office)
    with pytest.raises(ValidationError, match="schon eingetragen"):
        ask_back(office, outcome=Outcome.NO_SHOW)


def test_the_service_may_stay_after_all(office):
    ask_back(office)
    keep_pro_forma(pro_forma=office.row, by=office.billing.user)
    with pytest.raises(ValidationError, match="Niemand"):
        confirm_back(pro_forma=office.row, by=office.second.user)
    assert measure_minutes() == 90


def test_nothing_is_kept_that_was_taken_back(office):
    confirm_back(pro_forma=ask_back(office), by=office.second.user)
    with pytest.raises(ValidationError, match="schon gebucht"):
        keep_pro_forma(pro_forma=office.row, by=office.billing.user)


def test_afterwards_it_may_be_billed_again(office):
    confirm_back(pro_forma=ask_back(office), by=office.second.user)
    office.attendance.refresh_from_db()
    book_one(office)
    assert measure_minutes() == 90
    assert ProForma.objects.count() == 2
    assert list(differences()) == []


def test_in_a_closed_month_it_is_a_correction(office):
    close_month(measure=office.measure, month=OCTOBER, by=None)
    confirm_back(pro_forma=ask_back(office), by=office.second.user)
    assert measure_minutes(booking_month=OCTOBER) == 90
    assert measure_minutes(booking_month=NOVEMBER, service_month=OCTOBER) == -90
    [correction] = MonthCorrection.objects.all()
    assert (correction.requested_by, correction.decided_by) == (office.billing.user, office.second.user)
    assert correction.reason == "Pro-forma-Leistung zurückgenommen: Kostenträger lehnt ab"
    assert list(differences()) == []


def test_the_pages(sign_in, office):
    client = sign_in(office.billing.user)
    back = reverse("pro_forma_back", args=[office.row.pk])
    assert back in client.get(reverse("session_bookings", args=[office.session.public_id])).content.decode()
    empty = client.post(back, {"outcome": "", "reason": ""})
    assert empty.status_code == 422
    assert empty.content.decode().count("kern-error") >= 2
    client.post(back, {"outcome": "cancelled_before", "reason": "<b>Irrtum</b>"})
    waiting = client.get(reverse("correction_list")).content.decode()
    assert "Rücknahme: " in waiting
    assert "<b>Irrtum" not in waiting
    decide = reverse("pro_forma_decide", args=[office.row.pk])
    client.post(decide, {"act": "confirm_back"})
    assert measure_minutes() == 90
    sign_in(office.second.user).post(decide, {"act": "confirm_back"})
    assert measure_minutes() == 0


def test_an_unknown_act_is_not_found(sign_in, office):
    assert sign_in(office.second.user).post(reverse("pro_forma_decide", args=[office.row.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEAM_LEAD, Role.SOCIAL_WORKER, Role.TEACHER])
def test_only_billing_takes_it_back(sign_in, office, role):
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    typed = {"outcome": "no_show", "reason": "x"}
    assert client.post(reverse("pro_forma_back", args=[office.row.pk]), typed).status_code in (403, 404)
    office.row.refresh_from_db()
    assert office.row.back_requested_by is None


def test_the_other_provider_does_not_find_it(sign_in, office):
    stranger = MembershipFactory(role=Role.BILLING, team=None).user
    assert sign_in(stranger).get(reverse("pro_forma_back", args=[office.row.pk])).status_code == 404


class TestWhoWritesTheSessionDown:
    """The outcome is settled: the form shows it and asks nothing."""

    def test_sees_it_without_choices(self, sign_in, office):
        page = sign_in(office.teacher.user).get(reverse("session_log", args=[office.session.public_id]))
        words = page.content.decode()
        assert "von der Abrechnung eingetragen" in words
        assert f'name="p-{office.cases[0].public_id}-here"' not in words

    def test_saves_the_rest_and_leaves_it(self, sign_in, office):
        client = sign_in(office.teacher.user)
        url = reverse("session_log", args=[office.session.public_id])
        form = client.get(url).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields}
        typed |= {"day": "other", "date": "05.10.2026", "length": "60", "topic": "Bruchrechnen"}
        typed |= {f"p-{office.cases[0].public_id}-outcome": "present"}
        assert client.post(url, typed).status_code == 302
        office.attendance.refresh_from_db()
        assert (office.attendance.outcome, office.attendance.minutes) == (Outcome.PRO_FORMA, 60)
