"""A lesson that runs now, with its teacher and two people in a measure that may ask for a proof."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.closing.models import MonthClose
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.models import MeasureProof
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SessionFactory, TeamFactory

DRAWING = "M10 20 L40 60 L80 30 L120 70 L160 40 L200 90 L260 50 L300 80 M320 40 L350 60"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


class Lesson:
    """`kind` is the proof of the measure, None for no setting."""

    def __init__(self, kind: ProofKind | None = None, people: int = 2, **session: object) -> None:
        self.teacher = MembershipFactory(role=Role.TEACHER)
        self.provider = self.teacher.provider
        self.team = TeamFactory(provider=self.provider)
        self.measure = MeasureFactory(provider=self.provider)
        self.contact = MembershipFactory(provider=self.provider, team=self.team)
        given = {"provider": self.provider, "measure": self.measure, "contact_person": self.contact}
        self.cases = [CaseFactory(team=self.team, **given) for _ in range(people)]
        starts = timezone.now() - timedelta(minutes=10)
        self.session = SessionFactory(
            **{"provider": self.provider, "staff": [self.teacher], "cases": self.cases, "starts": starts, **session}
        )
        if kind is not None:
            with wall.within(self.provider.pk):
                MeasureProof.objects.create(provider=self.provider, measure=self.measure, kind=kind)

    def member(self, role: Role):
        return MembershipFactory(provider=self.provider, role=role, team=self.team)

    def attendance(self, number: int = 0) -> Attendance:
        with wall.within(self.provider.pk):
            rows = Attendance.objects.select_related("session", "case__trainee")
            return rows.get(session=self.session, case=self.cases[number])

    def absent(self, number: int = 0) -> None:
        with wall.within(self.provider.pk):
            Attendance.objects.filter(pk=self.attendance(number).pk).update(outcome=Outcome.NO_SHOW, minutes=0)

    def close(self) -> None:
        month = timezone.localdate(self.session.starts_at).replace(day=1)
        with wall.within(self.provider.pk):
            MonthClose.objects.create(
                provider=self.provider, measure=self.measure, month=month, snapshot={}, snapshot_sha256="0" * 64
            )

    def count(self, model) -> int:
        with wall.within(self.provider.pk):
            return model.objects.count()

    def url(self, tail: str) -> str:
        return f"/termine/{self.session.public_id}/{tail}"

    def proof_url(self, number: int = 0) -> str:
        return self.url(f"nachweise/{self.cases[number].public_id}/")


def signed(**more: object) -> dict:
    return {"typed_name": "Amira Haddad", "confirmed": "on", "request_key": str(uuid4()), **more}
