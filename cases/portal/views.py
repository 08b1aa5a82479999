"""The company's page behind its link, and the page on which the contact person writes what stands there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import StaffProfile
from asa.accounts.permissions import needs, public
from asa.accounts.profiles import picture_answer
from asa.accounts.requests import UserRequest
from cases.people.models import Case, TrainingContract
from cases.portal.additions import letters_for
from cases.portal.calendar import date_file
from cases.portal.enums import StatusSign
from cases.portal.forms import StatusForm
from cases.portal.links import LARGEST_ID, find_link, is_expired, renew_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.read_model import CompanyView, company_view, contact_cards
from cases.portal.services import current_contract, send_status, set_status


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret in its address out of search engines and other sites' logs.

    "same-origin" and not "no-referrer": with the latter browsers send no origin and the renewing POST is refused.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _link(provider_id: int, secret: str) -> CompanyLink:
    """Stand behind the wall of the provider in the address and return the link. Unknown and ended are the same 404."""
    if provider_id > LARGEST_ID:
        raise Http404
    wall.enter(provider_id)
    link = find_link(secret)
    if link is None:
        raise Http404
    return link


def _open_link(provider_id: int, secret: str) -> CompanyLink:
    link = _link(provider_id, secret)
    if is_expired(link):
        raise Http404
    return link


@public
@require_safe
def company_status_page(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """How it stands, for the company. Opening changes nothing and can be repeated."""
    link = _link(provider_id, secret)
    if is_expired(link):
        provider = link.contract.provider
        context = {"provider_name": provider.name, "provider_id": provider_id, "secret": secret}
        return _private(render(request, "cases/portal/link_expired.html", context))
    view = company_view(link.contract, link.contact)
    context = {"view": view, "provider_id": provider_id, "secret": secret, "provider_name": view.provider_name}
    context["letters"] = letters_for(link, secret) if view.has_consent else []
    context |= _pictures(view, lambda picture: reverse("company_picture", args=[provider_id, secret, picture]))
    return _private(render(request, "cases/portal/company_status.html", context))


def _pictures(view: CompanyView, address: Callable[[UUID], str]) -> dict[str, str]:
    """Return where the pictures of contact person and deputy are found by this reader; empty where there is none."""
    cards = {"contact_picture": view.contact, "deputy_picture": view.deputy}
    return {name: address(card.picture) if card and card.picture else "" for name, card in cards.items()}


@public
@require_safe
def company_picture(request: HttpRequest, provider_id: int, secret: str, picture: UUID) -> HttpResponseBase:
    """The picture of the contact person or deputy that the page shows now; of nobody else."""
    link = _open_link(provider_id, secret)
    shown = {card.picture for card in contact_cards(link.contract, timezone.localdate()) if card}
    if picture not in shown:
        raise Http404
    return picture_answer(StaffProfile.objects.filter(provider=provider_id, public_id=picture).first())


@public
@require_POST
def company_link_renew(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    """Send a new link to the address that the old one went to. The answer is the same however often it is asked."""
    link = _link(provider_id, secret)
    if is_expired(link):
        renew_link(link)
    context = {"provider_name": link.contract.provider.name}
    return _private(render(request, "cases/portal/link_renewed.html", context))


@public
@require_safe
def company_date(request: HttpRequest, provider_id: int, secret: str, key: UUID) -> HttpResponse:
    """One date of the page as a calendar file."""
    link = _open_link(provider_id, secret)
    view = company_view(link.contract, link.contact)
    date = next((date for date in view.dates if date.key == key), None)
    if date is None:
        raise Http404
    response = HttpResponse(date_file(view, date, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return _private(response)


def _told_case(request: UserRequest, public_id: Any) -> Case:
    visible = Case.objects.visible_to(request.user, DataClass.TALK).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.TALK).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case


@needs(DataClass.TALK, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def company_status_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    """Write sign and sentence, see what the company will see, then save and send."""
    case = _told_case(request, public_id)
    contract = current_contract(case)
    if contract is None:
        return render(request, "cases/portal/status_no_contract.html", {"case": case})
    form = StatusForm(request.POST or None)
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid() and step != "edit":
        if step in ("save", "send"):
            return _finish(request, case, contract, form, send=step == "send")
        return _preview(request, case, contract, form)
    newest = contract.statuses.order_by("-set_at", "-pk").first()
    sent = contract.links.order_by("-sent_at").first()
    context = {"case": case, "contract": contract, "form": form, "newest": newest, "sent": sent}
    return render(request, "cases/portal/status_edit.html", context)


def _preview(request: UserRequest, case: Case, contract: TrainingContract, form: StatusForm) -> HttpResponse:
    """Show the company's own page with the status that is not saved yet."""
    data = form.cleaned_data
    status = CompanyStatus(contract=contract, sign=data["sign"], sentence=data["sentence"])
    view = company_view(contract, contract.trainer, status=status)
    context = {
        "case": case,
        "contract": contract,
        "view": view,
        **_pictures(view, lambda picture: reverse("person_picture", args=[picture])),
        "values": {"request_key": data["request_key"], "sign": str(data["sign"]), "sentence": data["sentence"]},
        "can_send": bool(contract.trainer and contract.trainer.email),
        "way": _way_to_trainer(contract),
        "preview": True,
    }
    return render(request, "cases/portal/status_preview.html", context)


def _way_to_trainer(contract: TrainingContract) -> tuple[str, str] | None:
    """Return words and address of the page that makes sending possible; None where it is possible already."""
    trainer = contract.trainer
    if trainer is not None:
        edit = reverse("contact_edit", args=[trainer.public_id])
        return None if trainer.email else (f"E-Mail-Adresse von {trainer.full_name} eintragen", edit)
    if contract.company.contacts.exclude(email="").exists():
        return "Ausbilder/in im Vertrag wählen", reverse("contract_edit", args=[contract.public_id])
    return "Kontakt im Betrieb eintragen", reverse("contact_create", args=[contract.company.public_id])


def _finish(
    request: UserRequest, case: Case, contract: TrainingContract, form: StatusForm, *, send: bool
) -> HttpResponse:
    data = form.cleaned_data
    try:
        set_status(
            contract=contract,
            sign=StatusSign(data["sign"]),
            sentence=data["sentence"],
            by=request.user,
            request_key=data["request_key"],
        )
        if send and contract.trainer:
            send_status(contract=contract, contact=contract.trainer, by=request.user, request_key=data["request_key"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return render(request, "cases/portal/status_edit.html", {"case": case, "contract": contract, "form": form})
    if send and contract.trainer:
        messages.success(request, f"Gespeichert. Der Link geht an {contract.trainer.full_name}.")
    else:
        messages.success(request, "Der Stand ist gespeichert.")
    return redirect("case_detail", case.public_id)
