"""Pages of carry-overs: for a person, for a measure, and the correction; each shows the rest before it books."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from cases.people.models import Case, Measure
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.carry_over.forms import CarryOverForm, CorrectionForm, PreviewedForm
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.carry_over.services import carry_over_case, carry_over_measure, correct_carry_over
from cases.sessions.ledger.measure_balances import measure_balances
from cases.support.budgets.enums import HourPart
from cases.support.budgets.forms import measures_of

KEEPERS = (Role.ADMIN, Role.BILLING)


@dataclass(frozen=True)
class Rest:
    """One part of a contingent as it would be afterwards, in minutes."""

    label: str
    granted: int
    carried: int
    used: int

    @property
    def remaining(self) -> int:
        return self.granted - self.used


def _rests(measure: Measure, case: Case | None, on: Any) -> list[Rest]:
    if case is not None:
        balance = case_balances([case.pk], on).get(case.pk)
        parts = balance.parts if balance else ()
        return [Rest(part.label, part.granted, part.carried, part.delivered) for part in parts]
    found = measure_balances([measure.pk], on).get(measure.pk)
    if found is None:
        return []
    granted: dict[str, int] = {}
    for _, part, minutes in found.year.parts:
        granted[part] = granted.get(part, 0) + minutes
    used = dict(found.charged)
    carried = dict.fromkeys(granted, 0)
    for row in CarryOver.objects.filter(
        account="measure", measure=measure, ends_on__range=(found.year.starts_on, found.year.ends_on)
    ):
        carried[row.part] = carried.get(row.part, 0) + row.minutes
    return [Rest(HourPart(part).label, granted[part], carried[part], used.get(part, 0)) for part in granted]


def _tried(act: Callable[[], Any], read: Callable[[], list[Rest]]) -> list[Rest]:
    """Do it, read what is left then, and take it back: the preview knows every rule that the booking knows."""
    point = transaction.savepoint()
    try:
        act()
        return read()
    finally:
        transaction.savepoint_rollback(point)


def _post(form: PreviewedForm, act: Callable[[], Any], read: Callable[[], list[Rest]]) -> tuple[bool, list[Rest]]:
    """Return whether it is booked, else the rests for the preview; what is refused stands at its field."""
    try:
        if form.is_previewed:
            with transaction.atomic():
                act()
            return True, []
        rests = _tried(act, read)
    except ValidationError as error:
        form.take(error)
        return False, []
    form.mark_previewed()
    return False, rests


@require_http_methods(["GET", "POST"])
@needs(DataClass.WORTH, Action.UPDATE)
def carry_over_person(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Book what a person used of the agreed hours before, with the rest after it."""
    cases = Case.objects.visible_to(request.user, DataClass.WORTH).select_related("trainee")
    case = get_object_or_404(cases, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.WORTH).filter(pk=case.pk).exists():
        raise PermissionDenied
    measures = measures_of(case)
    chosen = [measure for measure in measures if str(measure.public_id) == request.GET.get("measure")] or measures
    back = reverse("grant_list", args=[case.public_id])
    if not chosen:
        return redirect(back)
    measure = chosen[0]
    rests: list[Rest] = []
    form = CarryOverForm(request.POST or None, measure=measure, case=case)
    if request.method == "POST" and form.is_valid():
        used, key = form.used(), form.cleaned_data["request_key"]
        done, rests = _post(
            form,
            lambda: carry_over_case(case=case, measure=measure, used=used, by=request.user, request_key=key),
            lambda: _rests(measure, case, used.ends_on),
        )
        if done:
            messages.success(request, "Der Übertrag ist gebucht.")
            return redirect(back)
    context = {
        "form": form, "rests": rests, "back": back, "measure": measure,
        "measures": measures if len(measures) > 1 else [], "crumb": f"{case.trainee.full_name}: Begleitungsstunden",
        "sub": measure, "is_person": True,
    }  # fmt: skip
    return _render(request, form, context)


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def carry_over_of_measure(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Book what a measure's contingent was charged before, with the rest after it."""
    measures = Measure.objects.visible_to(request.user).select_related("funding_body")
    measure = get_object_or_404(measures, public_id=public_id)
    back = reverse("measure_years", args=[measure.public_id])
    rests: list[Rest] = []
    form = CarryOverForm(request.POST or None, measure=measure)
    if request.method == "POST" and form.is_valid():
        used, key = form.used(), form.cleaned_data["request_key"]
        done, rests = _post(
            form,
            lambda: carry_over_measure(measure=measure, used=used, by=request.user, request_key=key),
            lambda: _rests(measure, None, used.ends_on),
        )
        if done:
            messages.success(request, "Der Übertrag ist gebucht.")
            return redirect(back)
    context = {"form": form, "rests": rests, "back": back, "crumb": measure.name, "sub": measure, "is_person": False}
    return _render(request, form, context)


def _render(request: UserRequest, form: PreviewedForm, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "title": "Übertrag eintragen",
        "label": "Übertrag buchen" if context["rests"] else "Weiter: Rest ansehen",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/sessions/carry_over/carry_over_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def carry_over_correct(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Reverse a carry-over with a reason and book the right number, or none."""
    rows = CarryOver.objects.visible_to(request.user).select_related("case__trainee", "measure__funding_body")
    row = get_object_or_404(rows, public_id=public_id)
    if not access_of(request.user).is_staff or not CarryOver.objects.editable_by(request.user).filter(pk=row.pk):
        raise PermissionDenied
    case, measure = row.case, row.measure
    page = "grant_list" if case else "measure_years"
    back = reverse(page, args=[(case or measure).public_id])
    if row.reverses_id or CarryOver.objects.filter(reverses=row).exists():
        messages.info(request, "Dieser Übertrag ist schon storniert.")
        return redirect(back)
    form = CorrectionForm(request.POST or None, carry_over=row)
    rests: list[Rest] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, rests = _post(
            form,
            lambda: correct_carry_over(
                carry_over=row, minutes=values["minutes"], reason=values["reason"], by=request.user,
                request_key=values["request_key"],
            ),
            lambda: _rests(measure, case, row.ends_on),
        )  # fmt: skip
        if done:
            messages.success(request, "Der Übertrag ist berichtigt.")
            return redirect(back)
    crumb = f"{case.trainee.full_name}: Begleitungsstunden" if case else measure.name
    context = {"form": form, "rests": rests, "back": back, "crumb": crumb, "sub": row.explanation, "row": row}
    context |= {"title": "Übertrag berichtigen", "label": "Berichtigung buchen" if rests else "Weiter: Rest ansehen"}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/sessions/carry_over/carry_over_form.html", context, status=status)
