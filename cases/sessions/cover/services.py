"""Absences of staff: whose sessions lack someone, and handing them over. All check rules, not rights."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from asa.accounts.once import KeyReused, is_by
from cases.sessions.models import Session, SessionStaff
from cases.sessions.series.services import StaleSeries, give
from cases.support.planning.dates import moment
from cases.support.planning.models import StaffAbsence

FIELDS = ("member", "kind", "starts_on", "ends_on", "cover")


def members_to_plan(user: User) -> Any:
    """Return for whom the person may enter absences: oneself, as team lead the team, as administration everyone."""
    access = access_of(user)
    members = Membership.objects.filter(role__in=[Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER])
    if Role.ADMIN in access.roles:
        return members
    teams = [s.team_id for s in access.standings if s.role == Role.TEAM_LEAD and s.team_id]
    return members.filter(Q(user=user.pk) | Q(team__in=teams))


def visible_absences(user: User) -> Any:
    """Return the absences that the person may enter, and those that the person stands in for."""
    return StaffAbsence.objects.filter(Q(member__in=members_to_plan(user)) | Q(cover__user=user.pk))


def editable_absences(user: User) -> Any:
    return StaffAbsence.objects.filter(member__in=members_to_plan(user))


def uncovered(absence: StaffAbsence, *, now: datetime | None = None) -> Any:
    """Return the open sessions of the absent person in that time, those after `now` only: "Vertretung fehlt"."""
    start = moment(absence.starts_on, time())
    return Session.objects.filter(
        pk__in=SessionStaff.objects.filter(member__user=absence.member.user_id).values("session"),
        starts_at__gte=max(start, now or timezone.now()),
        starts_at__date__lte=absence.ends_on,
        documented_at=None,
        cancelled_at=None,
    ).order_by("starts_at", "pk")


@transaction.atomic
def save_absence(*, absence: StaffAbsence, by: User | None, version: int | None = None) -> StaffAbsence:
    """Enter an absence, or change a stored one at `version`. Raises StaleSeries, ValidationError."""
    if absence.pk is None:
        absence.provider_id = absence.member.provider_id
        first = StaffAbsence.objects.filter(request_key=absence.request_key).first()
        if first is not None:
            if not is_by(first, by):
                raise KeyReused
            return first
    else:
        current = StaffAbsence.objects.select_for_update().get(pk=absence.pk)
        if current.version != version:
            raise StaleSeries(current)
        absence.version = current.version + 1
    if absence.cover is not None and absence.cover.provider_id != absence.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    if absence.cover is not None and absence.cover.user_id == absence.member.user_id:
        raise ValidationError({"cover": "Die Vertretung muss eine andere Person sein."})
    absence.full_clean(validate_unique=False)
    is_new = absence.pk is None
    try:
        with transaction.atomic():
            absence.save()
    except IntegrityError:
        first = StaffAbsence.objects.filter(request_key=absence.request_key).first()
        if not is_new or first is None or not is_by(first, by):
            raise
        return first
    record(LogKind.CHANGE, by=by, subject=absence, act="entered" if is_new else "changed")
    return absence


@transaction.atomic
def hand_over(
    *, absence: StaffAbsence, sessions: Iterable[Session], by: User | None, now: datetime | None = None
) -> int:
    """Give sessions of the absence to its cover; return how many. Pressed twice, the second finds none."""
    if absence.cover is None:
        raise ValidationError("Wählen Sie zuerst eine Vertretung.", code="no_cover")
    keys = [session.pk for session in sessions]
    found = list(uncovered(absence, now=now).filter(pk__in=keys).select_for_update(of=("self",)))
    SessionStaff.objects.filter(session__in=found, member__user=absence.member.user_id).delete()
    give(found, absence.cover)
    Session.objects.filter(pk__in=[s.pk for s in found]).update(version=F("version") + 1)
    for session in found:
        record(LogKind.CHANGE, by=by, subject=session, act="handed_over", absence=absence.pk)
    return len(found)
