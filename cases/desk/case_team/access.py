"""Who may say who works on a case: its contact person and the lead of its team (`security.md` section 4, Grant)."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from cases.people.models import Case, ContactAssignment
from cases.people.models.trainees import CaseQuerySet
from cases.people.ranges import valid_on


def changeable_by(user: User) -> CaseQuerySet:
    """Open cases whose team `user` may name: of the led team, or as their fixed contact person today.

    The administration may where there is neither of them, and only before the provider's first active case.
    """
    condition = Q(pk__in=[])
    for standing in access_of(user).standings:
        if standing.role == Role.TEAM_LEAD and standing.team_id is not None:
            condition |= Q(team=standing.team_id)
        elif standing.role == Role.CONTACT_PERSON:
            held = ContactAssignment.objects.filter(valid_on(), member=standing.membership_id)
            condition |= Q(pk__in=held.values("case"))
        elif standing.role == Role.ADMIN and not Case.objects.running().exists():
            condition |= ~Q(pk__in=_answered_for()) & (Q(team=None) | ~Q(team__in=_leads().values("team")))
    return Case.objects.open().filter(condition)


def may_change(user: User, case: Case) -> bool:
    """Return whether `user` may name and end people of the case's team."""
    return changeable_by(user).filter(pk=case.pk).exists()


def _answered_for() -> QuerySet:
    rows = ContactAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))
    return rows.values("case")


def _leads() -> QuerySet[Membership]:
    return Membership.objects.active().filter(role=Role.TEAM_LEAD).exclude(team=None)


def changers(case: Case, contact: User | None) -> list[str]:
    """Return the names of those who can change the team of the case: the contact person, then the team's leads."""
    leads = _leads().filter(team=case.team_id).select_related("user") if case.team_id else []
    names = [contact.full_name] if contact is not None else []
    return list(dict.fromkeys([*names, *(lead.user.full_name for lead in leads)]))


def possible_members(provider_id: int, role: Role, by: User) -> QuerySet[Membership]:
    """Members of one role who work now or later; never the person who decides."""
    members = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), provider=provider_id, role=role, user__is_active=True
    ).exclude(user=by.pk)
    return members.select_related("user", "team").order_by(*in_order_of("user__last_name", "user__first_name"))
