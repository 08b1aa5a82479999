"""The page behind the link of an invitation."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts import wall
from asa.accounts.forms import InvitationForm
from asa.accounts.invitations import accept_invitation, account_of, address_of, check_open, find_invitation, renew
from asa.accounts.middleware import PROVIDER_KEY
from asa.accounts.models import Invitation, User
from asa.accounts.permissions import public

#: Limits in allauth's notation: how often one address may post to a link, how many new ones a person gets.
OPENINGS = "20/m/ip"
RENEWALS = "3/d/key"

#: What the database takes as a number of a row.
LARGEST_ID = 2**63 - 1


def _open_link(provider_id: int, secret: str) -> Invitation:
    """Stand behind the wall of the link's provider for the rest of the request; 404 for a link that never was."""
    if provider_id > LARGEST_ID:
        raise Http404
    wall.enter(provider_id)
    invitation = find_invitation(secret)
    if invitation is None:
        raise Http404
    return invitation


def _closed(request: HttpRequest, invitation: Invitation, secret: str, reason: ValidationError) -> HttpResponse:
    values = {"invitation": invitation, "secret": secret, "reason": reason.code, "message": reason.messages[0]}
    return render(request, "accounts/invitation_closed.html", values, status=410)


@public
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Show who is invited (GET changes nothing); POST opens the account or joins with the one that is signed in."""
    if not ratelimit.consume(request, app="asa", action="invitation", config={"invitation": OPENINGS}):
        return ratelimit.respond_429(request)
    found = _open_link(provider_id, secret)
    try:
        check_open(found, now=timezone.now())
        account = account_of(found)
        return _open_account(request, found) if account is None else _join(request, found, account)
    except ValidationError as reason:
        return _closed(request, found, secret, reason)


def _open_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Nobody has the address yet: a password makes the account, up to the second factor."""
    form = InvitationForm(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        user = accept_invitation(found, password=form.cleaned_data["password1"], now=timezone.now())
        logout(request, show_message=False)  # somebody else may have been signed in here
        record_authentication(request, user, method="password", email=user.email)
        response = perform_login(request, Login(user=user, email=user.email, redirect_url=reverse("today")))
        request.session[PROVIDER_KEY] = found.provider_id
        return response
    context = {"form": form, "invitation": found, "address": address_of(found)}
    return render(request, "accounts/invitation.html", context)


def _join(request: HttpRequest, found: Invitation, account: User) -> HttpResponse:
    """The address has an account: whoever is signed in with it joins by one button; sessions and factor stay."""
    is_signed_in = isinstance(request.user, User) and request.user.pk == account.pk
    if request.method == "POST" and is_signed_in:
        accept_invitation(found, account=account, now=timezone.now())
        request.session[PROVIDER_KEY] = found.provider_id
        messages.success(request, f"Willkommen bei {found.provider.name}.")
        return redirect("today")
    context = {
        "invitation": found,
        "address": address_of(found),
        "is_signed_in": is_signed_in,
        "is_somebody_else": isinstance(request.user, User) and not is_signed_in,
        "has_several": is_signed_in and bool(set(getattr(request, "providers", [])) - {found.provider_id}),
        "here": request.path,
    }
    status = 403 if request.method == "POST" else 200
    return render(request, "accounts/invitation_join.html", context, status=status)


@public
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
