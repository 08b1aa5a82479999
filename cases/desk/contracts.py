"""Noting a notice or the end of a training contract: with either, the company's rights end at once."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.fields import GermanDateField
from cases.people.enums import CaseEventKind, ContractEnd
from cases.people.models import TrainingContract
from cases.people.services import end_contract

FUTURE = "Das Datum liegt in der Zukunft. Wählen Sie heute oder früher."


class ContractEndForm(forms.Form):
    """A notice that became known, or the real end with its reason, or both."""

    hide_optional = True  # one of both dates is needed

    version = forms.IntegerField(widget=forms.HiddenInput)
    notice_on = GermanDateField(label="Kündigung bekannt am", required=False)
    ended_on = GermanDateField(label="Vertrag beendet am", required=False)
    reason = forms.ChoiceField(
        label="Ende durch", choices=ContractEnd.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, contract: TrainingContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.fields["version"].initial = contract.version
        self.fields["notice_on"].initial = contract.notice_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("notice_on", "ended_on"):
            if data.get(name) and data[name] > timezone.localdate():
                self.add_error(name, FUTURE)
        if data.get("version") != self.contract.version:
            known = f" Dort steht: Kündigung {self.contract.notice_on:%d.%m.%Y}." if self.contract.notice_on else ""
            raise ValidationError(
                f"Der Vertrag wurde inzwischen geändert.{known} Ihre Eingabe ist noch da. "
                "Prüfen Sie beides und speichern Sie noch einmal."
            )
        if not self.errors and not data.get("notice_on") and not data.get("ended_on"):
            raise ValidationError({"notice_on": "Geben Sie die Kündigung oder das Ende des Vertrags an."})
        if data.get("ended_on") and not data.get("reason"):
            raise ValidationError({"reason": "Wählen Sie, wodurch der Vertrag endete."})
        return data


@transaction.atomic
def note_notice(contract: TrainingContract, on: date, *, by: User) -> None:
    """Note that a notice is known since `on`; the contract may run on for its notice period."""
    contract.notice_on = on
    contract.version += 1
    contract.save(update_fields=["notice_on", "version"])
    contract.case.add_event(CaseEventKind.CONTRACT, by=by, on=on, text="Kündigung des Ausbildungsvertrags bekannt")


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contract_end(request: UserRequest, public_id: Any) -> HttpResponse:
    """Note a notice or the end of a contract."""
    visible = TrainingContract.objects.visible_to(request.user, DataClass.MASTER)
    contract = get_object_or_404(visible.select_related("case__trainee", "company"), public_id=public_id)
    if not TrainingContract.objects.editable_by(request.user).filter(pk=contract.pk).exists():
        raise PermissionDenied
    form = ContractEndForm(request.POST or None, contract=contract)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _save(contract, data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Gespeichert. Der Betrieb sieht ab sofort nichts mehr.")
            return redirect("case_detail", contract.case.public_id)
    if form.is_bound and form.errors:  # the next save knows what was seen now
        form.data = {**request.POST.dict(), "version": str(contract.version)}
    return render(request, "cases/desk/contract_end.html", {"contract": contract, "case": contract.case, "form": form})


def _save(contract: TrainingContract, data: dict[str, Any], *, by: User) -> None:
    if data["ended_on"]:
        end_contract(
            contract=contract,
            on=data["ended_on"],
            reason=ContractEnd(data["reason"]),
            by=by,
            notice_on=data["notice_on"],
        )
    else:
        note_notice(contract, data["notice_on"], by=by)
