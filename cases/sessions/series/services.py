"""Series become ordinary planned sessions here; changing or ending a series never touches what is written down.

All functions raise ValidationError with a German sentence. They check rules, not rights.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.enums import EmploymentKind, LogKind
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from asa.accounts.once import KeyReused, is_by
from asa.accounts.refusals import refusable
from cases.people.enums import CLOSED_STATES
from cases.people.models import Case, Suspension
from cases.people.models.life import rests_on
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.offers.models import SessionOffer
from cases.sessions.times import ClockProblem, local_moment, minutes_later
from cases.support.planning.dates import HORIZON, days_of, moment
from cases.support.planning.days import SchoolDays, land_of, public_holiday
from cases.support.planning.enums import OfferAnswer
from cases.support.planning.models import GroupMember, LessonGroup, SessionSeries
from cases.support.planning.school_holidays import SchoolHolidays

FIELDS = (
    "module",
    "staff",
    "rhythm",
    "weekday",
    "starts_at",
    "minutes",
    "place",
    "room",
    "ends_on",
    "skip_school_holidays",
    "skip_school_blocks",
)


class StaleSeries(Exception):
    """Somebody else has saved the series (or group) since the form was opened; `current` is what is stored now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"{current} is at version {current.version}")
        self.current = current


@dataclass(frozen=True)
class Change:
    """What became of a series: sessions put into the calendar, taken out of it, and kept because they are on paper."""

    planned: int = 0
    removed: int = 0
    kept: int = 0


def runs_on(case: Case, day: date) -> bool:
    """Return whether the case takes part in the measure on that day (sessions of modules need an entry)."""
    if case.started_on is None or day < case.started_on:
        return False
    if case.ended_on is not None:
        return day <= case.ended_on
    return case.state not in CLOSED_STATES and (case.planned_end_on is None or day <= case.planned_end_on)


def _members(series: SessionSeries) -> Callable[[date], list[Case]]:
    """Return a function that names who belongs into the session of a day: member then, and taking part then."""
    if series.case_id:
        case = Case.objects.get(pk=series.case_id)
        return lambda day: [case] if runs_on(case, day) else []
    rows = list(GroupMember.objects.filter(group=series.group_id).select_related("case").order_by("pk"))
    return lambda day: [
        row.case
        for row in rows
        if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on) and runs_on(row.case, day)
    ]


def skipped(series: SessionSeries, land: str) -> Callable[[date], bool]:
    """Return whether a day is left out: public holidays of the Land always, its school holidays if wanted."""

    school = SchoolHolidays.of(land if series.skip_school_holidays else "", series.starts_on, series.ends_on)

    def _is_skipped(day: date) -> bool:
        return bool(public_holiday(day, land) or (series.skip_school_holidays and school.name(day)))

    return _is_skipped


def hours_left_out(series: SessionSeries, *, today: date | None = None) -> list[str]:
    """Return a sentence for each day up to the horizon that has no session because its time does not exist then."""
    last = min(series.ends_on, (today or timezone.localdate()) + HORIZON)
    days = days_of(rhythm=series.rhythm, weekday=series.weekday, starts_on=series.starts_on, ends_on=last)
    said = []
    for day in days:
        try:
            local_moment(day, series.starts_at, is_second=False)
        except ClockProblem:
            said.append(
                f"Am {day:%d.%m.%Y} gibt es {series.starts_at:%H:%M} Uhr nicht: In dieser Nacht wird die Uhr "
                "vorgestellt. Dieser Termin wurde ausgelassen."
            )
    return said


@transaction.atomic
def fill(series: SessionSeries, *, today: date | None = None, now: datetime | None = None) -> int:
    """Put the missing sessions from today up to the horizon into the calendar; return how many.

    A day that has a session of this series already (also a moved or cancelled one) gets no second one. Sessions that
    would begin before `now` (default: the clock) are left out; `today` is its day.
    """
    now = now or timezone.now()
    today = today or timezone.localdate(now)
    SessionSeries.objects.select_for_update().get(pk=series.pk)
    staff = Membership.objects.select_related("team__site").get(pk=series.staff_id)
    first, last = max(series.starts_on, today), min(series.ends_on, today + HORIZON)
    if staff.ends_on is not None:
        last = min(last, staff.ends_on)
    stored = Session.objects.filter(series=series).values_list("starts_at", "moved_from")
    taken = {timezone.localdate(moved or at) for at, moved in stored}
    group = LessonGroup.objects.get(pk=series.group_id) if series.group_id else None
    if group is not None and group.ends_on is not None:
        last = min(last, group.ends_on)
    days = days_of(
        rhythm=series.rhythm,
        weekday=series.weekday,
        starts_on=series.starts_on,
        ends_on=last,
        is_skipped=skipped(series, land_of(staff)),
    )
    wanted = [day for day in days if day >= first and day not in taken]
    return _create(series, _people_of(series, wanted), staff, now, title=group.name if group else "")


def _people_of(series: SessionSeries, days: list[date]) -> dict[date, list[Case]]:
    """Return who belongs into the session of each day; a day without anybody falls out."""
    if not days:
        return {}
    members = _members(series)
    people = {day: members(day) for day in days}
    rests: dict[int, list[Suspension]] = defaultdict(list)
    for rest in Suspension.objects.filter(case__in={case.pk for found in people.values() for case in found}):
        rests[rest.case_id].append(rest)
    people = {day: [c for c in found if not rests_on(rests[c.pk], day)] for day, found in people.items()}
    if series.skip_school_blocks:
        cases = {case.pk for found in people.values() for case in found}
        school = SchoolDays.of(cases, days[0], days[-1])
        people = {day: [c for c in found if not school.in_block(c.pk, day)] for day, found in people.items()}
    return {day: found for day, found in people.items() if found}


def _create(
    series: SessionSeries, people: dict[date, list[Case]], staff: Membership, now: datetime, *, title: str
) -> int:
    """Write sessions with their people. Freelance staff get an offer and stand in the session once they accept."""
    sessions = []
    for day, found in people.items():
        try:
            starts_at = local_moment(day, series.starts_at, is_second=False)
        except ClockProblem:
            continue  # the clock leaps over that time; `hours_left_out` tells whoever plans
        if starts_at <= now:
            continue
        session = Session(
            provider_id=series.provider_id,
            kind=series.module,
            title=title,
            starts_at=starts_at,
            ends_at=minutes_later(starts_at, series.minutes),
            place=series.place,
            room=series.room,
            element_id=series.element_id,
            series=series,
        )
        sessions.append((session, found))
    Session.objects.bulk_create(session for session, _ in sessions)
    Attendance.objects.bulk_create(
        Attendance(provider_id=series.provider_id, session=session, case=case)
        for session, found in sessions
        for case in found
    )
    give([session for session, _ in sessions], staff)
    return len(sessions)


def give(sessions: Iterable[Session], member: Membership) -> None:
    """Let someone hold planned sessions: freelance people are asked by an offer, employed ones stand in them."""
    model: Any = SessionOffer if member.kind == EmploymentKind.FREELANCE else SessionStaff
    rows = [model(provider_id=s.provider_id, session=s, member=member) for s in sessions]
    model.objects.bulk_create(rows, ignore_conflicts=True)


def _accept_own(series: SessionSeries, by: User | None) -> None:
    """Let a freelance planner hold what they offered to themselves: planning it is the acceptance."""
    offers = SessionOffer.objects.filter(session__series=series, member=series.staff_id, answer=OfferAnswer.OPEN)
    if by is None or series.staff.user_id != by.pk:
        return
    SessionStaff.objects.bulk_create(
        [SessionStaff(provider_id=o.provider_id, session_id=o.session_id, member_id=o.member_id) for o in offers],
        ignore_conflicts=True,
    )
    offers.update(answer=OfferAnswer.ACCEPTED, answered_at=timezone.now())


def _check(series: SessionSeries) -> None:
    series.full_clean(validate_unique=False)
    if series.ends_on > series.starts_on + timedelta(days=5 * 366):
        raise ValidationError({"ends_on": "Eine Serie läuft höchstens fünf Jahre."})
    if any(
        thing is not None and thing.provider_id != series.provider_id
        for thing in (series.staff, series.group, series.case, series.element)
    ):
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")


@refusable
@transaction.atomic
def create_series(*, series: SessionSeries, by: User | None, now: datetime | None = None) -> tuple[SessionSeries, int]:
    """Save a new series and put its sessions after `now` into the calendar. Posted twice, the first comes back."""
    owner = series.group or series.case
    series.provider_id = owner.provider_id  # type: ignore[union-attr]
    first = SessionSeries.objects.filter(request_key=series.request_key).first()
    if first is not None:
        if not is_by(first, by) or (first.group_id, first.case_id) != (series.group_id, series.case_id):
            raise KeyReused
        return first, first.sessions.count()
    _check(series)
    try:
        with transaction.atomic():
            series.save()
    except IntegrityError:
        first = SessionSeries.objects.filter(request_key=series.request_key).first()
        if first is None or not is_by(first, by):
            raise
        return first, first.sessions.count()
    planned = fill(series, now=now)
    _accept_own(series, by)
    record(LogKind.CHANGE, by=by, subject=series, act="planned", sessions=planned)
    return series, planned


def _open_from(series: SessionSeries, day: date) -> Any:
    """Return the sessions of the series from a day on that are still to come and neither written down nor cancelled."""
    start = moment(day, time())
    return Session.objects.filter(
        Q(moved_from=None, starts_at__gte=start) | Q(moved_from__gte=start),
        series=series,
        starts_at__gt=timezone.now(),
        documented_at=None,
        cancelled_at=None,
    )


def _remove(series: SessionSeries, day: date) -> Change:
    """Take open sessions out of the calendar. Those on an attendance sheet stay: the sheet names them."""
    found = _open_from(series, day)
    on_paper = found.filter(sheets__isnull=False).values("pk")
    kept = on_paper.count()
    removable = list(found.exclude(pk__in=on_paper).select_for_update(of=("self",)))
    Session.objects.filter(pk__in=[session.pk for session in removable]).delete()
    return Change(removed=len(removable), kept=kept)


def _locked(series: SessionSeries, version: int) -> SessionSeries:
    current = SessionSeries.objects.select_for_update().get(pk=series.pk)
    if current.version != version:
        raise StaleSeries(current)
    return current


@refusable
@transaction.atomic
def change_series(
    *, series: SessionSeries, from_on: date, values: dict[str, Any], by: User | None, version: int
) -> tuple[SessionSeries, Change]:
    """Let other values (`FIELDS`) count from a day on. Earlier and documented sessions stay as they are.

    Raises StaleSeries, ValidationError when the day lies in the past.
    """
    current = _locked(series, version)
    if from_on < timezone.localdate():
        raise ValidationError({"from_on": "Wählen Sie heute oder einen späteren Tag."})
    if from_on > timezone.localdate() + HORIZON:
        raise ValidationError({"from_on": "Wählen Sie einen Tag innerhalb der nächsten zwölf Monate."})
    removed = _remove(current, from_on)
    for name in FIELDS:
        if name in values:
            setattr(current, name, values[name])
    current.starts_on = max(current.starts_on, from_on)
    current.version += 1
    _check(current)
    current.save()
    planned = fill(current)
    _accept_own(current, by)
    record(LogKind.CHANGE, by=by, subject=current, act="changed", removed=removed.removed, planned=planned)
    return current, Change(planned=planned, removed=removed.removed, kept=removed.kept)


@refusable
@transaction.atomic
def end_series(*, series: SessionSeries, last_on: date, by: User | None, version: int) -> tuple[SessionSeries, Change]:
    """End a series after a day; open sessions after it leave the calendar. Raises StaleSeries."""
    current = _locked(series, version)
    if last_on > current.ends_on:
        raise ValidationError({"last_on": f"Die Serie endet schon am {current.ends_on:%d.%m.%Y}."})
    change = _remove(current, last_on + timedelta(days=1))
    current.starts_on = min(current.starts_on, last_on)
    current.ends_on = last_on
    current.version += 1
    current.save(update_fields=["starts_on", "ends_on", "version"])
    record(LogKind.CHANGE, by=by, subject=current, act="ended", removed=change.removed)
    return current, change


@transaction.atomic
def bring_in_line(group: LessonGroup, case: Case) -> None:
    """Put one person into the group's open sessions of the days of membership, and out of the others."""
    series = {s.pk: s for s in SessionSeries.objects.filter(group=group)}
    future = Session.objects.filter(
        series__in=series, starts_at__gt=timezone.now(), documented_at=None, cancelled_at=None
    ).select_for_update(of=("self",))
    sessions = list(future.order_by("pk"))
    if sessions:
        days = {s.pk: timezone.localdate(s.starts_at) for s in sessions}
        school = SchoolDays.of([case.pk], min(days.values()), max(days.values()))
        spans = list(GroupMember.objects.filter(group=group, case=case))
        belongs = {
            s.pk
            for s in sessions
            if runs_on(case, days[s.pk])
            and any(m.starts_on <= days[s.pk] and (m.ends_on is None or days[s.pk] <= m.ends_on) for m in spans)
            and not (series[s.series_id or 0].skip_school_blocks and school.in_block(case.pk, days[s.pk]))
        }
        rows = Attendance.objects.filter(session__in=days, case=case, outcome="")
        held = set(Attendance.objects.filter(session__in=days, case=case).values_list("session", flat=True))
        rows.exclude(session__in=belongs).delete()
        Attendance.objects.bulk_create(
            Attendance(provider_id=group.provider_id, session=s, case=case) for s in sessions if s.pk in belongs - held
        )
        empty = Session.objects.filter(pk__in=days, attendances=None, sheets=None)
        empty.delete()
    for one in series.values():
        fill(one)
