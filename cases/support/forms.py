"""Forms of planned support: add an element, end one."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from asa.accounts.models import Membership
from asa.design.fields import ChipsRadio, GermanDateField
from cases.people.models import Case
from cases.support.enums import Rhythm, SupportModule
from cases.support.models import SupportElement

#: The bounds of `SupportElement.minutes_per_week` (constraint `element_minutes`).
LEAST_PER_WEEK, MOST_PER_WEEK = 5, 2400

#: Sessions in 52 weeks, by rhythm; what takes place on call is planned by the week.
A_YEAR = {Rhythm.WEEKLY: 52, Rhythm.FORTNIGHTLY: 26, Rhythm.MONTHLY: 12, Rhythm.ON_CALL: 52}


def per_week(minutes: int, rhythm: Rhythm) -> int:
    """Return minutes a week of sessions of so many minutes in that rhythm; half a minute up."""
    return (minutes * A_YEAR[rhythm] * 2 + 52) // 104


def next_monday(today: date) -> date:
    """Return the Monday after `today`: the day from which a change is proposed (`ux.md` section 4)."""
    return today + timedelta(days=7 - today.weekday())


class SupportElementForm(forms.ModelForm):
    """A new piece of planned support. Staff come from the case's own provider, members of today only."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    minutes = forms.IntegerField(
        label="Minuten je Termin",
        min_value=1,
        max_value=2400,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Die Minuten je Woche ergeben sich aus dem Rhythmus. Bei „nach Bedarf“: Minuten je Woche.",
    )
    starts_on = GermanDateField(label="ab")
    ends_on = GermanDateField(label="bis", required=False)
    field_order = ("module", "minutes")

    class Meta:
        model = SupportElement
        fields = ["module", "rhythm", "place", "starts_on", "ends_on", "goal", "content", "staff"]
        widgets = {
            "module": forms.RadioSelect,
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

    def clean(self) -> dict[str, Any]:
        """Put the minutes per week on the element: what the calendar holds on average, half a minute up."""
        data = super().clean() or {}
        minutes, rhythm = data.get("minutes"), data.get("rhythm")
        if minutes and rhythm:
            weekly = per_week(minutes, Rhythm(rhythm))
            if not LEAST_PER_WEEK <= weekly <= MOST_PER_WEEK:
                words = f"Das sind {weekly} Minuten je Woche. Bitte zwischen 5 und 2.400 je Woche planen."
                self.add_error("minutes", words)
            self.instance.minutes_per_week = weekly
        return data

    @property
    def planned_words(self) -> str:
        """Return "90 Minuten alle zwei Wochen, das sind 45 Minuten je Woche"; call after the form is valid."""
        minutes, rhythm = self.cleaned_data["minutes"], Rhythm(self.cleaned_data["rhythm"])
        weekly = per_week(minutes, rhythm)
        if weekly == minutes:
            return f"{minutes} Minuten je Woche"
        return f"{minutes} Minuten {rhythm.label}, das sind {weekly} Minuten je Woche"


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
