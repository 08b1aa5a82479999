"""Which sessions take place: weekly lesson groups, talks, visits to companies, week after week."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.demo.contracts import Placements
from asa.demo.data import texts
from asa.demo.data.trades import SUBJECTS
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.people.enums import RUNNING_STATES
from cases.sessions.enums import SessionKind
from cases.support.enums import Place
from cases.support.planning.models import SessionSeries
from companies.records.models import Company

MIXED = 0.75  # how often someone joins another subject's group when the own one is full
GROUP_SIZE = 6  # from 01.08.2024 at most six, domain file 2.2
GROUP_SLOTS = tuple((day, clock) for day in range(5) for clock in (time(16, 15), time(14, 30), time(18)))
TALK_TIMES = tuple(time(hour, minute) for hour in (9, 10, 11, 13, 14, 15, 16, 17) for minute in (0, 30))
WEEKS_AHEAD = 3
LESSON_MINUTES = 90
HALF_HOUR = timedelta(minutes=30)


@dataclass
class Plan:
    """A session before it becomes rows."""

    kind: SessionKind
    starts_at: datetime
    minutes: int
    staff: Membership
    participants: list[Participant]
    title: str = ""
    topic: str = ""
    place: Place = Place.PROVIDER
    room: str = ""
    company: Company | None = None
    employer_present: bool = False
    series: SessionSeries | None = None
    results: tuple[str, ...] = texts.COMPANION_RESULTS

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        return self.starts_at.date()


@dataclass
class Group:
    """A weekly lesson group; people of several measures learn together."""

    name: str
    subject: str
    site: int
    teacher: Membership
    weekday: int
    clock: time
    room: str
    members: list[Participant] = field(default_factory=list)
    series: SessionSeries | None = None  # where the group goes on

    def on(self, day: date) -> list[Participant]:
        return [p for p in self.members if p.life.is_met_on(day) and not is_silent_on(p, day)]

    def has_place(self, entry: date) -> bool:
        return sum(p.life.exit is None or p.life.exit > entry for p in self.members) < GROUP_SIZE


def is_silent_on(participant: Participant, day: date) -> bool:
    """Return whether the deliberate fault "nobody met the person for weeks" holds on `day`."""
    return participant.silent_from is not None and day >= participant.silent_from


def form_groups(world: World, organisation: Organisation, participants: list[Participant]) -> list[Group]:
    """Put everyone, in the order of entry, into a group of their site and subject that has a place."""
    groups: list[Group] = []
    entered = sorted((p for p in participants if p.life.entry is not None), key=lambda p: (p.life.entry, p.life.index))
    for participant in entered:
        assert participant.life.entry is not None
        fitting = [g for g in groups if g.site == participant.site and g.has_place(participant.life.entry)]
        group = next((g for g in fitting if g.subject == participant.trade.subject), None)
        if group is None and fitting and world.chance(MIXED):
            group = world.pick(fitting)  # better a mixed group than a lonely one
        if group is None:
            group = _open_group(organisation, participant, groups)
        group.members.append(participant)
    return groups


def _open_group(organisation: Organisation, participant: Participant, groups: list[Group]) -> Group:
    teachers = organisation.of(Role.TEACHER, participant.site)
    at_site = sum(g.site == participant.site for g in groups)
    teacher, slot = teachers[at_site % len(teachers)], at_site // len(teachers) % len(GROUP_SLOTS)
    weekday, clock = GROUP_SLOTS[slot * 4 % len(GROUP_SLOTS)]
    number = sum(g.subject == participant.trade.subject for g in groups) + 1
    group = Group(
        name=f"{SUBJECTS[participant.trade.subject][0]} {number}",
        subject=participant.trade.subject,
        site=participant.site,
        teacher=teacher,
        weekday=weekday,
        clock=clock,
        room=f"Raum {at_site % 5 + 1}",
    )
    groups.append(group)
    return group


def first_contacts(world: World, participants: list[Participant]) -> Iterator[Plan]:
    """Yield the first contact before entry with everybody who was reached; it never counts."""
    for participant in participants:
        day = participant.life.contact_on
        if day is None or not world.start <= day < world.until:
            continue
        starts_at = at(world.calendar.open_from(day), world.pick(TALK_TIMES))
        if starts_at.date() < min(world.until, participant.life.entry or world.until):
            yield Plan(
                SessionKind.FIRST_CONTACT,
                starts_at,
                30,
                participant.contact,
                [participant],
                title="Erstgespräch",
                topic="Kennenlernen und Unterlagen",
                results=texts.FIRST_RESULTS,
            )


class Timetable:
    """Plans one week after the other, so that nobody is in two places at once."""

    def __init__(
        self, world: World, participants: list[Participant], groups: list[Group], placements: Placements
    ) -> None:
        self.world = world
        self.participants = [p for p in participants if p.life.entry is not None]
        self.groups = groups
        self.placements = placements
        self._taken: set[tuple[int, datetime]] = set()

    def weeks(self) -> Iterator[list[Plan]]:
        """Yield the plans of each week from the start until three weeks ahead; today is planned elsewhere."""
        monday = self.world.start - timedelta(days=self.world.start.weekday())
        while monday <= self.world.until + timedelta(weeks=WEEKS_AHEAD):
            yield self._week(monday)
            monday += timedelta(weeks=1)

    def _week(self, monday: date) -> list[Plan]:
        self._taken = set()
        plans = [plan for group in self.groups if (plan := self._lesson(group, monday))]
        for participant in self.participants:
            if participant.life.exit and participant.life.exit < monday:
                continue
            plans += self._talks(participant, monday)
        return [plan for plan in plans if plan.day != self.world.until]

    def _lesson(self, group: Group, monday: date) -> Plan | None:
        day = monday + timedelta(days=group.weekday)
        calendar = self.world.calendar
        if not calendar.is_open(day) or (calendar.is_school_holiday(day) and self.world.chance(0.5)):
            return None
        members = group.on(day)
        if not members:
            return None
        return self.lesson_of(group, members, at(day, group.clock))

    def lesson_of(self, group: Group, members: list[Participant], starts_at: datetime) -> Plan:
        """Return the lesson of a group at a time, and mark everybody as busy."""
        plan = Plan(
            SessionKind.TUITION,
            starts_at,
            LESSON_MINUTES,
            group.teacher,
            members,
            title=group.name,
            topic=self.world.pick(SUBJECTS[group.subject][1]),
            room=group.room,
            series=group.series,
            results=texts.TUITION_RESULTS,
        )
        self._take(plan)
        return plan

    def _talks(self, participant: Participant, monday: date) -> Iterator[Plan]:
        """Yield the single sessions of a week: talk with the contact person, social talk, contact with the company."""
        number = monday.toordinal() // 7 + participant.life.index
        makers: list[Callable[[Participant, datetime], Plan | None]] = []
        if number % 2 == 0:
            makers.append(self.companion)
        if number % 3 == 0:
            makers.append(self.social)
        if number % 5 == 0:
            makers.append(self.contact)
        for maker in makers:
            for _ in range(4):
                day = monday + timedelta(days=self.world.rng.randint(0, 4))
                if not self._may_meet(participant, day):
                    continue
                plan = maker(participant, at(day, self.world.pick(TALK_TIMES)))
                if plan and self._is_free(plan):
                    self._take(plan)
                    yield plan
                    break

    def _may_meet(self, participant: Participant, day: date) -> bool:
        if day > self.world.until and participant.life.state not in RUNNING_STATES:
            return False
        is_open = self.world.calendar.is_open(day) and day != self.world.until
        return is_open and participant.life.is_met_on(day) and not is_silent_on(participant, day)

    def companion(self, participant: Participant, starts_at: datetime) -> Plan:
        """Return a talk with the fixed contact person."""
        topic = self.world.pick(texts.COMPANION_TOPICS)
        staff = participant.contact_on(starts_at.date())
        minutes = self.world.pick((30, 30, 45))
        return Plan(SessionKind.COMPANION, starts_at, minutes, staff, [participant], topic=topic, room="Büro 2")

    def social(self, participant: Participant, starts_at: datetime) -> Plan:
        """Return a talk with the social worker."""
        return Plan(
            SessionKind.SOCIAL,
            starts_at,
            self.world.pick((30, 45, 60)),
            participant.social,
            [participant],
            topic=self.world.pick(texts.SOCIAL_TOPICS),
            room="Beratungsraum",
            results=texts.SOCIAL_RESULTS,
        )

    def contact(self, participant: Participant, starts_at: datetime) -> Plan | None:
        """Return a visit to the company or a call with it; None without a contract on that day."""
        placed = self.placements.on(participant, starts_at.date())
        if placed is None:
            return None
        is_visit = self.world.chance(0.55)
        return Plan(
            SessionKind.CONTACT,
            starts_at,
            45 if is_visit else 15,
            participant.contact_on(starts_at.date()),
            [participant],
            title="Betriebsbesuch" if is_visit else "Telefonat mit dem Betrieb",
            topic=self.world.pick(texts.CONTACT_TOPICS),
            place=Place.COMPANY if is_visit else Place.PHONE,
            company=placed[1].company,
            employer_present=not is_visit or self.world.chance(0.85),
            results=texts.CONTACT_RESULTS,
        )

    def _keys(self, plan: Plan) -> Iterator[tuple[int, datetime]]:
        steps = (plan.minutes + 44) // 30
        begin = plan.starts_at.replace(minute=plan.starts_at.minute // 30 * 30)
        for who in (id(plan.staff), *(id(p) for p in plan.participants)):
            for step in range(steps):
                yield who, begin + step * HALF_HOUR

    def _is_free(self, plan: Plan) -> bool:
        return self._taken.isdisjoint(self._keys(plan))

    def _take(self, plan: Plan) -> None:
        self._taken.update(self._keys(plan))
