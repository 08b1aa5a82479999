"""Elapsed time between two moments, also in the nights when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone


def elapsed_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Return the whole minutes that pass between two aware moments; negative when the end lies before the start.

    Python subtracts moments of one zone by their clock faces, which is wrong when the clock changes in between.
    """
    return int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds() // 60)


def minutes_later(starts_at: datetime, minutes: int) -> datetime:
    """Return the moment, in local time, when so many minutes have passed."""
    return timezone.localtime(starts_at.astimezone(UTC) + timedelta(minutes=minutes))


class ClockProblem(ValidationError):
    """A local time that does not exist that day (`no_such_hour`), or exists twice, untold which (`hour_twice`)."""

    @property
    def is_twice(self) -> bool:
        return self.code == "hour_twice"


def local_moment(day: date, clock: time, *, is_second: bool | None = None) -> datetime:
    """Return the aware moment of a local day and time.

    In the night when the clock goes back one hour exists twice; `is_second` tells which one is meant (True: winter
    time). Raises ClockProblem where it is not told, and for an hour that the clock leaps over in spring.
    """
    zone = timezone.get_current_timezone()
    naive = datetime.combine(day, clock)
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if timezone.localtime(first.astimezone(UTC)).replace(tzinfo=None, fold=0) != naive:
        raise ClockProblem(
            f"Am {day:%d.%m.%Y} gibt es {clock:%H:%M} Uhr nicht: In dieser Nacht wird die Uhr um eine Stunde "
            "vorgestellt. Geben Sie eine andere Zeit ein.",
            code="no_such_hour",
        )
    if is_second is None:
        raise ClockProblem(
            f"Am {day:%d.%m.%Y} gibt es {clock:%H:%M} Uhr zweimal: In dieser Nacht wird die Uhr zurückgestellt. "
            "Wählen Sie, welche Stunde gemeint ist.",
            code="hour_twice",
        )
    return second if is_second else first
