"""Forms of the pages that change a person's data after the admission."""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from asa.accounts.models import Membership, Team, User
from asa.design.fields import BirthDateField, ChipsRadio, GermanDateField
from cases.desk.person_edit.grants import possible_contacts, possible_deputies, possible_teams
from cases.people.enums import ContractKind, Gender, SchoolLeaving
from cases.people.models import Case, ContactAssignment, ContactDeputy, Trainee, TrainingContract
from cases.people.trial import trial_fault
from companies.catalogue.forms import LAND_CHOICES, OccupationField, OccupationSearchMixin, PlaceMixin
from companies.catalogue.models import OccupationName
from companies.records.company_field import CompanyField, CompanySearchMixin
from companies.records.forms import Difference, VersionForm, soften
from companies.records.models import Company, CompanyContact

#: A change of contact person or a deputyship is planned at most so far ahead.
FAR_AHEAD = timedelta(days=365)
FAR_MESSAGE = "Das Datum liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr."


class MemberField(forms.ModelChoiceField):
    """A member of staff, with the team because the choice goes beyond one's own."""

    def label_from_instance(self, obj: Any) -> str:
        role = obj.get_role_display()
        return f"{obj.user.full_name} ({role}{f', {obj.team.name}' if obj.team else ''})"


class ContactChangeForm(forms.Form):
    """A new fixed contact person. `version` is the assignment that was seen as the latest one."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    member = MemberField(
        Membership.objects.none(),
        label="Neue feste Ansprechperson",
        empty_label="bitte wählen",
        error_messages={"required": "Wählen Sie eine Ansprechperson."},
    )
    starts_on = GermanDateField(
        label="ab",
        initial=timezone.localdate,
        help_text="Die bisherige Ansprechperson ist bis zum Tag davor zuständig.",
    )
    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Ein Stichwort genügt, zum Beispiel Elternzeit. Keine Gesundheitsdaten.",
        error_messages={"required": "Nennen Sie den Grund, zum Beispiel Elternzeit."},
    )

    def __init__(self, *args: Any, case: Case, user: User, latest: ContactAssignment | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest
        self.fields["version"].initial = latest.pk if latest else ""
        members = possible_contacts(case, user)
        if latest is not None:
            members = members.exclude(user=latest.member.user_id)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        soften(self)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > timezone.localdate() + FAR_AHEAD:
            raise ValidationError(FAR_MESSAGE)
        if self.latest is not None and day <= self.latest.starts_on:
            raise ValidationError(
                f"{self.latest.member.user.full_name} ist ab {self.latest.starts_on:%d.%m.%Y} zuständig. "
                "Wählen Sie einen späteren Tag."
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") != (self.latest.pk if self.latest else None):
            now = self.latest
            known = f"Dort steht: {now.member.user.full_name} ab {now.starts_on:%d.%m.%Y}. " if now else ""
            raise ValidationError(
                f"Die Ansprechperson wurde inzwischen geändert. {known}Ihre Eingabe ist noch da. "
                "Prüfen Sie beides und speichern Sie noch einmal."
            )
        return data


class DeputyForm(forms.Form):
    """A dated deputy of the contact person."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    member = MemberField(
        Membership.objects.none(),
        label="Wer vertritt?",
        empty_label="bitte wählen",
        error_messages={"required": "Wählen Sie, wer vertritt."},
    )
    starts_on = GermanDateField(label="von", initial=timezone.localdate)
    ends_on = GermanDateField(label="bis")
    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Zum Beispiel Urlaub. Keine Gesundheitsdaten.",
        error_messages={"required": "Nennen Sie den Grund, zum Beispiel Urlaub."},
    )
    reads_notes = forms.BooleanField(label="Auch vertrauliche Notizen lesen", required=False, initial=True)

    def __init__(self, *args: Any, assignment: ContactAssignment, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        field.queryset = possible_deputies(assignment.case, user, assignment.member)  # type: ignore[attr-defined]
        soften(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begin, end = data.get("starts_on"), data.get("ends_on")
        if begin and end and end < begin:
            self.add_error("ends_on", "Das Ende darf nicht vor dem Beginn liegen.")
        elif end and end < timezone.localdate():
            self.add_error("ends_on", "Dieser Zeitraum ist schon vorbei. Wählen Sie heute oder später.")
        elif end and end > timezone.localdate() + FAR_AHEAD:
            self.add_error("ends_on", FAR_MESSAGE)
        return data


class DeputyEndForm(forms.Form):
    """An earlier last day. `version` is the last day that was seen."""

    version = GermanDateField(widget=forms.HiddenInput)
    ends_on = GermanDateField(label="letzter Tag")

    def __init__(self, *args: Any, deputy: ContactDeputy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deputy = deputy
        self.fields["version"].initial = f"{deputy.ends_on:%Y-%m-%d}"
        self.fields["ends_on"].initial = max(timezone.localdate(), deputy.starts_on)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.deputy.starts_on:
            raise ValidationError(f"Die Vertretung beginnt am {self.deputy.starts_on:%d.%m.%Y}.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") != self.deputy.ends_on:
            raise ValidationError(
                f"Die Vertretung wurde inzwischen geändert. Dort steht: bis {self.deputy.ends_on:%d.%m.%Y}. "
                "Ihre Eingabe ist noch da. Prüfen Sie beides und speichern Sie noch einmal."
            )
        return data


class ComparingForm(VersionForm):
    """A form with version whose comparison speaks German about dates."""

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return f"{value:%d.%m.%Y}"
        return super()._words(name, value)


class TraineeForm(PlaceMixin, ComparingForm):
    """Master data of a person. The customer number is class B, which nobody changes (matrix).

    The number of the household changes with the household, so whoever reads class B puts it right.
    """

    birth_date = BirthDateField(label="Geburtsdatum")
    gender = forms.ChoiceField(label="Geschlecht", choices=Gender, required=False, widget=ChipsRadio)
    guardian_phone = PhoneNumberField(label="Telefon der sorgeberechtigten Person", required=False)

    class Meta:
        model = Trainee
        fields: ClassVar = [
            *("first_name", "last_name", "birth_date", "gender", "phone", "email"),
            *("household_number", "street", "postcode", "place", "land", "language", "interpreter_language"),
            *("school_leaving", "guardian_name", "guardian_phone", "no_guardian_reason", "school", "school_days"),
        ]
        help_texts: ClassVar = {
            "language": "Sprache, in der wir schreiben, wenn es nicht Deutsch ist.",
            "household_number": "Nummer der Bedarfsgemeinschaft, nur bei Leistungen vom Jobcenter.",
            "interpreter_language": "Die Sprache, wenn bei Gesprächen jemand übersetzen soll. Sonst leer.",
            "no_guardian_reason": "Nur unter 18, wenn niemand eingetragen ist.",
            "school_days": "Zum Beispiel: Mo. und Do.",
        }
        error_messages: ClassVar = {
            "first_name": {"required": "Geben Sie den Vornamen ein."},
            "last_name": {"required": "Geben Sie den Nachnamen ein."},
        }

    def __init__(self, *args: Any, sees_numbers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_numbers:
            del self.fields["household_number"]
        # a known birth date stays: emptying it would hide a minor
        self.fields["birth_date"].required = self.instance.birth_date is not None
        self.fields["land"].choices = LAND_CHOICES  # type: ignore[attr-defined]
        self.fields["school_leaving"].choices = [("", "nicht bekannt"), *SchoolLeaving.choices]  # type: ignore[attr-defined]
        self.offer_places()

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if day is not None and day > timezone.localdate():
            raise ValidationError("Das Geburtsdatum liegt in der Zukunft.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.complete_place(cleaned)
        return cleaned


class NeedsEditForm(ComparingForm):
    """Needs and goals as plain texts."""

    class Meta:
        model = Case
        fields: ClassVar = ["needs", "goals"]
        widgets: ClassVar = {"needs": forms.Textarea({"rows": 6}), "goals": forms.Textarea({"rows": 6})}
        help_texts: ClassVar = {
            "needs": "Wobei ist Unterstützung nötig? Keine Gesundheitsdaten; dafür gibt es die vertraulichen Notizen.",
        }


class TrainingContractForm(OccupationSearchMixin, CompanySearchMixin, ComparingForm):
    """A training contract with the fields of the chamber register."""

    kind = forms.ChoiceField(label="Art", choices=ContractKind, widget=ChipsRadio)
    occupation = OccupationField(label="Ausbildungsberuf")
    company = CompanyField(label="Betrieb", help_text="Name, Branche oder Ort.")
    starts_on = GermanDateField(
        label="Beginn der Ausbildung",
        error_messages={"required": "Geben Sie den Beginn der Ausbildung ein, zum Beispiel 01.09.2026."},
    )
    ends_on = GermanDateField(
        label="vertragliches Ende",
        error_messages={"required": "Geben Sie das vertragliche Ende ein, zum Beispiel 31.08.2029."},
    )
    trial_ends_on = GermanDateField(label="Ende der Probezeit", required=False)
    signed_on = GermanDateField(label="unterschrieben am", required=False)
    shortened_months = forms.IntegerField(
        label="Verkürzung in Monaten",
        min_value=0,
        max_value=24,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "required": "Geben Sie 0 ein, wenn nicht verkürzt wird.",
            "invalid": "Geben Sie ganze Monate ein.",
        },
    )
    part_time_percent = forms.IntegerField(
        label="Teilzeit in Prozent",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="Nur bei Teilzeit: 50 bis 99.",
        error_messages={"invalid": "Geben Sie eine ganze Zahl von 50 bis 99 ein."},
    )

    class Meta:
        model = TrainingContract
        fields: ClassVar = [
            *("kind", "company", "trainer", "specialisation", "starts_on", "ends_on", "trial_ends_on", "signed_on"),
            *("shortened_months", "part_time_percent", "chamber", "register_number", "public_funding"),
        ]

    field_order = ("version", "kind", "occupation", "specialisation", "company", "trainer")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contract = self.instance
        self.kept = (contract.occupation if contract.pk else None, contract.occupation_name)
        self.fields["occupation"].widget.widgets[0].attrs["aria-label"] = "Ausbildungsberuf"
        self.fields["occupation"].required = False  # asked for in clean(), so that a name of old can stay
        self.fields["occupation"].hide_optional = True  # type: ignore[attr-defined]  # read by the field's template
        names = OccupationName.objects.filter(occupation=contract.occupation_id, name=contract.occupation_name)
        if contract.pk:
            self.initial["occupation"] = names.first() or OccupationName(name=contract.occupation_name)
            self.initial["company"] = contract.company
        companies = Company.objects.visible_to(user)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        trainer: Any = self.fields["trainer"]
        of_company = CompanyContact.objects.filter(company=self._company_now())
        # Who has left is not offered; who stands in the contract already is, or saving it would take somebody else.
        trainer.queryset = of_company.filter(Q(pk__in=of_company.there()) | Q(pk=contract.trainer_id))
        trainer.empty_label = "noch niemand"

    def _company_now(self) -> Company | None:
        """Return the company whose people can be chosen: the typed one, else the one that is saved."""
        if not self.is_bound:
            return self.initial.get("company")
        field: Any = self.fields["company"]
        try:
            company: Company | None = field.clean([self.data.get(f"company_{part}", "") for part in range(3)])
        except ValidationError:
            return None
        return company

    def clean_part_time_percent(self) -> int | None:
        percent: int | None = self.cleaned_data["part_time_percent"]
        if percent is not None and not 50 <= percent <= 99:
            raise ValidationError("Teilzeit liegt zwischen 50 und 99 Prozent (§ 7a BBiG).")
        return percent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._keeps_occupation():
            self.errors.pop("occupation", None)
        elif not cleaned.get("occupation") and "occupation" not in self.errors:
            self.add_error("occupation", "Geben Sie einen Ausbildungsberuf ein.")
        start, end, trial = (cleaned.get(name) for name in ("starts_on", "ends_on", "trial_ends_on"))
        name = self.contract_fields()["occupation_name"] if self._has_occupation() else ""
        if start and end and end <= start:
            self.add_error("ends_on", "Das Ende muss nach dem Beginn liegen.")
        elif fault := trial_fault(
            kind=cleaned.get("kind", ""), starts_on=start, ends_on=end, trial_ends_on=trial, occupation_name=name
        ):
            self.add_error("trial_ends_on", fault)
        return cleaned

    def _has_occupation(self) -> bool:
        return self._keeps_occupation() or bool(self.cleaned_data.get("occupation"))

    def _keeps_occupation(self) -> bool:
        """Return whether the occupation stands there as it was; imported names are not always in the catalogue."""
        typed = self.data.get(self.add_prefix("occupation_0"), "").strip()
        return bool(typed) and typed == self.kept[1] and not self.data.get(self.add_prefix("occupation_2"))

    def contract_fields(self) -> dict[str, Any]:
        """Return every field of the contract as typed, the occupation as class and name."""
        if self._keeps_occupation():
            occupation, name = self.kept
        else:
            chosen: OccupationName = self.cleaned_data["occupation"]
            occupation, name = chosen.occupation, chosen.name
        return {**self.changes(), "occupation": occupation, "occupation_name": name}

    def differences(self) -> list[Difference]:
        rows = super().differences()
        if self.saved is not None:
            theirs, mine = self.saved.occupation_name, self.contract_fields()["occupation_name"]  # type: ignore[attr-defined]
            if theirs != mine:
                rows.insert(0, Difference(str(self.fields["occupation"].label), theirs, mine))
        return rows


class ContractCreateForm(TrainingContractForm):
    """A further contract of a case, for example after one was broken off; the company may be new as well."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    new_company = forms.CharField(label="Name des neuen Betriebs", max_length=160, required=False)
    new_place = forms.CharField(label="Ort des neuen Betriebs", max_length=80, required=False)

    field_order = ("kind", "occupation", "specialisation", "company", "new_company", "new_place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"], self.fields["trainer"]
        company = self.fields["company"]
        company.required, company.hide_optional = False, True  # type: ignore[attr-defined]  # read by its template
        company.help_text = (
            "Name, Branche oder Ort. Einen neuen Betrieb tragen Sie im nächsten Feld ein. "
            "Wer dort ausbildet, tragen Sie danach unter „Bearbeiten“ ein."
        )
        company.error_messages["unknown"] = (
            "Diesen Betrieb gibt es hier noch nicht. Tragen Sie ihn als neuen Betrieb ein."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, typed = cleaned.get("company"), cleaned.get("new_company")
        if chosen and typed:
            self.add_error("new_company", "Wählen Sie einen Betrieb oder geben Sie einen neuen ein, nicht beides.")
        elif not chosen and not typed and "company" not in self.errors:
            self.add_error("company", "Wählen Sie einen Betrieb oder geben Sie den Namen eines neuen ein.")
        return cleaned

    def new_firm(self) -> dict[str, str]:
        """Return name and place of the company that is entered with the contract; both empty for a chosen one."""
        return {name: self.cleaned_data[name] for name in ("new_company", "new_place")}


class TeamChangeForm(forms.Form):
    """The team of a case. `version` is that of the case, as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team",
        empty_label="bitte wählen",
        help_text="Zur Wahl stehen Teams mit einer Teamleitung. Sie kann danach die Ansprechperson ändern.",
        error_messages={"required": "Wählen Sie ein Team."},
    )

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["version"].initial = case.version
        self.fields["team"].initial = case.team_id
        self.fields["team"].queryset = possible_teams(case, user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") != self.case.version:
            raise ValidationError(
                f"Die Teilnahme wurde inzwischen geändert. Ihr Team ist jetzt: {self.case.team or 'keines'}. "
                "Ihre Eingabe ist noch da. Prüfen Sie beides und speichern Sie noch einmal."
            )
        return data
