"""Lists of roles that open case data: what waits for a second person, what is asked again, what one person gave."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import GrantState
from asa.accounts.models import Membership, RoleGrant

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


def looked_at(grant: RoleGrant) -> date:
    """Return when somebody last said that the role is needed."""
    return grant.reviewed_on or timezone.localdate(grant.decided_at or grant.asked_at)
