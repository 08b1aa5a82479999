"""A grant lies inside the case and its time in the measure, and never twice over the same time."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.people.enums import MeasureModel
from cases.people.models import MeasureStay
from cases.support.budgets import services
from cases.support.budgets.enums import GrantState
from cases.support.budgets.forms import offered_period
from cases.support.budgets.reading import agreed_minutes
from tests.budgets.situations import agreed, case_in, measure_of, message, monthly, proposed, total
from tests.factories import MeasureFactory


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2025, 8, 31), date(2026, 7, 31), "außerhalb der Teilnahme. Sie läuft ab dem 01.09.2025"),
        (date(2026, 7, 31), date(2025, 9, 1), "Das Ende darf nicht vor dem Beginn liegen"),
        (date(2025, 9, 1), date(2028, 8, 1), "endet am 31.07.2028"),
    ],
)
def test_a_period_outside_is_refused(case, starts_on, ends_on, words):
    with pytest.raises(ValidationError, match=words):
        proposed(case, total(120, starts_on, ends_on))


def test_a_period_after_the_exit_is_refused(case):
    case.ended_on = date(2026, 3, 31)
    with pytest.raises(ValidationError, match=r"Sie läuft vom 01\.09\.2025 bis 31\.03\.2026"):
        proposed(case, total(120))
    proposed(case, total(120, ends_on=date(2026, 3, 31)))


def move_on(case, day):
    """Move the case to another measure on a day."""
    measure, other = measure_of(case), MeasureFactory(provider=case.provider)
    case.stays.update(ends_on=day - date.resolution)
    MeasureStay.objects.create(provider=case.provider, case=case, measure=other, starts_on=day)
    return measure, other


def propose_in(case, measure, terms):
    return services.propose(case=case, measure=measure, terms=terms, message=message(), by=None)


def test_a_period_outside_the_time_in_the_measure_is_refused(case):
    measure, other = move_on(case, date(2026, 2, 1))

    with pytest.raises(ValidationError, match=r"Sie gilt vom 01\.09\.2025 bis 31\.01\.2026"):
        propose_in(case, measure, total(120))
    with pytest.raises(ValidationError, match=r"Sie gilt ab dem 01\.02\.2026"):
        propose_in(case, other, total(120))
    propose_in(case, other, total(60, date(2026, 2, 1)))


def test_after_a_move_the_new_measure_takes_the_rest_of_an_agreed_period(case):
    agreed(case, total(120))
    _, other = move_on(case, date(2026, 2, 1))
    grant = propose_in(case, other, total(60, date(2026, 2, 1)))
    services.agree(grant=grant, message=message(), by=None)
    january, february = (agreed_minutes([case.pk], day)[case.pk] for day in (date(2026, 1, 31), date(2026, 2, 1)))
    assert ([g.minutes for g in january], [g.minutes for g in february]) == ([7200], [3600])


def test_a_move_within_a_month_leaves_both_their_hours_per_month(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    agreed(case, monthly(10, 2))
    measure, other = move_on(case, date(2026, 2, 15))
    type(other).objects.filter(pk=other.pk).update(model=MeasureModel.ASAFLEX_2021)
    other.refresh_from_db()
    services.agree(grant=propose_in(case, other, monthly(6, 2, date(2026, 2, 15))), message=message(), by=None)
    before, after = (agreed_minutes([case.pk], day)[case.pk] for day in (date(2026, 2, 14), date(2026, 2, 15)))
    assert [[grant.measure_id for grant in found] for found in (before, after)] == [[measure.pk], [other.pk]]


def test_a_measure_that_the_case_never_belonged_to_is_refused(case):
    with pytest.raises(ValidationError, match="gehört nicht zu dieser Maßnahme"):
        propose_in(case, MeasureFactory(provider=case.provider), total(120))


def test_a_measure_of_another_provider_is_refused(case):
    with pytest.raises(ValidationError, match="nicht zu Ihrem Träger"):
        propose_in(case, MeasureFactory(), total(120))


def test_two_threads_never_stand_for_the_same_day(case):
    agreed(case, total(120))
    with pytest.raises(ValidationError, match=r"vom 01\.09\.2025 bis 31\.07\.2026 gibt es schon"):
        proposed(case, total(10, date(2026, 7, 31), date(2026, 12, 31)))
    agreed(case, total(10, date(2026, 8, 1), date(2026, 12, 31)))
    assert [g.minutes for g in agreed_minutes([case.pk], date(2026, 8, 1))[case.pk]] == [600]


def test_a_refused_thread_makes_room_for_another(case):
    services.refuse(grant=proposed(case, total(120)), message=message(), by=None)
    assert proposed(case, total(60)).state == GrantState.PROPOSED


def test_hours_per_month_are_not_granted_twice_within_a_month(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    agreed(case, monthly(10, 2, ends_on=date(2026, 2, 14)))
    with pytest.raises(ValidationError, match=r"Im Monat 02\.2026 gelten schon .* Beginnen Sie am 01\.03\.2026"):
        proposed(case, monthly(10, 2, date(2026, 2, 15)))
    proposed(case, monthly(10, 2, date(2026, 3, 1)))


def test_a_period_before_one_ends_with_the_month_before(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    agreed(case, monthly(10, 2, date(2026, 2, 15)))
    with pytest.raises(ValidationError, match=r"Im Monat 02\.2026 .* Enden Sie am 31\.01\.2026") as refused:
        proposed(case, monthly(10, 2, ends_on=date(2026, 2, 14)))
    assert list(refused.value.message_dict) == ["ends_on"]


def test_the_form_offers_the_next_free_month(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    agreed(case, monthly(10, 2, ends_on=date(2026, 2, 14)))
    assert offered_period(case, measure_of(case))[0] == date(2026, 3, 1)


def test_an_agreement_is_refused_when_the_case_has_ended_meanwhile(case):
    grant = proposed(case, total(120))
    case.ended_on = date(2026, 3, 31)
    case.save(update_fields=["ended_on"])
    with pytest.raises(ValidationError, match="außerhalb der Teilnahme"):
        services.agree(grant=grant, message=message(date(2026, 4, 1)), by=None)
    services.refuse(grant=grant, message=message(date(2026, 4, 1)), by=None)


def test_a_period_may_be_the_leap_day(behind):
    case = case_in(starts_on=date(2024, 2, 29))
    behind(case.provider)
    case.started_on = date(2024, 2, 29)
    case.save(update_fields=["started_on"])
    case.stays.update(starts_on=date(2024, 2, 29))
    agreed(case, total(2, date(2024, 2, 29), date(2024, 2, 29)))
    assert [g.minutes for g in agreed_minutes([case.pk], date(2024, 2, 29))[case.pk]] == [120]
    assert agreed_minutes([case.pk], date(2024, 3, 1)) == {}
