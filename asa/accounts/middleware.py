"""What happens around every request: the tenant wall, the second factor, the log of reads and denials."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.access import access_of, keep_for_request
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import FunderAccess, Membership, User
from asa.accounts.second_factor import factors_of, has_second_factor, needs_second_factor
from asa.accounts.typed.middleware import wait_for_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

#: The session keeps only which provider was chosen; whether the person belongs to it is read on every request.
#: The account keeps the last choice (`User.last_provider`).
PROVIDER_KEY = "provider"


#: Functions user → list of provider ids for trainees and auditors, added by the app that holds the link.
PROVIDER_SOURCES: list[Callable[[User], list[int]]] = []


def providers_of(user: User) -> list[int]:
    """Return the providers that give `user` any right today. Needs `wall.enter_as(user.pk)` in this transaction."""
    staff = Membership.objects.active().filter(user=user.pk).order_by().values_list("provider", flat=True)
    readers = FunderAccess.objects.active().filter(user=user.pk).values_list("provider", flat=True)
    ids = set(staff.union(readers))
    for source in PROVIDER_SOURCES:
        ids.update(source(user))
    return sorted(ids)


def chosen_of(user: User, providers: list[int], wish: int | None = None) -> int | None:
    """Return the provider of `providers` that `user` stands at: as wished, else where last, else the first."""
    wishes = (wish, user.last_provider_id, *providers)
    return next((provider for provider in wishes if provider in providers), None)


def home_of(user: User | None) -> int | None:
    """Return the provider that `user` stands in by default, None for nobody. Needs `wall.enter_as` like `providers_of`.

    For nobody the same queries run: an unknown address must not be answered faster than a known one.
    """
    person = user or User(pk=0)
    return chosen_of(person, providers_of(person))


class WallMiddleware:
    """Run the request in one transaction and stand it behind the wall of the person's provider.

    `request.providers` are the providers that the person may choose from.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((settings.STATIC_URL, "/gesund/")):
            return self.get_response(request)
        with transaction.atomic():
            self._enter(request)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def _enter(self, request: HttpRequest) -> None:
        request.providers = []  # type: ignore[attr-defined]
        wall.leave()
        user = request.user
        if not isinstance(user, User):
            return
        wall.enter_as(user.pk)
        providers = request.providers = providers_of(user)  # type: ignore[attr-defined]
        wall.stand_at(chosen_of(user, providers, request.session.get(PROVIDER_KEY)))
        keep_for_request(user)


class SecondFactorMiddleware:
    """Staff, funders and auditors reach nothing but the set-up of their second factor before it is used.

    Someone with a factor has to use it first: with the password alone nobody adds a second one or sees the codes.
    """

    #: Open to everyone, whatever the session.
    FREE = frozenset({"account_logout", "accessibility", "health", "demo_sign_in"})

    #: What a person without any factor may open to get one.
    SET_UP = frozenset({"second_factor_setup", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})

    #: What a person with a factor may open in a session that has not used it.
    USE = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: tuple, kwargs: dict) -> HttpResponse | None:
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User) or name in self.FREE or request.path.startswith(settings.STATIC_URL):
            return None
        if not needs_second_factor(access_of(user)) or has_second_factor(request):
            return None
        factors = factors_of(user)
        if name in (self.USE if factors else self.SET_UP):
            return None
        if not factors:
            return redirect("second_factor_setup")
        wait_for_factor(request)
        page = "mfa_reauthenticate" if Authenticator.Type.TOTP in factors else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


class AccessLogMiddleware:
    """Write a log entry for every denial of a signed-in person (403 and 404 look different only in the log)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        denied = getattr(request, "denied", None)
        if denied and not isinstance(request.user, AnonymousUser):
            match = request.resolver_match
            record(LogKind.DENIAL, by=request.user, route=match.view_name if match else "", status=denied)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied):
            request.denied = 403  # type: ignore[attr-defined]
        elif isinstance(exception, Http404) and request.resolver_match is not None:
            request.denied = 404  # type: ignore[attr-defined]
