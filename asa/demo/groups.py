"""Groups with their members, series into the coming weeks, school times, absences of staff, offered dates."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from asa.accounts.enums import EmploymentKind, Role
from asa.accounts.models import Membership, User
from asa.demo.data import names
from asa.demo.lessons import LESSON_MINUTES, Group
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.people.enums import RUNNING_STATES, CaseState
from cases.sessions.cover.services import hand_over, save_absence, uncovered
from cases.sessions.offers.models import SessionOffer
from cases.sessions.offers.services import answer_offers
from cases.sessions.series.group_services import add_member, create_group
from cases.sessions.series.services import create_series
from cases.support.enums import SupportModule
from cases.support.planning.enums import OfferAnswer, SeriesRhythm, StaffAbsenceKind
from cases.support.planning.models import LessonGroup, SessionSeries, StaffAbsence
from cases.support.planning.school_times import Times, add_times

#: Employed teachers are planned to the half-year's end at most; freelance ones are asked month by month.
SERIES_WEEKS = 8
OFFERED_WEEKS = 4
#: Weekdays of `names.SCHOOL_DAYS`, in its order; the last one is taught in blocks.
SCHOOL_WEEKDAYS: tuple[tuple[int, ...], ...] = ((0,), (1, 3), (2, 4), ())


def open_groups(world: World, participants: list[Participant], groups: list[Group]) -> None:
    """Enter school times, the groups with who came and left when, and their series into the coming weeks."""
    _school(world, participants)
    for group in groups:
        _plan_group(world, group)


def plan_ahead(world: World, organisation: Organisation, participants: list[Participant]) -> None:
    """Put single series, answers to offers and absences beside the sessions that are saved already."""
    _single_series(world, participants)
    _answer()
    _absences(world, organisation)


# ---- vocational school ----


def _school(world: World, participants: list[Participant]) -> None:
    for participant in participants:
        life = participant.life
        if life.entry is None or life.state not in RUNNING_STATES or life.state == CaseState.PRE_PHASE:
            continue
        rows = list(_school_times(world, participant))
        add_times(case=participant.case, rows=rows, by=participant.contact.user, request_key=world.uid())


def _school_times(world: World, participant: Participant) -> Iterator[Times]:
    entry = participant.life.entry
    assert entry is not None
    first, last = _school_year(entry)[0], _school_year(world.until)[1]
    if participant.in_blocks:
        yield from school_blocks(world, first, last)
        return
    kind = names.SCHOOL_DAYS.index(participant.school_days)
    for weekday in SCHOOL_WEEKDAYS[kind]:
        yield Times(weekday, first, last, participant.case.trainee.school)


def _school_year(day: date) -> tuple[date, date]:
    year = day.year if day.month >= 8 else day.year - 1
    return date(year, 8, 1), date(year + 1, 7, 31)


def is_block_week(day: date) -> bool:
    """Return whether block pupils are at school: two weeks of every six."""
    return day.isocalendar().week % 6 < 2


def school_blocks(world: World, first: date, last: date) -> Iterator[Times]:
    """Yield the weeks of block school between two days, without the school holidays."""
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday <= last:
        if is_block_week(monday) and not world.calendar.is_school_holiday(monday):
            yield Times(None, monday, min(monday + timedelta(days=4), last), "Blockunterricht")
        monday += timedelta(weeks=1)


# ---- groups ----


def _plan_group(world: World, group: Group) -> None:
    """Enter the group as it was formed, with who came and left when, and its series where it goes on."""
    entries = [p.life.entry for p in group.members if p.life.entry is not None]
    by = group.teacher.user
    made = create_group(
        group=LessonGroup(
            provider=world.provider,
            public_id=world.uid(),
            request_key=world.uid(),
            name=group.name,
            module=SupportModule.TUITION,
            staff=group.teacher,
            room=group.room,
            starts_on=min(entries),
        ),
        by=by,
    )
    for participant in group.members:
        life = participant.life
        if life.entry is not None:
            add_member(group=made, case=participant.case, starts_on=life.entry, ends_on=life.exit, by=by)
    if not group.on(world.until + timedelta(days=1)):
        return
    group.series, _ = create_series(series=_series_of(world, group, made), by=_planner(group), now=_tonight(world))


def _planner(group: Group) -> User:
    """Return who plans the series: for a freelance teacher a contact person, so that the dates are offered."""
    is_freelance = group.teacher.kind == EmploymentKind.FREELANCE
    return (group.members[0].contact if is_freelance else group.teacher).user


def _series_of(world: World, group: Group, made: LessonGroup) -> SessionSeries:
    is_freelance = group.teacher.kind == EmploymentKind.FREELANCE
    return SessionSeries(
        public_id=world.uid(),
        request_key=world.uid(),
        group=made,
        module=SupportModule.TUITION,
        staff=group.teacher,
        rhythm=SeriesRhythm.WEEKLY,
        weekday=group.weekday,
        starts_at=group.clock,
        minutes=LESSON_MINUTES,
        room=group.room,
        starts_on=made.starts_on,
        ends_on=world.until + timedelta(weeks=OFFERED_WEEKS if is_freelance else SERIES_WEEKS),
        skip_school_blocks=True,
    )


def _tonight(world: World) -> datetime:
    """Return the end of the last simulated day: what lies behind it is still to come."""
    return at(world.until + timedelta(days=1), time())


def _single_series(world: World, participants: list[Participant]) -> None:
    """Plan talks in a rhythm for someone at a block school, around the blocks, and for someone with weekly days."""
    accompanied = [p for p in participants if p.life.state == CaseState.ACCOMPANYING and p.silent_from is None]
    for in_blocks, weekday, clock in ((True, 2, time(12)), (False, 4, time(12, 30))):
        participant = next((p for p in accompanied[3:] if p.in_blocks == in_blocks and not p.sick_from), None)
        if participant is None:
            continue
        series = SessionSeries(
            public_id=world.uid(),
            request_key=world.uid(),
            case=participant.case,
            module=SupportModule.COMPANION,
            staff=participant.contact,
            rhythm=SeriesRhythm.WEEKLY if in_blocks else SeriesRhythm.FORTNIGHTLY,
            weekday=weekday,
            starts_at=clock,
            minutes=30,
            room="Büro 2",
            starts_on=world.until - timedelta(days=20),
            ends_on=world.until + timedelta(weeks=SERIES_WEEKS),
            skip_school_blocks=True,
            skip_school_holidays=not in_blocks,
        )
        create_series(series=series, by=participant.contact.user, now=_tonight(world))


# ---- offers and absences ----


def _answer() -> None:
    """Let each freelance teacher accept the next date, decline the second one and leave the others open."""
    for member in Membership.objects.filter(offers__isnull=False).select_related("user").distinct().order_by("pk"):
        offers = list(SessionOffer.objects.filter(member=member).order_by("session__starts_at", "pk")[:2])
        for offer, answer in zip(offers, (OfferAnswer.ACCEPTED, OfferAnswer.DECLINED), strict=False):
            answer_offers(offers=[offer], answer=answer, by=member.user)


def _absences(world: World, organisation: Organisation) -> None:
    """Enter a leave that is over, one of next week with cover, and a training day for which nobody stands in yet."""
    monday = world.until + timedelta(days=7 - world.until.weekday())
    contact, social, teacher = (
        organisation.of(role, 0) for role in (Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)
    )
    over, training, leave = world.until - timedelta(days=100), monday + timedelta(days=10), monday + timedelta(days=7)
    other_social = organisation.of(Role.SOCIAL_WORKER, 1)[0]
    rows = (
        (contact[0], StaffAbsenceKind.LEAVE, over, over + timedelta(days=13), contact[1]),
        (teacher[0], StaffAbsenceKind.TRAINING, training, training, None),
        (social[0], StaffAbsenceKind.LEAVE, leave, leave + timedelta(days=4), other_social),
    )
    for member, kind, first, last, cover in rows:
        absence = StaffAbsence(
            public_id=world.uid(),
            request_key=world.uid(),
            member=member,
            kind=kind,
            starts_on=first,
            ends_on=last,
            cover=cover,
        )
        save_absence(absence=absence, by=organisation.admin)
        found = list(uncovered(absence, now=_tonight(world))) if cover else []
        if found:
            half = found[: (len(found) + 1) // 2]
            hand_over(absence=absence, sessions=half, by=organisation.admin, now=_tonight(world))
