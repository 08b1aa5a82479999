"""Reads what the counting needs of many sessions, with a number of queries that does not grow with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from cases.people.models import Measure
from cases.sessions.counting import Charge, Head, SessionFacts, charges
from cases.sessions.models import Session, SessionStaff
from cases.sessions.rules.books import books_on

# The measure that pays is the one the case belongs to on the session's day, and the phase is that of the day, too.
_HEADS = """
    SELECT a.session_id, a.case_id, a.outcome, m.id, m.number, m.model, m.provider_id,
           cases_phase_on(a.case_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date) = 'pre_phase'
    FROM cases_attendance a
    JOIN cases_session s ON s.id = a.session_id
    JOIN cases_measurestay st ON st.case_id = a.case_id
         AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= st.starts_on
         AND (st.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= st.ends_on)
    JOIN cases_measure m ON m.id = st.measure_id
    WHERE a.session_id = ANY(%s) ORDER BY a.session_id, a.case_id
"""


@dataclass(frozen=True)
class Counted:
    """What a session should charge now: its day and its charges, none while it is only planned."""

    on: date
    charges: list[Charge]


def is_settled(session: Session) -> bool:
    """Return whether a session is written down or cancelled: only then it counts."""
    return session.is_documented or session.is_cancelled


def count_sessions(sessions: Sequence[Session]) -> dict[int, Counted]:
    """Return what each session should charge by its rules; sessions that are only planned charge nothing."""
    settled = [session for session in sessions if is_settled(session)]
    heads, measures = _heads(settled)
    staff = _staff(settled)
    books = books_on(measures.values(), {timezone.localdate(s.starts_at) for s in settled if s.pk in heads})
    result: dict[int, Counted] = {}
    for session in sessions:
        day = timezone.localdate(session.starts_at)
        own = heads.get(session.pk, ())
        if not is_settled(session) or not own:
            result[session.pk] = Counted(day, [])
            continue
        facts = SessionFacts(session.kind, session.minutes, tuple(own), max(1, staff.get(session.pk, 1)))
        result[session.pk] = Counted(day, charges(facts, books[day]))
    return result


def _heads(sessions: Iterable[Session]) -> tuple[dict[int, list[Head]], dict[int, Measure]]:
    heads: dict[int, list[Head]] = defaultdict(list)
    measures: dict[int, Measure] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [[session.pk for session in sessions]])
        for session, case, outcome, measure, number, model, provider, in_pre_phase in cursor.fetchall():
            measures.setdefault(measure, Measure(pk=measure, number=number, model=model, provider_id=provider))
            heads[session].append(Head(case, measure, number, outcome, in_pre_phase))
    return heads, measures


def _staff(sessions: Iterable[Session]) -> dict[int, int]:
    rows = SessionStaff.objects.filter(session__in=[s.pk for s in sessions]).values("session")
    return dict(rows.annotate(staff=Count("id")).values_list("session", "staff"))
