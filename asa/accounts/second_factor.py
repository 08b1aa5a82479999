"""Who must use a second factor, and whether this session has (`security.md` rule 16)."""

from django.conf import settings
from django.http import HttpRequest

from asa.accounts.access import Access
from asa.accounts.enums import STAFF_ROLES, Role

#: Where allauth keeps how this session was opened.
AUTHENTICATION_METHODS_SESSION_KEY = "account_authentication_methods"

#: Set by a demo sign-in link; honoured only while `ASA_DEMO=1`.
DEMO_KEY = "demo_sign_in"

ROLES_WITH_SECOND_FACTOR = frozenset({*STAFF_ROLES, Role.FUNDER, Role.AUDITOR})


def needs_second_factor(access: Access) -> bool:
    return bool(access.roles & ROLES_WITH_SECOND_FACTOR)


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether the current session was opened with a second factor (or by a demo link, in the demo only)."""
    if settings.DEMO and request.session.get(DEMO_KEY):
        return True
    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(method.get("method") == "mfa" for method in methods)
