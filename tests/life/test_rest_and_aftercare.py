"""A case rests and returns, also by itself; after-care has its cap; before the entry it can come to nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.people.enums import CaseState, LifeRuleKey
from cases.people.life.codes import life_rule, set_life_rule
from cases.people.life.dates import aftercare_cap
from cases.people.life.phases import (
    begin_aftercare,
    decline,
    enter_no_contract,
    follow_rest,
    not_started,
    resume,
    suspend,
    take_back_rest,
)
from cases.people.models import AfterCare, Case
from tests.factories import CaseFactory, TrainingContractFactory, UserFactory
from tests.life.situations import assigned

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def case(behind):
    case = CaseFactory(state=CaseState.NO_CONTRACT)
    behind(case.provider)
    return case


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_rest_begins_at_once_with_reason_and_expected_return(case, today):
    suspend(case=case, on=today, reason="Reha", expected_on=today + 30 * DAY, by=None)
    assert case.state == CaseState.SUSPENDED
    assert f"Reha, Rückkehr erwartet am {today + 30 * DAY:%d.%m.%Y}" in case.events.first().sentence


def test_it_goes_on_where_it_stopped(case, today):
    suspend(case=case, on=today - 9 * DAY, reason="Reha", by=None)
    resume(case=case, on=today, by=None)
    assert case.state == CaseState.NO_CONTRACT
    assert case.suspensions.get().ends_on == today - DAY


def test_a_rest_ahead_begins_and_ends_by_itself_and_once(case, today):
    begun = today + 3 * DAY
    suspend(case=case, on=begun, reason="Reha", by=None)
    assert case.state == CaseState.NO_CONTRACT
    for _ in range(2):
        follow_rest(case=case, today=begun)
    assert case.state == CaseState.SUSPENDED
    resume(case=case, on=begun + 10 * DAY, by=None, today=begun + DAY)
    assert case.state == CaseState.SUSPENDED
    for _ in range(2):
        follow_rest(case=case, today=begun + 10 * DAY)
    assert case.state == CaseState.NO_CONTRACT
    assert [e.on for e in case.events.filter(kind="state")] == [begun + 10 * DAY, begun]


def test_a_rest_ahead_can_be_struck_out(case, today):
    suspend(case=case, on=today + 3 * DAY, reason="Reha", by=None)
    take_back_rest(case=case, by=None)
    follow_rest(case=case, today=today + 3 * DAY)
    assert case.state == CaseState.NO_CONTRACT
    assert "gestrichen" in case.events.first().sentence


def test_one_rest_at_a_time(case, today):
    suspend(case=case, on=today + 3 * DAY, reason="Reha", by=None)
    with pytest.raises(ValidationError, match="schon eingetragen"):
        suspend(case=case, on=today + 5 * DAY, reason="Reha", by=None)


def test_aftercare_does_not_rest(behind, today):
    case = CaseFactory(state=CaseState.AFTERCARE)
    behind(case.provider)
    with pytest.raises(ValidationError, match="kann nichts ruhen"):
        suspend(case=case, on=today, reason="Reha", by=None)


def test_a_return_is_not_before_the_rest(case, today):
    suspend(case=case, on=today, reason="Reha", by=None)
    with pytest.raises(ValidationError, match="späteren Tag"):
        resume(case=case, on=today, by=None)


def test_no_contract_is_refused_while_one_runs(behind):
    case = CaseFactory()
    behind(case.provider)
    contract = TrainingContractFactory(case=case)
    with pytest.raises(ValidationError, match=contract.company.name):
        enter_no_contract(case=case, on=date(2026, 1, 10), by=None, reason="Betrieb zu")


# ---- after-care ----


def test_aftercare_ends_on_the_earlier_limit():
    dates = {"training_ended_on": date(2026, 6, 30), "job_started_on": date(2026, 8, 1)}
    assert aftercare_cap(**dates) == date(2027, 1, 31)
    assert aftercare_cap(**dates, is_earlier=False) == date(2027, 6, 30)
    assert aftercare_cap(training_ended_on=date(2026, 6, 30), job_started_on=None) == date(2027, 6, 30)


def test_it_takes_the_end_of_training_from_the_contract(case):
    TrainingContractFactory(case=case, ended_on=date(2026, 1, 31), end_reason="exam")
    care = begin_aftercare(case=case, on=date(2026, 2, 1), by=None)
    assert (care.training_ended_on, care.ends_on) == (date(2026, 1, 31), date(2027, 1, 31))
    assert case.state == CaseState.AFTERCARE


def test_it_is_refused_while_the_contract_runs(case):
    contract = TrainingContractFactory(case=case)
    with pytest.raises(ValidationError, match=f"läuft hier bis {contract.ends_on:%d.%m.%Y}"):
        begin_aftercare(case=case, on=date(2026, 2, 1), by=None, training_ended_on=date(2026, 1, 31))
    assert not AfterCare.objects.filter(case=case).exists()


def test_it_may_begin_on_the_last_day_of_training(case):
    TrainingContractFactory(case=case, ended_on=date(2026, 1, 31), end_reason="exam")
    assert begin_aftercare(case=case, on=date(2026, 1, 31), by=None).starts_on == date(2026, 1, 31)


def test_beyond_the_cap_it_is_blocked(case):
    dates = {"training_ended_on": date(2026, 1, 31), "job_started_on": date(2026, 2, 1)}
    with pytest.raises(ValidationError, match=r"spätestens am 31\.07\.2026 \(§ 74 Abs\. 3 SGB III\)"):
        begin_aftercare(case=case, on=date(2026, 2, 2), ends_on=date(2026, 8, 1), by=None, **dates)
    with pytest.raises(ValidationError, match="nicht möglich"):
        begin_aftercare(case=case, on=date(2026, 8, 1), by=None, **dates)
    assert not AfterCare.objects.exists()


def test_the_job_is_known_later(case):
    begin_aftercare(case=case, on=date(2026, 2, 1), training_ended_on=date(2026, 1, 31), by=None)
    known = {"training_ended_on": date(2026, 1, 31), "job_started_on": date(2026, 3, 1)}
    care = begin_aftercare(case=case, on=date(2026, 2, 1), by=None, **known)
    assert (care.ends_on, AfterCare.objects.count()) == (date(2026, 8, 31), 1)


def test_the_provider_may_hold_the_other_reading_with_its_source(case):
    rule = life_rule(case.provider_id, LifeRuleKey.AFTERCARE_CAP)
    assert (rule.value, rule.confidence) == ("earlier", "D")
    set_life_rule(
        provider_id=case.provider_id,
        key=LifeRuleKey.AFTERCARE_CAP,
        value="later",
        source="Auskunft der Agentur vom 01.10.2026",
        confidence="B",
        by=None,
        request_key=case.request_key,
    )
    dates = {"training_ended_on": date(2026, 1, 31), "job_started_on": date(2026, 2, 1)}
    care = begin_aftercare(case=case, on=date(2026, 2, 2), by=None, **dates)
    assert care.ends_on == date(2027, 1, 31)


def test_what_the_law_says_is_not_set(case):
    with pytest.raises(ValidationError, match="im Gesetz"):
        set_life_rule(
            provider_id=case.provider_id,
            key=LifeRuleKey.PRE_PHASE_MONTHS,
            value="9",
            source="Wunsch",
            confidence="D",
            by=None,
            request_key=case.request_key,
        )


def test_the_database_holds_the_widest_reading(case):
    begin_aftercare(case=case, on=date(2026, 2, 1), training_ended_on=date(2026, 1, 31), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        AfterCare.objects.update(ends_on=date(2027, 2, 1))


# ---- before entry ----


def test_somebody_assigned_did_not_begin(behind, today):
    case = assigned(behind)
    for _ in range(2):
        not_started(case=case, on=today, reason="hat eine Stelle", by=UserFactory())
    assert case.state == CaseState.NOT_STARTED
    assert "nicht angetreten: hat eine Stelle" in case.events.filter(kind="state").get().sentence
    assert case.assignments.get().ends_on == today


def test_somebody_reported_declines(behind, today):
    case = CaseFactory(state=CaseState.REPORTED, started_on=None, measure=None)
    behind(case.provider)
    decline(case=case, on=today, reason="kein Interesse", by=None)
    assert Case.objects.get(pk=case.pk).state == CaseState.DECLINED
