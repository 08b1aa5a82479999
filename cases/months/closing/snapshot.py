"""What a month of a measure came to: read from the ledger, frozen at the close, read again by forms and billing.

A snapshot holds no names, only public ids of cases; names are joined where they are shown. Every figure counts the
bookings whose `booking_month` is the month, so that late corrections of earlier months stand in the month in which
they were booked, each with its own service month and measure year. All values are whole minutes.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min

from cases.months.closing.models import MonthClose
from cases.people.models import FundingShare, Measure
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.ledger.pre_phase import PrePhase, pre_phases_of
from cases.sessions.rules.books import books_for
from cases.sessions.rules.enums import Account
from cases.support.budgets.models import Contingent, MeasureYear

#: Written into every snapshot; a reader refuses versions that it does not know.
VERSION = 2
READABLE = (1, VERSION)
WHOLE = 10_000


class SnapshotError(ValueError):
    """A snapshot that was changed after it was written, or of a version that nobody knows any more."""


@dataclass(frozen=True)
class Line:
    """Minutes of one account with everything that a form may have to tell apart.

    `year` is the number of the measure year that contains the day of service, None where there is none. Late bookings
    have a `service_month` before the month of the snapshot. Lines of 0 minutes are left out.
    """

    service_month: date
    year: int | None
    kind: str
    employer_present: bool
    minutes: int
    entries: int


@dataclass(frozen=True)
class CaseFigures:
    """One case in the month: its own account, and how its sessions of the month ended.

    `measure_alone` are minutes on the measure's account from sessions in which this case was the only person; a group
    charges the measure once and nobody's alone. `outcomes` are (Outcome value, count) of sessions held in the month.
    """

    case: str
    lines: tuple[Line, ...]
    measure_alone: int
    sessions: int
    outcomes: tuple[tuple[str, int], ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def tuition_minutes(self) -> int:
        """Return the part that is tuition, the only one counted in units."""
        return minutes_of(self.lines, kind=SessionKind.TUITION)

    @property
    def other_minutes(self) -> int:
        return self.minutes - self.tuition_minutes

    def late_minutes(self, month: date) -> int:
        """Return what was booked in the month for earlier ones, a part of `minutes`."""
        return sum(line.minutes for line in self.lines if line.service_month < month)

    def count(self, outcome: str) -> int:
        return dict(self.outcomes).get(outcome, 0)

    @property
    def has_pro_forma(self) -> bool:
        """Return whether the form has to carry the remark of a service not delivered but billable."""
        return bool(self.count(Outcome.PRO_FORMA))


@dataclass(frozen=True)
class FundingPart:
    """A funding body with its share in hundredths of a percent; the shares of a measure add up to 10,000."""

    funding_body_id: int
    name: str
    basis_points: int


@dataclass(frozen=True)
class YearPart:
    """A measure year with its contingent: (funding body id, part, minutes) as it stood at the close."""

    number: int
    starts_on: date
    ends_on: date
    contingents: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Snapshot:
    """A month of a measure. `month` is its first day, `rules` the name of the rule set of its last day.

    `lines` are the measure's account, `cases` everyone who belonged to the measure on a day of the month or was
    booked in it, by public id. `sessions` counts sessions settled in the month. `pre_phase` is None where the measure
    has no Vorphase, and in snapshots of the first version.
    """

    month: date
    measure: str
    number: str
    model: str
    rules: str
    funding: tuple[FundingPart, ...]
    years: tuple[YearPart, ...]
    lines: tuple[Line, ...]
    cases: tuple[CaseFigures, ...]
    sessions: int
    pre_phase: PrePhase | None = None

    @property
    def measure_minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def trainee_minutes(self) -> int:
        return sum(case.minutes for case in self.cases)

    @property
    def tuition_minutes(self) -> int:
        """Return the people's tuition together."""
        return sum(case.tuition_minutes for case in self.cases)

    @property
    def late_lines(self) -> tuple[Line, ...]:
        """Return what was booked on the measure for earlier months."""
        return tuple(line for line in self.lines if line.service_month < self.month)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing took place and nothing was booked."""
        return not self.sessions and not self.lines and not any(case.lines for case in self.cases)

    def minutes(self, **wanted: Any) -> int:
        """Return the measure's minutes of the lines that fit, for example `minutes(kind="social", year=2)`."""
        return minutes_of(self.lines, **wanted)


def minutes_of(lines: Iterable[Line], **wanted: Any) -> int:
    """Return the sum of the lines whose fields have the wanted values."""
    return sum(line.minutes for line in lines if all(getattr(line, key) == value for key, value in wanted.items()))


def month_end(month: date) -> date:
    """Return the last day of the month that begins on `month`."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# ---- frozen ----


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return the snapshot as plain values for the JSON column."""
    return {
        "version": VERSION,
        "month": snapshot.month.isoformat(),
        "measure": snapshot.measure,
        "number": snapshot.number,
        "model": snapshot.model,
        "rules": snapshot.rules,
        "funding": [[part.funding_body_id, part.name, part.basis_points] for part in snapshot.funding],
        "years": [
            [year.number, year.starts_on.isoformat(), year.ends_on.isoformat(), [list(c) for c in year.contingents]]
            for year in snapshot.years
        ],
        "lines": [_line_to_json(line) for line in snapshot.lines],
        "cases": [
            {
                "case": case.case,
                "lines": [_line_to_json(line) for line in case.lines],
                "measure_alone": case.measure_alone,
                "sessions": case.sessions,
                "outcomes": [list(pair) for pair in case.outcomes],
            }
            for case in snapshot.cases
        ],
        "sessions": snapshot.sessions,
        "pre_phase": [*astuple(snapshot.pre_phase)] if snapshot.pre_phase else None,
    }


def _line_to_json(line: Line) -> list[Any]:
    return [
        line.service_month.isoformat(), line.year, line.kind, line.employer_present, line.minutes, line.entries,
    ]  # fmt: skip


def _line_from_json(values: Sequence[Any]) -> Line:
    month, year, kind, *rest = values
    # The first version had a seventh value, the kind of time around a session, which no page could fill.
    return Line(date.fromisoformat(month), year, kind, *rest[-3:])


def from_json(values: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that `to_json` wrote. Raises SnapshotError for an unknown version."""
    if values.get("version") not in READABLE:
        raise SnapshotError(f"Unknown snapshot version {values.get('version')!r}")
    return Snapshot(
        month=date.fromisoformat(values["month"]),
        measure=values["measure"],
        number=values["number"],
        model=values["model"],
        rules=values["rules"],
        funding=tuple(FundingPart(*part) for part in values["funding"]),
        years=tuple(
            YearPart(number, date.fromisoformat(first), date.fromisoformat(last), tuple(tuple(c) for c in parts))
            for number, first, last, parts in values["years"]
        ),
        lines=tuple(_line_from_json(line) for line in values["lines"]),
        cases=tuple(
            CaseFigures(
                case["case"],
                tuple(_line_from_json(line) for line in case["lines"]),
                case["measure_alone"],
                case["sessions"],
                tuple((outcome, count) for outcome, count in case["outcomes"]),
            )
            for case in values["cases"]
        ),
        sessions=values["sessions"],
        pre_phase=PrePhase(*values["pre_phase"]) if values.get("pre_phase") else None,
    )


def checksum(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the values in one spelling, whatever order the database gives the keys back in."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot_of(close: MonthClose) -> Snapshot:
    """Return the frozen figures of a closed month. Raises SnapshotError when they are not what was written."""
    if checksum(close.snapshot) != close.snapshot_sha256:
        raise SnapshotError(f"The snapshot of month close {close.pk} does not fit its checksum")
    return from_json(close.snapshot)


# ---- read from the ledger ----

_LINES = """
    SELECT e.measure_id, e.account, c.public_id::text, e.service_month, y.number, e.kind,
           e.employer_present, sum(e.minutes)::int, count(*)::int
    FROM cases_ledgerentry e
    LEFT JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN cases_measureyear y ON y.measure_id = e.measure_id AND e.service_on BETWEEN y.starts_on AND y.ends_on
    WHERE e.measure_id = ANY(%s) AND e.booking_month = %s
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(e.minutes) <> 0
    ORDER BY e.service_month, y.number NULLS FIRST, e.kind, e.employer_present, c.public_id::text
"""

_ALONE = """
    SELECT e.measure_id, c.public_id::text, sum(e.minutes)::int
    FROM cases_ledgerentry e
    JOIN cases_attendance a ON a.session_id = e.session_id
    JOIN cases_case c ON c.id = a.case_id
    WHERE e.measure_id = ANY(%s) AND e.booking_month = %s AND e.account = 'measure'
      AND NOT EXISTS (SELECT 1 FROM cases_attendance o WHERE o.session_id = a.session_id AND o.id <> a.id)
    GROUP BY 1, 2
"""

_OUTCOMES = """
    SELECT st.measure_id, c.public_id::text, a.outcome, count(*)::int
    FROM cases_session s
    JOIN cases_attendance a ON a.session_id = s.id AND a.outcome <> ''
    JOIN cases_measurestay st ON st.case_id = a.case_id AND st.measure_id = ANY(%s)
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    JOIN cases_case c ON c.id = a.case_id
    WHERE (s.documented_at IS NOT NULL OR s.cancelled_at IS NOT NULL)
      AND s.starts_at >= %s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND s.starts_at < %s::timestamp AT TIME ZONE 'Europe/Berlin'
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_SESSIONS = """
    SELECT st.measure_id, count(DISTINCT s.id)::int
    FROM cases_session s
    JOIN cases_attendance a ON a.session_id = s.id AND a.outcome <> ''
    JOIN cases_measurestay st ON st.case_id = a.case_id AND st.measure_id = ANY(%s)
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    WHERE (s.documented_at IS NOT NULL OR s.cancelled_at IS NOT NULL)
      AND s.starts_at >= %s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND s.starts_at < %s::timestamp AT TIME ZONE 'Europe/Berlin'
    GROUP BY 1
"""

_MEMBERS = """
    SELECT DISTINCT st.measure_id, c.public_id::text
    FROM cases_measurestay st JOIN cases_case c ON c.id = st.case_id
    WHERE st.measure_id = ANY(%s) AND st.starts_on <= %s AND (st.ends_on IS NULL OR st.ends_on >= %s)
"""


def figures_of(measures: Iterable[Measure], month: date) -> dict[int, Snapshot]:
    """Return what the month of each measure comes to now, by the measure's key; also for open months.

    The number of queries does not depend on how many measures are asked for. `measures` need their funding body.
    """
    measures = list(measures)
    if not measures:
        return {}
    read = _Read([measure.pk for measure in measures], month)
    books = books_for(measures, month_end(month))
    pre_phases = pre_phases_of(measures, month, month_end(month))
    return {
        measure.pk: Snapshot(
            month=month,
            measure=str(measure.public_id),
            number=measure.number,
            model=measure.model,
            rules=books[measure.pk].name,
            funding=read.funding(measure),
            years=tuple(read.years[measure.pk]),
            lines=tuple(read.lines[measure.pk]),
            cases=read.cases(measure.pk),
            sessions=read.sessions.get(measure.pk, 0),
            pre_phase=pre_phases.get(measure.pk),
        )
        for measure in measures
    }


def before_the_first(measures: Iterable[Measure], month: date) -> set[int]:
    """Return the measures of which nothing at all is kept here up to the end of `month`, but something later.

    A measure that was taken over ran for years elsewhere; nobody has to close those months here. One query, two more
    where there is such a measure.
    """
    by_id = {measure.pk: measure for measure in measures}
    totals = MonthTotal.objects.filter(measure__in=by_id).values("measure").annotate(first=Min("service_month"))
    later = [by_id[pk] for pk, first in totals.values_list("measure", "first") if first > month]
    return {pk for pk, figures in figures_of(later, month).items() if figures.is_empty} if later else set()


class _Read:
    """Everything that the snapshots of some measures need, read once."""

    def __init__(self, measure_ids: list[int], month: date) -> None:
        self.lines: dict[int, list[Line]] = defaultdict(list)
        self.own: dict[tuple[int, str], list[Line]] = defaultdict(list)
        self.outcomes: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
        after = month_end(month) + timedelta(days=1)
        with connection.cursor() as cursor:
            cursor.execute(_LINES, [measure_ids, month])
            for measure, account, case, *values in cursor.fetchall():
                if account == Account.MEASURE:
                    self.lines[measure].append(Line(*values))
                else:
                    self.own[measure, case].append(Line(*values))
            cursor.execute(_ALONE, [measure_ids, month])
            self.alone = {(measure, case): minutes for measure, case, minutes in cursor.fetchall()}
            cursor.execute(_OUTCOMES, [measure_ids, month, after])
            for measure, case, outcome, count in cursor.fetchall():
                self.outcomes[measure, case].append((outcome, count))
            cursor.execute(_SESSIONS, [measure_ids, month, after])
            self.sessions: dict[int, int] = dict(cursor.fetchall())
            cursor.execute(_MEMBERS, [measure_ids, month_end(month), month])
            self.members = set(cursor.fetchall())
        self.years = _years(measure_ids)
        self.shares: dict[int, list[FundingPart]] = defaultdict(list)
        shares = FundingShare.objects.filter(measure__in=measure_ids).order_by("funding_body__name", "pk")
        for measure, *values in shares.values_list("measure", "funding_body", "funding_body__name", "basis_points"):
            self.shares[measure].append(FundingPart(*values))

    def funding(self, measure: Measure) -> tuple[FundingPart, ...]:
        alone = FundingPart(measure.funding_body_id, measure.funding_body.name, WHOLE)
        return tuple(self.shares[measure.pk]) or (alone,)

    def cases(self, measure: int) -> tuple[CaseFigures, ...]:
        known = {key for key in (*self.members, *self.own, *self.outcomes, *self.alone) if key[0] == measure}
        return tuple(
            CaseFigures(
                case,
                tuple(self.own[measure, case]),
                self.alone.get((measure, case), 0),
                sum(count for _, count in self.outcomes[measure, case]),
                tuple(self.outcomes[measure, case]),
            )
            for _, case in sorted(known)
        )


def _years(measure_ids: list[int]) -> dict[int, list[YearPart]]:
    contingents: dict[int, dict[tuple[int, str], int]] = defaultdict(lambda: defaultdict(int))
    rows = Contingent.objects.filter(year__measure__in=measure_ids).order_by("funding_body", "part")
    for year_id, body, part, minutes in rows.values_list("year", "funding_body", "part", "minutes"):
        contingents[year_id][body, part] += minutes
    years: dict[int, list[YearPart]] = defaultdict(list)
    for year in MeasureYear.objects.filter(measure__in=measure_ids).order_by("measure", "number"):
        parts = tuple((body, part, minutes) for (body, part), minutes in contingents[year.pk].items())
        years[year.measure_id].append(YearPart(year.number, year.starts_on, year.ends_on, parts))
    return years
