"""What tests of the month's close begin with: a measure, people, a teacher, and who closes."""

from datetime import date, timedelta

from asa.accounts.enums import Role
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayCode, DayStatus
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.services import document_session, plan_session
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, at

SEPTEMBER = date(2026, 9, 1)
OCTOBER = date(2026, 10, 1)
NOVEMBER = date(2026, 11, 1)


class Office:
    """A provider with a teacher, two people of one measure, and two of those who close months."""

    def __init__(self, teacher=None) -> None:
        self.teacher = teacher or MembershipFactory()
        self.provider = self.teacher.provider
        self.billing = MembershipFactory(provider=self.provider, role=Role.BILLING, team=None)
        self.admin = MembershipFactory(provider=self.provider, role=Role.ADMIN, team=None)
        self.measure = MeasureFactory(provider=self.provider, number="427/11/1/25")
        self.cases = [
            CaseFactory(provider=self.provider, contact_person=self.teacher, measure=self.measure) for _ in range(2)
        ]

    def entry(self, *outcomes, day="2026-10-05", minutes=90, kind=SessionKind.TUITION, time="16:00"):
        start = at(day, time)
        parts = [Part(case=case, outcome=outcome) for case, outcome in zip(self.cases, outcomes, strict=False)]
        return Entry(
            kind=kind, starts_at=start, ends_at=start + timedelta(minutes=minutes), parts=parts, staff=[self.teacher],
            topic="Fachrechnen",
        )  # fmt: skip

    def document(self, *outcomes, session=None, **changed):
        outcomes = outcomes or (Outcome.PRESENT,)
        version = session.version if session else 0
        entry = self.entry(*outcomes, **changed)
        return document_session(entry=entry, by=self.teacher.user, session=session, version=version)

    def plan(self, day="2026-10-06", people=1):
        return plan_session(entry=self.entry(*[""] * people, day=day), by=self.teacher.user)

    def status(self, day=date(2026, 10, 7), kind=DayKind.PROVISIONAL, letters="KO"):
        code = DayCode.objects.filter(letters=letters).first() or DayCode.objects.create(
            provider=self.provider, letters=letters, label="krank gemeldet", kind=kind, starts_on=date(2024, 1, 1)
        )
        return DayStatus.objects.create(provider=self.provider, case=self.cases[0], on=day, code=code)
