"""A closed month is corrected with a reason and a second person, booked into the open month; once, whoever is fast."""

import uuid
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from asa.accounts.enums import Role
from cases.months.closing.corrections import approve, refuse, request_correction
from cases.months.closing.models import MonthCorrection
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import figures_of, snapshot_of
from cases.sessions.enums import Outcome
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session
from cases.sessions.services import StaleVersion
from tests.factories import MembershipFactory, ProviderFactory
from tests.months.situations import NOVEMBER, OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    office.session = office.document(Outcome.PRESENT)
    office.close = close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
    return office


def ask(office, *outcomes, reason="Person war doch nicht da", **more):
    entry = office.entry(*(outcomes or (Outcome.NO_SHOW,)), **more.pop("entry", {}))
    return request_correction(entry=entry, reason=reason, by=office.teacher.user, **{"session": office.session, **more})


def booked(month):
    rows = LedgerEntry.objects.filter(booking_month=month).order_by("pk")
    return [(row.account, row.minutes, row.service_month, row.reverses_id is not None) for row in rows]


def test_nothing_is_booked_before_the_second_person(office):
    ask(office)
    assert booked(NOVEMBER) == []


def test_an_approved_correction_is_booked_into_the_open_month(office):
    approve(correction=ask(office), by=office.billing.user, version=1)
    rows = booked(NOVEMBER)
    assert ("trainee", -90, OCTOBER, True) in rows
    assert ("trainee", 0, OCTOBER, False) in rows
    assert snapshot_of(office.close).trainee_minutes == 90
    november = figures_of([office.measure], NOVEMBER)[office.measure.pk]
    assert [(line.service_month, line.minutes) for case in november.cases for line in case.lines] == [(OCTOBER, -90)]
    assert list(differences()) == []


def test_the_closed_month_keeps_its_sums(office):
    before = booked(OCTOBER)
    approve(correction=ask(office), by=office.admin.user, version=1)
    assert booked(OCTOBER) == before


def test_a_forgotten_lesson_is_added(office):
    correction = ask(office, Outcome.PRESENT, Outcome.PRESENT, session=None, entry={"day": "2026-10-20"})
    approve(correction=correction, by=office.billing.user, version=0)
    correction.refresh_from_db()
    assert correction.session is not None
    assert correction.session.request_key == correction.session_key
    assert sorted(booked(NOVEMBER)) == [
        ("measure", 90, OCTOBER, False), ("trainee", 90, OCTOBER, False), ("trainee", 90, OCTOBER, False),
    ]  # fmt: skip
    assert list(differences()) == []


def test_when_november_is_closed_too_it_goes_into_december(office):
    correction = ask(office)
    with time_machine.travel("2026-12-03 12:00+01:00", tick=False):
        close_month(measure=office.measure, month=NOVEMBER, by=None)
        approve(correction=correction, by=office.billing.user, version=1)
    assert booked(NOVEMBER) == []
    assert len(booked(date(2026, 12, 1))) > 0


def test_approving_twice_books_once(office):
    correction = ask(office)
    approve(correction=correction, by=office.billing.user, version=1)
    rows = booked(NOVEMBER)
    approve(correction=correction, by=office.billing.user, version=1)
    approve(correction=correction, by=office.admin.user, version=2)
    assert booked(NOVEMBER) == rows


def test_nobody_approves_the_own_request(office):
    MembershipFactory(user=office.teacher.user, provider=office.provider, role=Role.BILLING, team=None)
    with pytest.raises(ValidationError, match="zweite Person"):
        approve(correction=ask(office), by=office.teacher.user, version=1)


def test_what_was_changed_meanwhile_is_shown_first(office):
    correction = ask(office)
    Session.objects.filter(pk=office.session.pk).update(version=5)
    with pytest.raises(StaleVersion):
        approve(correction=correction, by=office.billing.user, version=1)
    correction.refresh_from_db()
    assert (correction.state, booked(NOVEMBER)) == ("requested", [])
    approve(correction=correction, by=office.billing.user, version=5)
    assert booked(NOVEMBER)


def test_a_refused_one_is_not_booked(office):
    correction = ask(office)
    refuse(correction=correction, by=office.billing.user, answer="Liste sagt anderes")
    with pytest.raises(ValidationError, match="schon abgelehnt"):
        approve(correction=correction, by=office.admin.user, version=1)
    assert booked(NOVEMBER) == []


def test_refusing_needs_an_answer(office):
    with pytest.raises(ValidationError, match="warum"):
        refuse(correction=ask(office), by=office.billing.user, answer=" ")


def test_a_reason_is_needed(office):
    with pytest.raises(ValidationError, match="Grund"):
        ask(office, reason="  ")


def test_one_correction_waits_at_a_time(office):
    ask(office)
    with pytest.raises(ValidationError, match="schon eine Korrektur"):
        ask(office)


def test_an_open_month_needs_no_correction(office):
    session = office.document(Outcome.PRESENT, day="2026-11-03")
    with pytest.raises(ValidationError, match="ohne Korrektur"):
        ask(office, session=session, entry={"day": "2026-11-03"})


def test_the_same_request_twice_is_one_correction(office):
    key = uuid.uuid4()
    assert ask(office, request_key=key).pk == ask(office, request_key=key).pk


def test_confidential_lines_are_not_kept_in_it(office):
    from dataclasses import replace

    entry = office.entry(Outcome.NO_SHOW)
    entry = replace(entry, parts=[replace(entry.parts[0], private="vertraulich")])
    with pytest.raises(ValidationError, match="Notiz"):
        request_correction(entry=entry, reason="x", by=office.teacher.user, session=office.session)


# ---- pages ----


def fields(office, session, outcome="no_show", **changed):
    key = f"p-{office.cases[0].public_id}"
    return {
        "request_key": str(uuid.uuid4()), "version": session.version if session else "", "kind": "tuition",
        "day": "other", "date": "2026-10-05", "start": "16:00", "length": "90", "place": "provider",
        "topic": "Fachrechnen", "result": "", "second_staff": "", f"{key}-here": "on", f"{key}-outcome": outcome,
        f"{key}-mode": "on_site", **changed,
    }  # fmt: skip


def test_a_correction_is_asked_for_with_what_was_typed(sign_in, office):
    client = sign_in(office.teacher.user)
    url = reverse("correction_create", args=[office.session.public_id])
    typed = fields(office, office.session, result="doch nicht gekommen")
    page = client.post(url, typed).content.decode()
    assert "Grund der Korrektur" in page
    assert 'value="doch nicht gekommen"' in page
    assert not MonthCorrection.objects.exists()
    response = client.post(url, typed | {"correction_reason": "Liste vertauscht"}, follow=True)
    row = MonthCorrection.objects.get()
    assert (row.reason, row.change["result"]) == ("Liste vertauscht", "doch nicht gekommen")
    assert row.change["parts"][0]["outcome"] == "no_show"
    assert "beantragt von" in response.content.decode()


def test_an_empty_reason_comes_back_with_everything_typed(sign_in, office):
    url = reverse("correction_create", args=[office.session.public_id])
    typed = fields(office, office.session, result="bleibt da") | {"correction_reason": ""}
    response = sign_in(office.teacher.user).post(url, typed)
    assert response.status_code == 422
    assert 'value="bleibt da"' in response.content.decode()


def test_a_forgotten_lesson_is_asked_for_on_the_page(sign_in, office):
    typed = fields(office, None, outcome="present", date="2026-10-20") | {"correction_reason": "vergessen"}
    sign_in(office.teacher.user).post(reverse("correction_new"), typed)
    row = MonthCorrection.objects.get()
    assert (row.session, str(row.session_key), row.service_on) == (None, typed["request_key"], date(2026, 10, 20))


def decide(client, correction, act="approve", **more):
    url = reverse("correction_detail", args=[correction.public_id])
    return client.post(url, {"act": act, "version": 1, "answer": "", **more}, follow=True)


def test_billing_decides_on_the_page(sign_in, office):
    correction = ask(office)
    client = sign_in(office.billing.user)
    page = client.get(reverse("correction_list")).content.decode()
    assert "Person war doch nicht da" in page
    page = client.get(reverse("correction_detail", args=[correction.public_id])).content.decode()
    assert "kam nicht" in page
    assert "Fachrechnen" not in page  # billing reads no contents of lessons
    assert "genehmigt und gebucht" in decide(client, correction).content.decode()
    assert booked(NOVEMBER)


def test_pressing_twice_books_once(sign_in, office):
    correction, client = ask(office), sign_in(office.billing.user)
    decide(client, correction)
    rows = booked(NOVEMBER)
    assert decide(client, correction).status_code == 200
    assert booked(NOVEMBER) == rows


def test_a_stale_decision_shows_both(sign_in, office):
    correction, client = ask(office), sign_in(office.billing.user)
    Session.objects.filter(pk=office.session.pk).update(version=7)
    response = decide(client, correction)
    assert response.status_code == 409
    page = response.content.decode()
    assert "gerade geändert" in page
    assert 'name="version" value="7"' in page


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [
        (Role.ADMIN, 200, 200), (Role.BILLING, 200, 200), (Role.TEAM_LEAD, 200, 403), (Role.CONTACT_PERSON, 404, 404),
        (Role.SOCIAL_WORKER, 404, 404), (Role.TEACHER, 404, 404), (Role.DATA_PROTECTION, 403, 403),
    ],
)  # fmt: skip
def test_who_sees_and_decides(sign_in, office, role, sees, decides):
    correction = ask(office)
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    assert client.get(reverse("correction_detail", args=[correction.public_id])).status_code == sees
    assert decide(client, correction).status_code == decides


def test_the_requester_reads_who_decides(sign_in, office):
    found = ask(office)
    page = sign_in(office.teacher.user).get(reverse("correction_detail", args=[found.public_id])).content.decode()
    assert "Entscheiden kann: " in page
    assert office.billing.user.full_name in page


def test_the_requester_sees_the_own_and_decides_nothing(sign_in, office):
    correction, client = ask(office), sign_in(office.teacher.user)
    page = client.get(reverse("correction_detail", args=[correction.public_id])).content.decode()
    assert "Genehmigen" not in page
    assert decide(client, correction).status_code == 403


def test_another_provider_sees_no_correction(sign_in, office):
    correction = ask(office)
    stranger = MembershipFactory(provider=ProviderFactory(), role=Role.BILLING, team=None)
    assert sign_in(stranger.user).get(reverse("correction_detail", args=[correction.public_id])).status_code == 404


def test_hostile_reasons_are_text(sign_in, office):
    correction = ask(office, reason="<script>alert(1)</script>")
    client = sign_in(office.billing.user)
    for url in (reverse("correction_list"), reverse("correction_detail", args=[correction.public_id])):
        assert "<script>alert" not in client.get(url).content.decode()


def test_the_closed_month_lists_its_corrections(sign_in, office):
    approve(correction=ask(office), by=office.admin.user, version=1)
    page = sign_in(office.billing.user).get(reverse("month_measure", args=["2026-10", office.measure.public_id]))
    assert "Person war doch nicht da" in page.content.decode()
