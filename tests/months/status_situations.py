"""A measure in Hessen with people in it, their contact person, and the days of November 2026 (1.11. is a Sunday)."""

from datetime import date

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.closing.models import MonthClose
from cases.months.statuses.models import DayCode, DayStatus
from cases.months.statuses.services import ensure_codes
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SiteFactory, TeamFactory

NOVEMBER = date(2026, 11, 1)
MONDAY = date(2026, 11, 2)


class Month:
    """One provider, one measure, `people` cases of one contact person."""

    def __init__(self, people: int = 2, **case: object) -> None:
        self.contact = MembershipFactory(team=None)
        self.provider = self.contact.provider
        self.site = SiteFactory(provider=self.provider, land="HE")
        self.team = TeamFactory(provider=self.provider, site=self.site)
        self.measure = MeasureFactory(provider=self.provider, site=self.site)
        self.cases = [self.case(**case) for _ in range(people)]
        with wall.within(self.provider.pk):
            ensure_codes(self.provider.pk)
            self.codes = {code.letters: code for code in DayCode.objects.all()}

    def case(self, **case):
        given = {"team": self.team, "contact_person": self.contact, "measure": self.measure, **case}
        return CaseFactory(provider=self.provider, **given)

    def member(self, role: Role):
        return MembershipFactory(provider=self.provider, role=role, team=self.team)

    def mark(self, case, day: date, letters: str) -> DayStatus:
        with wall.within(self.provider.pk):
            return DayStatus.objects.create(provider=self.provider, case=case, on=day, code=self.codes[letters])

    def close(self, month: date = NOVEMBER) -> MonthClose:
        with wall.within(self.provider.pk):
            return MonthClose.objects.create(
                provider=self.provider, measure=self.measure, month=month, snapshot={}, snapshot_sha256="0" * 64
            )

    def statuses(self):
        with wall.within(self.provider.pk):
            found = DayStatus.objects.order_by("case", "on")
            return [(s.case_id, s.on.day, s.code.letters) for s in found.select_related("code")]

    @property
    def url(self) -> str:
        return f"/anwesenheit/massnahme/{self.measure.public_id}/2026-11/"

    def span(self, letters: str, first: str, last: str = "", people=None, **more) -> dict:
        chosen = self.cases if people is None else people
        return {
            "code": str(self.codes[letters].public_id),
            "first": first,
            "last": last,
            "people": [str(case.public_id) for case in chosen],
            **more,
        }
