"""Forms of measure years and contingents. Choices come from the measure, never from the request."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.accounts.models import FundingBody
from asa.design.fields import GermanDateField, HoursField
from cases.people.models import Measure
from cases.support.budgets.contingents import (
    MOST_YEARS,
    contingent_state,
    funding_bodies_of,
    parts_of,
    same_day_later,
)
from cases.support.budgets.enums import HourPart
from cases.support.budgets.forms import rows_of
from cases.support.budgets.models import MeasureYear
from cases.support.budgets.periods import LATEST, ONE_DAY


class KeyedForm(forms.Form):
    """A form that makes something once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields as rows: what belongs together stands side by side."""
        return rows_of(self, (("starts_on", "ends_on"), (HourPart.TUITION.value, HourPart.STABILISATION.value)))

    def take(self, error: ValidationError) -> None:
        """Show what a service refused, each sentence at its field where the form has it."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                for one in errors:
                    self.add_error(name if name in self.fields else None, one)
        else:
            self.add_error(None, error)


class YearsForm(KeyedForm):
    """All years of a measure at once: the first day and how many."""

    starts_on = GermanDateField(label="Beginn des ersten Jahres")
    count = forms.IntegerField(
        label="Anzahl der Jahre",
        min_value=1,
        max_value=MOST_YEARS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "asa-short"}),
        help_text="Jedes Jahr hat zwölf Monate. Das nächste beginnt am Tag danach.",
    )

    def __init__(self, *args: Any, measure: Measure, last: MeasureYear | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = last.ends_on + ONE_DAY if last else measure.starts_on
        self.fields["starts_on"].initial = first
        end = min(measure.ends_on, LATEST)
        most = MOST_YEARS if first <= LATEST else 0
        whole = [n for n in range(1, most + 1) if same_day_later(first, n) - ONE_DAY <= end]
        self.fields["count"].initial = len(whole) or 1


class YearForm(KeyedForm):
    """One year with its own end."""

    starts_on = GermanDateField(label="Beginn")
    ends_on = GermanDateField(label="Ende")

    def __init__(self, *args: Any, measure: Measure, last: MeasureYear | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = last.ends_on + ONE_DAY if last else measure.starts_on
        self.fields["starts_on"].initial = first
        if first <= LATEST:
            self.fields["ends_on"].initial = min(same_day_later(first, 1) - ONE_DAY, measure.ends_on)


class ContingentForm(KeyedForm):
    """Hours of a year for one funding body; where there are some already, plus or minus with a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    funding_body = forms.ModelChoiceField(FundingBody.objects.none(), label="Kostenträger", empty_label=None)
    reason = forms.CharField(label="Grund", max_length=200, required=False)
    letter_on = GermanDateField(label="Schreiben vom", required=False)
    field_order = ("request_key", "version", "funding_body", *HourPart.values, "letter_on", "reason")

    def __init__(self, *args: Any, year: MeasureYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure = year.measure
        self.fields["version"].initial = contingent_state(year)
        bodies: forms.ModelChoiceField = self.fields["funding_body"]  # type: ignore[assignment]
        bodies.queryset = funding_bodies_of(measure)
        bodies.initial = measure.funding_body_id
        if bodies.queryset.count() == 1:
            bodies.widget = forms.HiddenInput()
        has_some = year.contingents.exists()
        for part in parts_of(measure):
            self.fields[part.value] = HoursField(
                label=f"{part.label} in Stunden",
                required=part == HourPart.TOTAL,
                allow_negative=True,
                max_hours=100_000,
            )
            if has_some:
                words = "Was dazukommt, oder mit Minus, was wegfällt. Zum Beispiel -120."
                self.fields[part.value].help_text = words
        if has_some:
            self.fields["reason"].help_text = "Nötig, wenn sich vorhandene Stunden ändern."
        self.order_fields(self.field_order)

    def minutes(self) -> dict[HourPart, int]:
        return {part: self.cleaned_data[part] or 0 for part in HourPart if part in self.fields}

    def freshen(self, version: int) -> None:
        """Let the next post of the same text know the state that is shown now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(version)
        self.data = data
