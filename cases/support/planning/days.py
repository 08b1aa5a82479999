"""Days on which nothing or less takes place: public holidays, school holidays, days of the vocational school.

Source of the holidays of all sixteen Länder: the library `holidays` (public law and the resolutions of the ministers of
education). Where it knows no school holidays, `knows_school_holidays` says so and the pages tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import holidays

from asa.accounts.models import Membership, Site
from cases.support.planning.models import SchoolTime

#: A year with fewer known days of school holidays than this is not covered.
FEWEST_SCHOOL_HOLIDAYS = 20


@lru_cache(maxsize=256)
def _days(land: str, year: int, category: str) -> dict[date, str]:
    if category == "school" and not land:
        return {}
    found = holidays.country_holidays(
        "DE", subdiv=land or None, years=year, categories=(category,), language="de", expand=False
    )
    return dict(found.items())


def public_holiday(day: date, land: str) -> str:
    """Return the name of the public holiday in that Land ("" for no Land: only nationwide ones), or ""."""
    return _days(land, day.year, "public").get(day, "")


def school_holiday(day: date, land: str) -> str:
    """Return the name of the school holidays on that day in that Land, or ""."""
    return _days(land, day.year, "school").get(day, "")


def knows_school_holidays(year: int, land: str) -> bool:
    """Return whether the school holidays of that Land and calendar year are known at all."""
    return len(_days(land, year, "school")) >= FEWEST_SCHOOL_HOLIDAYS


def land_of(member: Membership | None) -> str:
    """Return the Land where someone works: of the own site, of the team's site, else of the provider's first site."""
    if member is None:
        return ""
    if member.site_id and member.site is not None and member.site.land:
        return member.site.land
    if member.team_id and member.team is not None and member.team.site.land:
        return member.team.site.land
    site = Site.objects.filter(provider=member.provider_id).exclude(land="").order_by("pk").first()
    return site.land if site else ""


@dataclass(frozen=True)
class SchoolDays:
    """The vocational school of some cases, read once."""

    rows: dict[int, list[SchoolTime]] = field(default_factory=dict)

    @classmethod
    def of(cls, case_ids: Iterable[int], first: date, last: date) -> "SchoolDays":
        """Read the times of these cases that touch the days from `first` to `last`: one query."""
        rows: dict[int, list[SchoolTime]] = {}
        for row in SchoolTime.objects.filter(case__in=list(case_ids), starts_on__lte=last, ends_on__gte=first):
            rows.setdefault(row.case_id, []).append(row)
        return cls(rows)

    def in_block(self, case_id: int, day: date) -> bool:
        """Return whether the person is in a block of the vocational school on that day."""
        return any(r.weekday is None and r.starts_on <= day <= r.ends_on for r in self.rows.get(case_id, ()))

    def at_school(self, case_id: int, day: date) -> bool:
        """Return whether that is a school day: within a block (Monday to Friday) or a weekly day."""
        return any(
            r.starts_on <= day <= r.ends_on and (day.weekday() < 5 if r.weekday is None else r.weekday == day.weekday())
            for r in self.rows.get(case_id, ())
        )
