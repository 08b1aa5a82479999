"""Sign-in links of the demo. They exist only while `ASA_DEMO=1` and only for people of a demo provider."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.middleware import home_of
from asa.accounts.models import Provider, User
from asa.accounts.permissions import public
from asa.accounts.second_factor import DEMO_KEY
from asa.accounts.sign_in_log import note

SALT = "asa.demo.sign_in"


def demo_link(user: User) -> str:
    """Return the absolute address that signs in as `user` on one click."""
    return settings.PUBLIC_URL + reverse("demo_sign_in", args=[signing.dumps(user.pk, salt=SALT)])


def demo_user(token: str) -> User | None:
    """Return the active person of a demo provider whom a signed token names."""
    try:
        user = User.objects.filter(pk=signing.loads(token, salt=SALT), is_active=True).first()
    except signing.BadSignature:
        return None
    if user is None:
        return None
    wall.enter_as(user.pk)
    home = home_of(user)
    return user if home and Provider.objects.filter(pk=home, is_demo=True).exists() else None


@public
@require_safe
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in without password and factor. A click on a printed link does it, so this GET changes the session."""
    user = demo_user(token) if settings.DEMO else None
    if user is None:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[DEMO_KEY] = True
    record_authentication(request, user, method="demo")
    UserSession.objects.create_from_request(request)
    note(LogKind.SIGN_IN, user, methods=["demo"])
    return redirect("today")
