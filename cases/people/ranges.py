"""Ranges of dates: both ends belong to the range, an open end is for ever; months are their first days."""

from datetime import date, timedelta

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func, Q, Value
from django.utils import timezone


class DateSpan(Func):
    """`daterange(starts_on, ends_on, '[]')` for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, starts_on: str = "starts_on", ends_on: str = "ends_on") -> None:
        super().__init__(starts_on, ends_on, Value("[]"))


def valid_on(day=None, prefix: str = "") -> Q:
    """Return the condition that a dated row is valid on `day` (default today)."""
    day = day or timezone.localdate()
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
