""" "Verlauf": sessions and events of a case in one list, newest first, each only as far as the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from asa.design.fields import parse_date
from asa.design.numbers import german_number
from cases.desk.sight import Sight
from cases.people.enums import CaseEventKind
from cases.people.models import Case, CaseEvent
from cases.sessions.enums import SessionKind
from cases.sessions.models import Attendance, Session, SessionStaff

STEP = 20
LONGEST = 500
#: Filter words of the timeline: German label per word in the address.
KINDS = {
    **{kind.value: kind.label for kind in SessionKind},
    "state": "Phase",
    "contract": "Ausbildungsvertrag",
    "exam": "Prüfung",
    "contact_person": "Ansprechperson",
    "case_team": "Fallteam",
    "measure": "Maßnahme",
}
EVENT_KINDS = {"state", "contract", "exam", "contact_person", "case_team", "measure"}


@dataclass(frozen=True)
class TimelineQuery:
    """What the address asks of the timeline; unreadable values count as not given."""

    kind: str = ""
    author: int | None = None
    since: date | None = None
    until: date | None = None
    show: int = STEP

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "TimelineQuery":
        show = data.get("show", "")
        author = data.get("author", "")
        return cls(
            kind=data.get("kind", "") if data.get("kind", "") in KINDS else "",
            author=int(author) if author.isdecimal() and len(author) < 16 else None,
            since=_day(data.get("since", "")),
            until=_day(data.get("until", "")),
            show=min(int(show), LONGEST) if show.isdecimal() and len(show) < 6 and int(show) > STEP else STEP,
        )

    @property
    def is_set(self) -> bool:
        return bool(self.kind or self.author or self.since or self.until)


def _day(text: str) -> date | None:
    try:
        return parse_date(text, today=timezone.localdate()) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class TimelineEntry:
    """One line: when, what, and the small line with topic and author."""

    at: datetime
    title: str
    sub: str
    url_id: object | None = None


def timeline(case: Case, sight: Sight, query: TimelineQuery, user: User) -> tuple[list[TimelineEntry], bool]:
    """Return the first `query.show` entries, newest first, and whether there are more. Three queries."""
    wanted = query.show + 1
    entries = _sessions(case, sight, query, user) + _events(case, sight, query, wanted)
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[: query.show], len(entries) > query.show


def authors(case: Case) -> list[User]:
    """Return the staff who held sessions of the case, for the filter by author."""
    holders = SessionStaff.objects.filter(session__attendances__case=case).values("member__user")
    return list(User.objects.filter(pk__in=holders).order_by(*in_order_of("last_name", "first_name")))


def _sessions(case: Case, sight: Sight, query: TimelineQuery, user: User) -> list[TimelineEntry]:
    if query.kind in EVENT_KINDS or not sight.may(DataClass.LESSON, Action.META):
        return []
    rows = Attendance.objects.filter(Q(session__documented_at__isnull=False) | Q(session__cancelled_at__isnull=False))
    rows = rows.filter(case=case).select_related("session").prefetch_related("session__staff__member__user")
    if query.kind:
        rows = rows.filter(session__kind=query.kind)
    rows = rows.annotate(is_own=held_by(user))
    if sight.is_teachers:  # of others' sessions only those that took place
        rows = rows.filter(Q(is_own=True) | Q(session__cancelled_at=None))
    elif query.author:
        rows = rows.filter(session__staff__member__user=query.author).distinct()
    if query.since:
        rows = rows.filter(session__starts_at__gte=_start_of(query.since))
    if query.until:
        rows = rows.filter(session__starts_at__lt=_start_of(query.until, after=True))
    return [_session_entry(row, sight) for row in rows.order_by("-session__starts_at", "-pk")[: query.show + 1]]


def held_by(user: User) -> Exists:
    """The condition on an attendance that the person holds its session."""
    members = [s.membership_id for s in access_of(user).standings if s.membership_id]
    return Exists(SessionStaff.objects.filter(session=OuterRef("session"), member__in=members))


def _session_entry(row: Attendance, sight: Sight) -> TimelineEntry:
    """Word one session. Who reads only "meta" learns kind, length and author, no title, topic or result."""
    session = row.session
    reads = sight.may(DataClass.LESSON) or row.is_own  # type: ignore[attr-defined]  # annotated by _sessions()
    if sight.is_teachers and not reads:
        return _glimpse(session)
    title = [session.title if reads and session.title else session.get_kind_display()]
    title.append(f"{session.minutes} Minuten")
    if session.is_cancelled:
        title.append("abgesagt")
    elif sight.may(DataClass.ATTENDANCE) and row.outcome:
        title.append(row.get_outcome_display())
        if row.late_minutes:
            title[-1] = f"{row.late_minutes} Minuten verspätet"
    sub = [part for part in (session.topic, session.result) if part] if reads else []
    sub += [staff.member.user.short_name for staff in session.staff.all()]
    return TimelineEntry(session.starts_at, ", ".join(title), " · ".join(sub), session.public_id if reads else None)


def _glimpse(session: Session) -> TimelineEntry:
    """What a teacher reads of others: of a lesson day, subject and minutes, of any other session its kind instead."""
    is_lesson = session.kind == SessionKind.TUITION
    name = session.title if is_lesson and session.title else session.get_kind_display()
    subject = session.topic if is_lesson else ""
    return TimelineEntry(session.starts_at, f"{name}, {session.minutes} Minuten", subject)


def _events(case: Case, sight: Sight, query: TimelineQuery, limit: int) -> list[TimelineEntry]:
    sees_master, sees_exams = sight.may(DataClass.MASTER), sight.may(DataClass.PLAN)
    if not (sees_master or sees_exams) or (query.kind and query.kind not in EVENT_KINDS):
        return []
    events = CaseEvent.objects.filter(case=case).exclude(kind=CaseEventKind.CREATED).select_related("by")
    if not sees_exams:
        events = events.exclude(kind=CaseEventKind.EXAM)
    if not sees_master:
        events = events.filter(kind=CaseEventKind.EXAM)
    if query.kind:
        events = events.filter(kind=query.kind)
    if query.author:
        events = events.filter(by=query.author)
    if query.since:
        events = events.filter(on__gte=query.since)
    if query.until:
        events = events.filter(on__lte=query.until)
    return [
        TimelineEntry(
            _start_of(event.on),
            event.sentence,
            " · ".join(part for part in (event.get_kind_display(), event.by.short_name if event.by else "") if part),
        )
        for event in events.order_by("-on", "-pk")[:limit]
    ]


def _start_of(day: date, *, after: bool = False) -> datetime:
    """Return the first moment of a day, or with `after` the last one."""
    return timezone.make_aware(datetime.combine(day, time.max if after else time.min))


def in_hours(minutes: int, places: int = 2) -> str:
    """Return "5,25" hours from 315 minutes, with at least one decimal and at most `places`."""
    text = german_number(minutes / 60, places)
    return text[:-1] if places > 1 and text.endswith("0") else text
