"""Settling what stands twice: the pairs themselves, and the word that both took place."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.people.models import Case
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.models import OverlapSettlement


@dataclass(frozen=True)
class Pair:
    """Two attendances of one person whose sessions overlap; the one with the smaller key comes first."""

    one: Attendance
    other: Attendance

    @property
    def settlement(self) -> OverlapSettlement | None:
        rows = OverlapSettlement.objects.filter(one=self.one, other=self.other)
        return rows.select_related("by").first()


def open_pairs(session: Session) -> list[Pair]:
    """Return the people of a session that was written down who stand in another one at that time, unsettled.

    One query where nobody does.
    """
    counted = Attendance.objects.exclude(outcome="").exclude(outcome__startswith="cancelled")
    own = counted.filter(session=session).select_related("case")
    others = counted.filter(
        case__trainee__in=own.values("case__trainee"),
        session__starts_at__lt=session.ends_at,
        session__ends_at__gt=session.starts_at,
        session__cancelled_at=None,
    ).exclude(session=session)
    found = list(others.select_related("session", "case__trainee").order_by("pk"))
    if not found:
        return []
    mine = {attendance.case.trainee_id: attendance for attendance in own.select_related("session", "case__trainee")}
    pairs = [_pair(mine[other.case.trainee_id], other) for other in found]
    settled = set(OverlapSettlement.objects.filter(one__in=[pair.one.pk for pair in pairs]).values_list("one", "other"))
    return [pair for pair in pairs if (pair.one.pk, pair.other.pk) not in settled]


def _pair(one: Attendance, other: Attendance) -> Pair:
    return Pair(one, other) if one.pk < other.pk else Pair(other, one)


def pair_of(case: Case, sessions: tuple[UUID, UUID]) -> Pair | None:
    """Return the person's attendances of both sessions while their times overlap and both count, else None."""
    rows = Attendance.objects.filter(case__trainee=case.trainee_id, session__public_id__in=sessions)
    rows = rows.exclude(outcome="").exclude(outcome__startswith="cancelled").filter(session__cancelled_at=None)
    found = list(rows.select_related("session", "case__trainee").order_by("pk"))
    if len(found) != 2:
        return None
    one, other = found
    meet = one.session.starts_at < other.session.ends_at and other.session.starts_at < one.session.ends_at
    return Pair(one, other) if meet else None


@transaction.atomic
def settle(*, pair: Pair, reason: str, by: User, request_key: UUID | None = None) -> OverlapSettlement:
    """Write down why both attendances stay; the same pair again gives the first row.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Geben Sie an, warum beide Termine stimmen."})
    if known := pair.settlement:
        return known
    row = OverlapSettlement(
        provider_id=pair.one.provider_id,
        one=pair.one,
        other=pair.other,
        reason=reason.strip(),
        by=by,
        request_key=request_key or uuid4(),
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if known := pair.settlement:  # somebody else was quicker
            return known
        raise
    record(LogKind.CHANGE, by=by, subject=row, act="overlap_settled")
    return row
