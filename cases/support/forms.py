"""Forms of planned support: add an element, end one."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from asa.accounts.models import Membership
from asa.design.fields import ChipsRadio, GermanDateField
from cases.people.models import Case
from cases.support.enums import SupportModule
from cases.support.models import SupportElement


def next_monday(today: date) -> date:
    """Return the Monday after `today`: the day from which a change is proposed (`ux.md` section 4)."""
    return today + timedelta(days=7 - today.weekday())


class SupportElementForm(forms.ModelForm):
    """A new piece of planned support. Staff come from the case's own provider, members of today only."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    starts_on = GermanDateField(label="ab")
    ends_on = GermanDateField(label="bis", required=False)

    class Meta:
        model = SupportElement
        fields = ["module", "minutes_per_week", "rhythm", "place", "starts_on", "ends_on", "goal", "content", "staff"]
        widgets = {
            "module": forms.RadioSelect,
            "minutes_per_week": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "rhythm": ChipsRadio,
            "place": ChipsRadio,
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.case = case
        self.instance.provider_id = case.provider_id
        module: forms.ChoiceField = self.fields["module"]  # type: ignore[assignment]
        module.choices = SupportModule.choices  # without the empty choice of an optional field
        self.fields["starts_on"].initial = next_monday(timezone.localdate())
        members = Membership.objects.active().filter(provider=case.provider_id).select_related("user")
        staff: forms.ModelChoiceField = self.fields["staff"]  # type: ignore[assignment]
        staff.empty_label = "noch offen"
        staff.queryset = members.exclude(role__in=["admin", "billing", "data_protection", "team_lead"])


class EndElementForm(forms.Form):
    """The last day of a piece of support, with the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ends_on = GermanDateField(label="letzter Tag", initial=timezone.localdate)

    def __init__(self, *args: Any, element: SupportElement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.element = element
        self.fields["version"].initial = element.version

    def clean_ends_on(self) -> date:
        day = self.cleaned_data["ends_on"]
        if day < self.element.starts_on:
            raise forms.ValidationError("Das Ende darf nicht vor dem Beginn liegen.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("version") != self.element.version:
            until = f" Dort steht: bis {self.element.ends_on:%d.%m.%Y}." if self.element.ends_on else ""
            raise forms.ValidationError(
                f"Der Eintrag wurde inzwischen geändert.{until} Ihre Eingabe ist noch da. "
                "Prüfen Sie beides und speichern Sie noch einmal."
            )
        return data
