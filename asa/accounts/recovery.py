"""Recovery of a second factor: an admin asks with a reason, a second person confirms, nobody does it alone."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.independence import ties_at
from asa.accounts.joining import belongs_here_alone
from asa.accounts.letters import write_to_staff
from asa.accounts.log import record
from asa.accounts.models import EmailChange, FactorReset, FunderAccess, Membership, User
from asa.accounts.sessions import end_sessions

#: A request that nobody confirms within this time is void: circumstances will have changed.
OPEN_FOR = timedelta(days=2)
#: Between a new address and a removed factor lies so much time, whichever came first: both together are the account,
#: and within it the mails about the first one reach its owner.
APART = timedelta(days=14)


def people_to_recover(by: User) -> QuerySet[User]:
    """Return the people of the current provider who have a second factor, without the asking person."""
    provider = wall.current_provider_id()
    members = Membership.objects.active().filter(provider=provider).values("user")
    readers = FunderAccess.objects.active().filter(provider=provider).values("user")
    having = Authenticator.objects.values("user")
    # Who belongs elsewhere too is found out only when named: the list must not tell by leaving somebody out.
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=readers), pk__in=having).exclude(pk=by.pk)


def open_requests(*, now: datetime) -> QuerySet[FactorReset]:
    """Return the requests of the current provider that wait for a second person, oldest first."""
    waiting = FactorReset.objects.filter(
        provider=wall.current_provider_id(), confirmed_by=None, asked_at__gt=now - OPEN_FOR
    )
    return waiting.select_related("user", "asked_by").order_by("asked_at")


@transaction.atomic
def ask(*, user: User, reason: str, by: User, request_key: uuid.UUID) -> FactorReset:
    """Ask for the recovery of `user`'s second factor. The same request key returns the first request."""
    if user.pk == by.pk:
        raise ValidationError("Niemand stellt den eigenen zweiten Faktor wieder her.", code="own")
    check_own_people(user)
    check_address_is_old(user, now=timezone.now())
    values: dict[str, Any] = {"provider_id": wall.current_provider_id(), "user": user, "reason": reason, "asked_by": by}
    request, is_new = FactorReset.objects.get_or_create(request_key=request_key, defaults=values)
    if is_new:
        record(LogKind.GRANT, by=by, subject=request, what="factor_reset_asked", user=user.pk)
    return request


def check_own_people(user: User) -> None:
    """Raise ValidationError where the factor opens another provider too: no provider decides for another one."""
    if not belongs_here_alone(user):
        raise ValidationError(
            "Mit diesem zweiten Faktor arbeitet die Person auch anderswo. "
            "Sie braucht einen ihrer Wiederherstellungscodes; diese Seite kann ihn nicht zurücksetzen.",
            code="elsewhere",
        )


def check_confirm(request: FactorReset, *, by: User, now: datetime) -> None:
    """Raise ValidationError unless `by` may be the second person for this request."""
    if by.pk in {request.asked_by_id, request.user_id}:
        raise ValidationError("Die zweite Person muss eine andere sein.", code="same_person")
    if not access_of(by).roles & {Role.ADMIN, Role.TEAM_LEAD}:
        raise ValidationError("Das darf nur die Verwaltung oder eine Teamleitung.", code="role")
    if request.confirmed_by_id is not None:
        raise ValidationError("Diese Wiederherstellung ist schon bestätigt.", code="done")
    free_from = ties_at(request.provider_id, now=now).free_from(by.pk, asked_by=request.asked_by_id)
    if free_from > now:
        raise ValidationError(
            f"Zwischen Ihnen und {request.asked_by} liegt eine neue Einladung: Ab "
            f"{timezone.localtime(free_from):%d.%m.%Y} gelten Sie als zwei Personen. Es kann jemand anderes "
            "bestätigen; sonst hilft ein Wiederherstellungscode.",
            code="tied",
        )
    if request.asked_at <= now - OPEN_FOR:
        raise ValidationError("Diese Bitte ist abgelaufen.", code="expired")
    check_own_people(request.user)
    check_address_is_old(request.user, now=now)


def check_address_is_old(user: User, *, now: datetime) -> None:
    """Raise ValidationError where the account's address is new: whoever had it changed would get the account."""
    change = EmailChange.objects.filter(user=user, confirmed_at__gt=now - APART).order_by("-confirmed_at").first()
    if change is not None and change.confirmed_at is not None:
        from_on = timezone.localdate(change.confirmed_at + APART)
        raise ValidationError(
            f"Die E-Mail-Adresse dieser Person wurde erst vor Kurzem geändert. Möglich ist das ab {from_on:%d.%m.%Y}; "
            "bis dahin hilft ein Wiederherstellungscode.",
            code="new_address",
        )


def check_factor_is_old(user: User, *, now: datetime) -> None:
    """Raise ValidationError where the factor was removed a short time ago: the same, the other way round."""
    reset = FactorReset.objects.filter(user=user, confirmed_at__gt=now - APART).order_by("-confirmed_at").first()
    if reset is not None and reset.confirmed_at is not None:
        from_on = timezone.localdate(reset.confirmed_at + APART)
        raise ValidationError(
            "Der zweite Faktor dieser Person wurde erst vor Kurzem zurückgesetzt. "
            f"Eine neue E-Mail-Adresse ist ab {from_on:%d.%m.%Y} möglich.",
            code="new_factor",
        )


@transaction.atomic
def confirm(request: FactorReset, *, by: User, now: datetime) -> None:
    """Remove all second factors of the person as the second pair of eyes; their sessions end, a mail tells them."""
    request = FactorReset.objects.select_related("user", "provider").select_for_update(of=("self",)).get(pk=request.pk)
    check_confirm(request, by=by, now=now)
    request.confirmed_by, request.confirmed_at = by, now
    request.save(update_fields=["confirmed_by", "confirmed_at"])
    Authenticator.objects.filter(user=request.user).delete()
    end_sessions(request.user)
    record(LogKind.GRANT, by=by, subject=request, what="factor_reset_confirmed", user=request.user_id)
    values: dict[str, Any] = {"provider": request.provider, "asked_by": request.asked_by, "by": by}
    write_to_staff(request.user, request.provider_id, "accounts/mail/factor_reset", **values)
