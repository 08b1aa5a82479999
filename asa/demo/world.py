"""What every part of the simulation shares: one source of chance and the days."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone

from asa.accounts.models import Provider
from asa.demo.days import Calendar

Thing = TypeVar("Thing")

MONTHS = 14


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@dataclass
class World:
    """The provider under simulation. All chance comes from `rng`, all time from `start` and `until`: never from now."""

    seed: int
    until: date
    provider: Provider = field(init=False)
    rng: random.Random = field(init=False)
    start: date = field(init=False)
    calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.start = months_before(self.until, MONTHS)
        self.calendar = Calendar(self.start, self.until + timedelta(days=60))

    def uid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, things: Sequence[Thing]) -> Thing:
        return self.rng.choice(things)

    def day(self, first: date, last: date) -> date:
        """Return a day between both, included; `first` where `last` lies before it."""
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def working_day(self, first: date, last: date) -> date:
        """Return a random day on which the provider is open, near the given span."""
        return self.calendar.open_from(self.day(first, last))


def at(day: date, clock: time) -> datetime:
    """Return the moment in local time."""
    return timezone.make_aware(datetime.combine(day, clock))


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day, both ends included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
