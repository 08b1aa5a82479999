"""A case changes its state only along the ways of the domain and runs only with a contact person."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from asa.accounts.models import LogEntry
from cases.people.enums import TRANSITIONS, CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.models import CaseEvent
from tests.factories import CaseFactory, ContactAssignmentFactory

DAY = date(2026, 3, 2)


@pytest.fixture
def assigned(behind):
    case = CaseFactory(state=CaseState.ASSIGNED, started_on=None, reported_on=date(2026, 2, 1))
    behind(case.provider)
    return case


def test_the_first_running_state_sets_the_entry_and_leaves_an_event(assigned):
    assigned.enter_state(CaseState.ACCOMPANYING, by=None, on=DAY)
    assigned.refresh_from_db()
    assert (assigned.state, assigned.started_on) == (CaseState.ACCOMPANYING, DAY)
    event = assigned.events.get()
    assert event.details == {"before": "assigned", "after": "accompanying"}
    assert event.sentence == "zugewiesen → begleitende Phase"
    assert LogEntry.objects.filter(object_id=assigned.pk, kind="change").exists()


def test_a_case_becomes_active_only_with_a_fixed_contact_person(behind):
    case = CaseFactory(state=CaseState.ASSIGNED, started_on=None, contact_person=None)
    behind(case.provider)
    with pytest.raises(ValidationError, match="fester Ansprechperson"):
        case.enter_state(CaseState.ACCOMPANYING, by=None, on=DAY)
    assert not case.events.exists()


@pytest.mark.parametrize(
    ("before", "after"), [(b, a) for b in CaseState for a in CaseState if a not in TRANSITIONS.get(b, ())]
)
def test_what_is_no_way_is_refused(before, after, behind):
    case = CaseFactory.build(state=before)
    with pytest.raises(ValidationError, match="führt kein Weg"):
        case.check_state(after, on=DAY)


def test_after_a_pause_the_case_goes_on_where_it_stopped(behind):
    case = CaseFactory(state=CaseState.NO_CONTRACT)
    behind(case.provider)
    case.enter_state(CaseState.SUSPENDED, by=None, on=DAY)
    with pytest.raises(ValidationError, match="Phase weiter"):
        case.enter_state(CaseState.ACCOMPANYING, by=None, on=DAY)
    case.enter_state(CaseState.NO_CONTRACT, by=None, on=DAY)
    assert case.state == CaseState.NO_CONTRACT


def test_the_exit_ends_the_stay_and_the_assignment(behind):
    case = CaseFactory()
    behind(case.provider)
    enter_exit(case=case, by=None, on=DAY, reason=ExitReason.NO_LONGER_NEEDED)
    assert case.stays.get().ends_on == case.assignments.get().ends_on == case.ended_on == DAY


def test_an_exit_before_the_entry_is_refused(behind):
    case = CaseFactory(started_on=date(2026, 5, 1))
    ContactAssignmentFactory(case=case, starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 30))
    behind(case.provider)
    with pytest.raises(ValidationError, match="Der Eintritt war am"):
        enter_exit(case=case, by=None, on=DAY, reason=ExitReason.OTHER, outcome="unknown")


def test_events_are_never_changed(assigned):
    assigned.enter_state(CaseState.ACCOMPANYING, by=None, on=DAY)
    with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
        CaseEvent.objects.update(on=date(2020, 1, 1))


def test_the_database_refuses_a_running_case_without_entry(behind):
    case = CaseFactory()
    behind(case.provider)
    case.started_on = None
    with pytest.raises(ValidationError, match="Eintrittsdatum"):
        case.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save()
