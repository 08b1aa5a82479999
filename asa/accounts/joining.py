"""How somebody comes to a provider: a stand-in holds the promised rights until the person behind an address accepts.

The inviting side types an address and names. Whether an account has that address already is nothing to it: there is a
stand-in either way, with the typed names, whose rows planning may use. It cannot sign in and gets no mail but the
invitation. Accepting makes the stand-in an account, or gives its rows to the account that has the address.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.invitations import invite, open_invitation
from asa.accounts.middleware import PROVIDER_SOURCES
from asa.accounts.models import FunderAccess, Invitation, Membership, Provider, User


def person_for(
    provider: Provider,
    by: User | None,
    *,
    email: str,
    first_name: str,
    last_name: str,
    is_current: bool = True,
    now: datetime | None = None,
) -> User:
    """Return who gets a right at `provider`: a known person of it, else a stand-in that is invited.

    An open invitation stays as it is: one per address and provider. `is_current` False writes an invitation without
    mailing it (for a right that has ended already). Needs the wall of the provider.
    """
    now = now or timezone.now()
    user = _known(provider, email) or _stand_in(provider, email)
    if user is None:
        user = User.objects.create_stand_in(first_name, last_name)
    if user.is_invited or not user.has_usable_password():
        waiting = open_invitation(user, provider)
        is_out = waiting is not None and waiting.expires_at > now and (waiting.sent_at or not waiting.email)
        if waiting is None or (is_current and not is_out):
            invite(user, provider, by, email=email, is_mailed=is_current, now=now)
    return user


def _known(provider: Provider, email: str) -> User | None:
    """Return the person with this address who belongs, or once belonged, to the provider."""
    here = Q(memberships__provider=provider) | Q(funder_access__provider=provider)
    accepted = Q(invitations__provider=provider, invitations__used_at__isnull=False)
    return User.objects.filter(here | accepted, email=email).first()


def _stand_in(provider: Provider, email: str) -> User | None:
    """Return the stand-in whom the provider has invited at this address."""
    waiting = Invitation.objects.filter(provider=provider, email=email, used_at=None, replaced_at=None)
    found = waiting.select_related("user").first()
    return found.user if found else None


def belongs_here_alone(user: User) -> bool:
    """Return whether no other provider than the one behind the wall gives `user` any right, today or later."""
    here = wall.current_provider_id()
    to_come = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    with wall.own_rows_of(user.pk):
        for model in (Membership, FunderAccess):
            if model._base_manager.filter(to_come, user=user.pk).exclude(provider=here).exists():
                return False
        return not any(set(source(user)) - {here} for source in PROVIDER_SOURCES)


def check_alone(user: User) -> None:
    """Raise ValidationError where another provider would be touched too; it is never named."""
    if not belongs_here_alone(user):
        raise ValidationError(
            "Diese Person arbeitet mit diesem Zugang auch anderswo. "
            "Name und E-Mail-Adresse können hier nicht geändert werden.",
            code="elsewhere",
        )
