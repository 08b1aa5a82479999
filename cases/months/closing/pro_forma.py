"""Services that were not delivered but may be billed (Pro-forma-Leistung): billing asks, a second person confirms.

Nothing counts before the second person has confirmed, and what counts is taken back in the same way.
"""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.closing.corrections import change_of, closed_measures, stored_entry
from cases.months.closing.models import CorrectionState, MonthCorrection, ProForma
from cases.sessions.entries import Part
from cases.sessions.enums import Mode, Outcome
from cases.sessions.ledger.services import book, correcting
from cases.sessions.models import Attendance, Session

#: Outcomes of which a pro forma service may be made: the person did not come, or the session fell through.
POSSIBLE = (
    Outcome.NO_SHOW,
    Outcome.CANCELLED_BEFORE,
    Outcome.CANCELLED_SAME_DAY,
    Outcome.CANCELLED_BY_PROVIDER,
)


def not_billed(attendances: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Return those of which a pro forma service may be made and was not asked for yet."""
    return attendances.filter(outcome__in=POSSIBLE).exclude(pk__in=ProForma.objects.live().values("attendance"))


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
    session, locked = _locked(pro_forma)
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
    change = _Change(
        outcome=Outcome.PRO_FORMA,
        reason=f"Pro-forma-Leistung: {locked.reason}",
        requested_by=locked.requested_by,
        decided_by=by,
    )
    _settle(session, attendance, change)
    record(LogKind.CHANGE, by=by, subject=locked, act="confirmed", session=session.pk)
    return locked


class _Change(NamedTuple):
    """Which outcome the person gets, why, and who agreed on it."""

    outcome: Outcome
    reason: str
    requested_by: User
    decided_by: User


def _locked(pro_forma: ProForma) -> tuple[Session, ProForma]:
    """Return the session and the row, both locked, in the order in which every other change locks them."""
    session = Session.objects.select_for_update(of=("self",)).get(attendances__pro_forma=pro_forma)
    rows = ProForma.objects.select_for_update(of=("self",))
    return session, rows.select_related("attendance__case", "requested_by").get(pk=pro_forma.pk)


def _settle(session: Session, attendance: Attendance, change: _Change) -> None:
    """Write and book the outcome; in a closed month as a correction of the two people."""
    part = Part(attendance.case, change.outcome, 0, Mode(attendance.mode), attendance.reason)
    if measures := closed_measures([attendance.case], {timezone.localdate(session.starts_at)}):
        correction = _correction(session, part, change, measures)
        with correcting(correction.pk):
            _write(session, attendance, part, by=change.decided_by)
        record(LogKind.CHANGE, by=change.decided_by, subject=correction, act="approved", session=session.pk)
    else:
        _write(session, attendance, part, by=change.decided_by)


def _write(session: Session, attendance: Attendance, part: Part, *, by: User) -> None:
    attendance.outcome, attendance.late_minutes = part.outcome, 0
    attendance.minutes = part.attended_minutes(session.minutes)
    attendance.save(update_fields=["outcome", "minutes", "late_minutes"])
    session.version += 1
    session.save(update_fields=["version"])
    book(session, by=by)


def _correction(session: Session, part: Part, change: _Change, measures: list[int]) -> MonthCorrection:
    """Write the correction that a change in a closed month is; asked for and decided by its two people."""
    entry = replace(stored_entry(session), parts=[part])
    return MonthCorrection.objects.create(
        provider_id=session.provider_id,
        session=session,
        session_key=session.request_key,
        service_on=timezone.localdate(session.starts_at),
        change=change_of(entry, version=session.version, measures=measures),
        reason=change.reason[: MonthCorrection._meta.get_field("reason").max_length],
        requested_by=change.requested_by,
        state=CorrectionState.APPROVED,
        decided_by=change.decided_by,
        decided_at=timezone.now(),
    )


@transaction.atomic
def withdraw_pro_forma(*, pro_forma: ProForma, by: User) -> None:
    """Drop a request that nobody has confirmed yet: taken back by who asked, or declined by the second person."""
    locked = ProForma.objects.select_for_update(of=("self",)).get(pk=pro_forma.pk)
    if locked.confirmed_by_id is not None:
        raise ValidationError("Diese Pro-forma-Leistung ist schon bestätigt und gebucht.", code="confirmed")
    record(LogKind.CHANGE, by=by, subject=locked, act="withdrawn", attendance=locked.attendance_id)
    locked.delete()


@transaction.atomic
def request_back(*, pro_forma: ProForma, outcome: Outcome, reason: str, by: User) -> ProForma:
    """Ask to take a confirmed service back; `outcome` is what counts instead. The same request twice is one.

    Raises ValidationError without a reason, for an outcome that took place, and when nothing is booked (any more).
    """
    _, locked = _locked(pro_forma)
    if locked.confirmed_by_id is None or locked.back_confirmed_by_id is not None:
        raise ValidationError("Diese Pro-forma-Leistung ist nicht gebucht.", code="not_booked")
    if not reason.strip():
        raise ValidationError("Geben Sie den Grund an.", code="reason")
    if outcome not in POSSIBLE:
        raise ValidationError("Wählen Sie, was stattdessen war.", code="outcome")
    if locked.back_requested_by_id is not None:
        if (locked.back_requested_by_id, locked.back_outcome) == (by.pk, outcome):
            return locked
        raise ValidationError("Die Rücknahme ist schon eingetragen und wartet auf eine zweite Person.", code="twice")
    locked.back_outcome, locked.back_reason = outcome, reason.strip()
    locked.back_requested_by, locked.back_requested_at = by, timezone.now()
    locked.clean_fields(exclude=["provider", "attendance", "requested_by", "confirmed_by", "back_confirmed_by"])
    locked.save(update_fields=["back_outcome", "back_reason", "back_requested_by", "back_requested_at"])
    record(LogKind.CHANGE, by=by, subject=locked, act="back_requested", session=locked.attendance.session_id)
    return locked


@transaction.atomic
def confirm_back(*, pro_forma: ProForma, by: User) -> ProForma:
    """Agree as the second person: the other outcome is written and booked, in a closed month as a correction.

    Agreeing twice books once. Raises ValidationError for the own request and when nobody asked.
    """
    session, locked = _locked(pro_forma)
    if locked.back_confirmed_by_id is not None:
        return locked
    if locked.back_requested_by is None:  # read after the lock
        raise ValidationError("Niemand hat die Rücknahme eingetragen.", code="not_asked")
    if locked.back_requested_by_id == by.pk:
        raise ValidationError("Die Rücknahme bestätigt eine zweite Person.", code="second_person")
    locked.back_confirmed_by, locked.back_confirmed_at = by, timezone.now()
    locked.save(update_fields=["back_confirmed_by", "back_confirmed_at"])
    change = _Change(
        outcome=Outcome(locked.back_outcome),
        reason=f"Pro-forma-Leistung zurückgenommen: {locked.back_reason}",
        requested_by=locked.back_requested_by,
        decided_by=by,
    )
    _settle(session, locked.attendance, change)
    record(LogKind.CHANGE, by=by, subject=locked, act="back_confirmed", session=session.pk)
    return locked


@transaction.atomic
def keep_pro_forma(*, pro_forma: ProForma, by: User) -> None:
    """Drop the request to take it back: the service stays booked. Raises ValidationError when it was agreed to."""
    _, locked = _locked(pro_forma)
    if locked.back_confirmed_by_id is not None:
        raise ValidationError("Die Rücknahme ist schon gebucht.", code="confirmed")
    locked.back_outcome, locked.back_reason = "", ""
    locked.back_requested_by, locked.back_requested_at = None, None
    locked.save(update_fields=["back_outcome", "back_reason", "back_requested_by", "back_requested_at"])
    record(LogKind.CHANGE, by=by, subject=locked, act="back_dropped", session=locked.attendance.session_id)
