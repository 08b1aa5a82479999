"""A contract of the future moves its case on its first day: exactly once, by the jobs, and only where it waits."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from cases.people.background import BEGIN_JOB, order_beginning_contracts
from cases.people.enums import CaseEventKind, CaseState, ContractKind
from cases.people.models import Case, ContactAssignment
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

MONDAY = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def member():
    return MembershipFactory()


def waiting(member, state=CaseState.PRE_PHASE, **contract):
    case = CaseFactory(provider=member.provider, contact_person=member, state=state)
    TrainingContractFactory(
        case=case, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=900), trial_ends_on=None, **contract
    )
    return case


def sweep_on(day):
    """Let the planner look on a day, and do every job that it ordered."""
    with time_machine.travel(f"{day}T04:00:00+00:00", tick=False):
        order_beginning_contracts()
        for job in Job.objects.filter(kind=BEGIN_JOB, state=JobState.DUE):
            run(job.pk)


def state_of(case):
    with wall.within(case.provider_id):
        return Case.objects.get(pk=case.pk).state


def moves(case):
    with wall.within(case.provider_id):
        return [e.on for e in case.events.filter(kind=CaseEventKind.STATE, details__after="accompanying")]


@pytest.mark.parametrize("state", [CaseState.PRE_PHASE, CaseState.NO_CONTRACT])
def test_the_case_moves_on_the_first_day_and_only_once(member, behind, state):
    case = waiting(member, state)
    behind(member.provider)

    sweep_on(MONDAY - timedelta(days=1))
    assert state_of(case) == state

    for _ in range(3):
        sweep_on(MONDAY)
    assert state_of(case) == CaseState.ACCOMPANYING
    assert moves(case) == [MONDAY]
    assert Job.objects.filter(kind=BEGIN_JOB).count() == 1


def test_a_day_on_which_nothing_ran_is_made_up_for(member, behind):
    case = waiting(member)
    behind(member.provider)

    sweep_on(MONDAY + timedelta(days=3))

    assert moves(case) == [MONDAY]


def test_an_internship_or_a_broken_contract_moves_nothing(member, behind):
    cases = [waiting(member, kind=ContractKind.PRACTICE), waiting(member, notice_on=MONDAY)]
    behind(member.provider)

    sweep_on(MONDAY)

    assert [state_of(case) for case in cases] == [CaseState.PRE_PHASE] * 2


def test_two_providers_are_served(member, behind):
    other = MembershipFactory()
    cases = [waiting(member), waiting(other)]
    behind(member.provider)

    sweep_on(MONDAY)

    for case in cases:
        behind(case.provider)
        assert state_of(case) == CaseState.ACCOMPANYING


def test_a_parked_start_is_tried_again_once_somebody_answers_for_the_case(member, behind):
    case = waiting(member)
    behind(member.provider)
    case.assignments.update(ends_on=MONDAY - timedelta(days=5))
    for days in range(3):
        sweep_on(MONDAY + timedelta(days=days))
    assert Job.objects.get(kind=BEGIN_JOB).state == JobState.PARKED
    behind(member.provider)
    found = MONDAY + timedelta(days=3)
    ContactAssignment.objects.create(provider_id=case.provider_id, case=case, member=member, starts_on=found)

    sweep_on(found)

    assert moves(case) == [found]
