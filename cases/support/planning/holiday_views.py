"""The page "Schulferien" of the administration: the provider's own table, pasted lines, one row out."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.support.planning.models import SchoolHoliday
from cases.support.planning.school_holidays import add_holidays, from_lines, remove_holiday
from cases.support.planning.school_times import FaultyLines


class HolidayForm(forms.Form):
    """Lines from a table."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    lines = forms.CharField(
        label="Zeilen",
        max_length=60_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Je Zeile: Land; von; bis; Bezeichnung. Beispiel: HE; 22.12.2029; 11.01.2030; Weihnachtsferien. "
        "Mit der Bezeichnung „keine Ferien“ gelten die Tage als Schultage.",
    )


@needs_role(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def school_holidays(request: UserRequest) -> HttpResponse:
    """Show the own table and take pasted lines, all or none."""
    form, faults = HolidayForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        provider_id = access_of(request.user).provider_id
        assert provider_id is not None  # `needs_role` lets nobody without a provider pass
        try:
            rows = from_lines(form.cleaned_data["lines"])
            key = form.cleaned_data["request_key"]
            count = add_holidays(provider_id=provider_id, rows=rows, by=request.user, request_key=key)
        except FaultyLines as error:
            faults = error.faults
            form.add_error(None, "Es wurde nichts übernommen. Bitte berichtigen Sie, was unten steht.")
        else:
            there = len(rows) - count
            said = f"{count} {'Zeile' if count == 1 else 'Zeilen'} übernommen."
            messages.success(request, f"{said} {there} standen schon da." if there else said)
            return redirect("school_holidays")
    context = {"form": form, "faults": faults, "rows": list(SchoolHoliday.objects.all()[:1000])}
    return render(request, "cases/planning/school_holidays.html", context, status=422 if form.errors else 200)


@needs_role(Role.ADMIN)
@require_POST
def school_holiday_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take one row out; pressed twice, the second finds nothing to do."""
    holiday = SchoolHoliday.objects.filter(pk=pk).first()
    if holiday is not None:
        remove_holiday(holiday=holiday, by=request.user)
        messages.success(request, "Die Ferien sind gelöscht.")
    return redirect("school_holidays")
