"""What every part of the simulation shares: one source of chance, the days, and rows on their way into the database."""

import random
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from asa.accounts.models import FunderAccess, FundingBody, Membership, Provider, Site, StaffProfile, Team, User
from asa.demo.days import Calendar
from cases.people.models import (
    Exam,
    Lot,
    Measure,
)
from cases.sessions.many import refresh_statistics

Row = TypeVar("Row", bound=models.Model)
Thing = TypeVar("Thing")

MONTHS = 14
BATCH = 2000

#: Parents before children: `save` writes in this order.
ORDER: tuple[type[models.Model], ...] = (
    User,
    FundingBody,
    Site,
    Team,
    Membership,
    StaffProfile,
    FunderAccess,
    Lot,
    Measure,
    Exam,
)


@cache
def _filled_by_world(model: type[models.Model]) -> tuple[bool, tuple[str, ...]]:
    """Return whether the model has a provider, and its fields that hold a random UUID."""
    names = {f.name for f in model._meta.concrete_fields}
    return "provider" in names, tuple(name for name in ("public_id", "request_key") if name in names)


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@dataclass
class World:
    """The provider under simulation. All chance comes from `rng`, all time from `start` and `until`: never from now."""

    provider: Provider
    seed: int
    until: date
    rng: random.Random = field(init=False)
    start: date = field(init=False)
    calendar: Calendar = field(init=False)
    _pending: dict[type[models.Model], list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.start = months_before(self.until, MONTHS)
        self.calendar = Calendar(self.start, self.until + timedelta(days=60))
        self._pending = defaultdict(list)

    def uid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def add(self, model: type[Row], /, **fields: Any) -> Row:
        """Make a row, fill provider and UUIDs, and keep it until `save`."""
        has_provider, random_names = _filled_by_world(model)
        if has_provider:
            fields["provider"] = self.provider
        for name in random_names:
            fields[name] = self.uid()
        row = model(**fields)
        self._pending[model].append(row)
        return row

    def add_user(self, **fields: Any) -> User:
        """Make a person without a usable password (the hash is no hash, so that it is the same in every run)."""
        return self.add(User, password=f"!{self.rng.getrandbits(160):040x}", **fields)

    def save(self) -> None:
        """Write what is pending, parents first."""
        for model in ORDER:
            rows = self._pending.pop(model, [])
            if rows:
                model._default_manager.bulk_create(rows, batch_size=BATCH)
                refresh_statistics([model])

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
