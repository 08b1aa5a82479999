"""Pro forma: billing asks with a reason, a second person of billing confirms, only then it counts."""

import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from asa.accounts.enums import Role
from cases.months.closing.models import MonthCorrection, ProForma
from cases.months.closing.pro_forma import confirm_pro_forma, request_pro_forma, withdraw_pro_forma
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import figures_of
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
    return office


def ask(office, **more):
    return request_pro_forma(attendance=office.attendance, reason="Vertrag sagt so", by=office.billing.user, **more)


def measure_minutes():
    return sum(LedgerEntry.objects.filter(account="measure").values_list("minutes", flat=True))


def test_nothing_counts_before_the_second_person(office):
    ask(office)
    assert measure_minutes() == 0
    office.attendance.refresh_from_db()
    assert office.attendance.outcome == Outcome.CANCELLED_BEFORE


def test_the_second_person_books_it(office):
    confirm_pro_forma(pro_forma=ask(office), by=office.second.user)
    office.attendance.refresh_from_db()
    assert (office.attendance.outcome, measure_minutes()) == (Outcome.PRO_FORMA, 90)
    assert list(differences()) == []
    figures = figures_of([office.measure], OCTOBER)[office.measure.pk]
    assert [case.has_pro_forma for case in figures.cases if case.sessions] == [True]


def test_confirming_twice_books_once(office):
    row = ask(office)
    confirm_pro_forma(pro_forma=row, by=office.second.user)
    confirm_pro_forma(pro_forma=row, by=office.second.user)
    assert measure_minutes() == 90


def test_nobody_confirms_the_own_request(office):
    with pytest.raises(ValidationError, match="zweite Person"):
        confirm_pro_forma(pro_forma=ask(office), by=office.billing.user)


def test_who_was_there_is_not_billed_pro_forma(office):
    session = office.document(Outcome.PRESENT, day="2026-10-06")
    with pytest.raises(ValidationError, match="nicht da war"):
        request_pro_forma(attendance=session.attendances.get(), reason="x", by=office.billing.user)


def test_a_reason_is_needed(office):
    with pytest.raises(ValidationError, match="Grund"):
        request_pro_forma(attendance=office.attendance, reason=" ", by=office.billing.user)


def test_the_same_request_twice_is_one_row(office):
    key = uuid.uuid4()
    assert ask(office, request_key=key).pk == ask(office, request_key=key).pk
    with pytest.raises(ValidationError, match="schon eingetragen"):
        ask(office)


def test_a_changed_outcome_is_not_billed(office):
    row = ask(office)
    office.document(Outcome.PRESENT, session=office.session)
    with pytest.raises(ValidationError, match="anwesend"):
        confirm_pro_forma(pro_forma=row, by=office.second.user)


def test_in_a_closed_month_it_is_a_correction(office):
    row = ask(office)
    close_month(measure=office.measure, month=OCTOBER, by=None)
    confirm_pro_forma(pro_forma=row, by=office.second.user)
    confirm_pro_forma(pro_forma=row, by=office.second.user)

    booked = LedgerEntry.objects.filter(account="measure", service_month=OCTOBER)
    assert sum(booked.filter(booking_month=NOVEMBER).values_list("minutes", flat=True)) == 90
    assert sum(booked.filter(booking_month=OCTOBER).values_list("minutes", flat=True)) == 0
    [correction] = MonthCorrection.objects.all()
    assert (correction.requested_by, correction.decided_by) == (office.billing.user, office.second.user)
    assert correction.reason == "Pro-forma-Leistung: Vertrag sagt so"
    assert list(differences()) == []


def test_the_list_shows_the_correction(sign_in, office):
    row = ask(office)
    close_month(measure=office.measure, month=OCTOBER, by=None)
    confirm_pro_forma(pro_forma=row, by=office.second.user)
    client = sign_in(office.admin.user)
    assert client.get(reverse("correction_list")).status_code == 200
    detail = reverse("correction_detail", args=[MonthCorrection.objects.get().public_id])
    assert "Pro-forma-Leistung: Vertrag sagt so" in client.get(detail).content.decode()


def test_whoever_edits_the_session_leaves_it(office):
    confirm_pro_forma(pro_forma=ask(office), by=office.second.user)
    office.session.refresh_from_db()
    office.document(Outcome.PRESENT, session=office.session, minutes=60)
    office.attendance.refresh_from_db()
    assert (office.attendance.outcome, office.attendance.minutes) == (Outcome.PRO_FORMA, 60)
    assert measure_minutes() == 45
    assert list(differences()) == []


def test_an_unconfirmed_one_is_taken_back(office):
    withdraw_pro_forma(pro_forma=ask(office), by=office.billing.user)
    assert not ProForma.objects.exists()


def test_the_pages(sign_in, office):
    client = sign_in(office.billing.user)
    url = reverse("pro_forma_create", args=[office.session.public_id])
    assert office.cases[0].trainee.full_name in client.get(url).content.decode()
    typed = {"request_key": uuid.uuid4(), "attendance": office.attendance.pk, "reason": "<b>Vertrag</b>"}
    client.post(url, typed)
    client.post(url, typed)
    row = ProForma.objects.get()
    assert "<b>Vertrag" not in client.get(reverse("correction_list")).content.decode()
    decide = reverse("pro_forma_decide", args=[row.pk])
    client.post(decide, {"act": "confirm"})
    assert measure_minutes() == 0
    sign_in(office.second.user).post(decide, {"act": "confirm"})
    assert measure_minutes() == 90


def test_the_administration_is_the_second_person_where_billing_is_one(sign_in, office):
    row = ask(office)
    client = sign_in(office.admin.user)
    assert "1 zu entscheiden" in client.get("/").content.decode()
    assert office.cases[0].trainee.full_name in client.get(reverse("correction_list")).content.decode()
    client.post(reverse("pro_forma_decide", args=[row.pk]), {"act": "confirm"})
    assert measure_minutes() == 90
    assert "zu entscheiden" not in client.get("/").content.decode()


def test_who_asked_is_not_told_to_decide(sign_in, office):
    ask(office)
    assert "zu entscheiden" not in sign_in(office.billing.user).get("/").content.decode()


def test_the_second_person_may_decline(sign_in, office):
    row = ask(office)
    sign_in(office.admin.user).post(reverse("pro_forma_decide", args=[row.pk]), {"act": "withdraw"})
    assert not ProForma.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER, Role.DATA_PROTECTION]
)
def test_only_who_closes_months_decides(sign_in, office, role):
    row = ask(office)
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    assert client.post(reverse("pro_forma_decide", args=[row.pk]), {"act": "confirm"}).status_code == 403


@pytest.mark.parametrize(
    "role", [Role.ADMIN, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER, Role.DATA_PROTECTION]
)
def test_only_billing_asks(sign_in, office, role):
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    assert client.get(reverse("pro_forma_create", args=[office.session.public_id])).status_code == 403
