"""Ranges of dates: both ends belong to the range, an open end is for ever; months are their first days."""

from calendar import monthrange
from datetime import date, timedelta

from django.contrib.postgres.fields import DateRangeField
from django.db.models import DateField, Func, Q, Value
from django.utils import timezone


class DateSpan(Func):
    """`daterange(starts_on, ends_on, '[]')` for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, starts_on: str = "starts_on", ends_on: str = "ends_on") -> None:
        super().__init__(starts_on, ends_on, Value("[]"))


class MonthsLater(Func):
    """A day some months after another one, in the database: `MonthsLater("starts_on", 4)`; like `months_later`."""

    template = "((%(expressions)s)::date)"
    arg_joiner = " + "
    output_field = DateField()

    def __init__(self, day: str, months: int) -> None:
        super().__init__(day, Months(months))


class Months(Func):
    """A length of whole months."""

    template = "make_interval(months => %(expressions)s)"

    def __init__(self, months: int) -> None:
        super().__init__(Value(months))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later; where the month is too short, its last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


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
