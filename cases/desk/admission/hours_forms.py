"""Hours from another software, changed before the admission that books them is finished."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from asa.design.fields import GermanDateField, HoursField
from cases.desk.admission.seen import SeenMixin
from cases.people.enums import MeasureModel
from cases.people.models import Admission, Measure
from cases.people.takeover import Takeover

#: What stands side by side.
PAIRS = (
    ("agreed_from", "agreed_until"),
    ("tuition", "stabilisation"),
    ("used_tuition", "used_stabilisation"),
    ("used_until", "source"),
)


def _hour_fields(measure: Measure) -> dict[str, HoursField]:
    if measure.model == MeasureModel.ASAFLEX_2024:
        return {
            "total": HoursField(label="Budget in Stunden", required=False),
            "used_total": HoursField(label="davon verbraucht (Übertrag)", required=False),
        }
    return {
        "tuition": HoursField(label="Unterricht, Stunden je Monat", max_hours=744, required=False),
        "stabilisation": HoursField(label="Stabilisierung, Stunden je Monat", max_hours=744, required=False),
        "used_tuition": HoursField(label="Unterricht verbraucht (Übertrag)", required=False),
        "used_stabilisation": HoursField(label="Stabilisierung verbraucht (Übertrag)", required=False),
    }


class TakeoverHoursForm(SeenMixin, forms.Form):
    """Hours agreed and used before, in the words of the measure's model; all empty means: none from before."""

    hide_optional = True

    agreed_from = GermanDateField(label="vereinbart ab", required=False)
    agreed_until = GermanDateField(label="vereinbart bis", required=False)
    used_until = GermanDateField(
        label="Stand", required=False, help_text="Der letzte Tag, den die verbrauchten Stunden enthalten."
    )
    source = forms.CharField(label="Quelle", max_length=120, required=False)
    field_order = (
        *("agreed_from", "agreed_until", "total", "tuition", "stabilisation"),
        *("used_total", "used_tuition", "used_stabilisation", "used_until", "source"),
    )

    def __init__(self, *args: Any, admission: Admission, **kwargs: Any) -> None:
        self.admission = admission
        self.held = Takeover.from_json(admission.takeover)
        initial = {name: getattr(self.held, name) for name in Takeover.__dataclass_fields__}
        super().__init__(*args, **{**kwargs, "initial": initial})
        if admission.measure is not None:
            self.fields.update(_hour_fields(admission.measure))
        self.order_fields(self.field_order)
        self.carry_version()

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields, those that belong together side by side."""
        rows: list[list[forms.BoundField]] = []
        for field in self.visible_fields():
            pair = next((pair for pair in PAIRS if field.name in pair), ())
            if rows and rows[-1][0].name in pair:
                rows[-1].append(field)
            else:
                rows.append([field])
        return rows

    @property
    def is_open(self) -> bool:
        """Return whether the fields are shown at once: something typed is wrong."""
        return self.is_bound and bool(self.errors)

    def hours(self) -> Takeover:
        """Return what was typed. What the measure's model has no field for is gone."""
        names = [name for name in Takeover.__dataclass_fields__ if name in self.fields]
        typed = {name: self.cleaned_data.get(name) for name in names}
        return Takeover(**{name: value for name, value in typed.items() if value not in (None, "")})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            faults = self.hours().faults(self.admission.measure, self.admission.entry_on, timezone.localdate())
            for name, words in faults.items():
                self.add_error(name if name in self.fields else None, words)
        return cleaned


class HoursOfMany:
    """The hours of every admission of a page, each in a form of its own; only what was chosen counts."""

    def __init__(self, admissions: Iterable[Admission], data: Mapping[str, Any] | None, chosen: set[str]) -> None:
        self.forms: dict[int, TakeoverHoursForm] = {}
        self._chosen: dict[int, bool] = {}
        for one in admissions:
            if one.measure_id is None:
                continue
            is_chosen, prefix = str(one.request_key) in chosen, f"hours-{one.pk}"
            is_there = data is not None and f"{prefix}-version" in data
            form = TakeoverHoursForm(data if is_there else None, admission=one, prefix=prefix)
            if not is_chosen and not set(form.changed_data) - {"version"}:
                form = TakeoverHoursForm(admission=one, prefix=prefix)
            self.forms[one.pk], self._chosen[one.pk] = form, is_chosen

    def is_valid(self) -> bool:
        """Check every form that counts, and say where hours were typed for somebody who is not chosen."""
        for pk, form in self._bound():
            if form.is_valid() and form.is_stale():
                form.mark_stale()
            elif form.is_valid() and not self._chosen[pk]:
                form.add_error(None, f"Wählen Sie {form.admission.case.trainee} aus, damit die Stunden gelten.")
        return not any(form.errors for _, form in self._bound())

    def _bound(self) -> list[tuple[int, TakeoverHoursForm]]:
        return [(pk, form) for pk, form in self.forms.items() if form.is_bound]

    def changed(self) -> dict[int, Takeover]:
        """Return the hours that differ from what an admission holds, by its primary key."""
        return {pk: form.hours() for pk, form in self._bound() if set(form.changed_data) - {"version"}}
