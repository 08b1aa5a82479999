"""The time that each person spent in the counted measures: what every count about persons begins with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from reports.engine.periods import Period
from reports.engine.small_cells import Part
from reports.types.quarter.queries import Facts, Stay


@dataclass(frozen=True)
class Spell:
    """Uninterrupted time of a case within the counted measures; changing between them neither ends nor begins one."""

    case_id: int
    starts_on: date
    ends_on: date | None
    last: Stay

    def is_there_after(self, day: date) -> bool:
        """Return whether the person is there when `day` is over: who leaves that day has left."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)

    def touches(self, period: Period) -> bool:
        return self.starts_on <= period.ends_on and (self.ends_on is None or self.ends_on >= period.starts_on)

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Spells:
    """Who was there when: in all measures of the scope, or in the one that `only` names."""

    def __init__(self, facts: Facts, only: int | None = None) -> None:
        self.facts, self.scope, self.only = facts, facts.scope, only
        self.period = facts.scope.period
        self.spells = _spells(stay for stay in facts.stays if only in (None, stay.measure_id))

    def _mine(self, measure: int) -> bool:
        return self.only in (None, measure)

    # ---- persons ----

    def there_after(self, day: date) -> list[Spell]:
        return [spell for spell in self.spells if spell.is_there_after(day)]

    def entered(self, period: Period) -> list[Spell]:
        return [spell for spell in self.spells if period.starts_on <= spell.starts_on <= period.ends_on]

    def left(self, period: Period) -> list[Spell]:
        return [s for s in self.spells if s.ends_on and period.starts_on <= s.ends_on <= period.ends_on]

    @cached_property
    def during(self) -> list[Spell]:
        """Return the spells that touch the period."""
        return [spell for spell in self.spells if spell.touches(self.period)]

    @cached_property
    def at_end(self) -> dict[int, Stay]:
        """Return the persons in the measure when the period is over, with their last stay."""
        return {spell.case_id: spell.last for spell in self.there_after(self.period.ends_on)}


def counted(key: str, label: str, cases: Iterable[int]) -> Part:
    """Return a part that counts one per entry of `cases`; a case may stand there twice."""
    cases = list(cases)
    return Part(key, label, len(cases), frozenset(cases))


def part_of(key: str, label: str, spells: Iterable[Spell]) -> Part:
    return counted(key, label, [spell.case_id for spell in spells])


def _spells(stays: Iterable[Stay]) -> list[Spell]:
    """Join stays that follow each other; time before the entry and after the exit does not count."""
    found: dict[int, list[Spell]] = defaultdict(list)
    for stay in sorted(stays, key=lambda stay: (stay.case_id, stay.starts_on)):
        if stay.started_on is None:
            continue
        starts_on = max(stay.starts_on, stay.started_on)
        ends = [day for day in (stay.ends_on, stay.ended_on) if day]
        ends_on = min(ends) if ends else None
        if ends_on and ends_on < starts_on:
            continue
        mine = found[stay.case_id]
        if mine and mine[-1].ends_on and starts_on <= mine[-1].ends_on + timedelta(days=1):
            starts_on = mine.pop().starts_on
        mine.append(Spell(stay.case_id, starts_on, ends_on, stay))
    return [spell for spells in found.values() for spell in spells]
