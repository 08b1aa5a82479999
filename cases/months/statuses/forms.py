"""Forms of the month grid and of the codes. None has a field for free text about a person."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from asa.design.fields import ChipsCheckbox, ChipsRadio, GermanDateField
from cases.months.statuses.enums import ChangeCause, DayKind, ProofRoute
from cases.months.statuses.models import DayCode
from cases.months.statuses.services import LONGEST_SPAN, Mark, Proof
from cases.people.models import Case

REMOVE = "-"
_CELL = re.compile(r"([0-9a-f-]{36}):(\d{4}-\d{2}-\d{2})")


class MarkForm(forms.Form):
    """Choose a code, then days: ticked cells of the grid, or a span of days with people."""

    code = forms.ChoiceField(label="Kürzel", widget=ChipsRadio)
    proof_route = forms.ChoiceField(
        label="Weg des Nachweises", choices=ProofRoute.choices, widget=ChipsRadio, required=False
    )
    proof_seen_on = GermanDateField(label="gesehen am", required=False)
    cause = forms.ChoiceField(label="Grund der Änderung", choices=ChangeCause, widget=ChipsRadio)
    first = GermanDateField(label="von", required=False)
    last = GermanDateField(label="bis", required=False)
    people = forms.MultipleChoiceField(label="Personen", widget=ChipsCheckbox, required=False)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        codes: Sequence[DayCode],
        cases: Sequence[Case],
        needs_cause: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.codes = {str(code.public_id): code for code in codes}
        self.cases = {str(case.public_id): case for case in cases}
        choices = [(key, str(code)) for key, code in self.codes.items()]
        self.fields["code"].choices = [*choices, (REMOVE, "Eintrag entfernen")]  # type: ignore[attr-defined]
        names = [(key, case.trainee.full_name) for key, case in self.cases.items()]
        self.fields["people"].choices = names  # type: ignore[attr-defined]
        if not needs_cause:
            del self.fields["cause"]
        self.fields["seen_at"].initial = timezone.now().isoformat()

    @property
    def ticked(self) -> list[str]:
        """Return the cells as they were sent."""
        getlist = getattr(self.data, "getlist", None)
        return list(getlist("cell")) if getlist else list(self.data.get("cell", []))

    @property
    def chosen_code(self) -> DayCode | None:
        return self.codes.get(self.cleaned_data["code"])

    @property
    def proof(self) -> Proof:
        return Proof(ProofRoute(self.cleaned_data.get("proof_route") or ""), self.cleaned_data.get("proof_seen_on"))

    @property
    def cause_chosen(self) -> ChangeCause | None:
        return ChangeCause(self.cleaned_data["cause"]) if self.cleaned_data.get("cause") else None

    @property
    def seen_moment(self):
        """Return when the page was made; a missing or broken value counts as just now, never as an error."""
        try:
            moment = parse_datetime(self.cleaned_data.get("seen_at") or "")
        except ValueError:
            moment = None
        return moment if moment is not None and timezone.is_aware(moment) else timezone.now()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.marks: list[Mark] = [*self._cells(), *self._span(data)]
        if not self.marks and not self.errors:
            self.add_error("first", "Kreuzen Sie Tage an oder geben Sie „von“ und „bis“ mit Personen an.")
        return data

    def _cells(self) -> list[Mark]:
        marks = []
        for text in self.ticked:
            match = _CELL.fullmatch(text)
            try:
                day = date.fromisoformat(match[2]) if match else None
            except ValueError:
                day = None
            if match is None or day is None or match[1] not in self.cases:
                self.add_error(None, "Einen der Tage können Sie hier nicht eintragen. Laden Sie die Seite neu.")
                return []
            marks.append((self.cases[match[1]], day))
        return marks

    def _span(self, data: dict[str, Any]) -> list[Mark]:
        first, last, people = data.get("first"), data.get("last"), data.get("people") or []
        if {"first", "last", "people"} & set(self.errors) or not (first or last or people):
            return []
        if not first:
            self.add_error("first", "Geben Sie den ersten Tag so ein: 22.11.2026.")
            return []
        last = last or first
        if last < first:
            self.add_error("last", "Das Ende darf nicht vor dem Beginn liegen.")
            return []
        if (last - first).days >= LONGEST_SPAN:
            self.add_error("last", f"Das sind mehr als {LONGEST_SPAN} Tage. Prüfen Sie das Datum.")
            return []
        if not people:
            self.add_error("people", "Wählen Sie mindestens eine Person.")
            return []
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [(self.cases[key], day) for key in people for day in days]


class CodeForm(forms.ModelForm):
    """A code of the provider."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    letters = forms.CharField(label="Kürzel", max_length=2, help_text="ein oder zwei Buchstaben")
    kind = forms.ChoiceField(label="Zählt als", choices=DayKind, widget=ChipsRadio)
    starts_on = GermanDateField(label="gültig ab")
    ends_on = GermanDateField(label="gültig bis", required=False)

    field_order = ("letters", "label", "kind", "official", "starts_on", "ends_on")

    class Meta:
        model = DayCode
        fields = ("letters", "label", "kind", "official", "starts_on", "ends_on")
        labels = {"official": "offizielle Entsprechung"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["request_key"].initial = uuid.uuid4

    def clean_letters(self) -> str:
        letters = self.cleaned_data["letters"].strip().upper()
        if not re.fullmatch(r"[A-ZÄÖÜ]{1,2}", letters):
            raise forms.ValidationError("Ein Kürzel hat einen oder zwei Buchstaben, zum Beispiel UE.")
        return letters

    def validate_constraints(self) -> None:
        """The service checks them once, with the provider set."""
