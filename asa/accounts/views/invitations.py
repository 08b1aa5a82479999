"""The page behind the link of an invitation."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts import wall
from asa.accounts.forms import InvitationForm
from asa.accounts.invitations import accept, check_open, find_invitation, renew
from asa.accounts.models import Invitation
from asa.accounts.permissions import public

#: Limits in allauth's notation: how often one address may post to a link, how many new ones a person gets.
OPENINGS = "20/m/ip"
RENEWALS = "3/d/key"


def _open_link(provider_id: int, secret: str) -> Invitation:
    """Stand behind the wall of the link's provider for the rest of the request; 404 for a link that never was."""
    wall.enter(provider_id)
    invitation = find_invitation(secret)
    if invitation is None:
        raise Http404
    return invitation


def _closed(request: HttpRequest, invitation: Invitation, secret: str, reason: ValidationError) -> HttpResponse:
    values = {"invitation": invitation, "secret": secret, "reason": reason.code, "message": reason.messages[0]}
    return render(request, "accounts/invitation_closed.html", values, status=410)


@public
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Show who is invited (GET changes nothing); POST sets the password and signs in, up to the second factor."""
    if not ratelimit.consume(request, app="asa", action="invitation", config={"invitation": OPENINGS}):
        return ratelimit.respond_429(request)
    found, now = _open_link(provider_id, secret), timezone.now()
    form = InvitationForm(request.POST or None, user=found.user)
    try:
        check_open(found, now=now)
        if request.method == "POST" and form.is_valid():
            user = accept(found, form.cleaned_data["password1"], now=now)
            logout(request, show_message=False)  # somebody else may have been signed in here
            record_authentication(request, user, method="password", email=user.email)
            return perform_login(request, Login(user=user, email=user.email, redirect_url=reverse("today")))
    except ValidationError as reason:
        return _closed(request, found, secret, reason)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": found})


@public
@never_cache
@require_POST
def invitation_renew(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Send a new link to the address of the old one."""
    if not ratelimit.consume(request, app="asa", action="invitation", config={"invitation": OPENINGS}):
        return ratelimit.respond_429(request)
    found = _open_link(provider_id, secret)
    key = str(found.user_id)
    if not ratelimit.consume(request, app="asa", action="renew", config={"renew": RENEWALS}, key=key):
        return ratelimit.respond_429(request)
    is_sent = renew(found)
    return render(request, "accounts/invitation_renewed.html", {"is_sent": is_sent, "invitation": found})
