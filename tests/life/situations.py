"""Cases in the phases that the tests of their life begin with."""

from datetime import date

from cases.people.enums import CaseState
from cases.people.life.phases import begin_pre_phase
from cases.people.models import Case
from tests.factories import CaseFactory, MeasureFactory

ENTRY = date(2026, 3, 2)


def assigned(behind, **fields) -> Case:
    """Return a case that has not entered yet, in a measure with Vorphase, behind its provider's wall."""
    case = CaseFactory(state=CaseState.ASSIGNED, started_on=None, reported_on=date(2026, 2, 1), measure=None, **fields)
    behind(case.provider)
    measure = MeasureFactory(provider=case.provider, has_pre_phase=True)
    case.stays.create(provider=case.provider, measure=measure, starts_on=date(2026, 2, 1))
    return case


def in_pre_phase(behind, **fields) -> Case:
    """Return a case in the Vorphase since ENTRY."""
    case = assigned(behind, **fields)
    begin_pre_phase(case=case, on=ENTRY, by=None)
    return case
