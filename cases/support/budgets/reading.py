"""What was agreed and contracted, for others to read: minutes per part, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, HourGrant, HourGrantStep


@dataclass(frozen=True)
class AgreedGrant:
    """The last agreed hours of a case in a measure; `parts` are minutes for the whole period."""

    case_id: int
    measure_id: int
    starts_on: date
    ends_on: date
    parts: tuple[tuple[str, int], ...]

    @property
    def minutes(self) -> int:
        return sum(minutes for _, minutes in self.parts)


def months_between(starts_on: date, ends_on: date) -> int:
    """Return how many calendar months a period touches."""
    return (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1


def step_parts(step: HourGrantStep) -> tuple[tuple[str, int], ...]:
    """Return the minutes of a step for its whole period: two parts in the model of 2021, one total in that of 2024."""
    if step.total_minutes is not None:
        return ((HourPart.TOTAL, step.total_minutes),)
    months = months_between(step.starts_on, step.ends_on)
    return (
        (HourPart.TUITION, (step.tuition_minutes or 0) * months),
        (HourPart.STABILISATION, (step.stabilisation_minutes or 0) * months),
    )


def agreed_grants(case_ids: Iterable[int], on: date) -> dict[int, AgreedGrant]:
    """Return the agreed grant of each case that covers the day; the latest agreement wins. One query."""
    rows = HourGrant.objects.agreed().filter(
        case__in=list(case_ids), agreed_step__starts_on__lte=on, agreed_step__ends_on__gte=on
    )
    found: dict[int, AgreedGrant] = {}
    for grant in rows.select_related("agreed_step").order_by("agreed_step__on", "agreed_step__pk"):
        step = grant.agreed_step
        if step is not None:
            found[grant.case_id] = AgreedGrant(
                grant.case_id, grant.measure_id, step.starts_on, step.ends_on, step_parts(step)
            )
    return found


@dataclass(frozen=True)
class YearContingent:
    """The contingent of one measure year: minutes per funding body and part."""

    measure_id: int
    year_id: int
    number: int
    starts_on: date
    ends_on: date
    parts: tuple[tuple[int, str, int], ...]

    @property
    def minutes(self) -> int:
        return sum(minutes for *_, minutes in self.parts)


def year_contingents(measure_ids: Iterable[int]) -> dict[int, list[YearContingent]]:
    """Return the measure years of each measure with their contingents, oldest first. One query."""
    rows = (
        Contingent.objects.filter(year__measure__in=list(measure_ids))
        .values_list(
            "year__measure", "year", "year__number", "year__starts_on", "year__ends_on", "funding_body", "part"
        )
        .annotate(sum=Sum("minutes"))
        .order_by("year__measure", "year__number", "funding_body", "part")
    )
    parts: dict[tuple, list[tuple[int, str, int]]] = defaultdict(list)
    for *year, body, part, minutes in rows:
        parts[tuple(year)].append((body, part, minutes))
    result: dict[int, list[YearContingent]] = defaultdict(list)
    for (measure, year_id, number, starts_on, ends_on), found in parts.items():
        result[measure].append(YearContingent(measure, year_id, number, starts_on, ends_on, tuple(found)))
    return dict(result)
