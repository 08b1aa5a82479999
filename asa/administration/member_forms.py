"""Forms for people of the provider: adding, roles, person, address."""

from hashlib import sha256
from typing import Any

from django import forms

from asa.accounts.enums import STAFF_ROLES, EmploymentKind
from asa.accounts.models import Membership, Site, Team, User
from asa.administration.forms import STALE, PersonForm, StampedForm
from asa.administration.grants import PROOFS
from asa.administration.members import opens_case_data
from asa.design.fields import ChipsCheckbox, ChipsRadio, GermanDateField

ROLES = [(role.value, role.label) for role in STAFF_ROLES]
UNLIMITED = "Leer lassen heißt unbefristet; danach wird jedes Jahr gefragt, ob die Rolle noch nötig ist."
REASON = "Wofür braucht die Person den Einblick? Zum Beispiel: übernimmt die Gruppe in Offenbach."
BEFORE_START = "Das Ende darf nicht vor dem Beginn liegen."
LEAD_NEEDS_TEAM = "Eine Teamleitung braucht ein Team."


class RolesForm(forms.Form):
    """One or several roles of one person: from when, until when, in which team."""

    roles = forms.MultipleChoiceField(
        label="Rollen",
        choices=ROLES,
        widget=ChipsCheckbox,
        error_messages={"required": "Wählen Sie mindestens eine Rolle."},
    )
    kind = forms.ChoiceField(label="Art", choices=EmploymentKind, widget=ChipsRadio, initial=EmploymentKind.EMPLOYED)
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", required=False)
    site = forms.ModelChoiceField(
        Site.objects.none(), label="Standort", required=False, help_text="Leer lassen heißt: der Standort des Teams."
    )
    starts_on = GermanDateField(label="ab")
    ends_on = GermanDateField(label="bis", required=False, help_text=UNLIMITED)
    reason = forms.CharField(label="Begründung", max_length=300, required=False, help_text=REASON)

    def __init__(self, *args: Any, provider_id: int, is_alone: bool, **kwargs: Any) -> None:
        """`is_alone`: before the first case nobody has to give a reason."""
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(provider=provider_id)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(provider=provider_id)  # type: ignore[attr-defined]
        self.is_alone = is_alone
        if is_alone:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on, roles = cleaned.get("starts_on"), cleaned.get("ends_on"), cleaned.get("roles") or []
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", BEFORE_START)
        if "team_lead" in roles and not cleaned.get("team"):
            self.add_error("team", LEAD_NEEDS_TEAM)
        if not self.is_alone and opens_case_data(roles) and not cleaned.get("reason"):
            self.add_error("reason", "Schreiben Sie, wofür die Person die Rolle braucht.")
        return cleaned


class ProofsForm(forms.Form):
    """What the provider has seen of a person."""

    qualification = forms.CharField(label="Qualifikation", max_length=160, required=False)
    conduct_seen_on = GermanDateField(label="Führungszeugnis gesehen am", required=False)
    secrecy_signed_on = GermanDateField(
        label="Erklärung zum Sozialdatenschutz unterschrieben am",
        required=False,
        help_text="Verpflichtung auf das Sozialgeheimnis (§ 78 Abs. 2 SGB X).",
    )


class MemberForm(PersonForm, RolesForm, ProofsForm):
    """A new person with everything that is known at once."""

    field_order = (
        *("first_name", "last_name", "email", "roles", "kind"),
        *("team", "site", "starts_on", "ends_on"),
        "reason",
    )


class PersonEditForm(ProofsForm):
    """Name and proofs of one person. The name is fixed where another provider knows the person by it too."""

    first_name = forms.CharField(label="Vorname", max_length=80)
    last_name = forms.CharField(label="Nachname", max_length=80)
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("first_name", "last_name", *PROOFS)

    NAMES = ("first_name", "last_name", *PROOFS)

    def __init__(self, *args: Any, saved: dict[str, Any], may_rename: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {**saved, "version": self.stamp_of(saved)}
        super().__init__(*args, **kwargs)
        self.saved = saved
        self.saved_words: list[tuple[str, str]] = []
        if not may_rename:
            for name in ("first_name", "last_name"):
                self.fields[name].disabled = True
            self.fields["last_name"].help_text = "Den Namen ändert nur die Person selbst: Sie arbeitet auch anderswo."

    @staticmethod
    def stamp_of(saved: dict[str, Any]) -> str:
        return sha256("\x1f".join(str(saved[name]) for name in PersonEditForm.NAMES).encode()).hexdigest()[:24]

    def is_fresh(self) -> bool:
        """Return whether the form was made from what is saved now; else say so and show what is saved."""
        now = self.stamp_of(self.saved)
        if self.cleaned_data["version"] == now:
            return True
        self.saved_words = [(str(self.fields[n].label), _words(self.saved[n])) for n in self.NAMES]
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = now
        self.data = data
        self.add_error(None, STALE)
        return False


def _words(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else str(value or "leer")


class RoleForm(StampedForm):
    """One role of one person as it is saved; another person may have changed it meanwhile."""

    reason = forms.CharField(
        label="Begründung",
        max_length=300,
        required=False,
        help_text="Nötig, wenn die Rolle länger gilt oder mehr öffnet als bisher. Dann bestätigt eine zweite Person.",
    )

    class Meta:
        model = Membership
        fields = ("kind", "team", "site", "starts_on", "ends_on")
        widgets = {"kind": ChipsRadio}

    def __init__(self, *args: Any, is_alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = EmploymentKind.choices  # type: ignore[attr-defined]
        self.fields["ends_on"].help_text = UNLIMITED
        if is_alone or not opens_case_data([self.instance.role]):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", BEFORE_START)
        if self.instance.role == "team_lead" and not cleaned.get("team"):
            self.add_error("team", LEAD_NEEDS_TEAM)
        return cleaned


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Neue E-Mail-Adresse", error_messages={"invalid": "Diese E-Mail-Adresse ist nicht vollständig."}
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if email == self.user.email:
            raise forms.ValidationError("Das ist die bisherige Adresse.")
        return email
