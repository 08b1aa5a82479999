"""A plan: about what, how often, and the days of draft and release. Which fields there are depends on the type."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from asa.administration.forms import StampedForm, stamp_of
from reports.engine.models import ReportSchedule, Rhythm
from reports.engine.registry import ReportType, Subject

SUBJECTS = ("measure", "lot", "funding_body")
LAST_DAY, LAST_MONTH, LAST_TRIAL_DAY = 28, 12, 90


def _number(label: str, least: int, most: int, hint: str) -> forms.IntegerField:
    wrong = f"Geben Sie eine ganze Zahl von {least} bis {most} ein."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class ScheduleForm(StampedForm):
    """The subject is chosen once, when the plan is made; afterwards it stays."""

    class Meta:
        model = ReportSchedule
        fields: ClassVar[tuple[str, ...]] = (
            *("measure", "lot", "funding_body"),
            *("months", "trial_days", "draft_day", "due_day", "starts_on"),
        )

    def __init__(self, *args: Any, kind: ReportType, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, is_per_case = kind, self.instance.rhythm == Rhythm.PER_CASE
        subject = Subject.MEASURE if is_per_case else kind.subject
        for name in SUBJECTS:
            if self.instance.pk or name != subject:
                del self.fields[name]
        if subject in self.fields:
            self._ask_for(str(subject), is_per_case)
        after = "der drei Monate" if is_per_case else "des Quartals" if self._is_quarterly else "des Jahres"
        after = "des Zeitraums" if is_per_case else after
        self.fields["draft_day"] = _number("Entwurf am Tag", 1, LAST_DAY, f"Tage nach dem Ende {after}")
        self.fields["due_day"] = _number("fällig am Tag", 1, LAST_DAY, f"Tage nach dem Ende {after}")
        self.fields["months"] = _number("alle … Monate", 1, LAST_MONTH, "gerechnet vom Beginn der Teilnahme")
        self.fields["trial_days"] = _number(
            "Tage vor Ende der Probezeit", 0, LAST_TRIAL_DAY, "Ein zusätzlicher Bericht; 0 heißt: keiner."
        )
        if not is_per_case:
            del self.fields["months"], self.fields["trial_days"]
        self.fields["starts_on"].label = "gilt ab"
        self.fields["starts_on"].help_text = "Früher fällige Berichte entstehen nicht."
        if not self.instance.pk:
            self.initial["starts_on"] = today
        order = [*SUBJECTS, "months", "trial_days", "draft_day", "due_day", "starts_on", "version"]
        self.order_fields(order)
        self.names = [name for name in self.fields if name != "version"]
        self.fields["version"].initial = stamp_of(self.instance, self.names) if self.instance.pk else ""

    @property
    def _is_quarterly(self) -> bool:
        return self.instance.rhythm == Rhythm.QUARTERLY

    def _ask_for(self, name: str, is_per_case: bool) -> None:
        field = self.fields[name]
        field.required = not is_per_case
        field.error_messages["required"] = "Wählen Sie, worüber berichtet wird."
        field.empty_label = "alle Maßnahmen ohne eigenen Plan" if is_per_case else "Bitte wählen"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        draft, due = cleaned.get("draft_day"), cleaned.get("due_day")
        if draft and due and due < draft:
            self.add_error("due_day", "Der Bericht darf nicht vor seinem Entwurf fällig sein.")
        if not self.instance.pk and not self.errors:
            same = {name: cleaned.get(name) for name in SUBJECTS}
            if ReportSchedule.objects.filter(provider=self.instance.provider_id, type=self.kind.code, **same).exists():
                raise ValidationError("Dafür gibt es schon einen Plan. Ändern Sie ihn in der Liste.", code="exists")
        return cleaned

    def is_fresh(self, saved: models.Model) -> bool:
        if super().is_fresh(saved):
            return True
        self.saved_words = [
            (label, _said(saved, name)) for name, (label, _) in zip(self.names, self.saved_words, strict=True)
        ]
        return False


def _said(saved: models.Model, name: str) -> str:
    value = getattr(saved, name)
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else "–" if value is None else str(value)
