"""What a month of a measure costs: minutes × rate, in whole cents, explained.

Sources: domain file AsA flex, section 5.6 (rates are prices of the offer, per lot; the guaranteed share was planned in
the first tender and is unconfirmed). Minutes and cents are whole numbers. Half a cent rounds up; what is taken back
rounds as it was charged, so that both cancel out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from asa.design.numbers import german_number
from cases.months.billing.models import BillingTerms, Rate
from cases.months.closing.snapshot import month_end
from cases.months.closing.workbook import hours_of
from cases.people.enums import MeasureModel
from cases.people.models import Measure
from cases.sessions.ledger.balances import part_of
from cases.support.budgets.enums import HourPart
from cases.support.budgets.reading import YearContingent, months_between, year_contingents

VERSION = 1
MINUTES_PER_HOUR = 60
WHOLE = 10_000

ROUNDING = (
    "Gerechnet wird je Zeile: Minuten × Stundensatz ÷ 60, auf ganze Cent gerundet; ein halber Cent wird aufgerundet, "
    "bei Abzügen ebenso im Betrag. Die Summe ist die Summe der Zeilen."
)
HOURS_ROUNDING = "Stunden sind Minuten ÷ 60, auf zwei Nachkommastellen gerundet (halbe aufgerundet)."


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient as a whole number, halves away from zero; `denominator` is positive."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size


def amount_of(minutes: int, cents_per_hour: int) -> int:
    """Return the price of some minutes in cents, half a cent up."""
    return half_up(minutes * cents_per_hour, MINUTES_PER_HOUR)


def printed_amount(minutes: int, cents_per_hour: int) -> int:
    """Return what a reader gets who multiplies the printed hours (two decimals) by the printed rate, in cents."""
    return half_up(half_up(minutes * 100, MINUTES_PER_HOUR) * cents_per_hour, 100)


def euros(cents: int) -> str:
    """Return "48,50 €"."""
    sign = "-" if cents < 0 else ""
    whole = german_number(abs(cents) // 100)
    return f"{sign}{whole},{abs(cents) % 100:02}\u00a0€"


@dataclass(frozen=True)
class BillingLine:
    """One line of the sheet: minutes at one rate. `is_late` marks services of earlier months, `is_fill` the guarantee.

    `starts_on` and `ends_on` are the days of service that the line counts at most.
    """

    part: str
    label: str
    starts_on: str
    ends_on: str
    minutes: int
    cents_per_hour: int
    cents: int
    is_late: bool = False
    is_fill: bool = False

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.starts_on)

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.ends_on)

    @property
    def difference(self) -> str:
        """Return why printed hours × printed rate is not the amount, empty when it is."""
        other = printed_amount(self.minutes, self.cents_per_hour)
        if other == self.cents:
            return ""
        minutes = german_number(self.minutes)
        hours = german_number(hours_of(self.minutes), 2)
        return (
            f"{hours} Std. × {euros(self.cents_per_hour)} wären {euros(other)}. Genau gerechnet: {minutes} Minuten × "
            f"{euros(self.cents_per_hour)} ÷ 60 = {euros(self.cents)}."
        )


@dataclass(frozen=True)
class Sum:
    """Figures of one measure and month; `notes` are sentences printed below the lines."""

    month: str
    number: str
    name: str
    lot: str
    body: str
    lines: tuple[BillingLine, ...]
    notes: tuple[str, ...]

    @property
    def first(self) -> date:
        return date.fromisoformat(self.month)

    @property
    def minutes(self) -> int:
        """Return the minutes of services, without what only fills up a guarantee."""
        return sum(line.minutes for line in self.lines if not line.is_fill)

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def to_json(figures: Sum) -> dict[str, Any]:
    """Return plain values for the JSON column."""
    data = asdict(figures)
    return {"version": VERSION, **data, "lines": [dict(line) for line in data["lines"]], "notes": list(data["notes"])}


def from_json(values: Mapping[str, Any]) -> Sum:
    """Return what `to_json` wrote. Raises ValueError for a version that nobody knows."""
    if values.get("version") != VERSION:
        raise ValueError(f"Unknown billing version {values.get('version')!r}")
    data = {key: value for key, value in values.items() if key != "version"}
    data["lines"] = tuple(BillingLine(**line) for line in data["lines"])
    data["notes"] = tuple(data["notes"])
    return Sum(**data)


@dataclass(frozen=True)
class RateGap:
    """Days of service in a measure for which no rate is entered."""

    lot: str
    part: str
    first: date
    last: date
    minutes: int

    @property
    def words(self) -> str:
        days = f"am {self.first:%d.%m.%Y}"
        if self.first != self.last:
            days = f"vom {self.first:%d.%m.%Y} bis {self.last:%d.%m.%Y}"
        return f"Im Los „{self.lot}“ fehlt {days} der Stundensatz für: {HourPart(self.part).label}."


@dataclass(frozen=True)
class Calculation:
    """What the month of a measure costs now, or which rates are missing."""

    figures: Sum
    gaps: tuple[RateGap, ...]


_DAYS = """
    SELECT measure_id, service_on, kind, sum(minutes)::int
    FROM cases_ledgerentry
    WHERE measure_id = ANY(%s) AND booking_month = %s AND account = 'measure'
    GROUP BY 1, 2, 3 HAVING sum(minutes) <> 0
    ORDER BY service_on
"""


def calculations_of(measures: Iterable[Measure], month: date) -> dict[int, Calculation]:
    """Return the month of each measure by its key, as it comes to now; `measures` with lot and funding body.

    Reads the bookings by day of service, since rates change on a day. After the close they change no more. The number
    of queries does not depend on how many measures there are.
    """
    measures = list(measures)
    keys = [measure.pk for measure in measures]
    days: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [keys, month])
        for measure, *values in cursor.fetchall():
            days[measure].append(tuple(values))
    lots = {measure.lot_id for measure in measures}
    rates: dict[int, list[Rate]] = defaultdict(list)
    for rate in Rate.objects.filter(lot__in=lots).order_by("starts_on"):
        rates[rate.lot_id].append(rate)
    terms = dict(BillingTerms.objects.filter(lot__in=lots).values_list("lot", "guaranteed_basis_points"))
    years = year_contingents(keys)
    found = {}
    for measure in measures:
        of = _Month(measure, month, rates[measure.lot_id])
        of.add(days[measure.pk])
        if guaranteed := terms.get(measure.lot_id):
            _fill(of, guaranteed, years.get(measure.pk, []))
        found[measure.pk] = of.calculation()
    return found


@dataclass
class _Month:
    """The month of one measure while its lines are made."""

    measure: Measure
    month: date
    rates: Sequence[Rate]
    lines: list[BillingLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    delivered: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missing: dict[str, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def parts(self) -> tuple[str, ...]:
        is_total = self.measure.model == MeasureModel.ASAFLEX_2024
        return (HourPart.TOTAL,) if is_total else (HourPart.TUITION, HourPart.STABILISATION)

    def rate_on(self, part: str, day: date) -> Rate | None:
        return next(
            (
                rate
                for rate in self.rates
                if rate.part == part and rate.starts_on <= day and (rate.ends_on is None or day <= rate.ends_on)
            ),
            None,
        )

    def add(self, days: Sequence[tuple[date, str, int]]) -> None:
        """Make a line per part and rate, services of earlier months apart; note the days without a rate."""
        found: dict[tuple[str, bool, int], list[tuple[date, int]]] = defaultdict(list)
        by_key: dict[int, Rate] = {}
        for day, kind, minutes in days:
            part = part_of(kind, self.parts)
            if day >= self.month:
                self.delivered[part] += minutes
            rate = self.rate_on(part, day)
            if rate is None:
                self.missing[part].append((day, minutes))
            else:
                by_key[rate.pk] = rate
                found[part, day < self.month, rate.pk].append((day, minutes))
        self.lines += [_line(key, rows, by_key[key[2]], self.month) for key, rows in found.items()]

    def calculation(self) -> Calculation:
        order = {part: index for index, part in enumerate(self.parts)}
        self.lines.sort(key=lambda line: (line.is_late, order[line.part], line.is_fill, line.starts_on))
        gaps = [
            RateGap(self.measure.lot.name, part, min(rows)[0], max(rows)[0], sum(minutes for _, minutes in rows))
            for part, rows in self.missing.items()
        ]
        figures = Sum(
            month=self.month.isoformat(),
            number=self.measure.number,
            name=self.measure.name,
            lot=self.measure.lot.name,
            body=self.measure.funding_body.name,
            lines=tuple(line for line in self.lines if line.minutes),
            notes=tuple(self.notes),
        )
        return Calculation(figures, tuple(gaps))


def _line(key: tuple[str, bool, int], rows: Sequence[tuple[date, int]], rate: Rate, month: date) -> BillingLine:
    part, is_late, _ = key
    minutes = sum(minutes for _, minutes in rows)
    if is_late:
        first, last = rows[0][0], rows[-1][0]
    else:
        first = max(month, rate.starts_on)
        last = min(month_end(month), rate.ends_on or month_end(month))
    cents = amount_of(minutes, rate.cents_per_hour)
    label = str(HourPart(part).label)
    return BillingLine(part, label, first.isoformat(), last.isoformat(), minutes, rate.cents_per_hour, cents, is_late)


def _fill(of: _Month, guaranteed: int, years: Sequence[YearContingent]) -> None:
    """Add lines that fill the month up to the guaranteed share of a twelfth of the year, and say so in words."""
    day = min(month_end(of.month), of.measure.ends_on)
    year = next((year for year in years if year.starts_on <= day <= year.ends_on), None)
    share = german_number(Decimal(guaranteed) / 100, 2)
    if year is None:
        of.notes.append(f"Garantierter Anteil {share} %: Für den {day:%d.%m.%Y} ist kein Kontingent eingetragen.")
        return
    months = months_between(year.starts_on, year.ends_on)
    for part in of.parts:
        contingent = sum(minutes for _, its, minutes in year.parts if its == part)
        least = half_up(contingent * guaranteed, WHOLE * months)
        done = of.delivered.get(part, 0)
        minutes = max(0, least - done)
        text = (
            f"Garantierter Anteil, {HourPart(part).label}: {share} % von {_hours(contingent)} im {year.number}. "
            f"Maßnahmejahr ({months} Monate) sind im Monat {_hours(least)}; erbracht: {_hours(done)}"
        )
        if not minutes:
            of.notes.append(text + "; es wird nichts aufgefüllt.")
            continue
        of.notes.append(text + f"; aufgefüllt: {_hours(minutes)} Nachgebuchtes aus früheren Monaten zählt hier nicht.")
        rate = of.rate_on(part, day)
        if rate is None:
            of.missing[part].append((day, minutes))
            continue
        of.lines.append(
            BillingLine(
                part=part,
                label=f"{HourPart(part).label}: Auffüllung auf den garantierten Anteil",
                starts_on=of.month.isoformat(),
                ends_on=day.isoformat(),
                minutes=minutes,
                cents_per_hour=rate.cents_per_hour,
                cents=amount_of(minutes, rate.cents_per_hour),
                is_fill=True,
            )
        )


def _hours(minutes: int) -> str:
    return f"{german_number(hours_of(minutes), 2)} Std."
