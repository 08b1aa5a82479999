"""From a rhythm to days and moments: also over clock changes, leap days and holidays."""

from datetime import UTC, date, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.sessions.times import minutes_later
from cases.support.planning.dates import STEPS, days_of, first_day, moment
from cases.support.planning.days import knows_school_holidays, public_holiday, school_holiday
from cases.support.planning.enums import SeriesRhythm

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(
    rhythm=st.sampled_from(SeriesRhythm.values),
    weekday=st.integers(0, 6),
    starts_on=DAYS,
    length=st.integers(0, 800),
    skip=st.sets(st.integers(0, 800), max_size=12),
)
def test_days_of_a_series(rhythm, weekday, starts_on, length, skip):
    ends_on = starts_on + timedelta(days=length)
    skipped = {starts_on + timedelta(days=n) for n in skip}
    every = list(days_of(rhythm=rhythm, weekday=weekday, starts_on=starts_on, ends_on=ends_on))
    kept = list(
        days_of(
            rhythm=rhythm, weekday=weekday, starts_on=starts_on, ends_on=ends_on, is_skipped=lambda day: day in skipped
        )
    )
    assert all(day.weekday() == weekday and starts_on <= day <= ends_on for day in every)
    assert all((b - a).days == STEPS[SeriesRhythm(rhythm)] for a, b in pairwise(every))
    assert kept == [day for day in every if day not in skipped]
    assert (first_day(starts_on, weekday) <= ends_on) == bool(every)


@given(day=DAYS, hour=st.integers(4, 23), minute=st.integers(0, 59), minutes=st.integers(5, 720))
def test_a_moment_keeps_the_clock_and_the_length(day, hour, minute, minutes):
    starts_at = moment(day, time(hour, minute))
    assert (starts_at.date(), starts_at.hour, starts_at.minute) == (day, hour, minute)
    ends_at = minutes_later(starts_at, minutes)
    assert ends_at.astimezone(UTC) - starts_at.astimezone(UTC) == timedelta(minutes=minutes)


@pytest.mark.parametrize("days", [(date(2026, 10, 24), date(2026, 10, 25)), (date(2027, 3, 27), date(2027, 3, 28))])
def test_seven_in_the_evening_stays_seven_over_the_clock_change(days):
    before, after = (moment(day, time(19)) for day in days)
    assert (before.hour, after.hour) == (19, 19)
    assert before.utcoffset() != after.utcoffset()


def test_a_time_that_the_spring_night_leaves_out_is_one_hour_later():
    assert timezone.localtime(moment(date(2027, 3, 28), time(2, 30))).time() == time(3, 30)


def test_a_leap_day_is_a_day_of_the_series():
    days = list(
        days_of(rhythm="fortnightly", weekday=1, starts_on=date(2028, 2, 15), ends_on=date(2028, 3, 20))
    )  # 29.02.2028 is a Tuesday
    assert days == [date(2028, 2, 15), date(2028, 2, 29), date(2028, 3, 14)]


def test_holidays_are_those_of_the_land():
    assert public_holiday(date(2027, 5, 27), "HE") == "Fronleichnam"
    assert public_holiday(date(2027, 5, 27), "BE") == ""
    assert public_holiday(date(2026, 12, 25), "") != ""
    assert school_holiday(date(2026, 10, 6), "HE") == "Herbstferien"
    assert school_holiday(date(2026, 10, 6), "") == ""


def test_a_year_without_known_school_holidays_is_told():
    assert knows_school_holidays(2027, "HE")
    assert not knows_school_holidays(2040, "HE")
    assert not knows_school_holidays(2027, "")
