"""A new address for an account: asked for by the administration, counting once its owner opened the mailed link."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import GrantState, LogKind
from asa.accounts.invitations import invite
from asa.accounts.joining import belongs_here_alone, check_alone
from asa.accounts.letters import write_to_staff
from asa.accounts.log import record
from asa.accounts.models import EmailChange, Provider, RoleGrant, User
from asa.accounts.recovery import check_factor_is_old

VALID_FOR = timedelta(days=7)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _check_nothing_confirmed(user: User, provider: Provider) -> None:
    """Raise ValidationError where a role was confirmed for whoever has the invited address.

    Nobody is behind the invitation yet: with another address it would be somebody else who gets the role.
    """
    if RoleGrant.objects.filter(provider=provider, user=user, state=GrantState.CONFIRMED).exists():
        raise ValidationError(
            "Für die bisherige Adresse hat eine zweite Person schon eine Rolle bestätigt. Beenden Sie diese Rolle und "
            "fügen Sie die Person mit der richtigen Adresse neu hinzu.",
            code="confirmed",
        )


@transaction.atomic
def ask_new_address(
    *, user: User, email: str, provider: Provider, by: User, now: datetime | None = None
) -> EmailChange | None:
    """Mail a link to the new address and tell the old one. Whoever has not accepted yet is invited anew instead.

    Returns the request (None for a new invitation). The answer is the same whether the address has an account or not.
    Raises ValidationError where the person belongs to another provider too, where the second factor was removed a short
    time ago, and where a second person confirmed a role for an invitation that nobody accepted yet. Needs the wall of
    the provider.
    """
    now = now or timezone.now()
    if user.is_invited:
        _check_nothing_confirmed(user, provider)
        invite(user, provider, by, email=email, now=now)
        return None
    check_alone(user)
    check_factor_is_old(user, now=now)
    secret = secrets.token_urlsafe(32)
    EmailChange.objects.filter(user=user, confirmed_at=None, expires_at__gt=now).update(expires_at=now)
    change = EmailChange.objects.create(
        provider=provider, user=user, email=email, secret_hash=_hash(secret), asked_by=by, expires_at=now + VALID_FOR
    )
    link = settings.PUBLIC_URL + reverse("address_confirm", args=[provider.pk, secret])
    words: dict[str, Any] = {"provider": provider, "by": by, "email": email}
    write_to_staff(user, provider.pk, "accounts/mail/new_address", to=email, link=link, days=VALID_FOR.days, **words)
    write_to_staff(user, provider.pk, "accounts/mail/new_address_asked", **words)
    record(LogKind.CHANGE, by=by, subject=change, what="address_asked", user=user.pk)
    return change


def find_change(secret: str) -> EmailChange | None:
    """Return the request with this secret, behind the wall of the provider that the link names."""
    return EmailChange.objects.select_related("user", "provider").filter(secret_hash=_hash(secret)).first()


def waiting_change(user: User, *, now: datetime) -> EmailChange | None:
    """Return the address that still has to be confirmed, if any."""
    return EmailChange.objects.filter(user=user, confirmed_at=None, expires_at__gt=now).order_by("-pk").first()


def check_change(change: EmailChange, *, now: datetime) -> None:
    """Raise ValidationError where the link changes nothing any more.

    Its code is `used`, `expired`, `taken`, `elsewhere` or `new_factor`.
    """
    if change.confirmed_at is not None:
        raise ValidationError("Diese Adresse ist schon bestätigt.", code="used")
    if change.expires_at <= now:
        raise ValidationError("Dieser Link ist abgelaufen.", code="expired")
    if User.objects.filter(email=change.email).exists():
        raise ValidationError("Diese Adresse gehört schon zu einem Zugang.", code="taken")
    if not belongs_here_alone(change.user):
        raise ValidationError("Diese Adresse kann hier nicht mehr geändert werden.", code="elsewhere")
    check_factor_is_old(change.user, now=now)


@transaction.atomic
def confirm_new_address(change: EmailChange, *, now: datetime) -> None:
    """Let the new address count: it is the sign-in from now on; the old one is told. Raises like `check_change`."""
    user = User.objects.select_for_update(of=("self",)).get(pk=change.user_id)
    change = EmailChange.objects.select_related("user", "provider").get(pk=change.pk)
    check_change(change, now=now)
    words: dict[str, Any] = {"provider": change.provider, "email": change.email}
    write_to_staff(user, change.provider_id, "accounts/mail/new_address_counts", **words)
    EmailAddress.objects.filter(user=user).delete()
    user.email = change.email
    user.save(update_fields=["email"])
    change.confirmed_at = now
    change.save(update_fields=["confirmed_at"])
    with wall.within(change.provider_id):
        record(LogKind.CHANGE, by=user, subject=change, what="address_confirmed", user=user.pk)
