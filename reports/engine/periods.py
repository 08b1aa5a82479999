"""Quarters: "2026-Q3" in code, "3. Quartal 2026" for readers."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

_CODE = re.compile(r"^(20\d{2})-Q([1-4])$")


@dataclass(frozen=True, order=True)
class Quarter:
    """One calendar quarter; both its days are included."""

    year: int
    number: int

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """Read "2026-Q3". Raises ValidationError with a German message for anything else."""
        match = _CODE.match(code.strip().upper())
        if not match:
            raise ValidationError("Der Zeitraum hat die Form 2026-Q3.", code="period")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        return f"{self.number}. Quartal {self.year}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        return self.next.starts_on - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter.of(self.starts_on - timedelta(days=1))

    @property
    def starts_at(self) -> datetime:
        """Return the first moment of the quarter in local time."""
        return timezone.make_aware(datetime.combine(self.starts_on, time.min))

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after the quarter in local time."""
        return self.next.starts_at
