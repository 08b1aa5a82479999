"""The days of the walk: the last finished quarter, so that every figure holds whenever the test is run.

Everything happens in the quarter's middle month, in which no clock changes; each weekday has four days among its
first 28. May begins on its second day, for the first is a holiday.
"""

from datetime import date, timedelta

from django.utils import timezone

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
TODAY = timezone.localdate()


def _month(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


#: The three months of the quarter, by their first days, and the day after them.
FIRST = _month(TODAY, -((TODAY.month - 1) % 3) - 3)
MIDDLE, LAST, AFTER = (_month(FIRST, months) for months in (1, 2, 3))
QUARTER = f"{FIRST.year}-Q{(FIRST.month + 2) // 3}"
#: The third-year people came two years before the quarter.
LONG_AGO = _month(FIRST, -24)
#: Measures and lot end long after today, grants at the end of the quarter after this one.
END = _month(FIRST, 36) - timedelta(days=1)
GRANTS_END = _month(FIRST, 9) - timedelta(days=1)


def on(week: int, weekday: int, month: date = MIDDLE) -> date:
    """Return the weekday in the month's week 1 to 4."""
    first = month + timedelta(days=month.month == 5)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def before(day: date) -> date:
    return day - timedelta(days=1)


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def month_words(month: date) -> str:
    """Return the month as addresses name it."""
    return f"{month:%Y-%m}"
