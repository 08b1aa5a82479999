"""Choosing the provider to work for: one at a time, for people who belong to several."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.middleware import PROVIDER_KEY
from asa.accounts.models import Membership, Provider, Site, User
from asa.accounts.permissions import signed_in
from asa.accounts.requests import UserRequest


@require_http_methods(["GET", "POST"])
@signed_in
def provider_choice(request: UserRequest) -> HttpResponse:
    """List the person's providers; POST stands at one of them, in this session and at the next sign-in."""
    providers = list(Provider.objects.filter(pk__in=request.providers).order_by("name", "pk"))
    names = named_apart(providers, request.user)
    if request.method == "POST":
        number = request.POST.get("provider", "")
        chosen = next((provider for provider in providers if str(provider.pk) == number), None)
        if chosen is None:
            raise Http404
        request.session[PROVIDER_KEY] = chosen.pk
        User.objects.filter(pk=request.user.pk).update(last_provider=chosen)
        messages.success(request, f"Sie arbeiten jetzt bei {names[chosen.pk]}.")
        return redirect("today")
    rows = [(provider, names[provider.pk]) for provider in providers]
    context = {"providers": rows, "current": wall.current_provider_id()}
    return render(request, "accounts/providers.html", context)


def named_apart(providers: list[Provider], user: User) -> dict[int, str]:
    """Return how each of the person's own providers is called, by id: namesakes with the place where they work there.

    Names need not be unique, or whoever renames a provider would learn how others are called. Nothing but the person's
    own providers is looked at.
    """
    often = Counter(provider.name for provider in providers)
    return {
        provider.pk: f"{provider.name}{_place(provider, user)}" if often[provider.name] > 1 else provider.name
        for provider in providers
    }


def _place(provider: Provider, user: User) -> str:
    """Return ", place" of the person's own site, else of the provider's first one; empty where there is none."""
    with wall.within(provider.pk):
        own = Membership.objects.filter(provider=provider, user=user).select_related("site", "team__site")
        places = [member.site or (member.team.site if member.team else None) for member in own.order_by("pk")]
        site = next(filter(None, places), None) or Site.objects.filter(provider=provider).order_by("pk").first()
        return f", {site.place or site.name}" if site else ""
