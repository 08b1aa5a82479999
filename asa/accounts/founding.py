"""How a provider comes into being: with one site, one team and the person who sets up everything else."""

from dataclasses import dataclass

from django.db import connection, transaction

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.invitations import invite
from asa.accounts.log import record
from asa.accounts.models import Membership, Provider, Site, Team, User


@dataclass(frozen=True)
class Founded:
    """What a new provider begins with; `link` is the founder's invitation, which is also mailed."""

    provider: Provider
    site: Site
    team: Team
    member: Membership
    link: str


@transaction.atomic
def found_provider(
    *,
    name: str,
    email: str,
    first_name: str,
    last_name: str,
    site: str,
    team: str,
    is_demo: bool = False,
    is_namesake: bool = False,
) -> Founded | None:
    """Make a provider and invite its first administrator; None where there is one of that name already.

    `is_demo` marks the demonstration, whose people sign in by link; it is never changed later. `is_namesake` makes one
    more of the same name. Without it a second call changes nothing, also when both come at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"founding:{name}"])
    if not is_namesake and Provider.objects.filter(name=name, is_demo=is_demo).exists():
        return None
    provider = Provider.objects.create(name=name, is_demo=is_demo)
    with wall.within(provider.pk):
        user = User.objects.create_stand_in(first_name, last_name)
        place = Site.objects.create(provider=provider, name=site)
        group = Team.objects.create(provider=provider, site=place, name=team)
        member = Membership.objects.create(provider=provider, user=user, role=Role.ADMIN, site=place, team=group)
    return Founded(provider, place, group, member, invite(user, provider, email=email))


@transaction.atomic
def save_provider(provider: Provider, *, by: User) -> Provider:
    """Save what the administration says about its provider, and log it."""
    provider.save()
    record(LogKind.CHANGE, by=by, subject=provider, provider_id=provider.pk)
    return provider
