"""Roles that come from a trainee's own account or from an audit grant, registered with `asa.accounts` at start."""

from asa.accounts.access import Standing
from asa.accounts.enums import Role
from asa.accounts.models import User
from cases.people.models import AuditGrant, Trainee


def standings_from_cases(user: User, provider_id: int) -> list[Standing]:
    """Return the roles that `user` holds at the provider as trainee or as auditor with a grant for today."""
    standings = []
    if Trainee.objects.filter(user=user.pk, provider=provider_id).exists():
        standings.append(Standing(Role.TRAINEE))
    if AuditGrant.objects.active().filter(user=user.pk, provider=provider_id).exists():
        standings.append(Standing(Role.AUDITOR))
    return standings


def providers_from_cases(user: User) -> list[int]:
    """Return the providers where `user` is a trainee or holds an audit grant today (a person's own rows)."""
    trainees = Trainee.objects.filter(user=user.pk).order_by().values_list("provider", flat=True)
    return sorted(
        set(trainees.union(AuditGrant.objects.active().filter(user=user.pk).values_list("provider", flat=True)))
    )
