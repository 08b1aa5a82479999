"""Invitations: the only way to a provider. A link in a mail opens a new account, or lets an existing one join."""

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
from asa.accounts.models import FunderAccess, Invitation, Membership, Provider, Tenanted, User

VALID_FOR = timedelta(days=7)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def link_to(provider_id: int, secret: str) -> str:
    """Return the absolute address of an invitation, on the configured host."""
    return settings.PUBLIC_URL + reverse("invitation", args=[provider_id, secret])


@transaction.atomic
def invite(
    user: User,
    provider: Provider,
    by: User | None = None,
    *,
    email: str = "",
    is_mailed: bool = True,
    now: datetime | None = None,
) -> str:
    """Invite `user` to `provider` by mail to `email` and return the link. An open invitation of the person ends.

    Only the hash of the link's secret is kept: the link stands in the mail and in what this function returns.
    """
    now = now or timezone.now()
    secret = secrets.token_urlsafe(32)
    with wall.within(provider.pk):
        before = open_invitation(user, provider)
        email = email or (before.email if before else "") or user.email
        Invitation.objects.filter(user=user, provider=provider, used_at=None, replaced_at=None).update(replaced_at=now)
        values = {"user": user, "email": email, "expires_at": now + VALID_FOR, "sent_at": now if is_mailed else None}
        invited_by = by or (before.invited_by if before else None)
        invitation = Invitation.objects.create(
            provider=provider, secret_hash=_hash(secret), invited_by=invited_by, **values
        )
        link = link_to(provider.pk, secret)
        if is_mailed:
            words: dict[str, Any] = {"provider": provider, "by": by, "link": link, "days": VALID_FOR.days}
            write_to_staff(user, provider.pk, "accounts/mail/invitation", to=email, **words)
        record(LogKind.GRANT, by=by, subject=invitation, what="invitation", user=user.pk)
    return link


def open_invitation(user: User, provider: Provider) -> Invitation | None:
    """Return the invitation of `user` that nobody accepted or replaced, also an expired one. Needs the wall."""
    waiting = Invitation.objects.filter(user=user, provider=provider, used_at=None, replaced_at=None)
    return waiting.order_by("-pk").first()


def find_invitation(secret: str) -> Invitation | None:
    """Return the invitation with this secret, behind the wall of the provider that the link names."""
    return Invitation.objects.select_related("user", "provider").filter(secret_hash=_hash(secret)).first()


def address_of(invitation: Invitation) -> str:
    """Return the address that was invited; invitations from before stand-ins carry it at the person."""
    return invitation.email or invitation.user.email


def account_of(invitation: Invitation) -> User | None:
    """Return the account that already has the invited address and would join; None where the link opens a new one."""
    return User.objects.filter(email=address_of(invitation)).exclude(pk=invitation.user_id).first()


def is_used(invitation: Invitation) -> bool:
    """Return whether the account is open already, by this invitation or another way."""
    user = invitation.user
    return invitation.used_at is not None or (not user.is_invited and user.has_usable_password())


def check_open(invitation: Invitation, *, now: datetime) -> None:
    """Raise ValidationError (code `used`, `locked` or `expired`) where the link opens nothing any more."""
    account = account_of(invitation) or invitation.user
    if not account.is_active:
        raise ValidationError("Dieser Zugang ist gesperrt.", code="locked")
    if is_used(invitation):
        raise ValidationError("Diese Einladung wurde schon angenommen.", code="used")
    if invitation.replaced_at is not None:
        raise ValidationError("Es gibt eine neuere Einladung.", code="replaced")
    if invitation.expires_at <= now:
        raise ValidationError("Dieser Link ist abgelaufen.", code="expired")


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, now: datetime, password: str | None = None, account: User | None = None
) -> User:
    """Accept: with the first `password` of a new account, or as the signed-in `account` that has the address.

    A new account without a password can be entered by none.

    Returns the account that now belongs to the provider; the rights are its own from here on. Needs the wall of the
    provider. Raises ValidationError like `check_open`, with code `account` where the address has an account and
    another or none accepts, with code `member` where that account belongs to the provider already.
    """
    # Two clicks at once wait for each other here; the second finds the invitation used.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation = Invitation.objects.select_related("user", "provider").get(pk=invitation.pk)
    check_open(invitation, now=now)
    existing = account_of(invitation)
    if existing is None:
        user = _open_account(invitation, password)
    elif account is None or account.pk != existing.pk:
        raise ValidationError("Melden Sie sich zuerst mit der eingeladenen Adresse an.", code="account")
    else:
        user = existing
        _give_rows(invitation.user, user)
    Membership.objects.filter(provider=invitation.provider, user=user, joined_at=None).update(joined_at=now)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now)
    User.objects.filter(pk=user.pk).update(last_provider=invitation.provider)
    record(LogKind.CHANGE, by=user, subject=invitation, what="invitation_accepted")
    return user


def _open_account(invitation: Invitation, password: str | None) -> User:
    user = invitation.user
    user.email, user.is_invited = address_of(invitation), False
    user.set_password(password)
    user.save(update_fields=["email", "is_invited", "password"])
    return user


def _give_rows(stand_in: User, account: User) -> None:
    """Give everything that the provider wrote down for the stand-in to the account, and remove the stand-in."""
    for model in (Membership, FunderAccess):
        if model._base_manager.filter(user=account).exists():
            raise ValidationError("Sie gehören schon zu diesem Träger. Bitte fragen Sie die Verwaltung.", code="member")
    # The invitation last: while it is the stand-in's, the database lets the stand-in's roles go over.
    for relation in sorted(User._meta.related_objects, key=lambda relation: relation.related_model is Invitation):
        table = relation.related_model
        if isinstance(table, type) and issubclass(table, Tenanted):
            name = relation.field.name
            table._base_manager.filter(**{name: stand_in}).update(**{name: account})
    stand_in.delete()


def renew(invitation: Invitation) -> bool:
    """Send a new link to the address invited now. Returns False where it would open nothing."""
    account = account_of(invitation) or invitation.user
    if is_used(invitation) or not account.is_active or open_invitation(invitation.user, invitation.provider) is None:
        return False
    invite(invitation.user, invitation.provider)
    return True
