"""Services that were not delivered but may be billed (Pro-forma-Leistung): billing asks, a second person confirms.

Nothing counts before the second person has confirmed.
"""

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.closing.corrections import change_of, closed_measures
from cases.months.closing.models import CorrectionState, MonthCorrection, ProForma
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Mode, Outcome, SessionKind
from cases.sessions.ledger.services import book, correcting
from cases.sessions.models import Attendance, Session
from cases.support.enums import Place

#: Outcomes of which a pro forma service may be made: the person did not come, or the session fell through.
POSSIBLE = (
    Outcome.NO_SHOW,
    Outcome.CANCELLED_BEFORE,
    Outcome.CANCELLED_SAME_DAY,
    Outcome.CANCELLED_BY_PROVIDER,
)


@transaction.atomic
def request_pro_forma(*, attendance: Attendance, reason: str, by: User, request_key: UUID | None = None) -> ProForma:
    """Ask to bill one person's missed session; the same request twice gives the first row.

    Raises ValidationError without a reason, for an outcome that took place, and when it was asked for before.
    """
    if first := ProForma.objects.filter(request_key=request_key).first() if request_key else None:
        if first.attendance_id != attendance.pk or first.requested_by_id != by.pk:
            raise KeyReused
        return first
    if not reason.strip():
        raise ValidationError("Geben Sie den Grund an.", code="reason")
    if attendance.outcome not in POSSIBLE:
        raise ValidationError("Pro forma geht nur, wenn jemand nicht da war.", code="outcome")
    row = ProForma(
        provider_id=attendance.provider_id,
        attendance=attendance,
        reason=reason.strip(),
        requested_by=by,
        request_key=request_key or uuid4(),
    )
    row.clean_fields(exclude=["provider", "attendance", "requested_by", "confirmed_by"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError("Für diese Person ist pro forma schon eingetragen.", code="twice") from None
    record(LogKind.CHANGE, by=by, subject=row, act="requested", session=attendance.session_id)
    return row


@transaction.atomic
def confirm_pro_forma(*, pro_forma: ProForma, by: User) -> ProForma:
    """Confirm as the second person: the outcome becomes pro forma and is booked. Confirming twice books once.

    In a closed month this is a correction: the request's reason and both people make it one, and the booking goes into
    the next open month. Raises ValidationError for the own request and for an outcome that was changed meanwhile.
    """
    session = Session.objects.select_for_update(of=("self",)).get(attendances__pro_forma=pro_forma)
    locked = (
        ProForma.objects.select_for_update(of=("self",))
        .select_related("attendance__case", "requested_by")
        .get(pk=pro_forma.pk)
    )
    if locked.requested_by_id == by.pk:
        raise ValidationError("Eine Pro-forma-Leistung bestätigt eine zweite Person.", code="second_person")
    if locked.confirmed_by_id is not None:
        return locked
    attendance = locked.attendance
    if attendance.outcome not in POSSIBLE:
        raise ValidationError(
            f"Das Ergebnis ist jetzt „{attendance.get_outcome_display()}“. Pro forma ist nicht mehr nötig.",
            code="outcome",
        )
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    if measures := closed_measures([attendance.case], {timezone.localdate(session.starts_at)}):
        correction = _correction(session, locked, measures)
        with correcting(correction.pk):
            _make(session, attendance, by=by)
        record(LogKind.CHANGE, by=by, subject=correction, act="approved", session=session.pk)
    else:
        _make(session, attendance, by=by)
    record(LogKind.CHANGE, by=by, subject=locked, act="confirmed", session=session.pk)
    return locked


def _make(session: Session, attendance: Attendance, *, by: User) -> None:
    attendance.outcome, attendance.minutes, attendance.late_minutes = Outcome.PRO_FORMA, session.minutes, 0
    attendance.save(update_fields=["outcome", "minutes", "late_minutes"])
    session.version += 1
    session.save(update_fields=["version"])
    book(session, by=by)


def _correction(session: Session, row: ProForma, measures: list[int]) -> MonthCorrection:
    """Write the correction that a pro forma service in a closed month is; asked for and decided by its two people."""
    attendance = row.attendance
    entry = Entry(
        kind=SessionKind(session.kind),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        parts=[Part(attendance.case, Outcome.PRO_FORMA, 0, Mode(attendance.mode), attendance.reason)],
        staff=[held.member for held in session.staff.select_related("member")],
        place=Place(session.place),
        company=session.company,
        **{name: getattr(session, name) for name in ("title", "room", "employer_present", "topic", "result")},
    )
    return MonthCorrection.objects.create(
        provider_id=session.provider_id,
        session=session,
        session_key=session.request_key,
        service_on=timezone.localdate(session.starts_at),
        change=change_of(entry, version=session.version, measures=measures),
        reason=f"Pro-forma-Leistung: {row.reason}"[: MonthCorrection._meta.get_field("reason").max_length],
        requested_by=row.requested_by,
        state=CorrectionState.APPROVED,
        decided_by=row.confirmed_by,
        decided_at=row.confirmed_at,
    )


@transaction.atomic
def withdraw_pro_forma(*, pro_forma: ProForma, by: User) -> None:
    """Take back a request that nobody has confirmed yet."""
    locked = ProForma.objects.select_for_update(of=("self",)).get(pk=pro_forma.pk)
    if locked.confirmed_by_id is not None:
        raise ValidationError("Diese Pro-forma-Leistung ist schon bestätigt und gebucht.", code="confirmed")
    record(LogKind.CHANGE, by=by, subject=locked, act="withdrawn", attendance=locked.attendance_id)
    locked.delete()
