"""The set-based queries behind the quarter: their number does not depend on how many cases there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from cases.people.enums import CaseEventKind, CaseState
from cases.people.models import CaseEvent, Measure, MeasureStay, TrainingContract
from reports.engine.periods import Period

# Attendances are charged to the measure in which the case stayed on the day of the session.
_LESSONS = """
    SELECT s.id, s.kind, s.company_id, s.employer_present, a.case_id, a.outcome, a.minutes AS attended,
           (extract(epoch FROM s.ends_at - s.starts_at) / 60)::int AS minutes
    FROM cases_session s
    JOIN cases_attendance a ON a.session_id = s.id
    JOIN cases_measurestay st ON st.case_id = a.case_id AND st.measure_id = %(measure)s
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    WHERE s.starts_at >= %(begin)s AND s.starts_at < %(end)s AND s.documented_at IS NOT NULL
      AND s.kind <> 'first_contact' AND a.outcome <> ''
"""


@dataclass(frozen=True)
class Stay:
    """A case in the measure, with what happened to it."""

    case_id: int
    starts_on: date
    ends_on: date | None
    started_on: date | None
    ended_on: date | None
    exit_reason: str

    def is_there_after(self, day: date) -> bool:
        """Return whether the person is in the measure when `day` is over: who leaves that day has left."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


@dataclass(frozen=True)
class KindFigures:
    """Sessions of one kind: minutes of a group count once for the measure, `attended` once per person."""

    sessions: int = 0
    group_sessions: int = 0
    minutes: int = 0
    attended: int = 0
    persons: int = 0


def stays_of(measure: Measure) -> list[Stay]:
    rows = MeasureStay.objects.filter(measure=measure).values_list(
        "case", "starts_on", "ends_on", "case__started_on", "case__ended_on", "case__exit_reason"
    )
    return [Stay(*row) for row in rows.order_by("case", "starts_on")]


def _lesson_rows(query: str, measure: Measure, quarter: Period) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"measure": measure.pk, "begin": quarter.starts_at, "end": quarter.ends_at})
        return cursor.fetchall()


def minutes_by_kind(measure: Measure, quarter: Period) -> dict[str, KindFigures]:
    """Return sessions and minutes per kind. A session that nobody attended counts as a session without minutes."""
    query = f"""
        WITH lesson AS ({_LESSONS}), held AS (
            SELECT id, kind, max(minutes) AS minutes, count(*) AS people, sum(attended) AS attended,
                   bool_or(outcome IN ('present', 'late')) AS was_held
            FROM lesson GROUP BY id, kind)
        SELECT h.kind, count(*), count(*) FILTER (WHERE h.people > 1),
               coalesce(sum(h.minutes) FILTER (WHERE h.was_held), 0), coalesce(sum(h.attended), 0),
               (SELECT count(DISTINCT l.case_id) FROM lesson l WHERE l.kind = h.kind)
        FROM held h GROUP BY h.kind
    """  # noqa: S608 one constant query inside another
    return {kind: KindFigures(*map(int, figures)) for kind, *figures in _lesson_rows(query, measure, quarter)}


def outcomes(measure: Measure, quarter: Period) -> list[tuple[str, int, int]]:
    """Return (outcome, attendances, persons)."""
    query = f"SELECT outcome, count(*), count(DISTINCT case_id) FROM ({_LESSONS}) lesson GROUP BY outcome"  # noqa: S608
    return [(outcome, int(count), int(persons)) for outcome, count, persons in _lesson_rows(query, measure, quarter)]


def companies_with_contact(measure: Measure, quarter: Period) -> set[int]:
    """Return the companies that a session of the measure's people was held with or at."""
    query = f"""SELECT DISTINCT company_id FROM ({_LESSONS}) lesson
        WHERE company_id IS NOT NULL AND outcome IN ('present', 'late')"""  # noqa: S608
    return {company for (company,) in _lesson_rows(query, measure, quarter)}


def contracts_during(cases: Iterable[int], quarter: Period) -> list[TrainingContract]:
    """Return the contracts of these cases that ran on some day of the quarter, oldest first."""
    running = Q(ended_on=None) | Q(ended_on__gte=quarter.starts_on)
    found = TrainingContract.objects.filter(running, case__in=list(cases), starts_on__lte=quarter.ends_on)
    found = found.filter(ends_on__gte=quarter.starts_on).select_related("occupation", "company")
    return list(found.order_by("case", "starts_on"))


def states_on(day: date, cases: dict[int, str]) -> dict[int, str]:
    """Return the state that each case had on `day`, from its event rows; `cases` maps each to its state today."""
    events = defaultdict(list)
    rows = CaseEvent.objects.filter(case__in=list(cases), kind=CaseEventKind.STATE).order_by("on", "id")
    for case, on, details in rows.values_list("case", "on", "details"):
        events[case].append((on, details))
    return {case: _state_on(day, events[case], today) for case, today in cases.items()}


def _state_on(day: date, events: list[tuple[date, dict]], today: str) -> str:
    before = [details["after"] for on, details in events if on <= day]
    if before:
        return before[-1]
    later = [details["before"] for on, details in events if on > day]
    return later[0] if later else CaseState(today)
