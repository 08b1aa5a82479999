"""What was agreed and contracted, for others to read: minutes per part, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Greatest

from cases.people.enums import CaseState
from cases.people.models import Case, Measure, MeasureStay
from cases.people.models.trainees import CaseQuerySet
from cases.support.budgets.enums import GrantState, GrantStepKind, HourPart
from cases.support.budgets.models import Contingent, HourGrant, HourGrantQuerySet, HourGrantStep, MeasureYear
from cases.support.budgets.periods import TimesInMeasures, effective_agreements


@dataclass(frozen=True)
class AgreedGrant:
    """Agreed hours of a case in a measure; `parts` are minutes for the whole period.

    `monthly` are the minutes of each month and part where hours are agreed so (2021), else empty. `ends_on` is the
    last day for which this agreement counts: a later one on the same thread replaces it from its own start on, and it
    ends when the case leaves the measure. `agreed_until` is the last day of the period as it was agreed: a budget that
    ends early was still meant for all of these days.
    """

    case_id: int
    measure_id: int
    starts_on: date
    ends_on: date
    parts: tuple[tuple[str, int], ...]
    agreed_until: date
    monthly: tuple[tuple[str, int], ...] = ()

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


def _agreed(step: HourGrantStep, case_id: int, measure_id: int, ends_on: date) -> AgreedGrant:
    monthly: tuple[tuple[str, int], ...] = ()
    parts = step_parts(step)
    if step.total_minutes is None:
        tuition, stabilisation = step.tuition_minutes or 0, step.stabilisation_minutes or 0
        monthly = ((HourPart.TUITION, tuition), (HourPart.STABILISATION, stabilisation))
        months = months_between(step.starts_on, ends_on)
        parts = tuple((part, minutes * months) for part, minutes in monthly)
    return AgreedGrant(case_id, measure_id, step.starts_on, ends_on, parts, step.ends_on, monthly)


def agreed_minutes(case_ids: Iterable[int], on: date) -> dict[int, list[AgreedGrant]]:
    """Return per case the agreements that count on the day, oldest first; cases without one have no entry. One query.

    A proposal or counter-proposal that is not agreed changes nothing here, and hours end when the case leaves the
    measure, whatever period was agreed.
    """
    return dict(_all(case_ids, on))


def agreed_history(case_ids: Iterable[int]) -> dict[int, list[AgreedGrant]]:
    """Return per case every agreement that counts for some days, oldest first. One query."""
    return dict(_all(case_ids, None))


def _all(case_ids: Iterable[int], on: date | None) -> Iterator[tuple[int, list[AgreedGrant]]]:
    stays = MeasureStay.objects.filter(case=OuterRef("grant__case"), measure=OuterRef("grant__measure"))
    stays = stays.order_by("starts_on")
    steps = HourGrantStep.objects.filter(grant__case__in=list(case_ids), kind=GrantStepKind.AGREEMENT).annotate(
        stay_starts=ArraySubquery(stays.values("starts_on")), stay_ends=ArraySubquery(stays.values("ends_on"))
    )
    threads: dict[HourGrant, list[HourGrantStep]] = defaultdict(list)
    times: dict[HourGrant, TimesInMeasures] = {}
    for step in steps.select_related("grant__case"):
        grant = step.grant
        threads[grant].append(step)
        pairs = zip(step.stay_starts, step.stay_ends, strict=True)
        times[grant] = TimesInMeasures((grant.case_id, grant.measure_id, *pair) for pair in pairs)
    found: dict[int, list[AgreedGrant]] = defaultdict(list)
    for grant, rows in threads.items():
        last_day = partial(times[grant].last_day, grant.case, grant.measure_id)
        for agreement, ends_on in effective_agreements(rows, last_day):
            if on is None or agreement.starts_on <= on <= ends_on:
                found[grant.case_id].append(_agreed(agreement, grant.case_id, grant.measure_id, ends_on))
    for case_id, grants in found.items():
        yield case_id, sorted(grants, key=lambda grant: (grant.starts_on, grant.ends_on))


def agreed_grants(case_ids: Iterable[int], on: date) -> dict[int, AgreedGrant]:
    """Return the agreed grant of each case that covers the day. One query.

    Threads of a case never overlap (`periods.check_apart`), so there is one; should there be more, the last begun.
    """
    return {case_id: grants[-1] for case_id, grants in agreed_minutes(case_ids, on).items()}


def unanswered_proposals() -> HourGrantQuerySet:
    """Return the threads in which somebody still has to answer: those that wait for us first, then the oldest.

    Annotated: `last_side` (who spoke last; the other side answers), `last_on`, `last_kind`.
    """
    last = HourGrantStep.objects.filter(grant=OuterRef("pk")).order_by("-number")
    return (
        HourGrant.objects.filter(state__in=(GrantState.PROPOSED, GrantState.COUNTERED))
        .annotate(
            last_side=Subquery(last.values("side")[:1]),
            last_on=Subquery(last.values("on")[:1]),
            last_kind=Subquery(last.values("kind")[:1]),
        )
        .order_by("last_side", "last_on", "pk")
    )


def cases_without_grant(measure: Measure, month: date) -> CaseQuerySet:
    """Return the cases that were in the measure in the month (its first day) and have no agreed hours for any of it.

    Whoever has not entered or is still in the Vorphase has no hours budget (domain file, section 4). Zero agreed hours
    are an agreement. One query.
    """
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    stays = MeasureStay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first), measure=measure, starts_on__lte=last, case=OuterRef("pk")
    )
    later = HourGrantStep.objects.filter(
        grant=OuterRef("grant"),
        kind=GrantStepKind.AGREEMENT,
        number__gt=OuterRef("number"),
        starts_on__lte=Greatest(OuterRef("starts_on"), Value(first)),
    )
    covering = HourGrantStep.objects.filter(
        ~Exists(later),
        grant__case=OuterRef("pk"),
        grant__measure=measure,
        kind=GrantStepKind.AGREEMENT,
        starts_on__lte=last,
        ends_on__gte=first,
    )
    return (
        Case.objects.filter(Q(ended_on=None) | Q(ended_on__gte=first), Exists(stays), ~Exists(covering))
        .filter(started_on__lte=last)
        .exclude(state=CaseState.PRE_PHASE)
    )


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


def contingent_minutes(measure: Measure) -> list[YearContingent]:
    """Return every year of the measure with its minutes per funding body and part, oldest first. Two queries.

    A year without contingent is there with empty `parts`.
    """
    known = {year.year_id: year for year in year_contingents([measure.pk]).get(measure.pk, [])}
    return [
        known.get(year.pk) or YearContingent(measure.pk, year.pk, year.number, year.starts_on, year.ends_on, ())
        for year in MeasureYear.objects.filter(measure=measure).order_by("number")
    ]


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
