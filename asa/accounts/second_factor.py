"""Who must use a second factor, and whether this session has (`security.md` rule 16)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from asa.accounts import wall
from asa.accounts.access import Access, access_of
from asa.accounts.enums import STAFF_ROLES, Role
from asa.accounts.models import FunderAccess, Membership, User

#: Where allauth keeps how this session was opened, and for whom.
AUTHENTICATION_METHODS_SESSION_KEY = "account_authentication_methods"
AUTHENTICATED_USER_SESSION_KEY = "account_authentication_methods_user"

#: Set by a demo sign-in link; honoured only while `ASA_DEMO=1`.
DEMO_KEY = "demo_sign_in"

ROLES_WITH_SECOND_FACTOR = frozenset({*STAFF_ROLES, Role.FUNDER, Role.AUDITOR})

#: What counts as a second factor by itself; recovery codes only stand in for one of these.
FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(access: Access) -> bool:
    return bool(access.roles & ROLES_WITH_SECOND_FACTOR)


def is_bound_to_second_factor(user: User) -> bool:
    """Return whether any role of `user`, at whichever provider, asks for a second factor: then the last one stays."""
    if needs_second_factor(access_of(user)):
        return True
    own = {"user": user.pk}
    with wall.own_rows_of(user.pk):
        members, readers = Membership.objects.active().filter(**own), FunderAccess.objects.active().filter(**own)
        return members.exists() or readers.exists()


def factors_of(user: User) -> list[str]:
    """Return the types of the second factors that `user` has set up, one entry per device."""
    return list(Authenticator.objects.filter(user=user.pk, type__in=FACTOR_TYPES).values_list("type", flat=True))


def is_demo_sign_in(request: HttpRequest) -> bool:
    return bool(settings.DEMO and request.session.get(DEMO_KEY))


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor of its user (or by a demo link, in the demo only)."""
    if is_demo_sign_in(request):
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
