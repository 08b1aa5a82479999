"""Offers of dates to freelance people: made, answered, handed on. Who accepts holds the session from then on."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from cases.sessions.models import Session, SessionStaff
from cases.sessions.offers.models import SessionOffer
from cases.sessions.series.services import give
from cases.support.planning.enums import OfferAnswer


def sessions_to_staff(user: User) -> QuerySet[Session]:
    """Return the sessions to come for which the person may find somebody.

    Those that one may change; a team lead's team; the administration's whole provider, by time only.
    """
    coming = Session.objects.filter(starts_at__gt=timezone.now(), cancelled_at=None, documented_at=None)
    roles = access_of(user).roles
    if Role.ADMIN in roles:
        return coming
    found = Q(pk__in=Session.objects.editable_by(user).values("pk"))
    if Role.TEAM_LEAD in roles:
        found |= Q(pk__in=Session.objects.visible_to(user).values("pk"))
    return coming.filter(found)


def without_staff(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return those that nobody holds who still works here then, earliest first."""
    return sessions.exclude(pk__in=SessionStaff.objects.working().values("session")).order_by("starts_at", "pk")


def open_offers(user: User):
    """Return the offers that this person has not answered yet, for sessions still to come, earliest first."""
    return SessionOffer.objects.filter(
        member__in=Membership.objects.active().filter(user=user.pk),
        answer=OfferAnswer.OPEN,
        session__starts_at__gt=timezone.now(),
        session__cancelled_at=None,
        session__documented_at=None,
    ).select_related("session", "member")


@transaction.atomic
def answer_offers(*, offers: Iterable[SessionOffer], answer: OfferAnswer, by: User | None) -> int:
    """Accept or decline open offers; return how many. Answered ones stay as they are (pressed twice)."""
    keys = [offer.pk for offer in offers]
    rows = list(
        SessionOffer.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, answer=OfferAnswer.OPEN, session__documented_at=None, session__cancelled_at=None)
        .select_related("session")
        .order_by("pk")
    )
    for row in rows:
        row.answer, row.answered_at = answer, timezone.now()
    SessionOffer.objects.bulk_update(rows, ["answer", "answered_at"])
    if answer == OfferAnswer.ACCEPTED:
        SessionStaff.objects.bulk_create(
            [SessionStaff(provider_id=r.provider_id, session=r.session, member_id=r.member_id) for r in rows],
            ignore_conflicts=True,
        )
    for row in rows:
        record(LogKind.CHANGE, by=by, subject=row, act=answer.value, session=row.session_id)
    return len(rows)


@transaction.atomic
def staff_session(*, session: Session, member: Membership, by: User | None) -> None:
    """Find someone for a session without staff: employed people hold it, freelance ones are asked (again)."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.documented_at or session.cancelled_at:
        raise ValidationError("Dieser Termin ist schon erfasst oder abgesagt.", code="closed")
    if member.provider_id != session.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    held = SessionStaff.objects.filter(session=session)
    if held.working().exists():
        raise ValidationError("Für diesen Termin ist inzwischen jemand eingetragen.", code="taken")
    SessionOffer.objects.filter(session=session, answer=OfferAnswer.OPEN).exclude(member=member).delete()
    SessionOffer.objects.filter(session=session, member=member, answer=OfferAnswer.DECLINED).update(
        answer=OfferAnswer.OPEN, answered_at=None, offered_at=timezone.now()
    )
    held.delete()  # whoever stood there has left by then
    give([session], member)
    record(LogKind.CHANGE, by=by, subject=session, act="staffed")
