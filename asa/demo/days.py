"""Working days, public holidays and school holidays of Hessen, from the `holidays` package."""

from datetime import date, timedelta

from holidays.countries import Germany

SATURDAY = 5


class Calendar:
    """Knows which days the provider is open and when vocational schools are on holiday."""

    def __init__(self, first: date, last: date) -> None:
        years = range(first.year, last.year + 1)
        self._public = set(Germany(subdiv="HE", years=years))
        self._school = dict(Germany(subdiv="HE", years=years, categories=("school",)))

    def is_open(self, day: date) -> bool:
        """Return whether the provider works: no weekend, no public holiday, not between Christmas and New Year."""
        between_years = (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
        return day.weekday() < SATURDAY and day not in self._public and not between_years

    def open_from(self, day: date) -> date:
        """Return the first open day on or after `day`."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def is_school_holiday(self, day: date) -> bool:
        return day in self._school

    def is_flu_time(self, day: date) -> bool:
        """Return whether colds and flu keep many at home."""
        return (day.month, day.day) >= (12, 1) or (day.month, day.day) <= (3, 15)
