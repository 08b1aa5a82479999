"""The pages on which staff write how it stands for a company, send the link and end it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.enums import Action, DataClass
from asa.accounts.mailboxes import is_shared
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.people.models import Case, TrainingContract
from cases.portal.codes import make_new_code
from cases.portal.enums import StatusSign
from cases.portal.forms import StatusForm
from cases.portal.link_list import link_rows
from cases.portal.links import end_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.read_model import company_view
from cases.portal.services import current_contract, send_status, set_status
from cases.portal.standing import check_may_get_link, end_of, has_consent, withdrawn_on
from cases.portal.views import pictures


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
    if not has_consent(contract):
        return _card_only(request, case, contract)
    form = StatusForm(request.POST or None)
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid() and step != "edit":
        if step in ("save", "send"):
            return _finish(request, case, contract, form, send=step == "send")
        return _preview(request, case, contract, form)
    newest = contract.statuses.shown().first()
    sent = contract.links.order_by("-sent_at").first()
    context = {"case": case, "contract": contract, "form": form, "newest": newest, "sent": sent}
    return render(request, "cases/portal/status_edit.html", context)


def _card_only(request: UserRequest, case: Case, contract: TrainingContract) -> HttpResponse:
    """Without consent there is no sentence to write; the contact card can still be sent."""
    key, problem, status = _key_of(request), "", 200
    if request.method == "POST":
        status = 422
        if request.POST.get("step") == "card" and contract.trainer:
            try:
                link = send_status(contract=contract, contact=contract.trainer, by=request.user, request_key=key)
            except ValidationError as error:
                problem = " ".join(error.messages)
            else:
                messages.success(request, f"Die Kontaktkarte geht an {contract.trainer.full_name}.")
                return redirect("company_link_list", link.contract.case.public_id)
        else:
            problem = "Die Einwilligung fehlt inzwischen. Ihr Satz wurde nicht gespeichert."
    view = company_view(contract, contract.trainer)
    context = {
        "case": case,
        "contract": contract,
        "view": view,
        **_staff_pictures(view),
        "withdrawn_on": withdrawn_on(contract),
        "problem": problem,
        "typed": request.POST.get("sentence", ""),
        "request_key": key,
        "preview": True,
        **_sending(contract),
    }
    return render(request, "cases/portal/status_card.html", context, status=status)


def _key_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid4()


def _sending(contract: TrainingContract) -> dict[str, Any]:
    """Return whether the link can be sent, and else the words and the address of the page that makes it possible."""
    trainer = contract.trainer
    if trainer is not None:
        try:
            check_may_get_link(contract, trainer)
        except ValidationError as error:
            return {"can_send": False, "hindrance": " ".join(error.messages), "way": _way_to_trainer(contract)}
        is_shared_mailbox = is_shared(trainer.email, contract.provider.shared_mailboxes)
        return {"can_send": True, "hindrance": "", "way": None, "is_shared_mailbox": is_shared_mailbox}
    hindrance = "Im Vertrag steht noch niemand, der ausbildet."
    return {"can_send": False, "hindrance": hindrance, "way": _way_to_trainer(contract)}


def _staff_pictures(view: Any) -> dict[str, str]:
    return pictures(view, lambda picture: reverse("person_picture", args=[picture]))


def _preview(request: UserRequest, case: Case, contract: TrainingContract, form: StatusForm) -> HttpResponse:
    """Show the company's own page with the status that is not saved yet."""
    data = form.cleaned_data
    status = CompanyStatus(contract=contract, sign=data["sign"], sentence=data["sentence"])
    view = company_view(contract, contract.trainer, status=status)
    context = {
        "case": case,
        "contract": contract,
        "view": view,
        **_staff_pictures(view),
        "values": {"request_key": data["request_key"], "sign": str(data["sign"]), "sentence": data["sentence"]},
        "preview": True,
        **_sending(contract),
    }
    return render(request, "cases/portal/status_preview.html", context)


def _way_to_trainer(contract: TrainingContract) -> tuple[str, str]:
    """Return words and address of the page that makes sending possible."""
    trainer, company = contract.trainer, contract.company
    if trainer is not None and not trainer.has_left(timezone.localdate()) and trainer.company_id == company.pk:
        return f"E-Mail-Adresse von {trainer.full_name} eintragen", reverse("contact_edit", args=[trainer.public_id])
    if company.contacts.there().exclude(email="").exists():
        return "Ausbilder/in im Vertrag wählen", reverse("contract_edit", args=[contract.public_id])
    return "Kontakt im Betrieb eintragen", reverse("contact_create", args=[company.public_id])


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
        if is_shared(contract.trainer.email, contract.provider.shared_mailboxes):
            return redirect("company_link_list", case.public_id)  # where the code to tell stands
    else:
        messages.success(request, "Der Stand ist gespeichert.")
    return redirect("case_detail", case.public_id)


@needs(DataClass.TALK, Action.READ)
@require_safe
def company_link_list(request: UserRequest, public_id: Any) -> HttpResponse:
    """Every link that was sent for this person: to whom, how long it lives, why and by whom it ended."""
    visible = Case.objects.visible_to(request.user, DataClass.TALK).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    may_edit = Case.objects.editable_by(request.user, DataClass.TALK).filter(pk=case.pk).exists()
    context = {"case": case, "rows": link_rows(case), "may_edit": may_edit}
    return render(request, "cases/portal/link_list.html", context)


@needs(DataClass.TALK, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def company_link_end(request: UserRequest, public_id: Any, link_id: Any) -> HttpResponse:
    """Ask, then end one link for good."""
    case = _told_case(request, public_id)
    link = get_object_or_404(CompanyLink.objects.with_facts().filter(contract__case=case), public_id=link_id)
    if request.method == "POST":
        try:
            end_link(link, by=request.user)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
        else:
            messages.success(request, f"Der Link von {link.contact.full_name} ist beendet.")
        return redirect("company_link_list", case.public_id)
    return render(request, "cases/portal/link_end.html", {"case": case, "link": link})


@needs(DataClass.TALK, Action.UPDATE)
@require_POST
def company_link_new_code(request: UserRequest, public_id: Any, link_id: Any) -> HttpResponse:
    """Make the next code of a link to a shared mailbox."""
    case = _told_case(request, public_id)
    link = get_object_or_404(CompanyLink.objects.with_facts().filter(contract__case=case), public_id=link_id)
    if end_of(link) is None:
        make_new_code(link, by=request.user)
        messages.success(request, "Der neue Code steht beim Link. Der alte gilt nicht mehr.")
    else:
        messages.info(request, "Dieser Link ist beendet und braucht keinen Code mehr.")
    return redirect("company_link_list", case.public_id)
