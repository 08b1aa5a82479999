"""The page behind the link that confirms a new address."""

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.email_change import check_change, confirm_new_address, find_change
from asa.accounts.permissions import public
from asa.accounts.views.invitations import LARGEST_ID, OPENINGS


@public
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Show which address is meant (GET changes nothing); POST lets it count."""
    if not ratelimit.consume(request, app="asa", action="address", config={"address": OPENINGS}):
        return ratelimit.respond_429(request)
    if provider_id > LARGEST_ID:
        raise Http404
    wall.enter(provider_id)
    change, now = find_change(secret), timezone.now()
    if change is None:
        raise Http404
    context = {"change": change}
    try:
        check_change(change, now=now)
        if request.method == "POST":
            confirm_new_address(change, now=now)
            return render(request, "accounts/address_confirmed.html", context)
    except ValidationError as reason:
        return render(request, "accounts/address_closed.html", {"message": reason.messages[0]}, status=410)
    return render(request, "accounts/address_confirm.html", context)
