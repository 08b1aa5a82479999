"""A correction shows minutes, accounts and money before and after, to both people, before and after the decision."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from asa.accounts.enums import Role
from cases.months.billing.models import Rate
from cases.months.closing.corrections import approve, effects_of_correction, refuse, request_correction
from cases.months.closing.services import close_month
from cases.sessions.enums import Outcome
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.rules.enums import Account
from tests.factories import MembershipFactory
from tests.months.situations import NOVEMBER, OCTOBER, Office

DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2026-12-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, december):
    office = Office()
    behind(office.provider)
    office.session = office.document(Outcome.PRESENT)  # 90 minutes
    close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
    Rate.objects.create(
        provider=office.provider, lot=office.measure.lot, part="total", cents_per_hour=4800, starts_on=date(2026, 1, 1)
    )
    return office


@pytest.fixture
def correction(office):
    return request_correction(
        entry=office.entry(Outcome.CANCELLED_BEFORE), reason="Hatte abgesagt", by=office.teacher.user,
        session=office.session,
    )  # fmt: skip


def figures(correction):
    return [(e.account, e.before, e.after, e.cents, e.booked_in) for e in effects_of_correction(correction)]


EXPECTED = [(Account.MEASURE, 90, 0, -7200, NOVEMBER), (Account.TRAINEE, 90, 0, None, NOVEMBER)]


def test_minutes_and_money_before_and_after(correction):
    assert figures(correction) == EXPECTED


def test_it_is_booked_into_the_next_month_that_is_open_though_it_lies_before_today(office, correction):
    approve(correction=correction, by=office.billing.user, version=1)

    booked = set(LedgerEntry.objects.filter(reverses__isnull=False).values_list("booking_month", flat=True))
    assert booked == {NOVEMBER}


def test_a_closed_month_between_is_passed(office, correction):
    close_month(measure=office.measure, month=NOVEMBER, by=office.billing.user)

    assert {month for *_, month in figures(correction)} == {DECEMBER}


@pytest.mark.parametrize("decide", [approve, refuse])
def test_both_versions_stay_readable_after_the_decision(sign_in, office, correction, decide):
    extra = {"version": 1} if decide is approve else {}
    decide(correction=correction, by=office.billing.user, answer="Gesehen", **extra)
    correction.refresh_from_db()

    page = sign_in(office.billing.user).get(reverse("correction_detail", args=[correction.public_id])).content.decode()

    assert figures(correction) == EXPECTED
    assert "anwesend" in page
    assert "abgesagt bis Vortag" in page
    assert "72,00" in page


def test_what_was_decided_does_not_follow_later_changes(office, correction):
    approve(correction=correction, by=office.billing.user, version=1)
    Rate.objects.update(cents_per_hour=9600)
    correction.refresh_from_db()

    assert figures(correction) == EXPECTED


def test_the_requester_sees_minutes_accounts_and_money(sign_in, office, correction):
    page = sign_in(office.teacher.user).get(reverse("correction_detail", args=[correction.public_id])).content.decode()

    assert "90 Min." in page
    assert f"Maßnahme {office.measure.number}" in page
    assert "November 2026" in page


def test_without_a_price_no_amount_is_made_up(office, correction):
    Rate.objects.all().delete()

    assert [cents for _, _, _, cents, _ in figures(correction)] == [None, None]


def test_somebody_who_may_not_decide_sees_nothing(sign_in, office, correction):
    stranger = MembershipFactory(provider=office.provider, role=Role.TEACHER)

    assert sign_in(stranger.user).get(reverse("correction_detail", args=[correction.public_id])).status_code == 404


def test_the_closed_month_offers_the_correction_as_soon_as_the_day_is_chosen(sign_in, office):
    case = office.session.attendances.get().case
    fields = {"kind": "tuition", "day": "other", "date": "2026-10-07", "start": "10:00", "length": "45"}
    fields |= {"place": "provider", f"p-{case.public_id}-here": "on"}
    client = sign_in(office.teacher.user)

    new = client.post(reverse("session_new_counts"), fields).content.decode()
    stored = client.post(reverse("session_counts", args=[office.session.public_id]), fields).content.decode()

    assert f'formaction="{reverse("correction_new")}"' in new
    assert f'formaction="{reverse("correction_create", args=[office.session.public_id])}"' in stored
