"""`make bench-large`: a funder's quarter over 50 measures in a large database, against one with a tenth of the rows.

The funder's provider has the first tenth, spread over four years; nine others have the rest. Made by the owner with a
few statements, past the triggers, the roll-up included: they would only say what is true here anyway. Without fresh
statistics the roll-up of a provider that the planner has never seen would join row by row, for hours.
"""

import statistics
import time
from datetime import date
from typing import Any

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asa.accounts import wall
from asa.local.cluster import OWNER

MEASURES = 50
CASES_EACH = 4
PROVIDERS = 10
ROUNDS = 5
PERIOD = "2026-Q3"
LAST_DAY = date(2026, 10, 31)
DAYS = 1500

_TABLES = ("cases_monthtotal", "cases_ledgerentry", "cases_attendance", "cases_sessionstaff", "cases_session")
_FILL = """
    INSERT INTO cases_session (provider_id, request_key, public_id, version, kind, title, starts_at, ends_at, place,
        room, employer_present, topic, result, documented_at, change_reason)
    SELECT %(provider)s, gen_random_uuid(), gen_random_uuid(), 1, (ARRAY['tuition', 'social', 'training'])[1 + n %% 3],
        '', s, s + interval '90 minutes', 'provider', '', false, 'Fachrechnen', '', s + interval '2 hours', ''
    FROM (SELECT n, %(last)s::timestamptz - (n %% %(days)s) * interval '1 day' + (8 + n %% 9) * interval '1 hour' AS s
          FROM generate_series(1, %(sessions)s) n) rows;
    INSERT INTO cases_attendance (provider_id, session_id, case_id, outcome, minutes, late_minutes, mode, reason)
    SELECT provider_id, id, (%(cases)s::bigint[])[1 + id %% %(count)s], 'present', 90, 0, 'on_site', ''
    FROM cases_session WHERE provider_id = %(provider)s;
    ANALYZE cases_session, cases_attendance;
    INSERT INTO cases_monthtotal (provider_id, account, measure_id, case_id, kind, employer_present, service_month,
        booking_month, minutes, entries)
    SELECT s.provider_id, a.account, st.measure_id, CASE a.account WHEN 'trainee' THEN t.case_id END, s.kind, false,
        date_trunc('month', s.starts_at)::date, date_trunc('month', s.starts_at)::date, sum(90), count(*)
    FROM cases_session s JOIN cases_attendance t ON t.session_id = s.id
    JOIN cases_measurestay st ON st.case_id = t.case_id
    CROSS JOIN (VALUES ('measure'), ('trainee')) a(account)
    WHERE s.provider_id = %(provider)s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
"""


def funder_quarter(services: Any, sessions: int) -> tuple[tuple[float, int], tuple[float, int]]:
    """Return (milliseconds, queries) of the figures with all `sessions` in the database, and with a tenth of them."""
    from tests.factories import ProviderFactory

    bodies = [_body(ProviderFactory()) for _ in range(PROVIDERS)]
    with _owner(services) as owner:
        for number, (body, cases) in enumerate(bodies):
            _fill(owner, body.provider_id, cases, sessions // PROVIDERS)
            if number == 0:
                owner.execute("VACUUM ANALYZE")
                small = _figures(body)
        owner.execute("VACUUM ANALYZE")
    return _figures(bodies[0][0]), small


def _body(provider: Any) -> tuple[Any, list[int]]:
    """Return a funding body of the provider with its measures, and the people in them."""
    from tests.factories import CaseFactory, FundingBodyFactory, LotFactory, MeasureFactory, TeamFactory

    body = FundingBodyFactory(provider=provider)
    common = {"provider": provider, "team": TeamFactory(provider=provider), "contact_person": None}
    lot = LotFactory(provider=provider)
    measures = [MeasureFactory(provider=provider, lot=lot, funding_body=body) for _ in range(MEASURES)]
    return body, [CaseFactory(measure=one, **common).pk for one in measures for _ in range(CASES_EACH)]


def _owner(services: Any) -> psycopg.Connection:
    address = services.cluster.url(OWNER)
    name = connection.settings_dict["NAME"]
    return psycopg.connect(psycopg.conninfo.make_conninfo(address, dbname=name), autocommit=True)


def _fill(owner: psycopg.Connection, provider: int, cases: list[int], sessions: int) -> None:
    values = {"provider": provider, "cases": cases, "count": len(cases), "sessions": sessions}
    owner.execute("SELECT set_config('asa.provider', %s, false)", [str(provider)])
    for table in _TABLES:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in _FILL.split(";"):
        if statement.strip():
            owner.execute(statement, {**values, "last": LAST_DAY, "days": DAYS})
    for table in _TABLES:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _figures(body: Any) -> tuple[float, int]:
    """Return the median of some calls by the clock, the database's work included, after one that warms up."""
    from reports.engine.periods import Period
    from reports.types.quarter.figures import scope_figures
    from reports.types.quarter.scope import of_funding_body

    taken = []
    with wall.within(body.provider_id), CaptureQueriesContext(connection) as captured:
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            scope_figures(of_funding_body(body, Period.parse(PERIOD), 3))
            taken.append(time.perf_counter() - started)
    return statistics.median(taken[1:]) * 1000, len(captured) // (ROUNDS + 1)
