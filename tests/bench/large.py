"""`make bench-large`: writing down a session in a database with a million sessions, against an empty one."""

import statistics
import time
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from asa.accounts import wall
from asa.local.cluster import OWNER

SESSIONS = 1_000_000
CASES = 200
SAVES = 200
GROUP = 5
DAYS = 1500

#: Children first, as they are emptied.
_TABLES = ("cases_monthtotal", "cases_ledgerentry", "cases_attendance", "cases_sessionstaff", "cases_session")

# One person per session, spread over the years behind and all cases; two bookings each, as the ledger would make them.
_FILL = """
    INSERT INTO cases_session (provider_id, request_key, public_id, version, kind, title, starts_at, ends_at, place,
        room, employer_present, topic, result, documented_at, change_reason)
    SELECT %(provider)s, gen_random_uuid(), gen_random_uuid(), 1, 'tuition', '', s, s + interval '90 minutes',
        'provider', '', false, 'Fachrechnen', '', s + interval '2 hours', ''
    FROM (SELECT date_trunc('hour', now()) - interval '30 days' - (n %% %(days)s) * interval '1 day' AS s
          FROM generate_series(1, %(sessions)s) n) rows;
    INSERT INTO cases_sessionstaff (provider_id, session_id, member_id)
    SELECT %(provider)s, id, %(member)s FROM cases_session;
    INSERT INTO cases_attendance (provider_id, session_id, case_id, outcome, minutes, late_minutes, mode, reason)
    SELECT %(provider)s, id, (%(cases)s::bigint[])[1 + id %% %(count)s], 'present', 90, 0, 'on_site', ''
    FROM cases_session;
    INSERT INTO cases_ledgerentry (provider_id, public_id, account, measure_id, case_id, session_id, kind,
        employer_present, minutes, service_on, service_month, booking_month, rule_id, explanation, created_at)
    SELECT %(provider)s, gen_random_uuid(), a.account, %(measure)s, CASE a.account WHEN 'trainee' THEN t.case_id END,
        s.id, s.kind, false, 90, s.starts_at::date, date_trunc('month', s.starts_at)::date,
        date_trunc('month', s.starts_at)::date, %(rule)s, 'Probe', now()
    FROM cases_session s JOIN cases_attendance t ON t.session_id = s.id
    CROSS JOIN (VALUES ('measure'), ('trainee')) a(account);
    INSERT INTO cases_monthtotal (provider_id, account, measure_id, case_id, kind, employer_present, service_month,
        booking_month, minutes, entries)
    SELECT provider_id, account, measure_id, case_id, kind, employer_present, service_month, booking_month,
        sum(minutes), count(*) FROM cases_ledgerentry GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
"""


def log_a_session(services: Any) -> tuple[tuple[float, int], tuple[float, int]]:
    """Return (milliseconds, queries) of one save, median of 200 warm ones: in the full database, and in the empty."""
    from cases.sessions.rules.books import built_in_set
    from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

    member = MembershipFactory()
    measure = MeasureFactory(provider=member.provider)
    cases = [
        CaseFactory(provider=member.provider, team=member.team, contact_person=member, measure=measure)
        for _ in range(CASES)
    ]
    with wall.within(member.provider_id):
        rule = built_in_set(member.provider_id, measure.model).rules.first()
    empty = _saves(member, cases)
    _fill(services, member, measure, cases, rule)
    return _saves(member, cases), empty


def _saves(member: Any, cases: list[Any]) -> tuple[float, int]:
    taken = []
    for number in range(SAVES + 10):
        started = time.perf_counter()
        _save(member, _group(cases, number), number)
        if number >= 10:  # the first ones only warm up
            taken.append(time.perf_counter() - started)
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        _save(member, _group(cases, SAVES), SAVES + 10)
    return statistics.median(taken) * 1000, len(captured)


def _group(cases: list[Any], number: int) -> list[Any]:
    return [cases[(number * GROUP + place) % CASES] for place in range(GROUP)]


def _save(member: Any, group: list[Any], number: int) -> None:
    from cases.sessions.entries import Entry, Part
    from cases.sessions.enums import SessionKind
    from cases.sessions.services import document_session

    start = timezone.now() - timedelta(days=1, minutes=number)
    with transaction.atomic(), wall.within(member.provider_id):
        parts = [Part(case) for case in group]
        entry = Entry(SessionKind.TUITION, start, start + timedelta(minutes=90), parts, [member], topic="Fachrechnen")
        document_session(entry=entry, by=member.user)


def _fill(services: Any, member: Any, measure: Any, cases: list[Any], rule: Any) -> None:
    """Write a million sessions as the owner, past the triggers: they would only say what is true here anyway."""
    address = psycopg.conninfo.make_conninfo(services.cluster.url(OWNER), dbname=connection.settings_dict["NAME"])
    values = {
        "provider": member.provider_id, "member": member.pk, "measure": measure.pk, "rule": rule.pk, "days": DAYS,
        "sessions": SESSIONS, "cases": [case.pk for case in cases], "count": len(cases),
    }  # fmt: skip
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("SELECT set_config('asa.provider', %s, false)", [str(member.provider_id)])
        for table in _TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"DELETE FROM {table}")
        for statement in _FILL.split(";"):
            if statement.strip():
                owner.execute(statement, values)
        for table in _TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE")
