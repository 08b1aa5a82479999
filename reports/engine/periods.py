"""Periods of reports: "2026-Q3" in code, "3. Quartal 2026" for readers."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

_QUARTER = re.compile(r"^(20\d{2})-Q([1-4])$")
_YEAR = re.compile(r"^20\d{2}$")


@dataclass(frozen=True, order=True)
class Period:
    """Some days in a row, the first and the last included. A whole quarter or year is called by its name."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValidationError("Das Ende des Zeitraums liegt vor seinem Beginn.", code="period")

    @classmethod
    def parse(cls, code: str) -> "Period":
        """Read "2026-Q3", "2026", "2026-09-30" or "2026-07-01_2026-09-15".

        Raises ValidationError with a German message for anything else.
        """
        code = code.strip().upper()
        if match := _QUARTER.match(code):
            return cls.quarter(int(match[1]), int(match[2]))
        if _YEAR.match(code):
            return cls.of_year(int(code))
        first, _, last = code.partition("_")
        try:
            return cls(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            raise ValidationError(
                "Der Zeitraum hat die Form 2026-Q3, 2026, 2026-09-30 oder 2026-07-01_2026-09-15.", code="period"
            ) from None

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        return cls(date(year, 3 * number - 2, 1), date(year, 3 * number, monthrange(year, 3 * number)[1]))

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        return cls.quarter(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def is_quarter(self) -> bool:
        return self == Period.quarter_of(self.starts_on)

    @property
    def is_year(self) -> bool:
        return self == Period.of_year(self.starts_on.year)

    @property
    def code(self) -> str:
        """Return the spelling that `parse` reads."""
        if self.is_quarter:
            return f"{self.starts_on.year}-Q{self.starts_on.month // 3 + 1}"
        if self.is_year:
            return str(self.starts_on.year)
        if self.starts_on == self.ends_on:
            return self.starts_on.isoformat()
        return f"{self.starts_on.isoformat()}_{self.ends_on.isoformat()}"

    @property
    def label(self) -> str:
        """Return how readers call it: "3. Quartal 2026", "Jahr 2026", "30.09.2026", "01.07.2026 bis 15.09.2026"."""
        if self.is_quarter:
            return f"{self.starts_on.month // 3 + 1}. Quartal {self.starts_on.year}"
        if self.is_year:
            return f"Jahr {self.starts_on.year}"
        if self.starts_on == self.ends_on:
            return f"{self.starts_on:%d.%m.%Y}"
        return f"{self.starts_on:%d.%m.%Y} bis {self.ends_on:%d.%m.%Y}"

    @property
    def previous(self) -> "Period":
        """Return the quarter or year before; of other periods the same number of days before."""
        day_before = _before(self.starts_on)
        if self.is_quarter:
            return Period.quarter_of(day_before)
        if self.is_year:
            return Period.of_year(day_before.year)
        return Period(day_before - (self.ends_on - self.starts_on), day_before)

    @property
    def next(self) -> "Period":
        """Return the quarter or year after; of other periods the same number of days after."""
        day_after = self.ends_on + timedelta(days=1)
        if self.is_quarter:
            return Period.quarter_of(day_after)
        if self.is_year:
            return Period.of_year(day_after.year)
        return Period(day_after, day_after + (self.ends_on - self.starts_on))

    @property
    def year_before(self) -> "Period":
        """Return the same period one year earlier; the 29th of February becomes the 28th."""
        return Period(_year_before(self.starts_on), _year_before(self.ends_on))

    @property
    def months(self) -> list[date]:
        """Return the first days of the months that the period touches."""
        first, found = self.starts_on.replace(day=1), []
        while first <= self.ends_on:
            found.append(first)
            first = (first + timedelta(days=31)).replace(day=1)
        return found

    @property
    def starts_at(self) -> datetime:
        """Return the first moment of the period in local time."""
        return timezone.make_aware(datetime.combine(self.starts_on, time.min))

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after the period in local time."""
        return timezone.make_aware(datetime.combine(self.ends_on + timedelta(days=1), time.min))


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)
