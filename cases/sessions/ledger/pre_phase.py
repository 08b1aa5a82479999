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
from cases.sessions.rules.enums import RuleKey


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


_TAKEN = """
    SELECT st.measure_id, count(*)::int
    FROM cases_measurestay st JOIN cases_case c ON c.id = st.case_id
    WHERE st.measure_id = ANY(%(measures)s) AND st.starts_on <= %(on)s AND (st.ends_on IS NULL OR st.ends_on >= %(on)s)
      AND c.started_on <= %(on)s AND (c.ended_on IS NULL OR c.ended_on >= %(on)s)
      AND cases_phase_on(c.id, %(on)s) = 'pre_phase'
    GROUP BY 1
"""

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
