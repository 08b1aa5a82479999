"""Elapsed time between two moments, also in the nights when the clock changes."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone


def elapsed_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Return the whole minutes that pass between two aware moments; negative when the end lies before the start.

    Python subtracts moments of one zone by their clock faces, which is wrong when the clock changes in between.
    """
    return int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds() // 60)


def minutes_later(starts_at: datetime, minutes: int) -> datetime:
    """Return the moment, in local time, when so many minutes have passed."""
    return timezone.localtime(starts_at.astimezone(UTC) + timedelta(minutes=minutes))
