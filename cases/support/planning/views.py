"""The page "Berufsschulzeiten" of a case: table, one row more, pasted lines, calendar file."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.fields import DeviceDateInput, GermanDateField
from cases.people.models import Case
from cases.support.planning.models import SchoolTime
from cases.support.planning.school_times import (
    MOST_BYTES,
    WEEKDAYS,
    FaultyLines,
    Times,
    add_times,
    from_ics,
    from_lines,
    remove_time,
)

BLOCK = "block"


class RowForm(forms.Form):
    """One weekly day or block."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    weekday = forms.ChoiceField(
        label="Wann", choices=[*((str(n), f"jeden {w.title()}") for n, w in enumerate(WEEKDAYS)), (BLOCK, "Block")]
    )
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    ends_on = GermanDateField(label="bis", widget=DeviceDateInput)
    title = forms.CharField(label="Bezeichnung", required=False, max_length=80)

    def times(self) -> Times:
        data = self.cleaned_data
        weekday = None if data["weekday"] == BLOCK else int(data["weekday"])
        return Times(weekday, data["starts_on"], data["ends_on"], data["title"])


class PasteForm(forms.Form):
    """Lines from a table."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    lines = forms.CharField(
        label="Zeilen",
        max_length=60_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Je Zeile: Wochentag oder „Block“; ab; bis; Bezeichnung. "
        "Beispiel: Block; 05.10.2026; 16.10.2026; Block 1",
    )


class FileForm(forms.Form):
    """A calendar file of the school."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label="Kalenderdatei (.ics)", help_text=f"Höchstens {MOST_BYTES // 1000} Kilobyte, vom Plan der Schule."
    )


FORMS: dict[str, type[forms.Form]] = {"row": RowForm, "paste": PasteForm, "file": FileForm}


def _case(request: UserRequest, public_id: uuid.UUID) -> Case:
    visible = Case.objects.visible_to(request.user, DataClass.LESSON).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.LESSON).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case


def _read(what: str, form: Any) -> list[Times]:
    if what == "row":
        row = form.times()
        if row.ends_on < row.starts_on:
            raise FaultyLines(["Das Ende darf nicht vor dem Beginn liegen."])
        return [row]
    if what == "paste":
        return from_lines(form.cleaned_data["lines"])
    upload = form.cleaned_data["file"]
    if upload.size > MOST_BYTES:
        raise FaultyLines([f"Die Datei ist größer als {MOST_BYTES // 1000} Kilobyte."])
    return from_ics(upload.read(MOST_BYTES + 1))


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def school_times(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the school times of a case and take more in three ways."""
    case = _case(request, public_id)
    made: dict[str, Any] = {name: kind(prefix=name) for name, kind in FORMS.items()}
    faults: list[str] = []
    what = request.POST.get("what", "")
    if request.method == "POST" and what in FORMS:
        form = made[what] = FORMS[what](request.POST, request.FILES, prefix=what)
        if form.is_valid():
            try:
                read = _read(what, form)
                count = add_times(case=case, rows=read, by=request.user, request_key=form.cleaned_data["request_key"])
            except FaultyLines as error:
                faults = error.faults
            except ValueError as error:
                faults = [str(error)]
            else:
                there = len(read) - count
                said = f"{count} {'Eintrag' if count == 1 else 'Einträge'} übernommen."
                messages.success(request, f"{said} {there} standen schon da." if there else said)
                return redirect("school_times", case.public_id)
        if faults:
            form.add_error(None, "Es wurde nichts übernommen. Bitte berichtigen Sie, was unten steht.")
    rows = [(t, WEEKDAYS[t.weekday].title() if t.weekday is not None else "Block") for t in case.school_times.all()]
    context = {
        "case": case,
        "rows": rows,
        "faults": faults,
        "what": what,
        "forms": list(made.values()),
        **{f"{name}_form": form for name, form in made.items()},
    }
    failed = any(form.errors for form in made.values())
    return render(request, "cases/planning/school_times.html", context, status=422 if failed else 200)


@needs(DataClass.LESSON, Action.UPDATE)
@require_POST
def school_time_remove(request: UserRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take one row out; pressed twice, the second finds nothing to do."""
    case = _case(request, public_id)
    time = SchoolTime.objects.filter(case=case, pk=pk).select_related("case").first()
    if time is not None:
        remove_time(time=time, by=request.user)
        messages.success(request, "Die Berufsschulzeit ist gelöscht.")
    return redirect("school_times", case.public_id)
