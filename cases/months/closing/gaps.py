"""What the months of measures still lack, with the row behind each gap, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from asa.design.templatetags.asa import hours
from cases.months.closing.enums import GapKind
from cases.months.closing.models import MonthClose
from cases.months.closing.snapshot import before_the_first, month_end
from cases.people.enums import CaseState
from cases.people.models import Measure
from cases.sessions.ledger.balances import CaseBalance, case_balances
from cases.sessions.ledger.measure_balances import measure_balances
from cases.support.budgets.reading import agreed_history

#: So long may a case with a training contract be without contact with the company (screen "Monat").
WITHOUT_CONTACT = timedelta(days=30)


@dataclass(frozen=True)
class Gap:
    """One thing that a month lacks. `case_id` and `session_id` are keys for links and names, None where there is none.

    `detail` is a German half sentence without names; `on` the day it is about.
    """

    kind: GapKind
    measure_id: int
    on: date | None = None
    case_id: int | None = None
    session_id: int | None = None
    session: UUID | None = None
    detail: str = ""
    other_session: UUID | None = None

    @property
    def hinders(self) -> bool:
        return self.kind.hinders


# Sessions of the measure's people with somebody whose outcome nobody has written down.
_UNDOCUMENTED = """
    SELECT st.measure_id, s.id, s.public_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date, min(a.case_id), count(*)
    FROM cases_session s
    JOIN cases_attendance a ON a.session_id = s.id AND a.outcome = ''
    JOIN cases_measurestay st ON st.case_id = a.case_id AND st.measure_id = ANY(%(measures)s)
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    WHERE s.cancelled_at IS NULL AND (%(now)s::timestamptz IS NULL OR s.ends_at <= %(now)s)
      AND s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND s.starts_at < %(after)s::timestamp AT TIME ZONE 'Europe/Berlin'
    GROUP BY 1, 2, 3, 4 ORDER BY s.starts_at, s.id
"""

_PROVISIONAL = """
    SELECT st.measure_id, d.case_id, min(d."on"), count(*)
    FROM cases_daystatus d
    JOIN cases_daycode k ON k.id = d.code_id AND k.kind = 'provisional'
    JOIN cases_measurestay st ON st.case_id = d.case_id AND st.measure_id = ANY(%(measures)s)
         AND d."on" >= st.starts_on AND (st.ends_on IS NULL OR d."on" <= st.ends_on)
    WHERE d."on" BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2 ORDER BY 3, 2
"""

# Two attendances of one person that both count, at one time, which nobody has said are both right.
_OVERLAPS = """
    SELECT st.measure_id, a.case_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date, s.public_id, t.public_id
    FROM cases_session s
    JOIN cases_attendance a ON a.session_id = s.id AND a.outcome <> '' AND a.outcome NOT LIKE 'cancelled%%'
    JOIN cases_case c ON c.id = a.case_id
    JOIN cases_measurestay st ON st.case_id = a.case_id AND st.measure_id = ANY(%(measures)s)
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    JOIN cases_case d ON d.trainee_id = c.trainee_id
    JOIN cases_attendance b ON b.case_id = d.id AND b.id <> a.id
         AND b.outcome <> '' AND b.outcome NOT LIKE 'cancelled%%'
    JOIN cases_session t ON t.id = b.session_id AND t.cancelled_at IS NULL
         AND t.starts_at < s.ends_at AND t.ends_at > s.starts_at
    WHERE s.cancelled_at IS NULL AND (t.starts_at, t.id) >= (s.starts_at, s.id)
      AND s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND s.starts_at < %(after)s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND NOT EXISTS (SELECT 1 FROM cases_overlapsettlement o
                      WHERE o.one_id = least(a.id, b.id) AND o.other_id = greatest(a.id, b.id))
    ORDER BY s.starts_at, a.case_id, t.id
"""

_PEOPLE = """
    SELECT DISTINCT ON (st.measure_id, c.id) st.measure_id, c.id, c.state, c.started_on,
           least(coalesce(st.ends_on, %(last)s), coalesce(c.ended_on, %(last)s), %(last)s),
           EXISTS (SELECT 1 FROM cases_trainingcontract t WHERE t.case_id = c.id
                   AND t.starts_on <= %(last)s::date - %(days)s AND t.ends_on >= %(last)s
                   AND (t.ended_on IS NULL OR t.ended_on >= %(last)s)),
           EXISTS (SELECT 1 FROM cases_attendance a JOIN cases_session s ON s.id = a.session_id
                   WHERE a.case_id = c.id AND s.documented_at IS NOT NULL AND s.cancelled_at IS NULL
                   AND (s.kind = 'contact' OR s.employer_present OR s.place = 'company')
                   AND s.starts_at >= (%(last)s::date - %(days)s)::timestamp AT TIME ZONE 'Europe/Berlin'
                   AND s.starts_at < %(after)s::timestamp AT TIME ZONE 'Europe/Berlin')
    FROM cases_measurestay st JOIN cases_case c ON c.id = st.case_id
    WHERE st.measure_id = ANY(%(measures)s) AND st.starts_on <= %(last)s
      AND (st.ends_on IS NULL OR st.ends_on >= %(first)s) AND (c.ended_on IS NULL OR c.ended_on >= %(first)s)
      AND c.started_on <= %(last)s
    ORDER BY st.measure_id, c.id, st.starts_on DESC
"""

_NO_PROOF = """
    SELECT st.measure_id, s.id, s.public_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date, min(a.case_id), count(*)
    FROM cases_measureproof p
    JOIN cases_measurestay st ON st.measure_id = p.measure_id
    JOIN cases_attendance a ON a.case_id = st.case_id AND a.outcome IN ('present', 'late')
    JOIN cases_session s ON s.id = a.session_id AND s.documented_at IS NOT NULL AND s.cancelled_at IS NULL
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    WHERE p.kind <> 'none' AND p.measure_id = ANY(%(measures)s)
      AND s.kind NOT IN ('contact', 'first_contact')
      AND s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND s.starts_at < %(after)s::timestamp AT TIME ZONE 'Europe/Berlin'
      AND NOT EXISTS (SELECT 1 FROM cases_attendanceproof ap WHERE ap.attendance_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM cases_sheetsession ss WHERE ss.session_id = s.id)
    GROUP BY 1, 2, 3, 4 ORDER BY 4, 2
"""


def _rows(query: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def gaps(measures: Iterable[Measure], month: date, *, now: datetime | None = None) -> dict[int, list[Gap]]:
    """Return what the month (its first day) of each measure lacks, what hinders first; no entry when all is there.

    With `now` sessions that are not over then are no gap, for a month that still runs. The number of queries does not
    depend on how many measures, people or gaps there are.
    """
    measures = list(measures)
    last = month_end(month)
    values = {
        "measures": [measure.pk for measure in measures],
        "first": month,
        "last": last,
        "after": last + timedelta(days=1),
        "days": WITHOUT_CONTACT.days,
    }
    found: dict[int, list[Gap]] = defaultdict(list)
    if not measures:
        return {}
    people = _rows(_PEOPLE, values)
    for gap in (
        *hindering(measures, month, now=now),
        *_without_grant(people, month, last),
        *_over_budget(measures, people, last),
        *_without_contact(people, last),
        *_sessions(GapKind.NO_PROOF, _rows(_NO_PROOF, values)),
        *_earlier_open(measures, month),
    ):
        found[gap.measure_id].append(gap)
    return dict(found)


def hindering(measures: Iterable[Measure], month: date, *, now: datetime | None = None) -> list[Gap]:
    """Return only what hinders the close of the months: sessions not written down or twice, provisional days."""
    last = month_end(month)
    values = {
        "measures": [measure.pk for measure in measures],
        "first": month,
        "last": last,
        "after": last + timedelta(days=1),
        "now": now,
    }
    open_sessions = _sessions(GapKind.UNDOCUMENTED, _rows(_UNDOCUMENTED, values))
    provisional = [
        Gap(GapKind.PROVISIONAL, measure, on, case, detail="1 Tag" if count == 1 else f"{count} Tage")
        for measure, case, on, count in _rows(_PROVISIONAL, values)
    ]
    twice = [
        Gap(GapKind.OVERLAP, measure, on, case, session=one, other_session=other)
        for measure, case, on, one, other in _rows(_OVERLAPS, values)
    ]
    return [*open_sessions, *provisional, *twice]


def _sessions(kind: GapKind, rows: list[tuple]) -> list[Gap]:
    return [
        Gap(kind, measure, on, case, pk, public_id, "1 Person" if people == 1 else f"{people} Personen")
        for measure, pk, public_id, on, case, people in rows
    ]


def _without_grant(people: list[tuple], month: date, last: date) -> list[Gap]:
    """Whoever is still in the Vorphase has no hours budget (domain file, section 4); zero hours are an agreement."""
    asked = [row for row in people if row[2] != CaseState.PRE_PHASE]
    agreed = agreed_history([case for _, case, *_ in asked])
    return [
        Gap(GapKind.NO_GRANT, measure, case_id=case)
        for measure, case, *_ in asked
        if not any(
            grant.measure_id == measure and grant.starts_on <= last and grant.ends_on >= month
            for grant in agreed.get(case, ())
        )
    ]


def _over_words(balance: CaseBalance) -> str:
    """Return by how much the agreed hours are exceeded: of the month where they are agreed so, else of the period."""
    of_month = [month.warning.rstrip(".") for month in balance.months if month.remaining < 0]
    return "; ".join(of_month) or f"{hours(-balance.least)} mehr als vereinbart"


def _over_budget(measures: list[Measure], people: list[tuple], last: date) -> list[Gap]:
    balances = case_balances({case for _, case, *_ in people}, last)
    over = [
        Gap(GapKind.OVER_BUDGET, measure, case_id=case, detail=_over_words(balances[case]))
        for measure, case, *_ in people
        if case in balances and balances[case].measure_id == measure and balances[case].least < 0
    ]
    totals = measure_balances([measure.pk for measure in measures], last)
    return [
        *(
            Gap(GapKind.OVER_BUDGET, pk, detail=f"Maßnahme: {hours(-total.remaining)} über dem Kontingent des Jahres")
            for pk, total in totals.items()
            if total.remaining < 0
        ),
        *over,
    ]


def _without_contact(people: list[tuple], last: date) -> list[Gap]:
    return [
        Gap(GapKind.NO_CONTACT, measure, case_id=case)
        for measure, case, state, started_on, until, has_contract, was_in_contact in people
        if has_contract
        and not was_in_contact
        and until == last
        and state != CaseState.SUSPENDED
        and started_on <= last - WITHOUT_CONTACT
    ]


def _earlier_open(measures: list[Measure], month: date) -> list[Gap]:
    before = (month - timedelta(days=1)).replace(day=1)
    asked = [measure for measure in measures if measure.starts_on < month]
    closed = MonthClose.objects.filter(measure__in=[measure.pk for measure in asked], month=before)
    done = set(closed.values_list("measure", flat=True))
    left = [measure for measure in asked if measure.pk not in done]
    untouched = before_the_first(left, before)
    return [
        Gap(GapKind.EARLIER_OPEN, measure.pk, before, detail=f"{before:%m/%Y} ist noch nicht abgeschlossen")
        for measure in left
        if measure.pk not in untouched
    ]
