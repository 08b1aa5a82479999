"""The end of a training contract: a notice, an end now or later, and what was entered wrongly."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.fields import GermanDateField
from cases.notes.models import CounsellingNote
from cases.people.contract_ends import correct_contract_end, end_contract, note_notice, take_back_contract_end
from cases.people.enums import WITH_REASON, ContractEnd, LifeCodeKind
from cases.people.life.codes import code_of, offered
from cases.people.models import Case, Exam, TrainingContract
from companies.records.forms import soften

#: A notice is entered at most so far ahead.
FAR_AHEAD = timedelta(days=366)

CHANGE, GOES_ON, WRONG_PERSON = "change", "goes_on", "wrong_person"


def _groups(contract: TrainingContract) -> list[tuple[str, str]]:
    """Return the groups of reasons that are valid on the last day, and the one that stands there already."""
    rows = offered(contract.provider_id, LifeCodeKind.BREAK, contract.ended_on or timezone.localdate())
    held = code_of(contract.provider_id, LifeCodeKind.BREAK, contract.break_reason)
    if held is not None and held not in rows:
        rows.append(held)
    return [("", "bitte wählen"), *((row.code, row.label) for row in rows)]


class ContractEndForm(forms.Form):
    """A notice, or the last day of the contract with its form and group of reasons, or both; also ahead of time."""

    hide_optional = True  # one of both dates is needed

    version = forms.IntegerField(widget=forms.HiddenInput)
    notice_on = GermanDateField(
        label="Kündigung bekannt am", required=False, help_text="Ab diesem Tag sieht der Betrieb nichts mehr."
    )
    ended_on = GermanDateField(
        label="letzter Tag des Vertrags",
        required=False,
        help_text="Er darf in der Zukunft liegen. Noch nicht bekannt? Lassen Sie das Feld leer. "
        "Hat die Ausbildung nie begonnen: der Tag, an dem der Vertrag aufgelöst wurde.",
    )
    reason = forms.ChoiceField(
        label="Ende durch", choices=ContractEnd.choices, widget=forms.RadioSelect, required=False
    )
    break_reason = forms.ChoiceField(
        label="Grund der Lösung",
        required=False,
        help_text="Nur bei vorzeitigem Ende. Was genau war, gehört in eine vertrauliche Notiz.",
    )

    def __init__(self, *args: Any, contract: TrainingContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.fields["version"].initial = contract.version
        self.fields["notice_on"].initial = contract.notice_on
        self.fields["break_reason"].choices = _groups(contract)  # type: ignore[attr-defined]
        soften(self)

    def clean_notice_on(self) -> date | None:
        day: date | None = self.cleaned_data["notice_on"]
        if day is not None and day > timezone.localdate() + FAR_AHEAD:
            raise ValidationError("Das Datum liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") != self.contract.version:
            raise ValidationError(
                f"Der Vertrag wurde inzwischen geändert.{self._known()} Ihre Eingabe ist noch da. "
                "Prüfen Sie beides und speichern Sie noch einmal."
            )
        self._clean_end(data)
        return data

    def _known(self) -> str:
        contract, parts = self.contract, []
        if contract.notice_on:
            parts.append(f"Kündigung {contract.notice_on:%d.%m.%Y}")
        if contract.ended_on:
            parts.append(f"Ende {contract.ended_on:%d.%m.%Y}, {contract.get_end_reason_display()}")
        return f" Dort steht: {', '.join(parts)}." if parts else ""

    def _clean_end(self, data: dict[str, Any]) -> None:
        if not self.errors and not data.get("notice_on") and not data.get("ended_on"):
            self.add_error("notice_on", "Geben Sie die Kündigung oder das Ende des Vertrags an.")
        if not data.get("ended_on"):
            return
        if not data.get("reason"):
            self.add_error("reason", "Wählen Sie, wodurch der Vertrag endet.")
        elif data["reason"] in WITH_REASON and not data.get("break_reason") and "break_reason" not in self.errors:
            self.add_error("break_reason", "Wählen Sie den Grund. Wenn er fehlt: „nicht bekannt“.")

    def end(self) -> dict[str, Any]:
        """Return the end as the services take it."""
        data = self.cleaned_data
        return {
            "on": data["ended_on"],
            "reason": ContractEnd(data["reason"]),
            "notice_on": data["notice_on"],
            "break_reason": data["break_reason"] if data["reason"] in WITH_REASON else "",
        }


class ContractEndCorrectionForm(ContractEndForm):
    """What is right instead of the end that stands there: other dates or words, or no end at all."""

    what = forms.ChoiceField(
        label="Was ist richtig?",
        choices=[
            (CHANGE, "Datum, Form oder Grund waren anders"),
            (GOES_ON, "Der Vertrag läuft weiter"),
            (WRONG_PERSON, "Das Ende gehört zu einer anderen Person"),
        ],
        initial=CHANGE,
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie, was richtig ist."},
    )
    why = forms.CharField(
        label="Anlass der Berichtigung",
        max_length=200,
        help_text="Ein Stichwort genügt, zum Beispiel Schreibfehler. Keine Gesundheitsdaten.",
        error_messages={"required": "Nennen Sie den Anlass, zum Beispiel Schreibfehler."},
    )

    field_order = ("version", "what", "ended_on", "reason", "break_reason", "notice_on", "why")

    def __init__(self, *args: Any, contract: TrainingContract, **kwargs: Any) -> None:
        super().__init__(*args, contract=contract, **kwargs)
        self.fields["ended_on"].initial = contract.ended_on
        self.fields["reason"].initial = contract.end_reason
        self.fields["break_reason"].initial = contract.break_reason

    def _clean_end(self, data: dict[str, Any]) -> None:
        if data.get("what") != CHANGE:
            return
        if not data.get("ended_on") and "ended_on" not in self.errors:
            self.add_error("ended_on", "Geben Sie den letzten Tag des Vertrags ein.")
        super()._clean_end(data)


def _contract(request: UserRequest, public_id: Any) -> TrainingContract:
    """Return a contract whose end this person may enter."""
    visible = TrainingContract.objects.visible_to(request.user, DataClass.MASTER)
    contract = get_object_or_404(visible.select_related("case__trainee", "company"), public_id=public_id)
    if not TrainingContract.objects.editable_by(request.user).filter(pk=contract.pk).exists():
        raise PermissionDenied
    return contract


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, texts in found.items():
        form.add_error(name if name in form.fields else None, texts)


def _answer(request: UserRequest, template: str, contract: TrainingContract, form: ContractEndForm) -> HttpResponse:
    if form.is_bound and form.errors:  # the next save knows what was seen now
        form.data = {**request.POST.dict(), "version": str(contract.version)}
    context = {
        "contract": contract,
        "case": contract.case,
        "form": form,
        "is_ahead": contract.ended_on is None or contract.ended_on >= timezone.localdate(),
        "may_note": Case.objects.visible_to(request.user, CounsellingNote.DATA_CLASS)
        .filter(pk=contract.case_id)
        .exists(),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contract_end(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Kündigung oder Ende": what is known now; an end that is there already is put right on its own page."""
    contract = _contract(request, public_id)
    if request.method == "GET" and contract.ended_on is not None:
        return redirect("contract_end_correct", contract.public_id)
    form = ContractEndForm(request.POST or None, contract=contract, initial=_after_exam(request, contract))
    if request.method == "POST" and form.is_valid():
        try:
            _save_end(contract, form, by=request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _saved_words(contract, form))
            return redirect(_next_page(contract, form))
    return _answer(request, "cases/desk/contract_end.html", contract, form)


def _after_exam(request: UserRequest, contract: TrainingContract) -> dict[str, Any]:
    """Return the end that a passed final exam brings: the training ends with the announcement (§ 21 Abs. 2 BBiG)."""
    number = request.GET.get("exam", "")
    exams = Exam.objects.visible_to(request.user).filter(contract=contract)
    exam = exams.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if exam is None or not exam.is_passed_final or exam.result_on is None:
        return {}
    return {"ended_on": min(exam.result_on, contract.ends_on), "reason": ContractEnd.EXAM}


def _save_end(contract: TrainingContract, form: ContractEndForm, *, by: User) -> None:
    if form.cleaned_data["ended_on"]:
        end_contract(contract=contract, by=by, **form.end())
    else:
        note_notice(contract=contract, on=form.cleaned_data["notice_on"], by=by)


def _saved_words(contract: TrainingContract, form: ContractEndForm) -> str:
    today, end, notice = timezone.localdate(), form.cleaned_data["ended_on"], form.cleaned_data["notice_on"]
    is_exam = form.cleaned_data["reason"] == ContractEnd.EXAM
    if end and form.cleaned_data["reason"] == ContractEnd.NOT_BEGUN:
        words = "Gespeichert. Die Ausbildung hat nicht begonnen."
    elif end and end >= today and not is_exam:
        words = f"Gespeichert. Der Vertrag läuft bis {end:%d.%m.%Y}, danach steht die Teilnahme auf „ohne Vertrag“."
    elif end and is_exam:
        words = "Gespeichert. Jetzt folgt der Austritt oder die Nachbetreuung."
    else:
        words = "Gespeichert."
    if notice and notice > today:
        return f"{words} Der Betrieb sieht ab {notice:%d.%m.%Y} nichts mehr."
    is_over = notice or contract.notice_on or (end and end < today)
    return f"{words} Der Betrieb sieht ab sofort nichts mehr." if is_over else words


def _next_page(contract: TrainingContract, form: ContractEndForm) -> str:
    """Return where it goes on: after a passed exam to what may follow now, exit or after-care."""
    is_passed = form.cleaned_data["ended_on"] and form.cleaned_data["reason"] == ContractEnd.EXAM
    return reverse("case_life" if is_passed else "case_detail", args=[contract.case.public_id])


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contract_end_correct(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Ende berichtigen": another date, form or reason, or the contract goes on; both versions stay in the history."""
    contract = _contract(request, public_id)
    if contract.ended_on is None and contract.notice_on is None:
        if request.method == "POST":
            messages.info(request, "Dieser Vertrag hat kein Ende mehr, das sich berichtigen lässt.")
            return redirect("case_detail", contract.case.public_id)
        return redirect("contract_end", contract.public_id)
    form = ContractEndCorrectionForm(request.POST or None, contract=contract)
    if request.method == "POST" and form.is_valid():
        try:
            written = _save_correction(contract, form, by=request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            if written:
                messages.success(request, "Berichtigt. Die Angaben davor stehen im Verlauf.")
                return redirect("case_detail", contract.case.public_id)
            form.add_error(None, "Der Vertrag wurde gerade geändert. Speichern Sie noch einmal.")
    return _answer(request, "cases/desk/contract_end_correct.html", contract, form)


def _save_correction(contract: TrainingContract, form: ContractEndCorrectionForm, *, by: User) -> bool:
    data = form.cleaned_data
    seen: dict[str, Any] = {"contract": contract, "version": data["version"], "why": data["why"], "by": by}
    if data["what"] == CHANGE:
        return correct_contract_end(**seen, **form.end())
    return take_back_contract_end(**seen, wrong_person=data["what"] == WRONG_PERSON)
