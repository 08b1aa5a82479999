"""Where to, from when, why, and who."""

from typing import Any

from django import forms

from asa.accounts.models import User
from asa.design.fields import ChoiceCards, GermanDateField
from cases.months.moving.checking import Move
from cases.months.moving.enums import MoveKind
from cases.people.models import Case, Measure
from cases.people.models.measures import in_number_order
from cases.people.models.trainees import CaseQuerySet

HINTS = {
    MoveKind.OPTION_YEAR.value: "Der Vertrag läuft unter neuer Maßnahmenummer weiter.",
    MoveKind.FUNDING_BODY.value: "Zum Beispiel von der Agentur zum Jobcenter.",
    MoveKind.ACCOMPANYING.value: "Auch innerhalb derselben Maßnahme.",
}


class MoveForm(forms.Form):
    """The move of some of `cases`; measures and cases come from what the person may see and change."""

    kind = forms.ChoiceField(label="Warum", choices=MoveKind.choices, widget=ChoiceCards(hints=HINTS))
    measure = forms.ModelChoiceField(
        Measure.objects.none(), label="Neue Maßnahme", to_field_name="public_id", empty_label="bitte wählen"
    )
    on = GermanDateField(label="ab", help_text="Der erste Tag in der neuen Maßnahme. Der Tag des Termins entscheidet.")
    case = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        label="Teilnehmende",
        to_field_name="public_id",
        error_messages={"required": "Wählen Sie mindestens eine Person aus."},
    )

    def __init__(self, *args: Any, user: User, cases: CaseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = (
            Measure.objects.visible_to(user).select_related("funding_body").order_by("-starts_on", in_number_order())
        )
        self.fields["measure"].queryset = measures  # type: ignore[attr-defined]
        self.fields["measure"].label_from_instance = (  # type: ignore[attr-defined]
            lambda measure: f"{measure.number}, {measure.name}, {measure.funding_body.name}"
        )
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]

    @property
    def move(self) -> Move:
        data = self.cleaned_data
        return Move(data["measure"], data["on"], MoveKind(data["kind"]))

    @property
    def ticked(self) -> set[str]:
        """The cases that were ticked in the last post, as text."""
        return {str(value) for value in self["case"].value() or ()}
