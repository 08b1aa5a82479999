"""Sessions are planned, written down, moved, cancelled and repeated here, each in one transaction with its log entry.

All functions raise ValidationError with a German sentence for what is not allowed. They check rules, not rights:
views hand over only cases and sessions that the person may change.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from asa.accounts.once import KeyReused, is_by
from asa.accounts.refusals import refusable
from cases.notes.enums import NoteLevel
from cases.notes.models import CounsellingNote
from cases.notes.sealing import seal
from cases.people.enums import CLOSED_STATES
from cases.people.models import Case
from cases.sessions.budgets.notices import tell_over_budget
from cases.sessions.checks import check_cases, check_part, check_past, check_times
from cases.sessions.entries import Entry, NextSession, Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.services import book, check_months_open
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.overlaps.checking import check_overlaps
from cases.sessions.size_notices import tell_session_too_large
from cases.sessions.times import minutes_later
from cases.support.enums import Place

#: Outcomes that a whole session may be cancelled with.
CANCELLATIONS = (Outcome.CANCELLED_BY_PROVIDER, Outcome.CANCELLED_BEFORE, Outcome.CANCELLED_SAME_DAY)

ENTRY_FIELDS = (
    "kind",
    "starts_at",
    "ends_at",
    "place",
    "title",
    "room",
    "company",
    "employer_present",
    "topic",
    "result",
)


class StaleVersion(Exception):
    """Somebody else has saved the session since the form was opened; `current` is what is stored now."""

    def __init__(self, current: Session) -> None:
        super().__init__(f"Session {current.pk} is at version {current.version}")
        self.current = current


def _same_request(request_key: uuid.UUID | None, *, cases: Iterable[Case], by: User | None) -> Session | None:
    """Return the session of the first post. Raises KeyReused when it is another person's or one for other people."""
    first = Session.objects.filter(request_key=request_key).first() if request_key else None
    if first is None:
        return None
    if not is_by(first, by) or not first.attendances.filter(case__in=[case.pk for case in cases]).exists():
        raise KeyReused
    return first


def _lock(session: Session, version: int) -> Session:
    """Return the session as stored, locked. Raises StaleVersion when it is no longer at `version`."""
    current = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if current.version != version:
        raise StaleVersion(current)
    return current


def check_staff(staff: Iterable[Membership], provider_id: int) -> None:
    """Raise unless somebody of that provider holds the session."""
    members = list(staff)
    if not members:
        raise ValidationError("Ein Termin braucht eine durchführende Person.", code="no_staff")
    if any(member.provider_id != provider_id for member in members):
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")


def check_provider(cases: Iterable[Case], provider_id: int) -> None:
    """Raise unless all cases are those of that provider."""
    if any(case.provider_id != provider_id for case in cases):
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")


def _save_new(session: Session, *, cases: Iterable[Case], by: User | None) -> tuple[Session, bool]:
    """Save a new session; the same request posted twice at once gives the first one and False."""
    session.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:
        first = _same_request(session.request_key, cases=cases, by=by)
        if first is None:
            raise
        return first, False
    return session, True


def _set_staff(session: Session, staff: Iterable[Membership]) -> None:
    wanted = {member.pk for member in staff}
    session.staff.exclude(member__in=wanted).delete()
    held = set(session.staff.values_list("member", flat=True))
    SessionStaff.objects.bulk_create(
        SessionStaff(provider_id=session.provider_id, session=session, member_id=pk) for pk in sorted(wanted - held)
    )


@refusable
@transaction.atomic
def plan_session(*, entry: Entry, by: User | None, request_key: uuid.UUID | None = None) -> Session:
    """Put a session into the calendar: people without outcome, nothing documented.

    Returns the session of the first post when `request_key` was used before.
    """
    cases = [part.case for part in entry.parts]
    if first := _same_request(request_key, cases=cases, by=by):
        return first
    check_times(entry.starts_at, entry.ends_at)
    check_cases(cases, kind=entry.kind, starts_at=entry.starts_at)
    check_months_open(cases, timezone.localdate(entry.starts_at))
    provider_id = cases[0].provider_id
    check_provider(cases, provider_id)
    check_staff(entry.staff, provider_id)
    session = Session(provider_id=provider_id, request_key=request_key or uuid.uuid4())
    for name in ENTRY_FIELDS:
        setattr(session, name, getattr(entry, name))
    session, is_new = _save_new(session, cases=cases, by=by)
    if not is_new:
        return session
    _set_staff(session, entry.staff)
    Attendance.objects.bulk_create(
        Attendance(provider_id=provider_id, session=session, case=part.case, mode=part.mode) for part in entry.parts
    )
    tell_session_too_large(session)
    record(LogKind.CHANGE, by=by, subject=session, act="planned", people=len(cases))
    return session


@refusable
@transaction.atomic
def document_session(
    *,
    entry: Entry,
    by: User,
    session: Session | None = None,
    version: int = 0,
    request_key: uuid.UUID | None = None,
    following: NextSession | None = None,
    accepts_overlap: bool = False,
) -> Session:
    """Write down a session that was held: planned (`session` and the `version` seen) or unplanned (neither).

    Writes attendances with minutes, private lines as notes of class N, and plans `following` for the same people.
    People of `session` who are not in `entry.parts` stay as they are, and so does a confirmed pro forma service.
    Raises StaleVersion, ValidationError for a new pro forma service, and Overlap where somebody has another session
    at that time, unless `accepts_overlap` says that both took place.
    """
    check_times(entry.starts_at, entry.ends_at)
    check_past(entry.starts_at)
    check_cases([part.case for part in entry.parts], kind=entry.kind, starts_at=entry.starts_at)
    for part in entry.parts:
        check_part(part, length=entry.minutes)
    if session is None and (first := _same_request(request_key, cases=[part.case for part in entry.parts], by=by)):
        return first
    if not accepts_overlap:
        check_overlaps(entry=entry, by=by, besides=session)
    check_months_open([part.case for part in entry.parts], timezone.localdate(entry.starts_at))
    if session is None:
        session = Session(provider_id=entry.parts[0].case.provider_id, request_key=request_key or uuid.uuid4())
    else:
        session = _lock(session, version)
        session.version += 1
    check_provider([part.case for part in entry.parts], session.provider_id)
    check_staff(entry.staff, session.provider_id)
    was_documented = session.is_documented
    for name in ENTRY_FIELDS:
        setattr(session, name, getattr(entry, name))
    session.cancelled_at = session.cancelled_by = None
    if not was_documented:
        session.documented_at, session.documented_by = timezone.now(), by
    if session.pk:
        session.full_clean(validate_unique=False)
        session.save()
    else:
        session, is_new = _save_new(session, cases=[part.case for part in entry.parts], by=by)
        if not is_new:
            return session
    _set_staff(session, entry.staff)
    _write_attendances(session, entry.parts)
    if booked := book(session, by=by):
        tell_over_budget(session, {row.case_id for row in booked if row.case_id})
    tell_session_too_large(session)
    _write_private_lines(session, entry.parts, by=by, request_key=request_key)
    if following is not None:
        _plan_following(session, entry, following, by=by, request_key=request_key)
    act = "corrected" if was_documented else "documented"
    record(LogKind.CHANGE, by=by, subject=session, act=act, people=len(entry.parts), minutes=entry.minutes)
    return session


def _write_attendances(session: Session, parts: Iterable[Part]) -> None:
    """Create or change one attendance per person, with the minutes that follow from the outcome."""
    stored = {attendance.case_id: attendance for attendance in session.attendances.select_for_update()}
    new: list[Attendance] = []
    changed: list[Attendance] = []
    for part in parts:
        attendance = stored.get(part.case.pk)
        if attendance is not None and attendance.outcome == Outcome.PRO_FORMA:
            # Billing and a second person decided this; whoever writes the session down changes only its length.
            attendance.minutes = session.minutes
            changed.append(attendance)
            continue
        target = new if attendance is None else changed
        if attendance is None:
            attendance = Attendance(provider_id=session.provider_id, session=session, case=part.case)
        write_part(attendance, part, session.minutes)
        target.append(attendance)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["outcome", "minutes", "late_minutes", "mode", "reason"])


def write_part(attendance: Attendance, part: Part, length: int) -> None:
    """Give an attendance what was written down of a person; `length` is the session's in minutes.

    Raises ValidationError for a pro forma service.
    """
    if part.outcome == Outcome.PRO_FORMA:
        raise ValidationError("„Pro forma“ trägt nur die Abrechnung ein.", code="pro_forma")
    attendance.outcome = part.outcome
    attendance.minutes = part.attended_minutes(length)
    attendance.late_minutes = part.late_minutes if part.outcome == Outcome.LATE else 0
    attendance.mode = part.mode
    attendance.reason = part.reason if part.outcome not in (Outcome.PRESENT, Outcome.LATE) else ""
    attendance.clean_fields(exclude=["provider", "session", "case"])


def _write_private_lines(session: Session, parts: Iterable[Part], *, by: User, request_key: uuid.UUID | None) -> None:
    """Keep each private line as a note of class N of that person's case, never in the session."""
    for part in parts:
        if not part.private.strip():
            continue
        note = CounsellingNote(
            provider_id=session.provider_id,
            case=part.case,
            author=by,
            level=NoteLevel.TEAM,
            request_key=uuid.uuid5(request_key or session.public_id, f"note-{part.case.public_id}"),
        )
        seal(note, part.private)
        note.save()
        record(LogKind.CHANGE, by=by, subject=note, act="written", session=session.pk)


def following_key(session: Session, following: NextSession, request_key: uuid.UUID | None) -> uuid.UUID:
    """Return the request key of the session planned along with `session`."""
    return uuid.uuid5(request_key or session.public_id, f"next-{following.starts_at.isoformat()}")


def _plan_following(
    session: Session, entry: Entry, following: NextSession, *, by: User, request_key: uuid.UUID | None
) -> None:
    plan_session(
        entry=Entry(
            kind=entry.kind,
            starts_at=following.starts_at,
            ends_at=following.ends_at,
            parts=[Part(case=part.case, mode=part.mode) for part in entry.parts],
            staff=entry.staff,
            place=entry.place,
            title=entry.title,
            room=entry.room,
            company=entry.company,
        ),
        by=by,
        request_key=following_key(session, following, request_key),
    )


def _check_open(session: Session) -> None:
    if session.is_documented:
        raise ValidationError("Dieser Termin ist schon erfasst.", code="documented")
    if session.is_cancelled:
        raise ValidationError("Dieser Termin ist schon abgesagt.", code="cancelled")


@refusable
@transaction.atomic
def move_session(
    *, session: Session, starts_at: datetime, ends_at: datetime, by: User, version: int, reason: str = ""
) -> Session:
    """Give a planned session another time; the first time planned stays in `moved_from`. Raises StaleVersion."""
    session = _lock(session, version)
    _check_open(session)
    check_times(starts_at, ends_at)
    if timezone.localdate(starts_at) < timezone.localdate():
        raise ValidationError("Der neue Termin liegt in der Vergangenheit.", code="past")
    cases = [attendance.case for attendance in session.attendances.select_related("case__trainee")]
    check_cases(cases, kind=session.kind, starts_at=starts_at)
    check_months_open(cases, timezone.localdate(starts_at))
    check_months_open(cases, timezone.localdate(session.starts_at))
    session.moved_from = session.moved_from or session.starts_at
    session.starts_at, session.ends_at, session.change_reason = starts_at, ends_at, reason
    session.version += 1
    session.clean_fields()
    session.save(update_fields=["starts_at", "ends_at", "moved_from", "change_reason", "version"])
    record(LogKind.CHANGE, by=by, subject=session, act="moved")
    return session


@refusable
@transaction.atomic
def cancel_session(*, session: Session, outcome: Outcome, by: User | None, version: int, reason: str = "") -> Session:
    """Cancel a planned session for everyone with one of `CANCELLATIONS`. Raises StaleVersion."""
    session = _lock(session, version)
    _check_open(session)
    if outcome not in CANCELLATIONS:
        raise ValidationError("Wählen Sie, wer abgesagt hat.", code="outcome")
    check_months_open(session.attendances.values_list("case_id", flat=True), timezone.localdate(session.starts_at))
    session.cancelled_at, session.cancelled_by, session.change_reason = timezone.now(), by, reason
    session.version += 1
    session.clean_fields()
    session.save(update_fields=["cancelled_at", "cancelled_by", "change_reason", "version"])
    session.attendances.update(outcome=outcome, minutes=0, late_minutes=0)
    book(session, by=by)
    record(LogKind.CHANGE, by=by, subject=session, act="cancelled", outcome=outcome)
    return session


@refusable
@transaction.atomic
def repeat_last_week(
    *,
    session: Session,
    starts_at: datetime,
    cases: list[Case],
    staff: list[Membership],
    by: User,
    request_key: uuid.UUID | None = None,
) -> Session:
    """Plan the same group again at `starts_at` (aware), with the same length, place and title and no text.

    `cases` are those of the group that the person may still plan for; whoever has left is dropped.
    """
    if first := _same_request(request_key, cases=cases, by=by):
        return first
    day = timezone.localdate(starts_at)
    still = [c for c in cases if c.state not in CLOSED_STATES and (c.ended_on is None or c.ended_on >= day)]
    return plan_session(
        entry=Entry(
            kind=SessionKind(session.kind),
            starts_at=starts_at,
            ends_at=minutes_later(starts_at, session.minutes),
            parts=[Part(case=case) for case in still],
            staff=staff,
            place=Place(session.place),
            title=session.title,
            room=session.room,
            company=session.company,
        ),
        by=by,
        request_key=request_key,
    )
