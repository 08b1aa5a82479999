"""A week of the calendar: sessions, pale rows (holidays, school), hints on clashes. Queries do not grow with rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from cases.people.models import Case
from cases.people.scope import case_scope
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.support.planning.dates import moment
from cases.support.planning.days import land_of, public_holiday
from cases.support.planning.models import SchoolTime, StaffAbsence
from cases.support.planning.school_holidays import SchoolHolidays, unknown_years

MINE, TEAM = "", "team"
NAMES_IN_A_ROW = 4


@dataclass
class Row:
    """One session as the calendar shows it. `people` are those whose sessions the reader may see."""

    session: Session
    staff: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    is_unstaffed: bool = False


@dataclass
class Day:
    """A day: pale words first, then sessions by time."""

    on: date
    is_today: bool
    notes: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; the weekend is left out while it is empty."""

    monday: date
    days: list[Day]
    count: int
    note: str

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def following(self) -> date:
        return self.monday + timedelta(days=7)


def week_of(user: User, monday: date, *, who: str = MINE, member: Membership | None = None) -> Week:
    """Return the week as `user` may see it: own sessions, all visible ones (`TEAM`), or those of one `member`."""
    sunday = monday + timedelta(days=6)
    start, end = moment(monday, time()), moment(sunday + timedelta(days=1), time())
    sessions = _sessions(user, start, end, who, member)
    days = {monday + timedelta(days=n): Day(monday + timedelta(days=n), False) for n in range(7)}
    today = timezone.localdate()
    if today in days:
        days[today].is_today = True
    land = land_of(member or _own(user))
    holidays = SchoolHolidays.of(land, monday, sunday)
    for day in days.values():
        if name := public_holiday(day.on, land):
            day.notes.append(f"Feiertag: {name}")
        if name := holidays.name(day.on):
            day.notes.append(f"Schulferien: {name}")
    people, cases = _people(user, sessions)
    school = _school(user, cases, who, monday, sunday)
    for on, names in school.words.items():
        day_names = names[:NAMES_IN_A_ROW]
        more = f" und {len(names) - NAMES_IN_A_ROW} weitere" if len(names) > NAMES_IN_A_ROW else ""
        days[on].notes.append(f"Berufsschule: {', '.join(day_names)}{more}")
    for row in _rows(sessions, people, school, start, end):
        days[timezone.localdate(row.session.starts_at)].rows.append(row)
    shown = [d for d in days.values() if d.on.weekday() < 5 or d.rows or d.is_today]
    return Week(monday, shown, len(sessions), _note(land, monday, sunday))


def _note(land: str, monday: date, sunday: date) -> str:
    if not land:
        return "Am Standort ist kein Land eingetragen: nur bundesweite Feiertage, keine Schulferien."
    missing = unknown_years(land, (monday.year, sunday.year))
    return f"Schulferien ({land}) für {missing[0]} sind nicht bekannt." if missing else ""


def _own(user: User) -> Membership | None:
    members = Membership.objects.active().filter(user=user.pk, provider=access_of(user).provider_id)
    members = members.select_related("site", "team__site")
    return members.order_by("pk").first()


def _sessions(user: User, start: datetime, end: datetime, who: str, member: Membership | None) -> list[Session]:
    found = Session.objects.visible_to(user).filter(starts_at__gte=start, starts_at__lt=end, cancelled_at=None)
    if member is not None:
        held = SessionStaff.objects.filter(member__user=member.user_id).values("session")
        found = found.filter(pk__in=held)
    elif who == MINE:
        found = found.filter(pk__in=SessionStaff.objects.filter(member__user=user.pk).values("session"))
    return list(found.order_by("starts_at", "pk"))


def _people(user: User, sessions: list[Session]) -> tuple[dict[int, list[Attendance]], set[int]]:
    rows = (
        Attendance.objects.visible_to(user)
        .filter(session__in=[s.pk for s in sessions])
        .exclude(outcome__startswith="cancelled")
        .select_related("case__trainee")
        .order_by(*in_order_of("case__trainee__first_name", "case__trainee__last_name"))
    )
    people: dict[int, list[Attendance]] = defaultdict(list)
    for row in rows:
        people[row.session_id].append(row)
    return people, {row.case_id for found in people.values() for row in found}


@dataclass
class _School:
    words: dict[date, list[str]]
    days: set[tuple[int, date]]


def _school(user: User, cases: set[int], who: str, monday: date, sunday: date) -> _School:
    """Read the school days of the people in the week's sessions (and, for one's own week, of all one accompanies)."""
    wanted = Q(case__in=cases)
    if who == MINE:
        reads, plans = (case_scope(user, DataClass.LESSON, action) for action in (Action.READ, Action.CREATE))
        wanted |= Q(case__in=Case.objects.filter(reads | plans).running())
    times = (
        SchoolTime.objects.filter(wanted, starts_on__lte=sunday, ends_on__gte=monday)
        .select_related("case__trainee")
        .order_by(*in_order_of("case__trainee__first_name"))
    )
    words: dict[date, list[str]] = defaultdict(list)
    days: set[tuple[int, date]] = set()
    for row in times:
        for n in range(7):
            day = monday + timedelta(days=n)
            fits = n < 5 if row.weekday is None else row.weekday == n
            if fits and row.starts_on <= day <= row.ends_on and (row.case_id, day) not in days:
                days.add((row.case_id, day))
                words[day].append(row.case.trainee.first_name)
    return _School(words, days)


def _rows(sessions, people, school: _School, start: datetime, end: datetime) -> list[Row]:
    """Attach staff, names and hints. Others' sessions of the same people are read too, to find double bookings."""
    keys = [session.pk for session in sessions]
    staff = defaultdict(list)
    for held in SessionStaff.objects.working().filter(session__in=keys).select_related("member__user").order_by("pk"):
        staff[held.session_id].append(held.member)
    users = {member.user_id for found in staff.values() for member in found}
    trainees = {row.case.trainee_id for found in people.values() for row in found}
    near = {
        "session__starts_at__lt": end,
        "session__ends_at__gt": start,
        "session__cancelled_at": None,
    }
    busy_staff = defaultdict(set)
    held_rows = SessionStaff.objects.filter(member__user__in=users, **near)
    for user, pk, begins, ends in held_rows.values_list(
        "member__user", "session", "session__starts_at", "session__ends_at"
    ):
        busy_staff[user].add((pk, begins, ends))
    busy_trainees = defaultdict(set)
    attended = Attendance.objects.filter(case__trainee__in=trainees, **near).exclude(outcome__startswith="cancelled")
    for trainee, pk, begins, ends in attended.values_list(
        "case__trainee", "session", "session__starts_at", "session__ends_at"
    ):
        busy_trainees[trainee].add((pk, begins, ends))
    away = list(
        StaffAbsence.objects.filter(
            member__user__in=users, starts_on__lte=end.date(), ends_on__gte=start.date()
        ).values_list("member__user", "starts_on", "ends_on")
    )
    rows = []
    for session in sessions:
        on = timezone.localdate(session.starts_at)
        row = Row(session, [m.user.full_name for m in staff[session.pk]], is_unstaffed=not staff[session.pk])
        for member in staff[session.pk]:
            if _is_double(session, busy_staff[member.user_id]):
                row.hints.append(f"{member.user.full_name} hat gleichzeitig einen anderen Termin.")
            if session.documented_at is None and any(u == member.user_id and a <= on <= b for u, a, b in away):
                row.hints.append(f"Vertretung fehlt: {member.user.full_name} ist abwesend.")
        for part in people[session.pk]:
            name = part.case.trainee.first_name
            row.people.append(name)
            if _is_double(session, busy_trainees[part.case.trainee_id]):
                row.hints.append(f"{name} hat gleichzeitig einen anderen Termin.")
            if (part.case_id, on) in school.days:
                row.hints.append(f"{name} hat Berufsschule.")
        rows.append(row)
    return rows


def _is_double(session: Session, busy: set[tuple[int, datetime, datetime]]) -> bool:
    return any(pk != session.pk and a < session.ends_at and b > session.starts_at for pk, a, b in busy)
