"""What others read: agreed hours, contingents, open answers, cases without hours; with a constant number of queries."""

from datetime import date

import pytest

from cases.people.enums import CaseState
from cases.support.budgets import services
from cases.support.budgets.contingents import create_years
from cases.support.budgets.enums import Side
from cases.support.budgets.reading import (
    agreed_grants,
    agreed_history,
    agreed_minutes,
    cases_without_grant,
    contingent_minutes,
    unanswered_proposals,
)
from tests.budgets.situations import agreed, measure_of, message, proposed, total
from tests.factories import CaseFactory

MARCH = date(2026, 3, 1)


def more_cases(case, number):
    return [CaseFactory(provider=case.provider, measure=measure_of(case)) for _ in range(number)]


def test_agreed_minutes_name_measure_period_and_parts(case):
    agreed(case, total(120))
    (found,) = agreed_minutes([case.pk], MARCH)[case.pk]
    assert (found.measure_id, found.starts_on, found.ends_on) == (
        measure_of(case).pk,
        date(2025, 9, 1),
        date(2026, 7, 31),
    )
    assert (found.parts, found.monthly, found.minutes) == ((("total", 7200),), (), 7200)
    assert agreed_grants([case.pk], MARCH) == {case.pk: found}
    assert agreed_minutes([case.pk], date(2026, 8, 1)) == {}


def test_agreed_minutes_need_one_query_for_any_number_of_cases(case, django_assert_num_queries):
    cases = [case, *more_cases(case, 3)]
    for one in cases:
        agreed(one, total(120))
    with django_assert_num_queries(1):
        assert len(agreed_minutes([one.pk for one in cases], MARCH)) == 4


def test_the_history_names_every_agreement_that_counts_for_some_days(case):
    grant = agreed(case, total(120))
    services.propose_change(grant=grant, terms=total(30, MARCH), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)
    assert [(g.starts_on, g.ends_on, g.minutes) for g in agreed_history([case.pk])[case.pk]] == [
        (date(2025, 9, 1), date(2026, 2, 28), 7200),
        (MARCH, date(2026, 7, 31), 1800),
    ]


def test_hours_end_when_the_case_leaves_the_measure(case):
    agreed(case, total(120))
    case.stays.update(ends_on=date(2026, 1, 31))
    assert agreed_minutes([case.pk], MARCH) == {}
    assert [g.ends_on for g in agreed_minutes([case.pk], date(2026, 1, 31))[case.pk]] == [date(2026, 1, 31)]


def test_hours_end_with_the_case(case):
    agreed(case, total(120))
    type(case).objects.filter(pk=case.pk).update(ended_on=date(2026, 2, 28))
    assert agreed_minutes([case.pk], MARCH) == {}


def test_unanswered_proposals_name_who_spoke_last(case, django_assert_num_queries):
    ours, theirs, done = more_cases(case, 3)
    services.counter(grant=proposed(ours, total(120)), terms=total(80), message=message(MARCH), by=None)
    proposed(theirs, total(120))
    agreed(done, total(120))
    with django_assert_num_queries(1):
        found = [(grant.case_id, grant.last_side, grant.last_on) for grant in unanswered_proposals()]
    assert found == [(theirs.pk, Side.FUNDING_BODY, date(2026, 2, 2)), (ours.pk, Side.PROVIDER, MARCH)]


def missing(case, month=MARCH):
    return set(cases_without_grant(measure_of(case), month))


def test_cases_without_agreed_hours_are_named(case, django_assert_num_queries):
    asked, done = more_cases(case, 2)
    proposed(asked, total(120))
    agreed(done, total(120))
    measure = measure_of(case)
    with django_assert_num_queries(1):
        assert set(cases_without_grant(measure, MARCH)) == {case, asked}
    assert missing(case, date(2026, 8, 1)) == {case, asked, done}
    assert missing(case, date(2025, 8, 1)) == set()


def test_zero_agreed_hours_are_an_agreement(case):
    agreed(case, total(0), is_zero_confirmed=True)
    assert missing(case) == set()


def test_whoever_left_before_or_is_in_the_pre_phase_needs_no_hours(case):
    left, early = more_cases(case, 2)
    type(case).objects.filter(pk=left.pk).update(ended_on=date(2026, 2, 28))
    type(case).objects.filter(pk=early.pk).update(state=CaseState.PRE_PHASE)
    assert missing(case) == {case}


def test_hours_that_were_replaced_by_shorter_ones_do_not_count(case):
    grant = agreed(case, total(120))
    services.propose_change(grant=grant, terms=total(30, ends_on=date(2026, 1, 31)), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)
    assert agreed_minutes([case.pk], MARCH) == {}
    assert missing(case) == {case}


def test_hours_before_a_later_beginning_change_still_count(case):
    grant = agreed(case, total(120))
    services.propose_change(grant=grant, terms=total(30, date(2026, 4, 1)), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)
    assert missing(case) == set()


@pytest.mark.parametrize("years", [0, 2])
def test_contingents_need_two_queries(case, django_assert_num_queries, years):
    measure = measure_of(case)
    if years:
        create_years(measure=measure, starts_on=measure.starts_on, count=years, by=None)
    with django_assert_num_queries(2):
        assert len(contingent_minutes(measure)) == years
