"""Pages that stand in for parts of allauth that are not offered here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from asa.accounts.permissions import public, signed_in


@signed_in
def email(request: HttpRequest) -> HttpResponse:
    """Say who changes an address: it is the login, so the person cannot give it to somebody else."""
    return render(request, "account/email.html")


@public
def no_confirmation(request: HttpRequest, key: str = "") -> HttpResponse:
    """Addresses are confirmed by the invitation; there is nothing to confirm here."""
    return redirect("account_login")
