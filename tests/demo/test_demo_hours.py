"""The demonstration's hours: every minute proved, agreements in every state, months closed up to the present one."""

from collections import Counter
from datetime import date

import pytest
from django.urls import get_resolver

from cases.months.billing.models import BillingSheet, Rate
from cases.months.closing.models import CorrectionState, MonthClose, MonthCorrection, ProForma
from cases.months.contingent_form.lists import ListRow, cases_in, compare
from cases.months.contingent_form.models import FormIssue, ParticipantList
from cases.months.emaw.models import EmawMessage
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayStatus
from cases.months.statuses.notices import grant_end
from cases.people.models import Case, Measure, MeasureStay
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.measure_balances import measure_balances
from cases.sessions.models import Session
from cases.sessions.offers.models import SessionOffer
from cases.sessions.proofs.models import AttendanceProof, AttendanceSheet, MeasureProof
from cases.support.budgets.enums import GrantState, GrantStepKind
from cases.support.budgets.models import HourGrant, HourGrantStep
from cases.support.planning.enums import OfferAnswer
from cases.support.planning.models import GroupMember, LessonGroup, SchoolTime, SessionSeries, StaffAbsence
from tests.demo.filled import fields_without_page
from tests.demo.pages_of_fields import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo_hours")]

MONDAY = date(2026, 11, 23)


def test_the_whole_demo_is_proved_agreed_and_closed(hours):
    assert [str(difference) for difference in differences()] == []

    states = Counter(HourGrant.objects.values_list("state", flat=True))
    assert states[GrantState.PROPOSED] == 3
    assert HourGrantStep.objects.filter(kind=GrantStepKind.COUNTER).exists()
    assert not HourGrant.objects.filter(state=GrantState.AGREED, agreed_step=None).exists()

    closes = Counter(MonthClose.objects.values_list("measure", flat=True))
    assert {closes[measure.pk] for measure in Measure.objects.all()} == {14}
    assert not MonthClose.objects.filter(month=MONDAY.replace(day=1)).exists()

    balances = case_balances(Case.objects.running().values_list("pk", flat=True), MONDAY)
    assert {balance.level.value for balance in balances.values()} == {"too_few", "too_many", "as_agreed"}
    assert any(balance.is_tight for balance in balances.values())
    assert all(
        b.delivered <= b.granted
        for b in measure_balances(Measure.objects.values_list("pk", flat=True), MONDAY).values()
    )
    assert Rate.objects.count() == 3


def test_lessons_are_planned_in_groups_and_series(hours):
    assert LessonGroup.objects.count() >= 5
    assert GroupMember.objects.exclude(ends_on=None).exists()
    assert SessionSeries.objects.filter(case__school_times__weekday=None, skip_school_blocks=True).exists()
    assert Session.objects.exclude(series=None).filter(starts_at__date__gt=MONDAY).exists()
    assert SchoolTime.objects.filter(weekday=None).exists()
    assert SchoolTime.objects.exclude(weekday=None).exists()
    assert StaffAbsence.objects.exclude(cover=None).exists()
    assert set(SessionOffer.objects.values_list("answer", flat=True)) == set(OfferAnswer.values)


def test_days_have_their_statuses(hours):
    statuses = DayStatus.objects.filter(on__gte=MONDAY.replace(day=1))
    assert statuses.filter(code__kind=DayKind.PROVISIONAL).exists()
    assert statuses.filter(code__kind=DayKind.UNEXCUSED, case__state="pre_phase").count() == 1
    assert not DayStatus.objects.filter(on__lt=MONDAY.replace(day=1)).provisional().exists()
    first = [DayStatus.objects.filter(case=c, code__kind=DayKind.SICK).order_by("on").first() for c in _ill_today()]
    assert any(grant_end(status.on) == date(2026, 11, 30) for status in first)


def _ill_today():
    return Case.objects.filter(day_statuses__on=MONDAY, day_statuses__code__kind=DayKind.SICK)


def test_months_are_closed_in_time(hours):
    for close in MonthClose.objects.all():
        days = (close.closed_at.date() - close.month).days
        assert 28 <= days <= 42, close


def test_forms_sheets_and_proofs_exist(hours):
    assert FormIssue.objects.filter(number=2).exclude(reason="").count() == 1
    assert BillingSheet.objects.exists()
    taken = ParticipantList.objects.get()
    result = compare([ListRow.from_json(row) for row in taken.rows], cases_in(taken.measure, taken.month))
    assert len(result.missing_there) == 1
    assert set(MeasureProof.objects.values_list("kind", flat=True)) == {"typed", "drawn", "scanned"}
    assert set(AttendanceProof.objects.values_list("kind", flat=True)) == {"typed", "drawn"}
    assert AttendanceSheet.objects.exists()
    assert Measure.objects.filter(uses_emaw=False).count() == 1
    assert EmawMessage.objects.filter(by_letter=True).exists()


def test_second_persons_confirmed_and_corrected(hours):
    assert ProForma.objects.exclude(confirmed_by=None).exists()
    states = set(MonthCorrection.objects.values_list("state", flat=True))
    assert states == {CorrectionState.APPROVED, CorrectionState.REQUESTED}
    moved = MeasureStay.objects.filter(starts_on=date(2026, 9, 1), case__stays__ends_on=date(2026, 8, 31))
    assert moved.exists()


def test_every_field_that_is_filled_has_a_page(hours):
    """Else people would see in the demonstration what they can never have."""
    routes = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {route for pages in PAGES.values() for route in pages} - routes, "routes that do not exist"
    assert fields_without_page() == ""
