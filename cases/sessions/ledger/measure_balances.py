"""How much of a measure's contingent is charged, planned and left in its present year. All values in minutes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from cases.people.models import Measure
from cases.sessions.ledger.balances import Level, level_of, part_of
from cases.sessions.ledger.carry_over.reading import carried_of_measures
from cases.sessions.ledger.pre_phase import IN_PRE_PHASE
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import Effect, RuleKey
from cases.support.budgets.reading import YearContingent, year_contingents


@dataclass(frozen=True)
class MeasureBalance:
    """The contingent of a measure year: `charged` per part, `planned` by the calendar, `missed` where nobody came.

    `carried` is what of `charged` another software counted (Übertrag).
    """

    year: YearContingent
    on: date
    charged: tuple[tuple[str, int], ...]
    planned: int
    missed: int
    carried: int = 0

    @property
    def granted(self) -> int:
        return self.year.minutes

    @property
    def delivered(self) -> int:
        return sum(minutes for _, minutes in self.charged)

    @property
    def remaining(self) -> int:
        return self.granted - self.delivered

    @property
    def forecast(self) -> int:
        """Return what will be charged at the year's end: at the pace so far, or by the calendar where it says more."""
        passed = max(1, (self.on - self.year.starts_on).days)
        length = (self.year.ends_on - self.year.starts_on).days
        return max(self.delivered * length // passed, self.delivered + self.planned)

    @property
    def level(self) -> Level:
        return level_of(self.granted, self.forecast)


def measure_balances(measure_ids: Iterable[int], on: date) -> dict[int, MeasureBalance]:
    """Return the balance of the measure year that contains the day, for every measure that has one.

    The number of queries does not depend on how many measures are asked for.
    """
    years = {
        measure: year
        for measure, found in year_contingents(measure_ids).items()
        for year in found
        if year.starts_on <= on <= year.ends_on
    }
    charged = _charged(years.values())
    carried = _carried(years)
    planned, missed = _ahead(years, on)
    return {
        measure: MeasureBalance(
            year,
            on,
            tuple(sorted((charged[measure] + carried[measure]).items())),
            planned[measure],
            missed[measure],
            carried[measure].total(),
        )
        for measure, year in years.items()
    }


def _carried(years: dict[int, YearContingent]) -> dict[int, Counter[str]]:
    """Return the minutes carried over against the year of each measure, per part."""
    carried: dict[int, Counter[str]] = {measure: Counter() for measure in years}
    for measure, rows in carried_of_measures(years).items():
        for row in rows:
            if row.lies_in(measure, years[measure].starts_on, years[measure].ends_on):
                carried[measure][row.part] += row.minutes
    return carried


# Whole months come from the roll-up; a year that begins or ends within a month is counted by the day.
_CHARGED = """
    SELECT y.measure, t.kind, sum(t.minutes)::int
    FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS y(measure, first, last)
    JOIN {table} t ON t.measure_id = y.measure AND t.account = 'measure' AND t.{day} BETWEEN y.first AND y.last
    GROUP BY y.measure, t.kind
"""
_BY_MONTH = _CHARGED.format(table="cases_monthtotal", day="service_month")
_BY_DAY = _CHARGED.format(table="cases_ledgerentry", day="service_on")


def _is_whole(year: YearContingent) -> bool:
    return year.starts_on.day == 1 and (year.ends_on + timedelta(days=1)).day == 1


def _charged(years: Iterable[YearContingent]) -> dict[int, Counter[str]]:
    """Return the charged minutes per part of each measure in its year."""
    by_measure = {year.measure_id: year for year in years}
    charged: dict[int, Counter[str]] = {measure: Counter() for measure in by_measure}
    with connection.cursor() as cursor:
        for query, is_whole in ((_BY_MONTH, True), (_BY_DAY, False)):
            some = [year for year in by_measure.values() if _is_whole(year) == is_whole]
            if not some:
                continue
            values: list[Any] = [[y.measure_id for y in some], [y.starts_on for y in some], [y.ends_on for y in some]]
            cursor.execute(query, values)
            for measure, kind, minutes in cursor.fetchall():
                parts = {part for _, part, _ in by_measure[measure].parts}
                charged[measure][part_of(kind, parts)] += minutes
    return charged


# Own people and all people of each session of the year that is still open, or to which nobody of the measure came.
_AHEAD = """
    SELECT y.measure, s.kind, (extract(epoch FROM s.ends_at - s.starts_at) / 60)::int,
           count(*) FILTER (WHERE st.measure_id = y.measure), count(*),
           s.documented_at IS NULL AND s.cancelled_at IS NULL,
           count(*) FILTER (WHERE st.measure_id = y.measure AND {early})
    FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS y(measure, first, last)
    JOIN cases_session s ON (s.starts_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN y.first AND y.last
         AND s.starts_at >= y.first - 1 AND s.starts_at < y.last + 2 AND s.kind NOT IN ('first_contact', 'contact')
    JOIN cases_attendance a ON a.session_id = s.id
    LEFT JOIN cases_measurestay st ON st.case_id = a.case_id
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    GROUP BY y.measure, s.id
    HAVING count(*) FILTER (WHERE st.measure_id = y.measure) > 0
       AND (s.documented_at IS NULL AND s.cancelled_at IS NULL
            OR bool_and(a.outcome NOT IN ('present', 'late', 'pro_forma')) FILTER (WHERE st.measure_id = y.measure))
"""


def _ahead(years: dict[int, YearContingent], on: date) -> tuple[Counter[int], Counter[int]]:
    """Return per measure the minutes of sessions still open and of those to which nobody came."""
    planned: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    if not years:
        return planned, missed
    books = books_for(Measure.objects.filter(pk__in=years), on)
    some = list(years.values())
    values: list[Any] = [[y.measure_id for y in some], [y.starts_on for y in some], [y.ends_on for y in some]]
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD.format(early=IN_PRE_PHASE), values)
        for measure, kind, minutes, own, everyone, is_open, early in cursor.fetchall():
            own_now = own if Effect(books[measure][RuleKey.COUNTS_PRE_PHASE].value).charges_measure else own - early
            share = _share(books[measure], kind, minutes, own_now, everyone) if own_now else 0
            (planned if is_open else missed)[measure] += share
    return planned, missed


def _share(book: RuleBook, kind: str, minutes: int, own: int, everyone: int) -> int:
    counted = book.counted(kind, minutes)
    return counted * own // everyone if not book.is_in_full else counted
