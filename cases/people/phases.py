"""In which phase a case was on a day, read from the events of its life (domain file, 3.1).

A rest and the end are no phases of their own: the phase before them still holds on that day. A case without such
events has the phase that it has now.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import CharField, F, Func, Value

from cases.people.enums import CaseState
from cases.people.models import Case


def phase_at(case: str, day: date) -> Func:
    """Return the expression of the phase on a day, for rows whose field `case` leads to the case's key."""
    return Func(F(case), Value(day), function="cases_phase_on", output_field=CharField())


def phases_on(case_ids: Iterable[int], day: date) -> dict[int, CaseState]:
    """Return the phase of each case on a day. One query; SQL asks the same function `cases_phase_on`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, cases_phase_on(c.id, %s) FROM cases_case c WHERE c.id = ANY(%s)", [day, list(case_ids)]
        )
        return {case: CaseState(phase) for case, phase in cursor.fetchall()}


def phase_on(case: Case, day: date) -> CaseState:
    """Return the phase of one case on a day."""
    return phases_on([case.pk], day)[case.pk]
