"""Proof of the hours account: recompute everything from sessions and rules and name every difference."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.facts import count_sessions
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session

PORTION = 1000


@dataclass(frozen=True)
class Difference:
    """Where bookings and sessions disagree; minutes as booked and as they should be."""

    session_id: int | None
    account: str
    measure_id: int
    case_id: int | None
    month: date
    booked: int
    expected: int
    what: str = "Buchung"

    def __str__(self) -> str:
        where = f"Termin {self.session_id}" if self.session_id else f"Monat {self.month:%m/%Y}"
        whom = f"Teilnahme {self.case_id}" if self.case_id else f"Maßnahme {self.measure_id}"
        return f"{self.what}: {where}, {whom}: gebucht {self.booked}, erwartet {self.expected} Minuten"


def differences() -> Iterator[Difference]:
    """Yield every difference of the provider behind whose wall the transaction stands; none means all is right."""
    yield from _session_differences()
    yield from _total_differences()
    yield from _carry_over_differences()


def _session_differences() -> Iterator[Difference]:
    last = 0
    while portion := list(Session.objects.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = portion[-1].pk
        waiting = _waiting(portion)
        expected = _expected([session for session in portion if session.pk not in waiting])
        booked = _booked([session for session in portion if session.pk not in waiting])
        for key in sorted(expected.keys() | booked.keys(), key=str):
            if expected[key] != booked[key]:
                session, account, measure, case, _kind, month = key
                yield Difference(session, account, measure, case, month, booked[key], expected[key])


# A correction that waits, or that was refused although only the booking would change, explains the difference.
_WAITING = """
    SELECT s.id FROM cases_session s JOIN cases_monthcorrection c ON c.session_key = s.request_key
    WHERE s.id = ANY(%s) AND (c.state = 'requested' OR c.state = 'refused' AND c.change->'only_books' = 'true')
"""


def _waiting(sessions: list[Session]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [[session.pk for session in sessions]])
        return {row[0] for row in cursor.fetchall()}


def _expected(sessions: list[Session]) -> Counter:
    counted = count_sessions(sessions)
    result: Counter = Counter()
    for session in sessions:
        for charge in counted[session.pk].charges:
            month = counted[session.pk].on.replace(day=1)
            key = (session.pk, charge.account, charge.measure_id, charge.case_id, session.kind, month)
            result[key] += charge.minutes
    return result


def _booked(sessions: list[Session]) -> Counter:
    result: Counter = Counter()
    rows = LedgerEntry.objects.filter(session__in=[s.pk for s in sessions])
    for *key, minutes in rows.values_list("session", "account", "measure", "case", "kind", "service_month", "minutes"):
        result[tuple(key)] += minutes
    return result


_TOTALS = """
    SELECT coalesce(t.account, e.account), coalesce(t.measure_id, e.measure_id), coalesce(t.case_id, e.case_id),
           coalesce(t.service_month, e.service_month), coalesce(t.minutes, 0), coalesce(e.minutes, 0)
    FROM cases_monthtotal t
    FULL JOIN (SELECT account, measure_id, case_id, kind, employer_present, service_month, booking_month,
                      sum(minutes) AS minutes FROM cases_ledgerentry
               GROUP BY account, measure_id, case_id, kind, employer_present, service_month, booking_month) e
      ON (t.account, t.measure_id, t.kind, t.employer_present, t.service_month, t.booking_month)
       = (e.account, e.measure_id, e.kind, e.employer_present, e.service_month, e.booking_month)
      AND t.case_id IS NOT DISTINCT FROM e.case_id
    WHERE coalesce(t.minutes, 0) <> coalesce(e.minutes, 0)
"""


def _total_differences() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS)
        for account, measure, case, month, booked, expected in cursor.fetchall():
            yield Difference(None, account, measure, case, month, booked, expected, "Monatssumme")


# Own bookings inside a time that a standing carry-over counts already; the database refuses both orders.
_DOUBLED = """
    SELECT c.account, c.measure_id, c.case_id, c.booking_month, c.minutes, c.minutes + sum(e.minutes)::int
    FROM cases_carryover c
    JOIN cases_ledgerentry e ON e.measure_id = c.measure_id AND e.account = c.account
         AND e.case_id IS NOT DISTINCT FROM c.case_id AND e.service_on BETWEEN c.starts_on AND c.ends_on
    WHERE c.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM cases_carryover r WHERE r.reverses_id = c.id)
    GROUP BY c.id HAVING sum(e.minutes) <> 0
"""


def _carry_over_differences() -> Iterator[Difference]:
    """Yield carry-overs that count twice what own sessions count, and reversals that take back something else."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLED)
        for account, measure, case, month, minutes, doubled in cursor.fetchall():
            yield Difference(None, account, measure, case, month, doubled, minutes, "Übertrag doppelt")
    for row in CarryOver.objects.exclude(reverses=None).select_related("reverses"):
        assert row.reverses is not None  # the query says so
        if row.minutes != -row.reverses.minutes:
            yield Difference(
                None, row.account, row.measure_id, row.case_id, row.booking_month, row.minutes, -row.reverses.minutes,
                "Storno eines Übertrags",
            )  # fmt: skip
