"""What the figures of a quarter or year are counted over: measures, with the share of the funding body that asks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from asa.accounts.models import FundingBody
from cases.people.models import FundingShare, Lot, Measure
from cases.people.models.measures import in_number_order
from reports.engine.models import Report
from reports.engine.periods import Period

WHOLE = 10_000


@dataclass(frozen=True)
class MeasurePart:
    """A measure with the part of its hours that counts, in hundredths of a percent; `model` is that of its contract.

    `bundle` says which measures another report takes together: a lot, within what a funding body pays for, and a
    funding body within a lot.
    """

    pk: int
    number: str
    model: str
    basis_points: int = WHOLE
    bundle: int | None = None


@dataclass(frozen=True)
class Scope:
    """What is counted: measures, period, and the smallest group of persons that may be shown.

    `hours_by_share` says that a funding body with shares asks: hours count by share, persons always in full.
    `guards_parts` keeps what the report of a single measure hides from being computed with this one.
    """

    parts: tuple[MeasurePart, ...]
    period: Period
    minimum: int
    hours_by_share: bool = False
    guards_parts: bool = False

    @property
    def measures(self) -> list[int]:
        return [part.pk for part in self.parts]

    @property
    def shares(self) -> dict[int, int]:
        return {part.pk: part.basis_points for part in self.parts}

    @property
    def bundles(self) -> list[frozenset[int]]:
        """Return the places of the parts that another report takes together, where these are several but not all."""
        found: dict[int | None, set[int]] = defaultdict(set)
        for place, part in enumerate(self.parts):
            found[part.bundle].add(place)
        return [frozenset(places) for places in found.values() if 1 < len(places) < len(self.parts)]

    @property
    def compared(self) -> tuple[Period, ...]:
        """Return the period, the one before, and for a quarter the same one a year before."""
        before = (self.period, self.period.previous)
        return before if self.period.is_year else (*before, self.period.year_before)

    @property
    def series(self) -> tuple[Period, ...]:
        """Return the four quarters that entries and exits are shown for, oldest first; the last ends the period."""
        quarter = Period.quarter_of(self.period.ends_on)
        found = [quarter]
        while len(found) < 4:
            found.append(found[-1].previous)
        return tuple(reversed(found))

    def share(self, measure: int, minutes: int) -> int:
        """Return the part of a measure's minutes that counts; half a minute is rounded up."""
        points = self.shares[measure]
        return minutes if points == WHOLE else (minutes * points + WHOLE // 2) // WHOLE


def _parts(
    measures: QuerySet[Measure], shares: dict[int, int] | None = None, bundled_by: str = "lot"
) -> tuple[MeasurePart, ...]:
    rows = measures.order_by(in_number_order(), "pk").values_list("pk", "number", "model", bundled_by)
    return tuple(
        MeasurePart(pk, number, model, (shares or {}).get(pk, WHOLE), bundle) for pk, number, model, bundle in rows
    )


def _running(period: Period) -> QuerySet[Measure]:
    """Return the measures that ran on some day of the period or the compared ones; others have nothing to count."""
    return Measure.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=_earliest(period))


def _earliest(period: Period) -> date:
    return min(period.previous.starts_on, period.year_before.starts_on)


def of_report(report: Report, minimum: int) -> Scope:
    """Return what a report of this family is counted over: its measure, lot, funding body, or the whole provider."""
    if report.measure is not None:
        return of_measure(report.measure, report.span, minimum)
    if report.lot is not None:
        return of_lot(report.lot, report.span, minimum)
    if report.funding_body is not None:
        return of_funding_body(report.funding_body, report.span, minimum)
    return of_provider(report.provider_id, report.span, minimum)


def of_measure(measure: Measure, period: Period, minimum: int) -> Scope:
    return Scope((MeasurePart(measure.pk, measure.number, measure.model),), period, minimum)


def of_lot(lot: Lot, period: Period, minimum: int) -> Scope:
    return Scope(
        _parts(_running(period).filter(lot=lot), bundled_by="funding_body"), period, minimum, guards_parts=True
    )


def of_funding_body(body: FundingBody, period: Period, minimum: int) -> Scope:
    """Return the measures that the body pays for: those with a share of it, or its own that nobody shares."""
    shares = dict(FundingShare.objects.filter(funding_body=body).values_list("measure", "basis_points"))
    alone = _running(period).filter(funding_body=body, shares=None)
    paid = _running(period).filter(pk__in=[*shares, *alone.values_list("pk", flat=True)])
    parts = _parts(paid, shares)
    is_shared = any(part.basis_points != WHOLE for part in parts)
    return Scope(parts, period, minimum, hours_by_share=is_shared, guards_parts=True)


def of_provider(provider_id: int, period: Period, minimum: int) -> Scope:
    return Scope(_parts(_running(period).filter(provider=provider_id)), period, minimum)
