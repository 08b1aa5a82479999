"""Choosing the provider to work for: one at a time, for people who belong to several."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.middleware import PROVIDER_KEY
from asa.accounts.models import Provider, User
from asa.accounts.permissions import signed_in
from asa.accounts.requests import UserRequest


@require_http_methods(["GET", "POST"])
@signed_in
def provider_choice(request: UserRequest) -> HttpResponse:
    """List the person's providers; POST stands at one of them, in this session and at the next sign-in."""
    providers = Provider.objects.filter(pk__in=request.providers).order_by("name")
    if request.method == "POST":
        number = request.POST.get("provider", "")
        chosen = next((provider for provider in providers if str(provider.pk) == number), None)
        if chosen is None:
            raise Http404
        request.session[PROVIDER_KEY] = chosen.pk
        User.objects.filter(pk=request.user.pk).update(last_provider=chosen)
        messages.success(request, f"Sie arbeiten jetzt bei {chosen.name}.")
        return redirect("today")
    context = {"providers": providers, "current": wall.current_provider_id()}
    return render(request, "accounts/providers.html", context)
