"""What happens around every request: the tenant wall, the second factor, the log of reads and denials."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import FunderAccess, Membership, User
from asa.accounts.second_factor import has_second_factor, needs_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

#: The session keeps only which provider was chosen; whether the person belongs to it is read on every request.
PROVIDER_KEY = "provider"


def providers_of(user: User) -> list[int]:
    """Return the providers that give `user` any right today. Needs `wall.enter_as(user.pk)` in this transaction."""
    ids = set(Membership.objects.active().filter(user=user.pk).values_list("provider", flat=True))
    ids |= set(FunderAccess.objects.active().filter(user=user.pk).values_list("provider", flat=True))
    return sorted(ids)


class WallMiddleware:
    """Run the request in one transaction and stand it behind the wall of the person's provider."""

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
        wall.enter(None)
        wall.enter_as(None)
        user = request.user
        if not isinstance(user, User):
            return
        wall.enter_as(user.pk)
        providers = providers_of(user) or _providers_from_links(user)
        chosen = request.session.get(PROVIDER_KEY)
        if providers:
            wall.enter(chosen if chosen in providers else providers[0])


#: Functions user → list of provider ids for trainees and auditors, added by the app that holds the link.
PROVIDER_SOURCES: list[Callable[[User], list[int]]] = []


def _providers_from_links(user: User) -> list[int]:
    return [provider for source in PROVIDER_SOURCES for provider in source(user)]


class SecondFactorMiddleware:
    """Staff, funders and auditors reach nothing but their own security pages before the second factor is used."""

    ALLOWED_PREFIXES = ("/konto/", "/static/", "/gesund/", "/barrierefreiheit/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            isinstance(user, User)
            and not request.path.startswith(self.ALLOWED_PREFIXES)
            and needs_second_factor(access_of(user))
            and not has_second_factor(request)
        ):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


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
