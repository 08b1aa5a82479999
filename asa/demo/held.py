"""Turning plans into sessions with attendances: who came, who did not, what was written down."""

from collections import Counter
from datetime import time, timedelta

from asa.accounts.enums import Role
from asa.demo.data import texts
from asa.demo.lessons import Plan
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.sessions.enums import AbsenceReason, Mode, Outcome, SessionKind
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.support.enums import Place

ABSENT = 0.06
ABSENT_IN_FLU_TIME = 0.07
ABSENT_IN_BLOCK = 0.25
LATE = 0.06
SWITCHED_OFF = 0.015
MOVED = 0.03

#: (outcome, reason, weight)
ABSENCES = (
    (Outcome.CANCELLED_BEFORE, AbsenceReason.PERSONAL, 22),
    (Outcome.CANCELLED_BEFORE, AbsenceReason.SCHOOL, 10),
    (Outcome.CANCELLED_BEFORE, AbsenceReason.COMPANY_DID_NOT_RELEASE, 14),
    (Outcome.CANCELLED_SAME_DAY, AbsenceReason.PERSONAL, 22),
    (Outcome.CANCELLED_SAME_DAY, AbsenceReason.COMPANY_DID_NOT_RELEASE, 10),
    (Outcome.NO_SHOW, AbsenceReason.NOT_KNOWN, 22),
)
ABSENCE_WEIGHTS = [weight for *_, weight in ABSENCES]

#: The deliberate fault: how many past sessions nobody wrote down, by role, and how far back at most.
LEFT_OPEN = {Role.CONTACT_PERSON: 3, Role.SOCIAL_WORKER: 2, Role.TEACHER: 2}
OPEN_DAYS = 12


class Keeper:
    """Writes sessions down as the staff would, some of them not at all."""

    def __init__(self, world: World, organisation: Organisation) -> None:
        self.world = world
        # Only the demo's people left something open: first contact person, social worker and teacher.
        firsts = {role: organisation.of(role, 0)[0] for role in LEFT_OPEN}
        self._may_stay_open = {id(member): LEFT_OPEN[role] for role, member in firsts.items()}
        self._left: Counter[int] = Counter()

    def keep(self, plan: Plan, *, is_today: bool = False) -> None:
        """Make the rows of a plan; what lies before today is documented."""
        world = self.world
        is_past = plan.day < world.until and not is_today
        session = world.add(
            Session,
            kind=plan.kind,
            title=plan.title,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            place=plan.place,
            room=plan.room if plan.place == Place.PROVIDER else "",
            company=plan.company,
            topic=plan.topic if is_past or plan.kind == SessionKind.CONTACT else "",
        )
        world.add(SessionStaff, session=session, member=plan.staff)
        mode = Mode.ONLINE if plan.place in {Place.ONLINE, Place.PHONE} else Mode.ON_SITE
        parts = [world.add(Attendance, session=session, case=p.case, mode=mode) for p in plan.participants]
        is_first = plan.kind == SessionKind.FIRST_CONTACT
        if not is_past or (not is_first and self._stays_open(plan)):
            return
        if not is_first and world.chance(SWITCHED_OFF):
            self._cancel(plan, session)
            return
        self._document(plan, session, parts)

    def _stays_open(self, plan: Plan) -> bool:
        key = id(plan.staff)
        recent = plan.day >= self.world.until - timedelta(days=OPEN_DAYS)
        if recent and self._left[key] < self._may_stay_open.get(key, 0) and self.world.chance(0.5):
            self._left[key] += 1
            return True
        return False

    def _cancel(self, plan: Plan, session: Session) -> None:
        session.cancelled_at = at(plan.day, time(7, 40))
        session.cancelled_by = plan.staff.user
        session.change_reason = self.world.pick(texts.CANCEL_REASONS)

    def _document(self, plan: Plan, session: Session, parts: list[Attendance]) -> None:
        world = self.world
        late_hand = plan.day + timedelta(days=1) < world.until and world.chance(0.15)
        written = at(plan.day + timedelta(days=1), time(8, world.rng.randint(0, 50))) if late_hand else None
        session.documented_at = written or plan.ends_at + timedelta(minutes=world.rng.randint(1, 12))
        session.documented_by = plan.staff.user
        if world.chance(MOVED):
            session.moved_from = plan.starts_at - timedelta(days=world.rng.randint(1, 3))
            session.change_reason = world.pick(texts.MOVE_REASONS)
        for participant, part in zip(plan.participants, parts, strict=True):
            self._outcome(plan, participant, part)
        if any(part.minutes for part in parts):
            session.result = world.pick(plan.results)
            session.employer_present = plan.employer_present

    def _outcome(self, plan: Plan, participant: Participant, part: Attendance) -> None:
        world = self.world
        is_away = world.chance(self._absence(plan, participant))
        if participant.sick_from and plan.day >= participant.sick_from and plan.kind != SessionKind.CONTACT:
            part.outcome, part.reason = Outcome.CANCELLED_BEFORE, AbsenceReason.PERSONAL
        elif is_away:
            part.outcome, part.reason, _ = world.rng.choices(ABSENCES, weights=ABSENCE_WEIGHTS)[0]
        elif plan.minutes > 30 and world.chance(LATE):
            part.outcome, part.late_minutes = Outcome.LATE, world.pick((5, 5, 10, 10, 15, 20))
            part.minutes = plan.minutes - part.late_minutes
        else:
            part.outcome, part.minutes = Outcome.PRESENT, plan.minutes

    def _absence(self, plan: Plan, participant: Participant) -> float:
        """Return how likely the person stays away: by season, school block and own ways."""
        calendar = self.world.calendar
        if plan.kind == SessionKind.FIRST_CONTACT:
            return 0
        likely = ABSENT + (ABSENT_IN_FLU_TIME if calendar.is_flu_time(plan.day) else 0)
        in_block = participant.in_blocks and plan.day.isocalendar().week % 6 < 2
        if in_block and not calendar.is_school_holiday(plan.day) and plan.kind != SessionKind.CONTACT:
            likely += ABSENT_IN_BLOCK
        if plan.kind == SessionKind.CONTACT:
            likely /= 3
        return likely * participant.reliability
