"""Invitations: the only way into an account. A link in a mail lets the person choose a password, once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.letters import write_to_staff
from asa.accounts.log import record
from asa.accounts.models import Invitation, Provider, User

VALID_FOR = timedelta(days=7)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def link_to(provider_id: int, secret: str) -> str:
    """Return the absolute address of an invitation, on the configured host."""
    return settings.PUBLIC_URL + reverse("invitation", args=[provider_id, secret])


@transaction.atomic
def invite(user: User, provider: Provider, by: User | None = None, *, now: datetime | None = None) -> str:
    """Invite `user` to `provider` by mail and return the link. Earlier open invitations of the person end.

    Only the hash of the link's secret is kept: the link stands in the mail and in what this function returns.
    """
    now = now or timezone.now()
    secret = secrets.token_urlsafe(32)
    with wall.within(provider.pk):
        Invitation.objects.filter(user=user, provider=provider, used_at=None, expires_at__gt=now).update(expires_at=now)
        invitation = Invitation.objects.create(
            provider=provider, user=user, secret_hash=_hash(secret), expires_at=now + VALID_FOR, invited_by=by
        )
        link = link_to(provider.pk, secret)
        values: dict[str, Any] = {"provider": provider, "by": by, "link": link, "days": VALID_FOR.days}
        write_to_staff(user, provider.pk, "accounts/mail/invitation", **values)
        record(LogKind.GRANT, by=by, subject=invitation, what="invitation", user=user.pk)
    return link


def find_invitation(secret: str) -> Invitation | None:
    """Return the invitation with this secret, behind the wall of the provider that the link names."""
    return Invitation.objects.select_related("user", "provider").filter(secret_hash=_hash(secret)).first()


def is_used(invitation: Invitation) -> bool:
    """Return whether the account is open already, by this invitation or another way."""
    return invitation.used_at is not None or invitation.user.has_usable_password()


def check_open(invitation: Invitation, *, now: datetime) -> None:
    """Raise ValidationError (code `used`, `locked` or `expired`) where the link opens nothing any more."""
    if not invitation.user.is_active:
        raise ValidationError("Dieser Zugang ist gesperrt.", code="locked")
    if is_used(invitation):
        raise ValidationError("Diese Einladung wurde schon angenommen.", code="used")
    if invitation.expires_at <= now:
        raise ValidationError("Dieser Link ist abgelaufen.", code="expired")


@transaction.atomic
def accept(invitation: Invitation, password: str, *, now: datetime) -> User:
    """Set the first password of the invited person and use the invitation up.

    Raises ValidationError like `check_open`.
    """
    # Two clicks at once wait for each other here; the second finds the invitation used.
    User.objects.select_for_update().get(pk=invitation.user_id)
    invitation = Invitation.objects.select_related("user").get(pk=invitation.pk)
    check_open(invitation, now=now)
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    record(LogKind.CHANGE, by=user, subject=invitation, what="invitation_accepted")
    return user


def renew(invitation: Invitation) -> bool:
    """Send a new link to the same person. Returns False where it would open nothing."""
    if is_used(invitation) or not invitation.user.is_active:
        return False
    invite(invitation.user, invitation.provider)
    return True
