"""The Vorphase has its dates: six months, at most two more, and it ends with the next phase."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.people.enums import CaseState
from cases.people.life.dates import last_day
from cases.people.life.phases import (
    begin_pre_phase,
    enter_accompanying,
    extend_pre_phase,
    plan_pre_phase,
    suspend,
)
from cases.people.models import PrePhase
from tests.factories import MeasureFactory
from tests.life.situations import ENTRY, assigned, in_pre_phase

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts_on", "months", "last"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 14)),
        (date(2026, 3, 1), 6, date(2026, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 9, 1), 6, date(2027, 2, 28)),
        (date(2026, 3, 2), 8, date(2026, 11, 1)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_a_term_of_months_is_counted_as_the_civil_code_counts(starts_on, months, last):
    assert last_day(starts_on, months) == last


def test_it_is_planned_for_six_months(behind):
    case = in_pre_phase(behind)
    phase = PrePhase.objects.get(case=case)
    assert (phase.starts_on, phase.planned_end_on, phase.last_on) == (ENTRY, date(2026, 9, 1), date(2026, 9, 1))
    assert (case.state, case.started_on) == (CaseState.PRE_PHASE, ENTRY)


def test_only_a_measure_with_vorphase_has_one(behind):
    case = assigned(behind)
    case.stays.update(measure=MeasureFactory(provider=case.provider, has_pre_phase=False))
    with pytest.raises(ValidationError, match="keine Vorphase"):
        begin_pre_phase(case=case, on=ENTRY, by=None)


def test_a_shorter_plan_is_kept_a_longer_one_is_refused(behind):
    case = in_pre_phase(behind)
    plan_pre_phase(case=case, planned_end_on=date(2026, 6, 30), by=None)
    assert PrePhase.objects.get(case=case).last_on == date(2026, 6, 30)
    with pytest.raises(ValidationError, match="bis zu sechs Monate"):
        plan_pre_phase(case=case, planned_end_on=date(2026, 9, 2), by=None)


def test_it_is_extended_with_a_reason_and_an_event(behind):
    case = in_pre_phase(behind)
    extend_pre_phase(case=case, until=date(2026, 10, 15), reason="Zusage zum Herbst", by=None)
    assert PrePhase.objects.get(case=case).last_on == date(2026, 10, 15)
    assert case.events.first().sentence == "Vorphase verlängert bis 15.10.2026: Zusage zum Herbst"


def test_the_same_extension_twice_is_one(behind):
    case = in_pre_phase(behind)
    for _ in range(2):
        extend_pre_phase(case=case, until=date(2026, 10, 15), reason="Zusage zum Herbst", by=None)
    assert case.events.filter(kind="life").count() == 1


def test_eight_months_are_the_end(behind):
    case = in_pre_phase(behind)
    extend_pre_phase(case=case, until=date(2026, 11, 1), reason="Zusage", by=None)
    with pytest.raises(ValidationError, match=r"§ 75a Abs\. 3 SGB III.*01\.11\.2026"):
        extend_pre_phase(case=case, until=date(2026, 11, 2), reason="Zusage", by=None)


@pytest.mark.parametrize("change", [{"extended_to": date(2026, 11, 2)}, {"planned_end_on": date(2026, 9, 2)}])
def test_the_database_knows_the_limits_too(behind, change):
    case = in_pre_phase(behind)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrePhase.objects.filter(case=case).update(extension_reason="weil", **change)


def test_the_last_allowed_day_passes_the_database_for_every_beginning(behind):
    case = in_pre_phase(behind)
    for starts_on in (date(2026, 1, 31), date(2026, 3, 1), date(2026, 8, 31), date(2027, 8, 31)):
        PrePhase.objects.filter(case=case).update(
            starts_on=starts_on,
            planned_end_on=last_day(starts_on, 6),
            extended_to=last_day(starts_on, 8),
            extension_reason="weil",
        )
        PrePhase.objects.get(case=case).full_clean()


def test_no_extension_without_reason(behind):
    case = in_pre_phase(behind)
    with pytest.raises(ValidationError, match="Nennen Sie den Grund"):
        extend_pre_phase(case=case, until=date(2026, 10, 1), reason=" ", by=None)


def test_the_next_phase_ends_it_a_rest_does_not(behind):
    case = in_pre_phase(behind)
    suspend(case=case, on=date(2026, 4, 1), reason="Elternzeit", by=None)
    assert PrePhase.objects.get(case=case).ended_on is None
    case.enter_state(CaseState.PRE_PHASE, by=None, on=date(2026, 5, 1))
    enter_accompanying(case=case, on=date(2026, 6, 1), by=None, reason="EQ begonnen")
    assert PrePhase.objects.get(case=case).ended_on == date(2026, 5, 31)
    assert case.events.filter(kind="state").first().sentence == "Vorphase → begleitende Phase: EQ begonnen"


def test_without_vorphase_nothing_is_extended(behind):
    case = assigned(behind)
    with pytest.raises(ValidationError, match="nicht in der Vorphase"):
        extend_pre_phase(case=case, until=date(2026, 10, 1), reason="weil", by=None)
