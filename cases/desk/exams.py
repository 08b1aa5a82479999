""" "Prüfungen" of a person: planned and past ones, results, and what follows from a final exam."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.fields import ChipsRadio, GermanDateField
from cases.desk.sight import Sight, desk_cases, sight_of
from cases.people.enums import FINAL_EXAMS, ContractKind, ExamKind, ExamResult
from cases.people.exams import ATTEMPTS, change_exam, plan_exam, record_result, strike_exam
from cases.people.models import Case, Exam, TrainingContract

RESULTS = [(result.value, result.label) for result in ExamResult if result.value]


class ContractField(forms.ModelChoiceField):
    """A training of the case, by its occupation and beginning."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.occupation_name}, ab {obj.starts_on:%d.%m.%Y}"


class ExamForm(forms.Form):
    """A new exam, planned or past."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    contract = ContractField(TrainingContract.objects.none(), label="Ausbildung", empty_label=None)
    kind = forms.ChoiceField(
        label="Prüfung",
        choices=ExamKind,
        widget=forms.RadioSelect,
        help_text="Entweder Zwischen- und Abschlussprüfung oder Teil 1 und Teil 2 (§ 48 Abs. 2 BBiG).",
        error_messages={"required": "Wählen Sie die Prüfung."},
    )
    on = GermanDateField(
        label="am", error_messages={"required": "Geben Sie den Tag der Prüfung ein, zum Beispiel 15.06.2027."}
    )
    is_early = forms.BooleanField(
        label="vorzeitig zugelassen (§ 45 Abs. 1 BBiG)", required=False, help_text="Nur zur Abschlussprüfung."
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainings = case.contracts.filter(kind=ContractKind.REGULAR).order_by("-starts_on", "-pk")
        field: Any = self.fields["contract"]
        field.queryset = trainings
        field.initial = trainings.first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_early") and data.get("kind") == ExamKind.INTERMEDIATE:
            self.add_error("is_early", "Vorzeitig zugelassen wird nur zur Abschlussprüfung.")
        return data


class ExamEditForm(forms.Form):
    """Another day, or early admission. `version` is that of the exam, as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = GermanDateField(label="am", error_messages={"required": "Geben Sie den Tag der Prüfung ein."})
    is_early = forms.BooleanField(label="vorzeitig zugelassen (§ 45 Abs. 1 BBiG)", required=False)

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "on", "is_early"):
            self.fields[name].initial = getattr(exam, name)
        if exam.kind == ExamKind.INTERMEDIATE:
            del self.fields["is_early"]


class ExamResultForm(forms.Form):
    """The result with the day of its announcement."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label="Ergebnis", choices=RESULTS, widget=ChipsRadio, error_messages={"required": "Wählen Sie das Ergebnis."}
    )
    result_on = GermanDateField(
        label="Ergebnis bekannt am",
        help_text="Mit diesem Tag endet die Ausbildung, wenn die Abschlussprüfung bestanden ist (§ 21 Abs. 2 BBiG).",
        error_messages={"required": "Geben Sie ein, wann das Ergebnis bekannt wurde."},
    )

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = exam.version
        self.fields["result"].initial = exam.result
        self.fields["result_on"].initial = exam.result_on or max(exam.on, timezone.localdate())
        if exam.kind not in FINAL_EXAMS:
            self.fields["result_on"].help_text = ""


@dataclass(frozen=True)
class Link:
    """A way on that a result opens."""

    label: str
    url: str


@dataclass(frozen=True)
class ExamRow:
    """An exam with the words of its state and where it leads for this reader."""

    exam: Exam
    is_due: bool
    links: tuple[Link, ...]


def _case(request: UserRequest, public_id: Any, action: Action = Action.READ) -> Case:
    """Return a case on the desk whose exams the person may read, or change."""
    cases = desk_cases(request.user, DataClass.PLAN).select_related("trainee")
    case = get_object_or_404(cases, public_id=public_id)
    if action is not Action.READ and not Case.objects.visible_to(request.user, DataClass.PLAN, action).filter(
        pk=case.pk
    ):
        raise PermissionDenied
    return case


def _exam(case: Case, exam_id: int) -> Exam:
    exams = Exam.objects.filter(contract__case=case).select_related("contract__case", "contract__company")
    return get_object_or_404(exams, pk=exam_id)


def exam_rows(case: Case, sight: Sight) -> list[ExamRow]:
    """Return the exams of a case, the latest first, each with the ways on. One query."""
    exams = list(
        Exam.objects.filter(contract__case=case).select_related("contract__company").order_by("-on", "-attempt")
    )
    today = timezone.localdate()
    return [
        ExamRow(exam, is_due=not exam.result and exam.on < today, links=_links(case, exam, exams, sight, today))
        for exam in exams
    ]


def _links(case: Case, exam: Exam, exams: list[Exam], sight: Sight, today: date) -> tuple[Link, ...]:
    links = []
    if sight.may(DataClass.PLAN, Action.UPDATE):
        address = [case.public_id, exam.pk]
        if exam.on <= today:
            label = "Ergebnis berichtigen" if exam.result else "Ergebnis eintragen"
            links.append(Link(label, reverse("exam_result", args=address)))
        if not exam.result:
            links.append(Link("Verschieben oder streichen", reverse("exam_edit", args=address)))
    if sight.may(DataClass.MASTER, Action.UPDATE) and exam.is_passed_final and exam.contract.ended_on is None:
        url = reverse("contract_end", args=[exam.contract.public_id])
        links.append(Link("Vertrag mit der Prüfung beenden", f"{url}?exam={exam.pk}"))
    last = max(other.attempt for other in exams if other.kind == exam.kind)
    if exam.kind in FINAL_EXAMS and exam.result == ExamResult.FAILED and exam.attempt == last:
        links += _after_failure(case, exam, sight)
    return tuple(links)


def _after_failure(case: Case, exam: Exam, sight: Sight) -> list[Link]:
    """Return the ways on after a failed final exam: the next attempt, and the contract until then (§ 21 Abs. 3)."""
    links = []
    if exam.attempt < ATTEMPTS and sight.may(DataClass.PLAN, Action.CREATE):
        links.append(Link("Wiederholung planen", f"{reverse('exam_create', args=[case.public_id])}?kind={exam.kind}"))
    if exam.contract.ended_on is None and exam.attempt < ATTEMPTS and sight.may(DataClass.MASTER, Action.UPDATE):
        url = reverse("contract_edit", args=[exam.contract.public_id])
        links.append(Link("Vertrag bis zur Wiederholung verlängern (§ 21 Abs. 3 BBiG)", url))
    return links


@needs(DataClass.PLAN, Action.READ)
@require_safe
def exam_list(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Prüfungen" of one person."""
    case = _case(request, public_id)
    sight = sight_of(request.user, case)
    has_training = case.contracts.filter(kind=ContractKind.REGULAR).exists()
    may_plan = sight.may(DataClass.PLAN, Action.CREATE)
    context = {
        "case": case,
        "rows": exam_rows(case, sight),
        "sees_company": sight.may(DataClass.MASTER),
        "may_plan": may_plan and has_training,
        "needs_contract": may_plan and not has_training,
    }
    return render(request, "cases/desk/exam_list.html", context)


@needs(DataClass.PLAN, Action.CREATE)
@require_http_methods(["GET", "POST"])
def exam_create(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Prüfung eintragen": planned ahead, or one that was held already."""
    case = _case(request, public_id, Action.CREATE)
    asked = request.GET.get("kind", "")
    initial = {"kind": asked} if asked in ExamKind.values else {}
    form = ExamForm(request.POST or None, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            exam = plan_exam(by=request.user, **{**form.cleaned_data, "kind": ExamKind(form.cleaned_data["kind"])})
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, f"{exam.title} am {exam.on:%d.%m.%Y} ist eingetragen.")
            return redirect("exam_list", case.public_id)
    context = {"title": "Prüfung eintragen", "label": "Prüfung eintragen"}
    return _answer(request, case, form, context)


@needs(DataClass.PLAN, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exam_edit(request: UserRequest, public_id: Any, exam_id: int) -> HttpResponse:
    """Move an exam, or strike it out while it has no result."""
    case = _case(request, public_id, Action.UPDATE)
    exam = _exam(case, exam_id)
    form = ExamEditForm(request.POST or None, exam=exam)
    if request.method == "POST":
        is_struck = "strike" in request.POST
        if form.is_valid() and _save_edit(request, exam, form, is_struck=is_struck):
            messages.success(request, "Die Prüfung ist gestrichen." if is_struck else "Die Prüfung ist gespeichert.")
            return redirect("exam_list", case.public_id)
    context = {"title": "Prüfung ändern", "label": "Prüfung speichern", "exam": exam, "may_strike": not exam.result}
    return _answer(request, case, form, context, exam=exam)


def _save_edit(request: UserRequest, exam: Exam, form: ExamEditForm, *, is_struck: bool) -> bool:
    data = form.cleaned_data
    try:
        if is_struck:
            written = strike_exam(exam=exam, version=data["version"], by=request.user)
        else:
            is_early = data.get("is_early", False)
            written = change_exam(exam=exam, version=data["version"], on=data["on"], is_early=is_early, by=request.user)
    except ValidationError as error:
        _add_errors(form, error)
        return False
    if not written:
        form.add_error(None, _stale_words(exam))
    return written


@needs(DataClass.PLAN, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exam_result(request: UserRequest, public_id: Any, exam_id: int) -> HttpResponse:
    """ "Ergebnis eintragen"; a passed final exam leads to the end of the contract, a failed one to the next attempt."""
    case = _case(request, public_id, Action.UPDATE)
    exam = _exam(case, exam_id)
    if exam.on > timezone.localdate():
        messages.info(request, f"Die Prüfung ist erst am {exam.on:%d.%m.%Y}.")
        return redirect("exam_list", case.public_id)
    form = ExamResultForm(request.POST or None, exam=exam)
    if request.method == "POST" and form.is_valid() and _save_result(request, exam, form):
        exam.refresh_from_db()
        return redirect(_after_result(request, case, exam))
    title = "Ergebnis berichtigen" if exam.result else "Ergebnis eintragen"
    return _answer(request, case, form, {"title": title, "label": "Ergebnis speichern", "exam": exam}, exam=exam)


def _save_result(request: UserRequest, exam: Exam, form: ExamResultForm) -> bool:
    data = form.cleaned_data
    try:
        written = record_result(
            exam=exam,
            version=data["version"],
            result=ExamResult(data["result"]),
            result_on=data["result_on"],
            by=request.user,
        )
    except ValidationError as error:
        _add_errors(form, error)
        return False
    if not written:
        form.add_error(None, _stale_words(exam))
    return written


def _after_result(request: UserRequest, case: Case, exam: Exam) -> str:
    """Say what was saved and return the address of the next step."""
    may_end = Case.objects.editable_by(request.user).filter(pk=case.pk).exists()
    if exam.is_passed_final and exam.contract.ended_on is None and may_end:
        messages.success(request, "Bestanden. Beenden Sie jetzt den Vertrag mit dem Tag des Ergebnisses.")
        return f"{reverse('contract_end', args=[exam.contract.public_id])}?exam={exam.pk}"
    words = "Das Ergebnis ist gespeichert."
    if exam.kind in FINAL_EXAMS and exam.result == ExamResult.FAILED:
        words += (
            " Unten stehen die Wiederholung und die Verlängerung des Vertrags."
            if exam.attempt < ATTEMPTS
            else " Ein weiterer Versuch ist nicht möglich (§ 37 Abs. 1 BBiG)."
        )
    messages.success(request, words)
    return reverse("exam_list", args=[case.public_id])


def _stale_words(exam: Exam) -> str:
    state = f", {exam.get_result_display()}" if exam.result else ""
    return (
        f"Die Prüfung wurde inzwischen geändert. Dort steht: {exam.on:%d.%m.%Y}{state}. Ihre Eingabe ist noch da. "
        "Prüfen Sie beides und speichern Sie noch einmal."
    )


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, texts in found.items():
        form.add_error(name if name in form.fields else None, texts)


def _answer(
    request: UserRequest, case: Case, form: forms.Form, context: dict[str, Any], *, exam: Exam | None = None
) -> HttpResponse:
    if exam is not None and form.is_bound:  # the next save knows what was seen now
        form.data = {**request.POST.dict(), "version": str(exam.version)}
    status = 422 if form.is_bound else 200
    return render(request, "cases/desk/exam_form.html", {"case": case, "form": form, **context}, status=status)
