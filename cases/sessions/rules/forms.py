"""Forms of the rules: copy a set with changes, assign one to a measure."""

import uuid
from typing import Any

from django import forms

from asa.design.fields import GermanDateField
from cases.people.enums import Confidence
from cases.people.models import Measure
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.models import RuleSet
from cases.sessions.rules.services import HELP, NUMBERS, choices_of

#: The rules in the order and under the headings in which they are shown.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Einheiten und Rundung", ("unit_minutes", "step_minutes", "rounding.")),
    ("Gruppen und gemeinsame Termine", ("group_limit", "sharing", "double_staffing")),
    ("Was ein Ergebnis belastet", ("effect.",)),
    ("Vorphase und Kontakte", ("counts.",)),
    ("Abschluss", ("lock_day",)),
)


def section_of(key: str) -> str:
    """Return the heading under which a rule is shown."""
    return next(title for title, starts in SECTIONS if key.startswith(starts))


def field_name(key: str) -> str:
    """Return the name of a rule's field: keys have dots, field names do not."""
    return f"rule_{key.replace('.', '__')}"


class RuleSetForm(forms.Form):
    """A copy of `source`: name, reason, where the changes come from, and every rule with its present value."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label="Name der Regeln", max_length=80)
    reason = forms.CharField(label="Grund", max_length=300, help_text="Zum Beispiel: Vertrag zum Los Süd, § 4.")
    told_by = forms.CharField(
        label="Quelle der Änderungen", max_length=200, required=False, help_text="Zum Beispiel ein Schreiben mit Datum."
    )
    confidence = forms.ChoiceField(
        label="Wie sicher ist das?", choices=Confidence.choices, initial=Confidence.OFFICIAL, required=False
    )

    def __init__(self, *args: Any, source: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["name"].initial = "" if source.is_built_in else source.name
        for rule in source.rules.order_by("key"):
            self.fields[field_name(rule.key)] = _rule_field(rule.key, rule.value, rule.source)

    def changes(self) -> dict[str, str]:
        """Return every rule's entered value by its key."""
        return {key: str(self.cleaned_data[field_name(key)]) for key in RuleKey.values}

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the rules' fields under their headings."""
        keys = [key for key in RuleKey.values if field_name(key) in self.fields]
        return [
            (title, [self[field_name(key)] for key in keys if key.startswith(starts)]) for title, starts in SECTIONS
        ]


def _rule_field(key: str, value: str, source: str) -> forms.Field:
    label, hint = RuleKey(key).label, " ".join((HELP.get(key, ""), f"Bisher: {source}.")).strip()
    if key in NUMBERS:
        low, high = NUMBERS[key]
        return forms.IntegerField(
            label=label, initial=value, min_value=low, max_value=high, help_text=hint,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )  # fmt: skip
    return forms.ChoiceField(label=label, initial=value, choices=choices_of(key), help_text=hint)


class MeasureRulesForm(forms.Form):
    """Which set counts for a measure from when on."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    rule_set = forms.ModelChoiceField(label="Regeln", queryset=RuleSet.objects.none(), empty_label="bitte wählen")
    starts_on = GermanDateField(label="gültig ab")
    reason = forms.CharField(label="Grund", max_length=300)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        field: forms.ModelChoiceField = self.fields["rule_set"]  # type: ignore[assignment]
        field.queryset = RuleSet.objects.filter(provider=measure.provider_id)
