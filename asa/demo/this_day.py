"""The sessions of today: always there, also at a weekend, so that "Heute" has something to show."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.demo.lessons import Group, Plan, Timetable, is_silent_on
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at

#: What the demo's people do today; spread over the day, so that something is near whenever someone looks.
SABINE = (
    ("companion", time(8, 30)),
    ("contact", time(10, 30)),
    ("companion", time(13, 15)),
    ("companion", time(15, 30)),
    ("contact", time(17)),
)
SOCIAL = (time(9), time(11, 30), time(14), time(16, 30))
TEACHER = (time(9, 45), time(14, 30), time(16, 15), time(18))
OTHERS = (time(9, 30), time(15))


def plan_today(
    world: World, organisation: Organisation, participants: list[Participant], timetable: Timetable
) -> Iterator[Plan]:
    """Yield the sessions of the last day of the simulation; none of them is written down yet."""
    here = [p for p in participants if p.life.is_met_on(world.until) and not is_silent_on(p, world.until)]
    used: set[int] = set()
    yield from _talks(_of(here, organisation.sabine), used, world, [(getattr(timetable, n), t) for n, t in SABINE])
    social = organisation.of(Role.SOCIAL_WORKER, 0)[0]
    with_social = [p for p in here if p.social is social]
    yield from _talks(with_social, used, world, [(timetable.social, clock) for clock in SOCIAL])
    teacher = organisation.of(Role.TEACHER, 0)[0]
    yield from _lessons(world, teacher, timetable, used)
    for site in range(len(organisation.sites)):
        for member in organisation.of(Role.CONTACT_PERSON, site):
            if member is not organisation.sabine:
                times = [(timetable.companion, clock) for clock in OTHERS]
                yield from _talks(_of(here, member), used, world, times)


def _of(participants: list[Participant], member: Membership) -> list[Participant]:
    return [p for p in participants if p.contact is member]


def _talks(
    participants: list[Participant],
    used: set[int],
    world: World,
    times: Sequence[tuple[Callable[[Participant, datetime], Plan | None], time]],
) -> Iterator[Plan]:
    """Yield one talk per time with someone who has no session yet today."""
    for make, clock in times:
        for participant in participants:
            if participant.life.index in used:
                continue
            plan = make(participant, at(world.until, clock))
            if plan is not None:
                used.add(participant.life.index)
                yield plan
                break


def _lessons(world: World, teacher: Membership, timetable: Timetable, used: set[int]) -> Iterator[Plan]:
    groups: list[Group] = [g for g in timetable.groups if g.teacher is teacher]
    groups = sorted(groups, key=lambda g: -len(g.on(world.until)))
    for group, clock in zip(groups, TEACHER, strict=False):
        members = [p for p in group.on(world.until) if p.life.index not in used]
        if members:
            used.update(p.life.index for p in members)
            yield timetable.lesson_of(group, members, at(world.until, clock))
