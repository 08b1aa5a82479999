"""Forms of the reports."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.accounts.models import User
from cases.people.models import Measure
from reports.engine.models import Report
from reports.engine.periods import Quarter
from reports.engine.services import check_period


class QuarterField(forms.ChoiceField):
    """Offers the finished quarters, yet reads any: `check_period` says why another one is refused."""

    def valid_value(self, value: Any) -> bool:
        return True

    def validate(self, value: Any) -> None:
        super().validate(value)
        Quarter.parse(value)


class ReportOrderForm(forms.Form):
    """Order the report of a measure and quarter now."""

    measure = forms.ModelChoiceField(Measure.objects.none(), label="Maßnahme", empty_label="Bitte wählen")
    period = QuarterField(label="Quartal")
    reason = forms.CharField(
        label="Grund der neuen Version",
        help_text="Nur nötig, wenn der Bericht schon freigegeben ist.",
        required=False,
        max_length=300,
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, quarters: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["period"].choices = [(q.code, q.label) for q in quarters]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("measure") and cleaned.get("period"):
            try:
                check_period(cleaned["measure"], Quarter.parse(cleaned["period"]))
            except ValidationError as error:
                self.add_error("period", error)
        return cleaned


class NarrativeForm(forms.ModelForm):
    """The introduction of a draft, with the version it was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ("narrative",)
        widgets = {"narrative": forms.Textarea(attrs={"rows": 6, "maxlength": 2000})}
        help_texts = {"narrative": "Drei bis fünf Sätze, ohne Namen. Höchstens 2.000 Zeichen."}

    def compare_with(self, version: int) -> None:
        """Keep what was typed, now on top of `version`: whoever has read the other text may save over it."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = version
        self.data = data
