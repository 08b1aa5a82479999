"""Set-up of the second factor. A factor that was just set up counts as used in this session."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from asa.accounts.access import access_of
from asa.accounts.adapter import MFAAdapter
from asa.accounts.enums import LogKind
from asa.accounts.models import User
from asa.accounts.permissions import signed_in
from asa.accounts.second_factor import factors_of, has_second_factor, needs_second_factor
from asa.accounts.sessions import end_sessions, renew_session_id
from asa.accounts.sign_in_log import note


@signed_in
def set_up(request: HttpRequest) -> HttpResponse:
    """Lead a person whose role asks for a second factor through setting one up."""
    user = request.user
    assert isinstance(user, User)
    if factors_of(user) or has_second_factor(request):
        return redirect("mfa_index")
    return render(request, "accounts/second_factor.html", {"is_needed": needs_second_factor(access_of(user))})


def count_as_used(request: HttpRequest, kind: str) -> None:
    """Bind the new factor to this session and end all others of the person."""
    user = request.user
    assert isinstance(user, User)
    newest = Authenticator.objects.filter(user=user.pk, type=kind).latest("created_at")
    record_authentication(request, user, method="mfa", id=newest.pk, type=kind)
    renew_session_id(request)
    end_sessions(user, keep=request.session.session_key)
    note(LogKind.CHANGE, user, what="factor_added", type=kind)
    messages.success(request, "Ihr zweiter Faktor ist eingerichtet.")


class ActivateApp(ActivateTOTPView):
    """An authenticator app (TOTP)."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    """A passkey or security key (WebAuthn)."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks only for apps whether the last factor may go; a passkey can be the last one as well."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = MFAAdapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_list_webauthn"))
        return super().form_valid(form)


activate_app = signed_in(ActivateApp.as_view())
add_passkey = signed_in(AddPasskey.as_view())
remove_passkey = signed_in(RemovePasskey.as_view())
