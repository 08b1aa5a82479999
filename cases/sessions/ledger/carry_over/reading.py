"""Carried-over hours for those who compute rests. Minutes; reversals are in the sums. Few queries for any number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.rules.enums import Account


@dataclass(frozen=True)
class Carried:
    """Minutes of one part of a contingent that were used from `starts_on` to `ends_on`, by another software."""

    case_id: int | None
    measure_id: int
    part: str
    starts_on: date
    ends_on: date
    minutes: int

    def lies_in(self, measure_id: int, starts_on: date, ends_on: date) -> bool:
        """Return whether it counts against the hours of a period: the one in which its last day lies."""
        return self.measure_id == measure_id and starts_on <= self.ends_on <= ends_on


def carried_of_cases(case_ids: Iterable[int], *, until: date | None = None) -> dict[int, list[Carried]]:
    """Return what is carried over per case, oldest first; cases without any have no entry. One query.

    `until` is a booking month: what was booked later is left out, as in the form of that month.
    """
    rows = CarryOver.objects.filter(account=Account.TRAINEE, case__in=list(case_ids))
    return {case: found for case, found in _by(rows, until, "case_id").items() if case is not None}


def carried_of_measures(measure_ids: Iterable[int], *, until: date | None = None) -> dict[int, list[Carried]]:
    """Return what is carried over per measure on its own account; as `carried_of_cases`."""
    rows = CarryOver.objects.filter(account=Account.MEASURE, measure__in=list(measure_ids))
    return _by(rows, until, "measure_id")


def _by(rows: QuerySet[CarryOver], until: date | None, key: str) -> dict[int, list[Carried]]:
    if until is not None:
        rows = rows.filter(booking_month__lte=until)
    summed = rows.order_by().values_list("case", "measure", "part", "starts_on", "ends_on").annotate(Sum("minutes"))
    found: dict[int, list[Carried]] = defaultdict(list)
    for row in summed.exclude(minutes__sum=0).order_by("ends_on", "part"):
        carried = Carried(*row)
        found[getattr(carried, key)].append(carried)
    return dict(found)
