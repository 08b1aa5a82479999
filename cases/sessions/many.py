"""Many sessions at once: what was planned and what became of it, in a number of statements that does not grow with it.

For the past of a year, where one act after the other would take minutes. The rows are those that `plan_session`,
`move_session`, `document_session` and `cancel_session` leave behind when they are called in turn; a test compares
them. Three things are left out: the question about sessions at the same time (what took place is taken over), the
mail about used-up hours (nobody is warned of the past), and one line of the log per step (there is one per session).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models, transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record_all
from asa.accounts.models import User
from cases.people.models import Case
from cases.sessions.checks import check_cases, check_part, check_times
from cases.sessions.entries import Entry
from cases.sessions.enums import Outcome
from cases.sessions.ledger.services import book_all, check_months_open
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.services import ENTRY_FIELDS, check_provider, check_staff, write_part
from cases.support.planning.models import SessionSeries

PORTION = 1000


@dataclass(frozen=True)
class Kept:
    """One session that was planned, and what `by` made of it: written down, cancelled, or neither so far.

    `moved_from` is where it stood first; `reason` is that of the move or the cancellation.
    """

    entry: Entry
    by: User
    series: SessionSeries | None = None
    documented_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_as: Outcome = Outcome.CANCELLED_BY_PROVIDER
    moved_from: datetime | None = None
    reason: str = ""

    @property
    def act(self) -> str:
        if self.documented_at:
            return "documented"
        return "cancelled" if self.cancelled_at else "planned"


def keep_sessions(kept: Sequence[Kept]) -> list[Session]:
    """Save sessions with staff and attendances and book what counts; all or nothing.

    Raises ValidationError as the single acts do, for the first session that breaks a rule.
    """
    with transaction.atomic():
        return [session for start in range(0, len(kept), PORTION) for session in _keep(kept[start : start + PORTION])]


def _keep(kept: Sequence[Kept]) -> list[Session]:
    _check(kept)
    sessions = Session.objects.bulk_create(_session(one) for one in kept)
    SessionStaff.objects.bulk_create(
        SessionStaff(provider_id=session.provider_id, session=session, member=member)
        for session, one in zip(sessions, kept, strict=True)
        for member in one.entry.staff
    )
    Attendance.objects.bulk_create(
        attendance for session, one in zip(sessions, kept, strict=True) for attendance in _attendances(session, one)
    )
    refresh_statistics([Session, SessionStaff, Attendance])
    settled = defaultdict(list)
    for session, one in zip(sessions, kept, strict=True):
        if one.act != "planned":
            settled[one.by].append(session)
    for by, done in settled.items():
        book_all(done, by=by)
    record_all(LogKind.CHANGE, [(one.by, session, _details(one)) for session, one in zip(sessions, kept, strict=True)])
    return sessions


def _check(kept: Sequence[Kept]) -> None:
    """Apply the rules of the single acts; whether a month is closed is asked once per day."""
    by_day: dict[date, set[Case]] = defaultdict(set)
    for one in kept:
        entry, cases = one.entry, [part.case for part in one.entry.parts]
        check_times(entry.starts_at, entry.ends_at)
        check_cases(cases, kind=entry.kind, starts_at=entry.starts_at)
        check_provider(cases, cases[0].provider_id)
        check_staff(entry.staff, cases[0].provider_id)
        if one.documented_at:
            for part in entry.parts:
                check_part(part, length=entry.minutes)
        by_day[timezone.localdate(entry.starts_at)] |= set(cases)
    for day, there in by_day.items():
        check_months_open(there, day)


def _session(one: Kept) -> Session:
    session = Session(provider_id=one.entry.parts[0].case.provider_id, series=one.series)
    for name in ENTRY_FIELDS:
        setattr(session, name, getattr(one.entry, name))
    session.moved_from, session.change_reason = one.moved_from, one.reason
    session.version = 1 + (one.moved_from is not None) + (one.act != "planned")
    if one.documented_at:
        session.documented_at, session.documented_by = one.documented_at, one.by
    if one.cancelled_at:
        session.cancelled_at, session.cancelled_by = one.cancelled_at, one.by
    session.clean_fields(exclude=["provider", "company", "series", "documented_by", "cancelled_by"])
    return session


def _attendances(session: Session, one: Kept) -> Iterable[Attendance]:
    for part in one.entry.parts:
        attendance = Attendance(provider_id=session.provider_id, session=session, case=part.case, mode=part.mode)
        if one.documented_at:
            write_part(attendance, part, session.minutes)
        elif one.cancelled_at:
            attendance.outcome = one.cancelled_as
        yield attendance


def _details(one: Kept) -> dict[str, object]:
    return {"act": one.act, "people": len(one.entry.parts), "minutes": one.entry.minutes}


def refresh_statistics(tables: Iterable[type[models.Model]]) -> None:
    """Tell the planner what tables hold now: else the guards that run per row read them whole each time."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute("SELECT cases_refresh_statistics(%s::regclass)", [model._meta.db_table])
