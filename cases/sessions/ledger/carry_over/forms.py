"""Forms of a carry-over: what was used until when and who says so, and the correction of one."""

import hashlib
import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.design.fields import GermanDateField, HoursField
from cases.people.models import Case, Measure
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.carry_over.services import Used, own_days
from cases.sessions.rules.enums import Account
from cases.support.budgets.contingents import parts_of
from cases.support.budgets.enums import HourPart
from cases.support.budgets.forms import rows_of
from cases.support.budgets.reading import agreed_history, year_contingents

ONE_DAY = timedelta(days=1)


class PreviewedForm(forms.Form):
    """A form whose first post shows what it would do; the second, unchanged one does it."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields as rows: what belongs together stands side by side."""
        return rows_of(self, (("starts_on", "ends_on"), (HourPart.TUITION.value, HourPart.STABILISATION.value)))

    @property
    def _digest(self) -> str:
        typed = sorted((name, str(self.data.get(name, ""))) for name in self.fields if name != "previewed")
        return hashlib.sha256(repr(typed).encode()).hexdigest()[:16]

    @property
    def is_previewed(self) -> bool:
        """Return whether exactly this was shown before."""
        return bool(self.cleaned_data.get("previewed") == self._digest)

    def mark_previewed(self) -> None:
        """Let the next post of the same values be the one that books."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["previewed"] = self._digest
        self.data = data

    def take(self, error: ValidationError) -> None:
        """Show what a service refused, each sentence at its field where the form has it."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                for one in errors:
                    self.add_error(name if name in self.fields else None, one)
        else:
            self.add_error(None, error)


class CarryOverForm(PreviewedForm):
    """Hours used before the own sessions began, per part of the measure's model."""

    starts_on = GermanDateField(label="gezählt ab")
    ends_on = GermanDateField(label="Stand", help_text="Der letzte Tag, den die Zahl enthält.")
    source = forms.CharField(
        label="Quelle", max_length=120, help_text="Woher die Zahl stammt, zum Beispiel: bisherige Software, Liste vom …"
    )
    field_order = ("request_key", "previewed", "starts_on", "ends_on", *HourPart.values, "source")

    def __init__(self, *args: Any, measure: Measure, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts_of(measure):
            self.fields[part.value] = HoursField(
                label=f"{part.label}: verbrauchte Stunden",
                required=part == HourPart.TOTAL,
                max_hours=100_000,
                help_text="Zum Beispiel 42 oder 12,5." if part != HourPart.STABILISATION else "",
            )
        self.order_fields(self.field_order)
        starts_on, ends_on = offered_span(measure, case, timezone.localdate())
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = starts_on, ends_on

    def used(self) -> Used:
        values = self.cleaned_data
        minutes = {part: values[part.value] or 0 for part in HourPart if part.value in self.fields}
        return Used(minutes, values["starts_on"], values["ends_on"], values["source"])


class CorrectionForm(PreviewedForm):
    """The right number of a carry-over (0 takes it back), and why."""

    minutes = HoursField(label="Richtige Stunden", max_hours=100_000, help_text="0, wenn der Übertrag ganz entfällt.")
    reason = forms.CharField(label="Grund", max_length=200)

    def __init__(self, *args: Any, carry_over: CarryOver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].initial = carry_over.minutes


def offered_span(measure: Measure, case: Case | None, today: date) -> tuple[date | None, date | None]:
    """Return what most likely is meant: from the start of the hours that run now to the day before the own sessions."""
    spans = _spans(measure, case)
    running = [start for start, end in spans if start <= today <= end] or [start for start, _ in spans]
    if not running:
        return None, None
    account = Account.MEASURE if case is None else Account.TRAINEE
    first = own_days(account, measure, case, from_on=running[-1])
    ends_on = (first or today.replace(day=1)) - ONE_DAY
    return running[-1], ends_on if ends_on >= running[-1] else None


def _spans(measure: Measure, case: Case | None) -> list[tuple[date, date]]:
    if case is None:
        return [(year.starts_on, year.ends_on) for year in year_contingents([measure.pk]).get(measure.pk, [])]
    grants = agreed_history([case.pk]).get(case.pk, [])
    return [(grant.starts_on, grant.ends_on) for grant in grants if grant.measure_id == measure.pk]
