"""Lists of roles that open case data: what waits for a second person, what is asked again, what one person gave."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import CASE_ROLES, GrantState, Role
from asa.accounts.models import Membership, RoleGrant, User

#: "Unbefristet" is asked again after this time (unconfirmed: "each year" is ours, taken as a full year).
REVIEW_AFTER = timedelta(days=365)


def waiting_grants() -> QuerySet[RoleGrant]:
    """Return what waits for a second person, oldest first."""
    rows = RoleGrant.objects.filter(provider=wall.current_provider_id(), state=GrantState.WAITING)
    return rows.select_related("user", "asked_by", "team")


def given_alone() -> QuerySet[RoleGrant]:
    """Return what was given without a second person, before the first case."""
    rows = RoleGrant.objects.filter(provider=wall.current_provider_id(), state=GrantState.ALONE)
    return rows.select_related("user", "asked_by", "team")


def due_reviews(on: date) -> list[RoleGrant]:
    """Return the unlimited roles that nobody has looked at for a year: newest grant of each running membership."""
    running = Membership.objects.active(on).filter(provider=wall.current_provider_id(), ends_on=None)
    held = set(running.values_list("user", "role"))
    counted = RoleGrant.objects.filter(
        provider=wall.current_provider_id(), state__in=[GrantState.CONFIRMED, GrantState.ALONE], ends_on=None
    )
    newest = {(row.user_id, row.role): row for row in counted.select_related("user", "team").order_by("pk")}
    rows = [row for key, row in newest.items() if key in held and looked_at(row) <= on - REVIEW_AFTER]
    return sorted(rows, key=looked_at)


def may_review(grant: RoleGrant, user: User, roles: Collection[str]) -> bool:
    """Return whether the person may say that a role is still needed: the administration, but nobody of oneself.

    Where the role belongs to the only administrator, whoever leads a team says it.
    """
    if grant.user_id == user.pk:
        return False
    return Role.ADMIN in roles or (Role.TEAM_LEAD in roles and not _admins().exclude(user=grant.user_id).exists())


def reviews_for(user: User, roles: Collection[str], on: date) -> list[RoleGrant]:
    """Return the unlimited roles that this person is asked about."""
    if not set(roles) & {Role.ADMIN, Role.TEAM_LEAD}:
        return []
    return [grant for grant in due_reviews(on) if may_review(grant, user, roles)]


def _admins() -> QuerySet[Membership]:
    """Return the administrators who can act today."""
    here = Membership.objects.active().filter(provider=wall.current_provider_id(), role=Role.ADMIN)
    return here.filter(user__is_invited=False)


def without_grant(on: date) -> list[Membership]:
    """Return running roles with insight into cases that nobody gave a reason for: from before there were grants."""
    provider_id = wall.current_provider_id()
    members = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), provider=provider_id, role__in=CASE_ROLES)
    states = [GrantState.CONFIRMED, GrantState.ALONE, GrantState.WAITING]
    asked = RoleGrant.objects.filter(
        provider=provider_id, user=OuterRef("user"), role=OuterRef("role"), state__in=states
    )
    return list(members.filter(~Exists(asked)).select_related("user", "team"))


def looked_at(grant: RoleGrant) -> date:
    """Return when somebody last said that the role is needed."""
    return grant.reviewed_on or timezone.localdate(grant.decided_at or grant.asked_at)
