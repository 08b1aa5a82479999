"""The arithmetic of series: from a rhythm to days and moments. No database, no clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from cases.support.planning.enums import SeriesRhythm

#: Days from one session of a series to the next.
STEPS = {SeriesRhythm.WEEKLY: 7, SeriesRhythm.FORTNIGHTLY: 14, SeriesRhythm.MONTHLY: 28}
#: Sessions are put into the calendar so far ahead; the planner of every night goes on from there.
HORIZON = timedelta(days=365)


def first_day(starts_on: date, weekday: int) -> date:
    """Return the first day from `starts_on` on that is this weekday (0 is Monday)."""
    return starts_on + timedelta(days=(weekday - starts_on.weekday()) % 7)


def days_of(
    *,
    rhythm: str,
    weekday: int,
    starts_on: date,
    ends_on: date,
    is_skipped: Callable[[date], bool] = lambda day: False,
) -> Iterator[date]:
    """Yield the days of a series, both ends included. A skipped day falls out; the rhythm goes on unmoved."""
    day, step = first_day(starts_on, weekday), timedelta(days=STEPS[SeriesRhythm(rhythm)])
    while day <= ends_on:
        if not is_skipped(day):
            yield day
        day += step


def moment(day: date, at: time) -> datetime:
    """Return the local moment: 19:00 stays 19:00 when the clock changes in between.

    A time that the spring night leaves out becomes the moment one hour later on the clock's face.
    """
    local = timezone.make_aware(datetime.combine(day, at))
    return timezone.localtime(local.astimezone(UTC))
