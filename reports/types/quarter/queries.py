"""The set-based queries behind quarter and year: their number depends neither on measures nor on people.

Minutes come from the monthly roll-up of the hours account. Sessions are read only for what the account does not know:
how many there were, how they went, and which companies they reached.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from django.db import connection

from cases.people.enums import CaseEventKind, ContractEnd
from cases.people.life.codes import Labels, exit_labels
from cases.people.models import CaseEvent, Exam, Measure, MeasureStay, TrainingContract
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import RuleKey, Sharing
from cases.support.budgets.reading import AgreedGrant, agreed_history
from reports.types.quarter.scope import Scope


@dataclass(frozen=True)
class Stay:
    """A case in a measure, with what is known of the person and what happened to the case."""

    measure_id: int
    case_id: int
    starts_on: date
    ends_on: date | None
    started_on: date | None
    ended_on: date | None
    exit_reason: str
    whereabouts: str
    state: str
    gender: str
    birth_date: date | None


@dataclass(frozen=True)
class Minutes:
    """Minutes of one account in one of the compared periods; `case_id` is None on the measure's account."""

    period: int
    measure_id: int
    kind: str
    case_id: int | None
    minutes: int


@dataclass(frozen=True)
class Attendances:
    """How often the planned attendances of a person ended in one way."""

    period: int
    measure_id: int
    case_id: int
    outcome: str
    count: int


@dataclass(frozen=True)
class Sessions:
    """Sessions of one kind to which somebody came; `measure_id` is None for the whole scope, each session once."""

    measure_id: int | None
    kind: str
    is_group: bool
    count: int
    cases: frozenset[int]


@dataclass(frozen=True)
class Missed:
    """A session to which nobody of the measure came, with what it would have charged the measure in minutes."""

    period: int
    measure_id: int
    kind: str
    minutes: int
    cases: frozenset[int]


@dataclass(frozen=True)
class StateChange:
    case_id: int
    on: date
    before: str
    after: str


@dataclass(frozen=True)
class Facts:
    """Everything that the figures are counted from, read once."""

    scope: Scope
    stays: tuple[Stay, ...]
    states: tuple[StateChange, ...]
    contracts: Mapping[int, list[TrainingContract]]
    exams: tuple[Exam, ...]
    grants: tuple[AgreedGrant, ...]
    minutes: tuple[Minutes, ...]
    attendances: tuple[Attendances, ...]
    sessions: tuple[Sessions, ...]
    missed: tuple[Missed, ...]
    reached: tuple[tuple[int, int], ...]
    #: Wording of reasons and whereabouts, by list and key.
    labels: Labels = field(default_factory=dict)
    #: Lengths in minutes of a teaching unit (UE) by the rules of the measures; more than one where they differ.
    units: tuple[int, ...] = ()


def facts_of(scope: Scope) -> Facts:
    """Read everything for a scope."""
    stays = stays_of(scope.measures)
    first = min(period.starts_on for period in (*scope.compared, *scope.series))
    cases = {stay.case_id for stay in stays if stay.ends_on is None or stay.ends_on >= first}
    books = books_for(Measure.objects.filter(pk__in=scope.measures), scope.period.ends_on)
    return Facts(
        scope=scope,
        stays=tuple(stays),
        states=tuple(state_changes(cases)),
        contracts=contracts_of(cases),
        exams=tuple(exams_of(cases)),
        grants=tuple(grant for grants in agreed_history(cases).values() for grant in grants),
        minutes=tuple(minutes_of(scope)),
        attendances=tuple(attendances_of(scope)),
        sessions=tuple(sessions_of(scope)),
        missed=tuple(missed_of(scope, books)),
        reached=tuple(companies_reached(scope)),
        labels=exit_labels(),
        units=tuple(sorted({book.unit_minutes for book in books.values()})),
    )


def by_measure(facts: Facts) -> dict[int, Facts]:
    """Return the facts of each measure alone, every row touched once."""
    reached: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for measure, company in facts.reached:
        reached[measure].append((measure, company))
    measures_of: dict[int, set[int]] = defaultdict(set)
    for stay in facts.stays:
        measures_of[stay.case_id].add(stay.measure_id)
    states: dict[int, list[StateChange]] = defaultdict(list)
    for change in facts.states:
        for measure in measures_of[change.case_id]:
            states[measure].append(change)
    exams: dict[int, list[Exam]] = defaultdict(list)
    for exam in facts.exams:
        for measure in measures_of[exam.contract.case_id]:
            exams[measure].append(exam)
    stays, grants, minutes = _split(facts.stays), _split(facts.grants), _split(facts.minutes)
    attendances, sessions, missed = _split(facts.attendances), _split(facts.sessions), _split(facts.missed)
    return {
        pk: replace(
            facts,
            stays=tuple(stays[pk]),
            grants=tuple(grants[pk]),
            minutes=tuple(minutes[pk]),
            attendances=tuple(attendances[pk]),
            sessions=tuple(sessions[pk]),
            missed=tuple(missed[pk]),
            reached=tuple(reached[pk]),
            states=tuple(states[pk]),
            exams=tuple(exams[pk]),
        )
        for pk in facts.scope.measures
    }


class _OfMeasure(Protocol):
    @property
    def measure_id(self) -> int | None: ...


Row = TypeVar("Row", bound=_OfMeasure)


def _split(rows: Iterable[Row]) -> Mapping[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def facts_for_gaps(scope: Scope) -> Facts:
    """Read only stays, phases and contracts: what the search for gaps needs."""
    stays = stays_of(scope.measures)
    cases = {stay.case_id for stay in stays if stay.ends_on is None or stay.ends_on >= scope.period.starts_on}
    states, contracts = tuple(state_changes(cases)), contracts_of(cases)
    return Facts(scope, tuple(stays), states, contracts, (), (), (), (), (), (), ())


def stays_of(measures: Iterable[int]) -> list[Stay]:
    rows = MeasureStay.objects.filter(measure__in=list(measures)).values_list(
        "measure",
        "case",
        "starts_on",
        "ends_on",
        "case__started_on",
        "case__ended_on",
        "case__exit_reason",
        "case__whereabouts",
        "case__state",
        "case__trainee__gender",
        "case__trainee__birth_date",
    )
    return [Stay(*row) for row in rows.order_by("case", "starts_on")]


def state_changes(cases: Iterable[int]) -> list[StateChange]:
    """Return every change of phase of these cases, oldest first, without an exit that was put right and its undoing."""
    rows = CaseEvent.objects.filter(case__in=list(cases), kind=CaseEventKind.STATE).order_by("on", "id")
    found = list(rows.values_list("pk", "case", "on", "details"))
    undone = {details["undoes"] for _, _, _, details in found if "undoes" in details}
    return [
        StateChange(case, on, details["before"], details["after"])
        for pk, case, on, details in found
        if str(pk) not in undone and "undoes" not in details
    ]


def states_on(day: date, cases: Mapping[int, str]) -> dict[int, str]:
    """Return the phase that each case had on `day`; `cases` maps each to its phase today."""
    changes: dict[int, list[StateChange]] = defaultdict(list)
    for change in state_changes(cases):
        changes[change.case_id].append(change)
    return {case: state_on(day, changes[case], today) for case, today in cases.items()}


def state_on(day: date, changes: Iterable[StateChange], today: str) -> str:
    """Return the phase of a day from the changes, oldest first; without any it is the one of today."""
    before, later = "", ""
    for change in changes:
        if change.on <= day:
            before = change.after
        else:
            later = later or change.before
    return before or later or today


def contracts_of(cases: Iterable[int]) -> dict[int, list[TrainingContract]]:
    """Return the contracts of each case, oldest first, without those whose training never began."""
    rows = TrainingContract.objects.filter(case__in=list(cases)).exclude(end_reason=ContractEnd.NOT_BEGUN)
    rows = rows.select_related("occupation", "company")
    found: dict[int, list[TrainingContract]] = defaultdict(list)
    for contract in rows.order_by("starts_on", "pk"):
        found[contract.case_id].append(contract)
    return dict(found)


def exams_of(cases: Iterable[int]) -> list[Exam]:
    """Return every exam of these cases, oldest first."""
    return list(Exam.objects.filter(contract__case__in=list(cases)).select_related("contract").order_by("on", "pk"))


def _rows(query: str, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _days(scope: Scope) -> dict[str, Any]:
    periods = scope.compared
    return {
        "measures": scope.measures,
        "numbers": list(range(len(periods))),
        "first": [period.starts_on for period in periods],
        "last": [period.ends_on for period in periods],
        "begin": [period.starts_at for period in periods],
        "end": [period.ends_at for period in periods],
    }


def minutes_of(scope: Scope) -> list[Minutes]:
    """Return the roll-up of the service months of the compared periods, late corrections included."""
    query = """
        SELECT p.number, t.measure_id, t.kind, t.case_id, sum(t.minutes)::int
        FROM unnest(%(numbers)s::int[], %(first)s::date[], %(last)s::date[]) AS p(number, first, last)
        JOIN cases_monthtotal t ON t.measure_id = ANY(%(measures)s) AND t.service_month BETWEEN p.first AND p.last
        GROUP BY 1, 2, 3, 4
    """
    return [Minutes(*row) for row in _rows(query, _days(scope))]


# Attendances belong to the measure in which the case stayed on the day of the session; a session counts once it is
# written down or cancelled. OFFSET 0 goes from the sessions of the days to their attendances: the planner, who cannot
# see into `p`, would read every attendance that the persons ever had.
_LESSONS = """
    FROM unnest(%(numbers)s::int[], %(begin)s::timestamptz[], %(end)s::timestamptz[]) AS p(number, first, after)
    CROSS JOIN LATERAL (
        SELECT t.id, t.kind, t.starts_at, t.ends_at, t.place, t.company_id, t.employer_present, t.cancelled_at,
               had.case_id, had.outcome
        FROM cases_session t
        CROSS JOIN LATERAL (
            SELECT case_id, outcome FROM cases_attendance WHERE session_id = t.id AND outcome <> '' OFFSET 0
        ) had
        WHERE t.starts_at >= p.first AND t.starts_at < p.after AND t.kind <> 'first_contact'
          AND (t.documented_at IS NOT NULL OR t.cancelled_at IS NOT NULL)
        OFFSET 0
    ) s
    JOIN cases_measurestay st ON st.case_id = s.case_id AND st.measure_id = ANY(%(measures)s)
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
"""


def attendances_of(scope: Scope) -> list[Attendances]:
    """Return how the attendances of the three modules ended, per person."""
    query = f"""
        SELECT p.number, st.measure_id, s.case_id, s.outcome, count(*)::int {_LESSONS}
        WHERE s.kind <> 'contact' GROUP BY 1, 2, 3, 4
    """
    return [Attendances(*row) for row in _rows(query, _days(scope))]


def sessions_of(scope: Scope) -> list[Sessions]:
    """Return the sessions of the period to which somebody came: per measure, and each once for the whole scope."""
    query = f"""
        SELECT l.measure_id, l.kind, l.is_group, count(DISTINCT l.id)::int, array_agg(DISTINCT l.case_id)
        FROM (SELECT st.measure_id, s.kind, s.id, s.case_id,
                     EXISTS (SELECT 1 FROM cases_attendance o
                             WHERE o.session_id = s.id AND o.case_id <> s.case_id) AS is_group
              {_LESSONS} WHERE p.number = 0 AND s.outcome IN ('present', 'late')) l
        GROUP BY GROUPING SETS ((l.kind, l.is_group), (l.measure_id, l.kind, l.is_group))
    """  # noqa: S608 one constant query inside another
    return [
        Sessions(measure, kind, is_group, number, frozenset(cases))
        for measure, kind, is_group, number, cases in _rows(query, _days(scope))
    ]


def companies_reached(scope: Scope) -> list[tuple[int, int]]:
    """Return (measure, company) of the companies that a session of the period was held with or in."""
    query = f"""
        SELECT DISTINCT st.measure_id, s.company_id {_LESSONS}
        WHERE p.number = 0 AND s.company_id IS NOT NULL AND s.cancelled_at IS NULL
          AND (s.outcome IN ('present', 'late') OR s.employer_present)
          AND (s.kind = 'contact' OR s.employer_present OR s.place = 'company')
    """
    return [(measure, company) for measure, company in _rows(query, _days(scope))]


def missed_of(scope: Scope, books: Mapping[int, RuleBook]) -> list[Missed]:
    """Return the sessions to which nobody of a measure came, with the minutes that its rules would have counted.

    Counted as in the balance of the measure's account: several measures share by heads where their rules say so.
    """
    query = f"""
        SELECT p.number, st.measure_id, s.kind, (extract(epoch FROM s.ends_at - s.starts_at) / 60)::int,
               (SELECT count(*)::int FROM cases_attendance o WHERE o.session_id = s.id), array_agg(s.case_id)
        {_LESSONS} WHERE s.kind <> 'contact'
        GROUP BY p.number, st.measure_id, s.id, s.kind, s.starts_at, s.ends_at
        HAVING bool_and(s.outcome NOT IN ('present', 'late', 'pro_forma'))
    """  # noqa: S608 one constant query inside another
    found = []
    for period, measure, kind, length, everyone, cases in _rows(query, _days(scope)):
        minutes = books[measure].counted(kind, length)
        if books[measure][RuleKey.SHARING].value == Sharing.BY_HEADS:
            minutes = minutes * len(cases) // everyone
        found.append(Missed(period, measure, kind, minutes, frozenset(cases)))
    return found
