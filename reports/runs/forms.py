"""The order of many reports at once: over which measure or lot, over which period."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from asa.accounts.models import User
from cases.people.models import Lot, Measure
from reports.engine.forms import ReportOrderForm
from reports.engine.registry import ReportType, Subject
from reports.engine.services import check_period
from reports.runs.services import OVER

HELP = {
    Subject.MEASURE: "Ein Bericht für jede laufende Teilnahme, die Sie sehen dürfen.",
    Subject.LOT: "Ein Bericht für jede Maßnahme des Loses.",
}


def lots_of(user: User) -> models.QuerySet[Lot]:
    """Return the lots with a measure that the person may see."""
    return Lot.objects.filter(pk__in=Measure.objects.visible_to(user).values("lot"))


class RunForm(ReportOrderForm):
    """As the order of one report, with the measure or lot in the place of the single subject."""

    def __init__(self, *args: Any, user: User, kind: ReportType, **kwargs: Any) -> None:
        super().__init__(*args, user=user, kind=kind, **kwargs)
        self.over = OVER[kind.subject]
        choices: models.QuerySet[Any] = (
            Measure.objects.visible_to(user) if self.over == Subject.MEASURE else lots_of(user)
        )
        field = forms.ModelChoiceField(
            choices, label=self.over.label, empty_label="Bitte wählen", help_text=HELP[self.over]
        )
        kept = {name: one for name, one in self.fields.items() if name not in (str(kind.subject), "reason")}
        self.fields = {str(self.over): field, **kept}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        over = cleaned[self.over]
        try:
            check_period(self.kind, over if isinstance(over, Measure) else None, cleaned["span"])
        except ValidationError as error:
            self.add_error(self.period_field, error)
        return cleaned
