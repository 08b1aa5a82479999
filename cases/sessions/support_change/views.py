"""The page "Unterstützung ändern": now and new side by side, until when the budget lasts, history below."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.fields import ChipsRadio, DeviceDateInput, GermanDateField
from asa.design.templatetags.asa import full_date
from cases.people.models import Case
from cases.sessions.support_change.services import (
    LEAST,
    MOST,
    Mix,
    StaleMix,
    change_support,
    elements,
    history,
    lasts_until,
    mix_on,
    per_week,
)
from cases.support.enums import Rhythm, SupportModule
from cases.support.forms import next_monday
from cases.support.planning.enums import ChangeReason


class ChangeForm(forms.Form):
    """New minutes per week of each module, from when, and why."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    reason = forms.ChoiceField(
        label="Grund",
        widget=ChipsRadio,
        choices=ChangeReason.choices,
        error_messages={"required": "Wählen Sie einen Grund."},
    )
    remark = forms.CharField(
        label="Bemerkung", required=False, max_length=300, help_text="Bitte nichts über Gesundheit oder Privates."
    )

    def __init__(self, *args: Any, mix: Mix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mix = mix
        for module in SupportModule:
            field = forms.IntegerField(
                label=f"{module.label}: neu, Minuten",
                min_value=0,
                max_value=MOST,
                initial=mix.minutes[module] * (2 if mix.is_fortnightly(module) else 1),
                widget=forms.TextInput(
                    {
                        "inputmode": "numeric",
                        "autocomplete": "off",
                        "class": "kern-form-input__input",
                        "aria-label": f"{module.label}: neu, Minuten",
                    }
                ),
            )
            self.fields[f"minutes_{module.value}"] = field
            self.fields[f"fortnightly_{module.value}"] = forms.BooleanField(
                label="alle zwei Wochen",
                required=False,
                initial=mix.is_fortnightly(module),
                widget=forms.CheckboxInput({"class": "kern-form-check__checkbox"}),
            )
        self.fields["starts_on"].initial = next_monday(timezone.localdate())
        self.fields["version"].initial = mix.stamp

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for module in SupportModule:
            value = data.get(f"minutes_{module.value}")
            is_fortnightly = bool(data.get(f"fortnightly_{module.value}"))
            if value is not None and 0 < per_week(value, is_fortnightly=is_fortnightly) < LEAST:
                self.add_error(
                    f"minutes_{module.value}",
                    f"Bitte 0 oder mindestens {LEAST * 2 - 1 if is_fortnightly else LEAST} Minuten angeben.",
                )
        return data

    @property
    def rows(self) -> list[tuple[str, str, Any, Any]]:
        """Return the table: label, what is planned now, bound fields of the new minutes and of how often."""
        return [
            (m.label, self._now(m), self[f"minutes_{m.value}"], self[f"fortnightly_{m.value}"]) for m in SupportModule
        ]

    def _now(self, module: SupportModule) -> str:
        minutes = self.mix.minutes[module]
        often = " (alle zwei Wochen)" if self.mix.is_fortnightly(module) else ""
        return f"{minutes}{often}"

    def minutes(self) -> dict[str, int]:
        """Return minutes per week; a lesson of every second week is spread over two."""
        data = self.cleaned_data
        return {
            m.value: per_week(data[f"minutes_{m.value}"], is_fortnightly=data[f"fortnightly_{m.value}"])
            for m in SupportModule
        }

    def rhythms(self) -> dict[str, str]:
        """Return how often each module takes place where the tick was changed."""
        ticked = {m: self.cleaned_data[f"fortnightly_{m.value}"] for m in SupportModule}
        return {
            m.value: Rhythm.FORTNIGHTLY if now else Rhythm.WEEKLY
            for m, now in ticked.items()
            if now != self.mix.is_fortnightly(m)
        }


def _case(request: UserRequest, public_id: uuid.UUID) -> Case:
    visible = Case.objects.visible_to(request.user, DataClass.LESSON).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.LESSON).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case


def _preview(request: UserRequest, case: Case, total: int) -> str:
    """Return one sentence on the budget, "" for people who read no hours."""
    if not access_of(request.user).may(DataClass.WORTH, Action.READ):
        return ""
    until, ends_on = lasts_until(case, timezone.localdate(), total)
    if ends_on is None:
        return "Für heute ist kein Budget vereinbart."
    if until is None or until > ends_on:
        return f"Budget reicht bis zum Ende der Vereinbarung am {full_date(ends_on)}."
    return f"Budget reicht bis etwa {full_date(until)}; vereinbart bis {full_date(ends_on)}."


def _typed_total(data: Any, mix: Mix) -> int:
    """Return the sum of the typed minutes; a field that is no number counts as it is now."""
    total = 0
    for module in SupportModule:
        text = str(data.get(f"minutes_{module.value}", "")).strip()
        if not text.isdecimal() or len(text) > 4:
            total += mix.minutes[module]
            continue
        total += per_week(min(int(text), MOST), is_fortnightly=bool(data.get(f"fortnightly_{module.value}")))
    return total


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def support_change(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the mix of modules. The button "Budget prüfen" shows the preview without script too."""
    case = _case(request, public_id)
    today = timezone.localdate()
    mix = mix_on(case, next_monday(today))
    form = ChangeForm(request.POST or None, mix=mix)
    total = mix.total
    if request.method == "POST":
        total = _typed_total(request.POST, mix)
        if "check" in request.POST:
            form = ChangeForm(initial=request.POST.dict(), mix=mix)
            form.initial["starts_on"] = _day(request.POST.get("starts_on", ""))
        elif form.is_valid() and _save(request, case, form):
            return redirect("support_change", case.public_id)
    context = {
        "case": case,
        "form": form,
        "preview": _preview(request, case, total),
        "total": total,
        "history": [_change_row(change) for change in history(case)],
        "elements": elements(case, today),
    }
    return render(request, "cases/planning/support_change.html", context, status=422 if form.errors else 200)


def _day(text: str) -> date | str:
    try:
        return GermanDateField().clean(text) or text
    except ValidationError:
        return text


def _save(request: UserRequest, case: Case, form: Any) -> bool:
    data = form.cleaned_data
    try:
        change = change_support(
            case=case,
            starts_on=data["starts_on"],
            minutes=form.minutes(),
            rhythms=form.rhythms(),
            reason=data["reason"],
            remark=data["remark"],
            by=request.user,
            stamp=data["version"],
            request_key=data["request_key"],
        )
    except StaleMix:
        form.data = form.data.copy()
        form.data["version"] = form.mix.stamp
        form.add_error(
            None,
            "Die Unterstützung wurde inzwischen geändert. Unter „jetzt“ steht, was nun gilt; Ihre neuen Minuten sind "
            "noch da. Speichern Sie noch einmal, wenn sie gelten sollen.",
        )
        return False
    except ValidationError as error:
        form.add_error(None if not hasattr(error, "error_dict") else "starts_on", ValidationError(error.messages))
        return False
    messages.success(request, f"Die Unterstützung ist ab {full_date(change.starts_on)} geändert.")
    return True


def _change_row(change: Any) -> dict[str, Any]:
    turned = change.after.get("rhythms", {})
    words = [
        f"{module.label} {change.before.get(module.value, 0)} → {change.after.get(module.value, 0)} Minuten je Woche"
        for module in SupportModule
        if change.before.get(module.value, 0) != change.after.get(module.value, 0)
    ]
    words += [
        f"{module.label} jetzt {Rhythm(turned[module.value]).label}"
        for module in SupportModule
        if module.value in turned
    ]
    return {"change": change, "words": "; ".join(words)}


@needs(DataClass.LESSON, Action.UPDATE)
@require_POST
def support_change_preview(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """The preview as a fragment, for scripts."""
    case = _case(request, public_id)
    total = _typed_total(request.POST, mix_on(case, next_monday(timezone.localdate())))
    context = {"preview": _preview(request, case, total), "total": total}
    return render(request, "cases/planning/_support_preview.html", context)
