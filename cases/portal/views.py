"""The company's page behind its link."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from asa.accounts.models import StaffProfile
from asa.accounts.permissions import public
from asa.accounts.profiles import picture_answer
from cases.portal.additions import letters_for
from cases.portal.calendar import date_file
from cases.portal.codes import enter_code, needs_code, remember_device
from cases.portal.forms import CodeForm
from cases.portal.links import is_expired, renew_link
from cases.portal.models import CompanyLink
from cases.portal.opening import open_link, standing_link
from cases.portal.read_model import CompanyView, company_view, contact_cards


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret in its address out of search engines and other sites' logs.

    "same-origin" and not "no-referrer": with the latter browsers send no origin and the renewing POST is refused.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _view_of(link: CompanyLink) -> CompanyView:
    return company_view(link.contract, link.contact, is_card=link.card_since is not None)


@public
@require_safe
def company_status_page(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """How it stands, for the company. Opening changes nothing and can be repeated.

    What has ended and what never was get the same words, which name nobody.
    """
    try:
        link = standing_link(provider_id, secret)
    except Http404:
        return _private(render(request, "cases/portal/link_gone.html", status=404))
    if is_expired(link):
        provider = link.contract.provider
        context = {"provider_name": provider.name, "provider_id": provider_id, "secret": secret}
        return _private(render(request, "cases/portal/link_expired.html", context))
    if needs_code(request, link):
        return _ask_for_code(request, link, secret, CodeForm())
    view = _view_of(link)
    context = {"view": view, "provider_id": provider_id, "secret": secret, "provider_name": view.provider_name}
    context["letters"] = letters_for(link, secret) if view.has_consent else []
    context |= pictures(view, lambda picture: reverse("company_picture", args=[provider_id, secret, picture]))
    return _private(render(request, "cases/portal/company_status.html", context))


def pictures(view: CompanyView, address: Callable[[UUID], str]) -> dict[str, str]:
    """Return where the pictures of contact person and deputy are found by this reader; empty where there is none."""
    cards = {"contact_picture": view.contact, "deputy_picture": view.deputy}
    return {name: address(card.picture) if card and card.picture else "" for name, card in cards.items()}


def _ask_for_code(
    request: HttpRequest, link: CompanyLink, secret: str, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    """Show whom to call for the code of a shared mailbox, and nothing of the trainee."""
    contact, deputy = contact_cards(link.contract, timezone.localdate())
    card = deputy or contact
    context = {
        "provider_name": link.contract.provider.name,
        "provider_id": link.provider_id,
        "secret": secret,
        "form": form,
        "contact": card,
        "house_phone": card.house_phone if card else link.contract.provider.phone,
    }
    return _private(render(request, "cases/portal/link_code.html", context, status=status))


@public
@require_POST
def company_link_code(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Take the code of a shared mailbox; a right one makes this device known and opens the page."""
    link = standing_link(provider_id, secret)
    if is_expired(link) or not needs_code(request, link):
        return _private(redirect("company_status_page", provider_id, secret))
    form = CodeForm(request.POST)
    problem = enter_code(link, form.cleaned_data["code"]) if form.is_valid() else ""
    if problem:
        form.add_error("code", problem)
    if form.errors:
        return _ask_for_code(request, link, secret, form, status=422)
    response = redirect("company_status_page", provider_id, secret)
    remember_device(response, link)
    return _private(response)


@public
@require_safe
def company_picture(request: HttpRequest, provider_id: int, secret: str, picture: UUID) -> HttpResponseBase:
    """The picture of the contact person or deputy that the page shows now; of nobody else."""
    link = open_link(request, provider_id, secret)
    shown = {card.picture for card in contact_cards(link.contract, timezone.localdate()) if card}
    if picture not in shown:
        raise Http404
    return picture_answer(StaffProfile.objects.filter(provider=provider_id, public_id=picture).first())


@public
@require_POST
def company_link_renew(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Send a new link to the address that the old one went to. The answer is the same however often it is asked."""
    link = standing_link(provider_id, secret)
    if is_expired(link):
        renew_link(link)
    context = {"provider_name": link.contract.provider.name}
    return _private(render(request, "cases/portal/link_renewed.html", context))


@public
@require_safe
def company_date(request: HttpRequest, provider_id: int, secret: str, key: UUID) -> HttpResponse:
    """One date of the page as a calendar file."""
    link = open_link(request, provider_id, secret)
    view = _view_of(link)
    date = next((date for date in view.dates if date.key == key), None)
    if date is None:
        raise Http404
    response = HttpResponse(date_file(view, date, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return _private(response)
