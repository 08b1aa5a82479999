"""What is granted, delivered, planned and left, in the period that was agreed."""

from datetime import date

import pytest
import time_machine

from cases.people.enums import MeasureModel
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.balances import Level, case_balances
from cases.sessions.ledger.measure_balances import measure_balances
from cases.sessions.ledger.services import book
from cases.sessions.models import Attendance
from cases.support.budgets.enums import GrantState, GrantStepKind, HourPart, Side
from cases.support.budgets.models import Contingent, HourGrant, HourGrantStep, MeasureYear
from tests.factories import CaseFactory, MeasureFactory, SessionFactory, SupportElementFactory, at

TODAY = date(2026, 10, 15)


def agree(case, measure, *, start=date(2026, 9, 1), end=date(2026, 12, 31), **minutes):
    grant = HourGrant.objects.create(provider=case.provider, case=case, measure=measure, state=GrantState.AGREED)
    step = HourGrantStep.objects.create(
        provider=case.provider, grant=grant, number=1, kind=GrantStepKind.AGREEMENT, side=Side.PROVIDER, on=start,
        starts_on=start, ends_on=end, **minutes,
    )  # fmt: skip
    grant.agreed_step = step
    grant.save()
    return grant


@pytest.fixture
def case(behind):
    measure = MeasureFactory()
    case = CaseFactory(provider=measure.provider, measure=measure)
    behind(measure.provider)
    return case


def measure_of(case):
    return case.stays.get().measure


def held(case, day, minutes=90, outcome=Outcome.PRESENT, kind=SessionKind.TUITION):
    session = SessionFactory(provider=case.provider, cases=[case], starts=at(day), length=minutes, kind=kind, held=True)
    if outcome != Outcome.PRESENT:
        Attendance.objects.filter(session=session).update(outcome=outcome, minutes=0)
        book(session)
    return session


def balance(case, on=TODAY):
    with time_machine.travel(f"{on} 12:00+02:00", tick=False):
        return case_balances([case.pk], on)[case.pk]


def test_a_budget_falls_by_what_was_delivered(case):
    agree(case, measure_of(case), total_minutes=1800)
    held(case, "2026-09-07")
    held(case, "2026-10-05", 50, kind=SessionKind.SOCIAL)
    held(case, "2026-10-06", 90, Outcome.NO_SHOW)
    found = balance(case)
    assert (found.granted, found.delivered, found.cancelled, found.remaining) == (1800, 140, 90, 1660)


def test_before_2024_tuition_and_stabilisation_stand_apart_per_month(behind):
    measure = MeasureFactory(model=MeasureModel.ASAFLEX_2021)
    case = CaseFactory(provider=measure.provider, measure=measure)
    behind(measure.provider)
    agree(case, measure, tuition_minutes=360, stabilisation_minutes=120)
    held(case, "2026-09-07", 90)
    held(case, "2026-09-08", 30, kind=SessionKind.COMPANION)
    found = balance(case)
    assert [(p.part, p.granted, p.delivered) for p in found.parts] == [
        (HourPart.TUITION, 1440, 90),
        (HourPart.STABILISATION, 480, 30),
    ]


def test_hours_outside_the_agreed_period_do_not_count(case):
    agree(case, measure_of(case), total_minutes=1800)
    held(case, "2026-08-31")
    assert balance(case).delivered == 0


def test_planned_sessions_and_the_plan_make_the_forecast(case):
    agree(case, measure_of(case), total_minutes=1080)
    SessionFactory(provider=case.provider, cases=[case], starts=at("2026-10-20"), length=100)
    assert (balance(case).planned, balance(case).forecast, balance(case).level) == (90, 90, Level.TOO_FEW)
    SupportElementFactory(case=case, starts_on=date(2026, 9, 1), minutes_per_week=90)
    assert (balance(case).forecast, balance(case).level) == (990, Level.AS_AGREED)
    SupportElementFactory(case=case, starts_on=date(2026, 9, 1), minutes_per_week=90, module="social")
    found = balance(case)
    assert (found.level, found.is_tight, found.lasts_until()) == (Level.TOO_MANY, True, date(2026, 11, 26))


def test_a_budget_of_which_little_is_used_is_unused_after_a_third(case):
    agree(case, measure_of(case), total_minutes=6000)
    assert not balance(case, date(2026, 9, 10)).is_unused
    assert balance(case).is_unused


def test_without_an_agreement_there_is_no_balance(case):
    assert case_balances([case.pk], TODAY) == {}


def test_the_latest_agreement_counts(case):
    agree(case, measure_of(case), total_minutes=600)
    agree(case, measure_of(case), start=date(2026, 10, 1), total_minutes=900)
    assert balance(case).granted == 900


@pytest.mark.parametrize("starts_on", [date(2026, 9, 1), date(2026, 9, 8)])
def test_a_measure_year_is_charged_once_per_group(case, starts_on):
    measure = measure_of(case)
    other = CaseFactory(provider=case.provider, measure=measure)
    year = MeasureYear.objects.create(
        provider=case.provider, measure=measure, number=1, starts_on=starts_on, ends_on=date(2027, 8, 31)
    )
    Contingent.objects.create(
        provider=case.provider, year=year, funding_body=measure.funding_body, part=HourPart.TOTAL, minutes=6000
    )
    held(case, "2026-09-02", 45)
    SessionFactory(provider=case.provider, cases=[case, other], starts=at("2026-09-14"), length=90, held=True)
    found = measure_balances([measure.pk], TODAY)[measure.pk]
    assert (found.granted, found.delivered) == (6000, 135 if starts_on.day == 1 else 90)


def test_the_number_of_queries_does_not_grow_with_the_cases(case, django_assert_num_queries):
    measure = measure_of(case)
    cases = [case, *(CaseFactory(provider=case.provider, measure=measure) for _ in range(7))]
    for one in cases:
        agree(one, measure, total_minutes=1800)
    held(case, "2026-09-07")
    with django_assert_num_queries(9):
        assert len(case_balances([one.pk for one in cases], TODAY)) == 8


def test_a_measure_counts_what_is_planned_and_what_nobody_came_to(case):
    measure = measure_of(case)
    year = MeasureYear.objects.create(
        provider=case.provider, measure=measure, number=1, starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    Contingent.objects.create(
        provider=case.provider, year=year, funding_body=measure.funding_body, part=HourPart.TOTAL, minutes=6000
    )
    other = CaseFactory(provider=case.provider, measure=MeasureFactory(provider=case.provider))
    held(case, "2026-09-07", 90)
    held(case, "2026-09-08", 90, Outcome.CANCELLED_BEFORE)
    SessionFactory(provider=case.provider, cases=[case, other], starts=at("2026-10-20"), length=90)
    found = measure_balances([measure.pk], TODAY)[measure.pk]
    assert (found.delivered, found.planned, found.missed, found.remaining) == (90, 45, 90, 5910)
    assert (found.forecast, found.level) == (744, Level.TOO_FEW)


@pytest.fixture
def monthly(behind):
    """Somebody of the model of 2021 with six hours of tuition and two of support a month."""
    measure = MeasureFactory(model=MeasureModel.ASAFLEX_2021)
    case = CaseFactory(provider=measure.provider, measure=measure)
    behind(measure.provider)
    agree(case, measure, tuition_minutes=360, stabilisation_minutes=120)
    return case


def test_hours_by_the_month_leave_a_rest_per_month_and_part(monthly):
    held(monthly, "2026-09-07", 90)
    held(monthly, "2026-10-05", 135)
    held(monthly, "2026-10-06", 50, kind=SessionKind.SOCIAL)
    october = balance(monthly, date(2026, 10, 20))
    assert [(m.part, m.granted, m.delivered, m.remaining) for m in october.months] == [
        (HourPart.TUITION, 360, 135, 225),
        (HourPart.STABILISATION, 120, 50, 70),
    ]
    assert (october.rest_of("tuition"), october.rest_of("companion")) == (225, 70)
    assert october.month_warnings == []


def test_that_the_months_tuition_runs_out_is_said(monthly):
    held(monthly, "2026-10-05", 270)
    plan = SessionFactory(provider=monthly.provider, cases=[monthly], starts=at("2026-10-28"), length=135)
    assert plan.documented_at is None
    found = balance(monthly, date(2026, 10, 20))
    assert found.is_tight
    assert found.month_warnings == [
        "Unterricht (SuF) reicht in diesem Monat nicht: "
        "Rest 2,0\xa0UE (1,5\xa0Std.), angesetzt 3,0\xa0UE (2,25\xa0Std.)."
    ]
    held(monthly, "2026-10-12", 90)
    held(monthly, "2026-10-13", 140, kind=SessionKind.SOCIAL)
    assert balance(monthly, date(2026, 10, 20)).month_warnings[1] == (
        "Stabilisierung (SbB): im Monat 0:20\xa0Std. mehr als vereinbart."
    )


def test_one_budget_has_no_months(case):
    agree(case, measure_of(case), total_minutes=1800)
    assert balance(case).months == ()
    assert balance(case).rest_of("tuition") == 1800
