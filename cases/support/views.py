"""Planned support of a case: show, add, end. Hours and grants come with the hours account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.people.models import Case
from cases.support.forms import EndElementForm, SupportElementForm
from cases.support.models import SupportElement
from cases.support.services import end_element, plan_element


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def support_elements(request: UserRequest, public_id: Any) -> HttpResponse:
    """What is planned for a person, and the form for one element more."""
    visible = Case.objects.visible_to(request.user, DataClass.LESSON).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.LESSON).filter(pk=case.pk).exists():
        raise PermissionDenied
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    form = SupportElementForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        form.instance.request_key = form.cleaned_data["request_key"]
        plan_element(element=form.instance, case=case, by=request.user)
        messages.success(request, f"Die Unterstützung ist geplant: {form.planned_words}.")
        return redirect("support_elements", case.public_id)
    today = timezone.localdate()
    elements = list(SupportElement.objects.filter(case=case).select_related("staff__user"))
    context = {
        "case": case,
        "form": form,
        "current": [e for e in elements if e.ends_on is None or e.ends_on >= today],
        "past": [e for e in elements if e.ends_on is not None and e.ends_on < today],
    }
    return render(request, "cases/support/support_elements.html", context)


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def support_element_end(request: UserRequest, public_id: Any) -> HttpResponse:
    """End a planned element on a day."""
    visible = SupportElement.objects.visible_to(request.user).select_related("case__trainee")
    element = get_object_or_404(visible, public_id=public_id)
    editable = SupportElement.objects.editable_by(request.user).filter(pk=element.pk)
    if not editable.exists():
        raise PermissionDenied
    SupportElement.objects.select_for_update(of=("self",)).get(pk=element.pk)
    element.refresh_from_db(fields=["version", "ends_on", "starts_on"])
    form = EndElementForm(request.POST or None, element=element)
    if request.method == "POST" and form.is_valid():
        end_element(element=element, on=form.cleaned_data["ends_on"], by=request.user)
        messages.success(request, "Das Ende ist eingetragen.")
        return redirect("support_elements", element.case.public_id)
    if form.is_bound and form.errors:  # keep what was typed, but let the next save know what was seen now
        form.data = {**request.POST.dict(), "version": str(element.version)}
    return render(
        request, "cases/support/support_element_end.html", {"element": element, "case": element.case, "form": form}
    )
