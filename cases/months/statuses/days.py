"""The days of a month on which an entry belongs: no weekends, no public holidays of the Land."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

from cases.people.ranges import month_after

SATURDAY = 5
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def parse_month(text: str) -> date:
    """Return the first day of "2026-11". Raises ValueError for anything else."""
    match = _MONTH.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), 1)


def month_key(month: date) -> str:
    return f"{month:%Y-%m}"


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


@lru_cache(maxsize=256)
def _holidays(year: int, land: str) -> dict[date, str]:
    known = land if land in holidays.Germany.subdivisions else None
    return dict(holidays.Germany(years=year, subdiv=known, language="de"))


def holiday_name(day: date, land: str = "") -> str:
    """Return the name of the public holiday in the Land (two letters, "" for the whole country only), "" for none."""
    return _holidays(day.year, land).get(day, "")


def takes_entry(day: date, land: str = "") -> bool:
    """Tell whether a status belongs to this day: a weekday that is no public holiday."""
    return day.weekday() < SATURDAY and not holiday_name(day, land)


def span(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class Day:
    """A column of the grid; `closed_word` says why a day takes no entry, "" when it does."""

    on: date
    closed_word: str

    @property
    def weekday_word(self) -> str:
        return ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")[self.on.weekday()]

    @property
    def is_today(self) -> bool:
        """Tell whether the grid opens scrolled to this column."""
        return self.on == timezone.localdate()


def days_of(month: date, land: str = "") -> list[Day]:
    """Return the days of a month with the word for those without an entry."""
    return [
        Day(day, "" if takes_entry(day, land) else holiday_name(day, land) or "Wochenende")
        for day in span(month, last_day(month))
    ]
