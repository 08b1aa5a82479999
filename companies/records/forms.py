"""Forms of companies and their contacts."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from asa.design.fields import ChipsRadio, GermanDateField
from companies.catalogue.forms import LAND_CHOICES, PlaceMixin
from companies.records.enums import ContactRole
from companies.records.likeness import SameCompanyField, alike
from companies.records.models import Company, CompanyContact

PHONE_HELP = "Geben Sie die Nummer mit Vorwahl ein, zum Beispiel 0171 1234567."
EMAIL_HELP = "Diese E-Mail-Adresse ist nicht vollständig."


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: what is saved now and what was typed."""

    label: str
    theirs: str
    mine: str


def put_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused at the fields it names, the rest above the form; everything typed stays."""
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, texts in found.items():
        form.add_error(name if name in form.fields else None, texts)


def soften(form: forms.BaseForm) -> None:
    """Say what to do instead of what is wrong, and let nobody's browser fill in somebody else's data."""
    for name, field in form.fields.items():
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = EMAIL_HELP
            field.widget.attrs.update({"inputmode": "email", "autocomplete": "off"})
        elif "phone" in name:
            field.error_messages["invalid"] = PHONE_HELP
            field.widget.attrs.update({"type": "tel", "inputmode": "tel", "autocomplete": "off"})
            field.widget.input_type = "tel"
        elif isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
            field.widget.attrs.setdefault("autocomplete", "off")
        if field.required and field.label:
            field.error_messages.setdefault("required", "Füllen Sie dieses Feld aus.")


class RequestKeyForm(forms.ModelForm):
    """A form that creates: posting it twice makes one row."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        soften(self)


class VersionForm(forms.ModelForm):
    """A form that changes: the version tells whether somebody else was faster. `differences()` shows both texts."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.saved: models.Model | None = None
        soften(self)

    def changes(self) -> dict[str, Any]:
        """Return the model's fields with their cleaned values."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def mark_stale(self, saved: models.Model) -> None:
        """Keep what was typed, say that somebody was faster, and take over the new version for the next try."""
        self.saved = saved
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(saved.version)  # type: ignore[attr-defined]
        self.data = data
        self.add_error(
            None,
            "Jemand hat diesen Eintrag inzwischen geändert. Ihr Text ist noch da. Vergleichen Sie beide Fassungen "
            "und speichern Sie erneut.",
        )

    def differences(self) -> list[Difference]:
        """Return the fields in which the saved row and the typed text differ."""
        if self.saved is None:
            return []
        rows = []
        for name, mine in self.changes().items():
            theirs = getattr(self.saved, name)
            if theirs != mine:
                label = str(self.fields[name].label)
                rows.append(Difference(label, self._words(name, theirs), self._words(name, mine)))
        return rows

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return f"{value:%d.%m.%Y}"
        choices = dict(getattr(self.fields[name], "choices", ()) or ())
        return str(choices.get(value, value) if value not in (None, "") else "leer")


COMPANY_FIELDS = [
    *("name", "trade", "size", "chamber", "operating_number"),
    *("street", "postcode", "place", "land", "phone", "email"),
]
COMPANY_HELP = {"trade": "Zum Beispiel: Kraftfahrzeuge, Pflege, Handel."}
COMPANY_ERRORS: dict[str, dict[str, str]] = {"name": {"required": "Geben Sie den Namen des Betriebs ein."}}


class CompanyCreateForm(PlaceMixin, RequestKeyForm):
    class Meta:
        model = Company
        fields = COMPANY_FIELDS
        help_texts = COMPANY_HELP
        error_messages = COMPANY_ERRORS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        companies = kwargs.pop("companies", Company.objects.none())
        super().__init__(*args, **kwargs)
        self.fields["land"].choices = LAND_CHOICES  # type: ignore[attr-defined]
        self.offer_places()
        self._ask_whether_known(companies)

    def _ask_whether_known(self, companies: models.QuerySet[Company]) -> None:
        """After a post with the name of a company that is there, legal form apart, ask whether it is the same."""
        name, key = self.data.get("name", "").strip(), str(self.data.get("request_key", ""))
        others = [one for one in companies if str(one.request_key) != key] if name else []
        if found := alike(others, name=name, place=self.data.get("place", "")):
            self.fields["same_as"] = SameCompanyField(found)
            self.order_fields(["request_key", "name", "same_as"])

    @property
    def same_company(self) -> Company | None:
        """Return the company that is there and was chosen, None where a new one is meant."""
        field = self.fields.get("same_as")
        chosen = self.cleaned_data.get("same_as")
        return field.company(chosen) if isinstance(field, SameCompanyField) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.complete_place(cleaned)
        return cleaned


class CompanyEditForm(PlaceMixin, VersionForm):
    class Meta:
        model = Company
        fields = COMPANY_FIELDS
        help_texts = COMPANY_HELP
        error_messages = COMPANY_ERRORS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["land"].choices = LAND_CHOICES  # type: ignore[attr-defined]
        self.offer_places()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.complete_place(cleaned)
        return cleaned


class ContactFields(forms.ModelForm):
    """What is asked about a person in a company."""

    SALUTATIONS: ClassVar = [("", "keine"), ("Frau", "Frau"), ("Herr", "Herr")]
    role = forms.ChoiceField(label="Aufgabe", choices=ContactRole, widget=ChipsRadio, initial=ContactRole.TRAINER)
    salutation = forms.ChoiceField(label="Anrede", choices=SALUTATIONS, widget=ChipsRadio, required=False)

    class Meta:
        model = CompanyContact
        fields = ["role", "salutation", "first_name", "last_name", "phone", "email"]
        error_messages = {"last_name": {"required": "Geben Sie den Nachnamen ein."}}


class CompanyContactForm(RequestKeyForm, ContactFields):
    """A new person in a company."""

    class Meta(ContactFields.Meta):
        pass


class CompanyContactEditForm(VersionForm, ContactFields):
    """A person in a company, changed."""

    left_on = GermanDateField(
        label="Nicht mehr im Betrieb seit",
        required=False,
        help_text="Ab diesem Tag öffnen Links dieser Person nichts mehr, und sie bekommt keine E-Mails.",
    )

    class Meta(ContactFields.Meta):
        fields = [*ContactFields.Meta.fields, "left_on"]
