"""A small measure with one worked quarter, whose figures are counted by hand in the tests."""

from datetime import date

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from cases.people.models import Measure
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.models import Attendance
from tests.factories import (
    CaseFactory,
    CompanyFactory,
    MeasureFactory,
    MembershipFactory,
    SessionFactory,
    TeamFactory,
    TrainingContractFactory,
    at,
)


class Worked:
    """Six people from September 2025 on, one of whom left in Q3/2026; four lessons and one visit in Q3, one before."""

    def __init__(self) -> None:
        self.measure: Measure = MeasureFactory(number="427/1184/1/25")
        self.provider = self.measure.provider
        team = TeamFactory(provider=self.provider)
        self.author: Membership = MembershipFactory(provider=self.provider, team=team)
        self.second: Membership = MembershipFactory(provider=self.provider, team=team, role=Role.TEAM_LEAD)
        self.cases = [
            CaseFactory(provider=self.provider, team=team, measure=self.measure, contact_person=self.author)
            for _ in range(6)
        ]
        self.company = CompanyFactory(provider=self.provider)
        for case in self.cases:
            TrainingContractFactory(case=case, company=self.company)
        lesson = {"provider": self.provider, "staff": [self.author], "held": True}
        self.group = SessionFactory(starts=at("2026-07-06"), length=90, cases=self.cases, **lesson)
        self.single = SessionFactory(starts=at("2026-08-03"), length=45, cases=self.cases[:1], **lesson)
        self.talk = SessionFactory(
            starts=at("2026-09-07"), length=30, cases=self.cases, kind=SessionKind.SOCIAL, **lesson
        )
        self.before = SessionFactory(starts=at("2026-06-01"), length=60, cases=self.cases, **lesson)
        SessionFactory(starts=at("2026-09-08"), cases=self.cases, provider=self.provider, staff=[self.author])

    def mark(self, session, case, outcome: Outcome, minutes: int = 0) -> None:
        Attendance.objects.filter(session=session, case=case).update(outcome=outcome, minutes=minutes)


QUARTER_END = date(2026, 9, 30)
