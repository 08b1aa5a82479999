"""The period of a new progress report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.design.fields import GermanDateField
from cases.people.models import Case
from reports.engine.periods import Period
from reports.engine.registry import report_type
from reports.engine.services import check_period


class PeriodForm(forms.Form):
    """From when until when; `reason` only for a new version of a released report."""

    hide_optional = True

    starts_on = GermanDateField(label="von")
    ends_on = GermanDateField(label="bis")
    reason = forms.CharField(
        label="Grund der neuen Version",
        help_text="Nur nötig, wenn der Bericht über genau diesen Zeitraum schon freigegeben ist.",
        required=False,
        max_length=300,
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean(self) -> dict[str, Any]:
        """Build the period and check it against the case; the message stands at the field "bis"."""
        cleaned = super().clean() or {}
        if "starts_on" in cleaned and "ends_on" in cleaned:
            try:
                cleaned["period"] = Period(cleaned["starts_on"], cleaned["ends_on"])
                check_period(report_type("progress"), self.case, cleaned["period"])
            except ValidationError as error:
                self.add_error("ends_on", error)
        return cleaned

    @property
    def period(self) -> Period:
        return self.cleaned_data["period"]
