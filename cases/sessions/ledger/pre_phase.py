"""What the Vorphase of a measure takes: places, and minutes that charge no contingent of the accompanying phase.

The Vorphase is bought by places (domain file AsA flex, 1 and 4), so its hours are shown and never billed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from asa.design.templatetags.asa import hours
from cases.people.models import Case, Measure
from cases.sessions.rules.books import RuleBook
from cases.sessions.rules.enums import Effect, RuleKey


@dataclass(frozen=True)
class PrePhase:
    """`places` are contracted (None: not entered), `used` are taken on the last day asked for.

    `minutes` is what the people of the Vorphase attended in the time asked for, outside every contingent.
    """

    places: int | None
    used: int
    minutes: int

    @property
    def is_over(self) -> bool:
        """Return whether more people are in the Vorphase than there are places."""
        return self.places is not None and self.used > self.places

    @property
    def places_words(self) -> str:
        """Return "3 von 8 Plätzen belegt"."""
        if self.places is None:
            return f"{self.used} belegt, Zahl der Plätze nicht eingetragen"
        return f"{self.used} von {self.places} {'Platz' if self.places == 1 else 'Plätzen'} belegt"

    @property
    def words(self) -> str:
        """Return places and hours in one sentence."""
        return f"Vorphase: {self.places_words}; {hours(self.minutes)} der Personen zählen zu keinem Kontingent."


# Whether case `c` ever was in the Vorphase: cheap to ask, so the phase of a day is asked only for such people.
_EVER_THERE = """
    ('pre_phase' IN (c.state, c.state_before_pause)
     OR EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = c.id AND e.kind = 'state'
                AND 'pre_phase' IN (e.details->>'before', e.details->>'after')))
"""

_TAKEN = f"""
    SELECT st.measure_id, count(*)::int
    FROM cases_measurestay st JOIN cases_case c ON c.id = st.case_id
    WHERE st.measure_id = ANY(%(measures)s) AND st.starts_on <= %(on)s AND (st.ends_on IS NULL OR st.ends_on >= %(on)s)
      AND c.started_on <= %(on)s AND (c.ended_on IS NULL OR c.ended_on >= %(on)s)
      AND {_EVER_THERE} AND cases_phase_on(c.id, %(on)s) = 'pre_phase'
    GROUP BY 1
"""  # noqa: S608 one constant condition inside a query

# Bookings of nothing, by the rule of the Vorphase: what was attended there stands at the attendance.
_OUTSIDE = """
    SELECT {key}, sum(a.minutes)::int
    FROM cases_ledgerentry e
    JOIN cases_rule r ON r.id = e.rule_id AND r.key = %(rule)s
    JOIN cases_attendance a ON a.session_id = e.session_id AND a.case_id = e.case_id
    WHERE {key} = ANY(%(keys)s) AND e.account = 'trainee' AND e.minutes = 0 AND e.reverses_id IS NULL
      AND e.service_month BETWEEN date_trunc('month', %(first)s::timestamp) AND %(last)s
      AND e.service_on BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT 1 FROM cases_ledgerentry b WHERE b.reverses_id = e.id)
    GROUP BY 1
"""


# Whether the person of an attendance `a` is in the Vorphase on the day of session `s`. A contract that runs on that day
# has ended it, also one that lies ahead. The phase is asked only for people who ever were in the Vorphase.
IN_PRE_PHASE = """
    CASE WHEN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = a.case_id
                      AND 'pre_phase' IN (c.state, c.state_before_pause))
           OR EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = a.case_id AND e.kind = 'state'
                      AND 'pre_phase' IN (e.details->>'before', e.details->>'after'))
         THEN cases_phase_on(a.case_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date) = 'pre_phase'
              AND NOT EXISTS (SELECT 1 FROM cases_trainingcontract t WHERE t.case_id = a.case_id
                  AND t.kind <> 'practice' AND t.starts_on <= (s.starts_at AT TIME ZONE 'Europe/Berlin')::date
                  AND coalesce(t.ended_on, t.ends_on) >= (s.starts_at AT TIME ZONE 'Europe/Berlin')::date)
         ELSE false END
"""


_OF_CASE = """
    SELECT s.id FROM cases_attendance a JOIN cases_session s ON s.id = a.session_id
    WHERE a.case_id = %s AND s.id = ANY(%s) AND {early}
"""


def charges_nobody(book: RuleBook) -> bool:
    """Return whether by these rules a session in the Vorphase leaves the person's hours alone."""
    return not Effect(book[RuleKey.COUNTS_PRE_PHASE].value).charges_trainee


def sessions_in_pre_phase(case: Case, session_ids: Iterable[int]) -> set[int]:
    """Return which of these sessions fall into the person's Vorphase. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE.format(early=IN_PRE_PHASE), [case.pk, list(session_ids)])
        return {row[0] for row in cursor.fetchall()}


def pre_phases_of(
    measures: Iterable[Measure], first: date, last: date, *, on: date | None = None
) -> dict[int, PrePhase]:
    """Return the Vorphase of each measure that has one, or people in it: places on `on` (default: `last`), minutes
    from `first` to `last`. Two queries.
    """
    measures = list(measures)
    values: dict[str, Any] = {
        "measures": [measure.pk for measure in measures],
        "keys": [measure.pk for measure in measures],
        "first": first,
        "last": last,
        "on": on or last,
        "rule": RuleKey.COUNTS_PRE_PHASE.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, values)
        taken = dict(cursor.fetchall())
        cursor.execute(_OUTSIDE.format(key="e.measure_id"), values)
        outside = dict(cursor.fetchall())
    return {
        m.pk: PrePhase(m.pre_phase_places, taken.get(m.pk, 0), outside.get(m.pk, 0))
        for m in measures
        if m.has_pre_phase or m.pk in taken or m.pk in outside
    }


def outside_minutes(case: Case, first: date, last: date) -> int:
    """Return what one person attended in the Vorphase from `first` to `last`, outside every contingent."""
    values: dict[str, Any] = {"keys": [case.pk], "first": first, "last": last, "rule": RuleKey.COUNTS_PRE_PHASE.value}
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE.format(key="e.case_id"), values)
        return dict(cursor.fetchall()).get(case.pk, 0)
