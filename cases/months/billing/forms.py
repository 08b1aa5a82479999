"""Forms of rates, terms and billing sheets."""

import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.design.fields import GermanDateField, GermanDecimalField, parse_decimal
from cases.months.billing.figures import euros
from cases.months.billing.models import Rate
from cases.people.enums import MeasureModel
from cases.people.models import Lot
from cases.support.budgets.enums import HourPart

EURO_HELP = "Geben Sie Euro und Cent ein, zum Beispiel 48,50 €."
_EURO = re.compile(r"\s*(?:€|euro|eur)\s*", re.IGNORECASE)


def parse_cents(text: str) -> int:
    """Read "48,50 €", "48.50" or "1.234,5" as whole cents. Raises ValueError for anything else, also 48,505."""
    cents = parse_decimal(_EURO.sub("", text)) * 100
    if cents != cents.to_integral_value():
        raise ValueError(text)
    return int(cents)


class EuroField(forms.Field):
    """An amount as people write it; the value is whole cents."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        try:
            cents = parse_cents(str(value))
        except (ValueError, ArithmeticError) as error:
            raise ValidationError(EURO_HELP, code="invalid") from error
        if not 0 < cents <= 100_000_00:
            raise ValidationError("Der Betrag liegt zwischen 0,01 € und 100.000,00 €.", code="range")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Show cents as "48,50 €"; what was typed stays as typed."""
        return euros(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "asa-short"}


class RateForm(forms.Form):
    """A new rate, or the correction of one."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    part = forms.ChoiceField(label="Art", choices=HourPart.choices)
    cents_per_hour = EuroField(
        label="Stundensatz", error_messages={"required": EURO_HELP}, help_text="Je Stunde von 60 Minuten."
    )
    starts_on = GermanDateField(label="Gültig ab")
    ends_on = GermanDateField(label="Gültig bis", required=False, help_text="Leer: bis auf Weiteres.")
    source = forms.CharField(
        label="Quelle", max_length=160, required=False, help_text="Zum Beispiel: Angebot vom 03.03.2026, Preisblatt."
    )

    def __init__(self, *args: Any, lot: Lot, rate: Rate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        if rate is not None:
            del self.fields["part"]
            for name in ("version", "cents_per_hour", "starts_on", "ends_on", "source"):
                self.fields[name].initial = getattr(rate, name)
            return
        models = set(lot.measures.values_list("model", flat=True))
        parts = []
        if MeasureModel.ASAFLEX_2021 in models or not models:
            parts += [HourPart.TUITION, HourPart.STABILISATION]
        if MeasureModel.ASAFLEX_2024 in models or not models:
            parts.append(HourPart.TOTAL)
        choices: forms.ChoiceField = self.fields["part"]  # type: ignore[assignment]
        choices.choices = [(part.value, part.label) for part in parts]
        self.fields["starts_on"].initial = lot.starts_on

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields as rows."""
        first = [[self["part"]]] if "part" in self.fields else []
        return [*first, [self["cents_per_hour"]], [self["starts_on"], self["ends_on"]], [self["source"]]]


class TermsForm(forms.Form):
    """The guaranteed share of the contingent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    percent = GermanDecimalField(
        label="Garantierter Anteil in Prozent",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        help_text="Leer: kein garantierter Anteil. Nur wenn Ihr Vertrag ihn nennt.",
    )

    def basis_points(self) -> int | None:
        percent = self.cleaned_data["percent"]
        return int(percent * 100) if percent else None


class SheetForm(forms.Form):
    """The next version of a month's billing sheet."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, after: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        self.fields["after"].initial = after
        if after:
            self.fields["reason"] = forms.CharField(label="Grund der neuen Version", max_length=200)
