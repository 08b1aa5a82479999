"""What is filled in for many open admissions at once; only where an admission has nothing yet."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from asa.design.fields import ChipsRadio, GermanDateField
from cases.desk.admission.finishing import PaperConsents
from cases.desk.admission.forms import GIVEN_BY, LONGEST_BACK, MemberChoiceField, contacts_for
from cases.notes.enums import ConsentPurpose
from cases.people.models import Admission, Measure

CONSENT_FIELDS = ("consents", "purposes", "given_on", "given_by")


class OpenAdmissionsForm(forms.Form):
    """Which admissions, and what is the same for all of them."""

    hide_optional = True

    chosen = forms.ModelMultipleChoiceField(
        Admission.objects.none(),
        to_field_name="request_key",
        error_messages={"required": "Wählen Sie mindestens eine Aufnahme."},
    )
    measure = forms.ModelChoiceField(
        Measure.objects.none(),
        label="Maßnahme, wo keine eingetragen ist",
        required=False,
        empty_label="nicht eintragen",
    )
    entry_on = GermanDateField(label="Eintritt, wo keiner eingetragen ist", required=False)
    member = MemberChoiceField(
        Membership.objects.none(),
        label="Ansprechperson, wo keine eingetragen ist",
        required=False,
        empty_label="nicht eintragen",
    )
    consents = forms.ChoiceField(
        label="Einwilligungen auf Papier",
        choices=[("", "später"), ("given", "liegen vor, wie angekreuzt"), ("none", "gefragt, keine gegeben")],
        required=False,
        widget=ChipsRadio,
    )
    purposes = forms.MultipleChoiceField(
        label="Diese liegen von allen Ausgewählten vor",
        choices=ConsentPurpose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    given_on = GermanDateField(label="gegeben am", required=False)
    given_by = forms.ChoiceField(label="gegeben von", choices=GIVEN_BY, initial="selbst", widget=ChipsRadio)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        chosen: Any = self.fields["chosen"]
        names = in_order_of("case__trainee__last_name", "case__trainee__first_name")
        chosen.queryset = Admission.objects.editable_by(user).order_by(*names, "pk")
        measures: Any = self.fields["measure"]
        measures.queryset = Measure.objects.visible_to(user).filter(ends_on__gte=today).order_by("-starts_on", "number")
        members: Any = self.fields["member"]
        members.queryset = contacts_for(user, access_of(user).provider_id or 0)
        self.may_give_consents = access_of(user).may(DataClass.DOCUMENT, Action.UPDATE)
        if not self.may_give_consents:
            for name in CONSENT_FIELDS:
                del self.fields[name]

    @property
    def shown(self) -> list[forms.BoundField]:
        """Return the fields below the list."""
        return [field for field in self if field.name != "chosen"]

    def clean_entry_on(self) -> Any:
        day, today = self.cleaned_data["entry_on"], timezone.localdate()
        if day is not None and not today - LONGEST_BACK <= day <= today + timedelta(days=365):
            raise forms.ValidationError("Der Eintritt liegt höchstens sechs Jahre zurück oder ein Jahr voraus.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("consents") == "given":
            if not cleaned.get("purposes"):
                self.add_error("purposes", "Kreuzen Sie an, welche Einwilligungen vorliegen.")
            if not cleaned.get("given_on") and "given_on" not in self.errors:
                self.add_error("given_on", "Geben Sie an, wann die Einwilligungen gegeben wurden.")
        elif cleaned.get("purposes") and not cleaned.get("consents"):
            self.add_error("consents", "Sagen Sie, ob die angekreuzten Einwilligungen vorliegen.")
        day = cleaned.get("given_on")
        if day is not None and day > timezone.localdate():
            self.add_error("given_on", "Das Datum liegt in der Zukunft. Wählen Sie heute oder früher.")
        return cleaned

    def paper(self) -> PaperConsents | None:
        """Return the consents that were named, None for "later"."""
        values = self.cleaned_data
        if not values.get("consents"):
            return None
        purposes = values["purposes"] if values["consents"] == "given" else []
        day = values["given_on"] or timezone.localdate()
        return PaperConsents(frozenset(ConsentPurpose(one) for one in purposes), day, values["given_by"])
