"""The pages of services that are billed pro forma: enter one, take one back, decide as the second person."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from asa.design.fields import ChipsRadio
from cases.months.closing import pro_forma
from cases.months.closing.board import CLOSERS
from cases.months.closing.models import ProForma
from cases.people.models import Case
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance, Session


class ProFormaForm(forms.Form):
    """Whose missed session is billed pro forma, and why."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    attendance = forms.ModelChoiceField(
        Attendance.objects.none(), label="Für wen?", widget=ChipsRadio, empty_label=None
    )
    reason = forms.CharField(label="Grund", max_length=300)

    def __init__(self, *args: Any, attendances: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attendance"]
        field.queryset = attendances  # type: ignore[attr-defined]
        field.label_from_instance = lambda a: f"{a.case.trainee.full_name} ({a.get_outcome_display()})"  # type: ignore[attr-defined]


class BackForm(forms.Form):
    """What counts instead of a booked service, and why."""

    outcome = forms.ChoiceField(
        label="Was war stattdessen?", choices=[(one.value, one.label) for one in pro_forma.POSSIBLE], widget=ChipsRadio
    )
    reason = forms.CharField(label="Grund der Rücknahme", max_length=300)


@require_http_methods(["GET", "POST"])
@needs(DataClass.WORTH, Action.UPDATE)
def pro_forma_create(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask to bill a missed session of one person."""
    billable = Case.objects.visible_to(request.user, DataClass.WORTH, Action.UPDATE)
    session = get_object_or_404(Session.objects.filter(attendances__case__in=billable).distinct(), public_id=public_id)
    attendances = Attendance.objects.filter(case__in=billable, session=session).select_related("case__trainee")
    free = pro_forma.not_billed(attendances)
    free = free.order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"))
    # The same post again must still find the row that the first one made.
    offered = attendances.filter(outcome__in=pro_forma.POSSIBLE) if request.method == "POST" else free
    form = ProFormaForm(request.POST or None, attendances=offered)
    if request.method == "POST" and form.is_valid():
        try:
            pro_forma.request_pro_forma(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Eingetragen. Gezählt wird erst, wenn eine zweite Person bestätigt.")
            return redirect("correction_list")
    context = {"form": form, "session": session, "can_ask": free.exists()}
    status = 422 if form.errors else 200
    return render(request, "cases/months/closing/pro_forma.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(DataClass.WORTH, Action.UPDATE)
def pro_forma_back(request: UserRequest, pk: int) -> HttpResponse:
    """Ask to take a booked service back."""
    visible = ProForma.objects.visible_to(request.user).select_related(
        "attendance__session", "attendance__case__trainee"
    )
    row = get_object_or_404(visible, pk=pk)
    if not ProForma.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = BackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            outcome = Outcome(data["outcome"])
            pro_forma.request_back(pro_forma=row, outcome=outcome, reason=data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Eingetragen. Die Leistung zählt, bis eine zweite Person bestätigt.")
            return redirect("correction_list")
    can_ask = row.confirmed_by_id is not None and row.back_requested_by_id is None
    context = {"form": form, "row": row, "session": row.attendance.session, "can_ask": can_ask}
    return render(request, "cases/months/closing/pro_forma_back.html", context, status=422 if form.errors else 200)


#: What a second person, or the one who asked, can do, and what is said then.
_ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "confirm": (pro_forma.confirm_pro_forma, "Bestätigt und gebucht."),
    "withdraw": (pro_forma.withdraw_pro_forma, "Die Leistung wird nicht gebucht."),
    "confirm_back": (pro_forma.confirm_back, "Die Rücknahme ist bestätigt und gebucht."),
    "keep": (pro_forma.keep_pro_forma, "Die Pro-forma-Leistung bleibt gebucht."),
}


@require_POST
@needs_role(*CLOSERS)
def pro_forma_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm or decline as the second person, or take the own request back.

    Billing asks, but where it is one person only, the administration is the second: both close months.
    """
    row = get_object_or_404(ProForma.objects.visible_to(request.user), pk=pk)
    if request.POST.get("act") not in _ACTS:
        raise Http404
    act, said = _ACTS[request.POST["act"]]
    try:
        act(pro_forma=row, by=request.user)
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("correction_list")
