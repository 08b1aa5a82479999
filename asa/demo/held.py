"""Turning plans into sessions with attendances, many at once: who came, who did not, what was written down."""

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

from asa.accounts.enums import Role
from asa.accounts.models import User
from asa.demo.data import texts
from asa.demo.lessons import Plan
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import ATTENDED, AbsenceReason, Mode, Outcome, SessionKind
from cases.sessions.many import Kept, keep_sessions
from cases.support.enums import Place

FLUSH_AT = 2000  # sessions kept in memory before they are written
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
        self._kept: list[Kept] = []

    def keep(self, plan: Plan, *, is_today: bool = False) -> None:
        """Take a plan down; what lies before today is documented or cancelled, but for a few."""
        is_past = plan.day < self.world.until and not is_today
        is_first = plan.kind == SessionKind.FIRST_CONTACT
        by = plan.staff.user
        if not is_past or (not is_first and self._stays_open(plan)):
            kept = Kept(self._entry(plan, is_past=is_past), by, series=plan.series)
        elif not is_first and self.world.chance(SWITCHED_OFF):
            at_seven, reason = at(plan.day, time(7, 40)), self.world.pick(texts.CANCEL_REASONS)
            entry = self._entry(plan, is_past=False)
            kept = Kept(entry, by, series=plan.series, cancelled_at=at_seven, reason=reason)
        else:
            kept = self._document(plan, by)
        self._kept.append(kept)
        if len(self._kept) >= FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Save what was taken down so far."""
        keep_sessions(self._kept)
        self._kept.clear()

    def _entry(self, plan: Plan, *, is_past: bool, parts: list[Part] | None = None) -> Entry:
        mode = Mode.ONLINE if plan.place in {Place.ONLINE, Place.PHONE} else Mode.ON_SITE
        return Entry(
            kind=plan.kind,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            parts=parts or [Part(p.case, mode=mode) for p in plan.participants],
            staff=[plan.staff],
            place=plan.place,
            title=plan.title,
            room=plan.room if plan.place == Place.PROVIDER else "",
            company=plan.company,
            topic=plan.topic if is_past or plan.kind == SessionKind.CONTACT else "",
        )

    def _stays_open(self, plan: Plan) -> bool:
        key = id(plan.staff)
        recent = plan.day >= self.world.until - timedelta(days=OPEN_DAYS)
        if recent and self._left[key] < self._may_stay_open.get(key, 0) and self.world.chance(0.5):
            self._left[key] += 1
            return True
        return False

    def _document(self, plan: Plan, by: User) -> Kept:
        world = self.world
        late_hand = plan.day + timedelta(days=1) < world.until and world.chance(0.15)
        written = at(plan.day + timedelta(days=1), time(8, world.rng.randint(0, 50))) if late_hand else None
        moved_from, reason = None, ""
        if world.chance(MOVED):
            moved_from = plan.starts_at - timedelta(days=world.rng.randint(1, 3))
            reason = world.pick(texts.MOVE_REASONS)
        parts = [self._part(plan, participant) for participant in plan.participants]
        entry = self._entry(plan, is_past=True, parts=parts)
        if any(part.outcome in ATTENDED for part in parts):
            entry = replace(entry, result=world.pick(plan.results), employer_present=plan.employer_present)
        return Kept(
            entry,
            by,
            series=plan.series,
            documented_at=written or plan.ends_at + timedelta(minutes=world.rng.randint(1, 12)),
            moved_from=moved_from,
            reason=reason,
        )

    def _part(self, plan: Plan, participant: Participant) -> Part:
        """Decide whether somebody came."""
        world, case = self.world, participant.case
        mode = Mode.ONLINE if plan.place in {Place.ONLINE, Place.PHONE} else Mode.ON_SITE
        is_away = world.chance(self._absence(plan, participant))
        if participant.sick_from and plan.day >= participant.sick_from and plan.kind != SessionKind.CONTACT:
            return Part(case, Outcome.CANCELLED_BEFORE, mode=mode, reason=AbsenceReason.PERSONAL)
        if is_away:
            outcome, reason, _ = world.rng.choices(ABSENCES, weights=ABSENCE_WEIGHTS)[0]
            return Part(case, outcome, mode=mode, reason=reason)
        if plan.minutes > 30 and world.chance(LATE):
            return Part(case, Outcome.LATE, world.pick((5, 5, 10, 10, 15, 20)), mode)
        return Part(case, Outcome.PRESENT, mode=mode)

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
