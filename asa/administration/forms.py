"""Forms of the administration. Choices come from the provider behind the wall, never from the request."""

import re
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from asa.accounts.independence import FEWEST_DAYS
from asa.accounts.models import FundingBody, Membership, OutsideAccess, Provider, Site, Team
from asa.design.fields import ChipsRadio, GermanDateField, GermanDecimalField
from cases.people.choices import CasesField
from cases.people.enums import MeasureModel
from cases.people.models import Case, Lot, Measure
from companies.catalogue.forms import LAND_CHOICES

WHOLE = 10_000  # basis points
#: The longest window of an auditor (`security.md` section 3); the database refuses longer ones.
AUDIT_DAYS = 14
MINIMUM_CELL = 3
POSTCODE_DIGITS = 5
#: Every month has these days (also a rule of the database).
LAST_REPORT_DAY = 28
#: A company's link that lives longer than a year is a typing error.
LONGEST_LINK = 365
#: Measures whose accompanying phase begins from here on follow the model of 2024 (`domain/asa-flex.md` 2.2).
MODEL_2024_FROM = date(2024, 8, 1)
#: What may stand before the @ of a mailbox (RFC 5321: 64 characters), and how many names a list may hold.
LOCAL_PART = re.compile(r"[\w.+-]+")
LONGEST_LOCAL_PART, MOST_MAILBOXES = 64, 300
STALE = (
    "Jemand hat diesen Eintrag inzwischen geändert. Ihr Text ist noch da. "
    "Vergleichen Sie beide Fassungen und speichern Sie erneut."
)
END_REASONS = [("left", "hat den Träger verlassen"), ("role", "andere Aufgabe"), ("leave", "lange Abwesenheit")]


def stamp_of(row: models.Model, names: list[str]) -> str:
    """Return a digest of the saved values: the version of rows that carry no version field."""
    values = [str(row.serializable_value(name)) for name in names]
    return sha256("\x1f".join([*values, str(getattr(row, "version", ""))]).encode()).hexdigest()[:24]


def _asked_by(condition: object) -> list[str]:
    """Return the names of the fields that a condition compares, in its order."""
    if isinstance(condition, models.Q):
        return [name for child in condition.children for name in _asked_by(child)]
    return [str(condition[0]).split("__", maxsplit=1)[0]] if isinstance(condition, tuple) else []


def _field_of(rule: models.BaseConstraint, form: forms.ModelForm) -> str | None:
    """Return the field of the form at which a broken rule of its table is said: the last one that the rule names."""
    about = [*getattr(rule, "fields", ()), *(getattr(e, "name", "") for e in getattr(rule, "expressions", ()))]
    about = about or _asked_by(getattr(rule, "condition", None))
    return next((name for name in reversed(about) if name in form.fields), None)


class StampedForm(forms.ModelForm):
    """A form that knows which state of the row it was filled from; a stale save keeps both texts."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(self._meta.fields or ())
        self.saved_words: list[tuple[str, str]] = []
        self.fields["version"].initial = stamp_of(self.instance, self.names) if self.instance.pk else ""
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.filter(provider=self.instance.provider_id)  # type: ignore[union-attr]
            elif isinstance(field, forms.DateField) and name != "version":
                self.fields[name] = GermanDateField(label=field.label, required=field.required)

    def _update_errors(self, errors: ValidationError) -> None:
        """Say a rule of the table that was broken at the field that it is about, not above the form alone."""
        super()._update_errors(errors)  # type: ignore[misc]
        general = self.errors.get(NON_FIELD_ERRORS)
        for error in list(general.as_data()) if general is not None else []:
            rules = (r for r in self.instance._meta.constraints if r.violation_error_message == error.message)
            field = next((_field_of(rule, self) for rule in rules), None)
            if field and general is not None:
                general.data.remove(error)
                self.add_error(field, error)
        if general is not None and not general.data:
            del self.errors[NON_FIELD_ERRORS]

    def is_fresh(self, saved: models.Model) -> bool:
        """Return whether the form was made from `saved` as it is now; else say so and show what is saved."""
        now = stamp_of(saved, self.names)
        if self.cleaned_data["version"] == now:
            return True
        self.saved_words = [(str(self.fields[n].label), str(getattr(saved, n) or "leer")) for n in self.names]
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = now
        self.data = data
        self.add_error(None, STALE)
        return False


def keeps_rules(form: StampedForm) -> bool:
    """Return whether the row keeps every rule of its table; what it breaks is said at the field it is about."""
    standard = models.BaseConstraint.default_violation_error_message
    for rule in form.instance._meta.constraints:
        try:
            rule.validate(type(form.instance), form.instance)
        except ValidationError as error:
            field = _field_of(rule, form)
            is_own = rule.violation_error_message and rule.violation_error_message != standard
            form.add_error(field, error if is_own else "Diesen Eintrag gibt es schon.")
    return form.is_valid()


class SiteForm(StampedForm):
    """A place of the provider; its Land decides on public and school holidays."""

    land = forms.ChoiceField(
        label="Land", choices=LAND_CHOICES, required=False, help_text="Danach richten sich Feiertage und Schulferien."
    )

    class Meta:
        model = Site
        fields = ("name", "street", "postcode", "place", "land")

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == POSTCODE_DIGITS and postcode.isdecimal()):
            raise ValidationError("Die Postleitzahl hat fünf Ziffern.")
        return postcode


class TeamForm(StampedForm):
    class Meta:
        model = Team
        fields = ("name", "site")


class FundingBodyForm(StampedForm):
    class Meta:
        model = FundingBody
        fields = ("name", "kind", "email")


class LotForm(StampedForm):
    class Meta:
        model = Lot
        fields = ("name", "starts_on", "ends_on")


#: More places than any lot has are a typing error (also a rule of the database).
MOST_PLACES = 999


class MeasureForm(StampedForm):
    """A measure with its number in any spelling, and the shares of several funding bodies where there are any."""

    class Meta:
        model = Measure
        fields = (
            *("lot", "number", "name", "model", "funding_body", "site"),
            *("starts_on", "ends_on", "has_pre_phase", "pre_phase_places", "uses_emaw"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uses_emaw"].label = "eM@w"
        places = self.fields["pre_phase_places"]
        places.label, places.help_text = "Plätze der Vorphase", "Wie im Losblatt; die Vorphase zählt nach Plätzen."
        places.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.fields["number"].widget.attrs.pop("maxlength", None)
        self.fields["number"].max_length = None  # type: ignore[attr-defined]
        self.fields["number"].validators = []
        self.fields["number"].help_text = "Zum Beispiel 427/1184/1/25. Schrägstriche dürfen fehlen."
        saved = dict(self.instance.shares.values_list("funding_body", "basis_points")) if self.instance.pk else {}
        self.bodies = list(FundingBody.objects.filter(provider=self.instance.provider_id))
        for body in self.bodies:
            share = f"{saved[body.pk] / 100:g}".replace(".", ",") if body.pk in saved else None
            self.fields[f"share_{body.pk}"] = GermanDecimalField(
                label=f"Anteil {body.name} in Prozent",
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=share,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_places(cleaned)
        self._check_term(cleaned)
        shares = {b: int((cleaned.get(f"share_{b.pk}") or 0) * 100) for b in self.bodies}
        shares = {body: points for body, points in shares.items() if points}
        if shares and sum(shares.values()) != WHOLE:
            total = f"{sum(shares.values()) / 100:g}".replace(".", ",")
            first = f"share_{next(iter(shares)).pk}"
            self.add_error(first, f"Die Anteile ergeben zusammen {total} Prozent. Es müssen 100 sein.")
        self.shares = shares
        return cleaned

    def _check_term(self, cleaned: dict[str, Any]) -> None:
        """A measure lies within its lot, and the model of 2024 is not older than itself."""
        lot, start, end = (cleaned.get(name) for name in ("lot", "starts_on", "ends_on"))
        if lot and start and not lot.starts_on <= start <= lot.ends_on:
            self.add_error("starts_on", f"Das Los läuft vom {lot.starts_on:%d.%m.%Y} bis {lot.ends_on:%d.%m.%Y}.")
        if lot and end and end > lot.ends_on:
            self.add_error("ends_on", f"Das Los läuft nur bis {lot.ends_on:%d.%m.%Y}. Ändern Sie zuerst das Los.")
        is_new_model = cleaned.get("model") == MeasureModel.ASAFLEX_2024 and not cleaned.get("has_pre_phase")
        if is_new_model and start and start < MODEL_2024_FROM:  # a Vorphase may have begun before
            words = f"Dieses Modell gilt für Maßnahmen, die ab {MODEL_2024_FROM:%d.%m.%Y} begonnen haben."
            self.add_error("model", words)

    def _check_places(self, cleaned: dict[str, Any]) -> None:
        """Say at the field what the database would refuse."""
        places = cleaned.get("pre_phase_places")
        if places is None:
            return
        if not cleaned.get("has_pre_phase"):
            self.add_error("pre_phase_places", "Plätze hat nur eine Maßnahme mit Vorphase. Haken Sie sie oben an.")
        elif not 1 <= places <= MOST_PLACES:
            self.add_error("pre_phase_places", f"Geben Sie eine ganze Zahl von 1 bis {MOST_PLACES} an.")


#: Label and hint of the settings that do not speak for themselves.
SETTING_WORDS = {
    "company_link_days": (
        "Links für Betriebe gelten so viele Tage",
        "Danach fordert der Betrieb selbst einen neuen an.",
    ),
    "shared_mailboxes": (
        "Geteilte Postfächer",
        "Namen vor dem @, einer je Zeile. Geht ein Link an so eine Adresse, braucht der Betrieb einen Code, den Sie am "
        "Telefon nennen. „info“ gilt auch für „info.kassel“ und „info2“.",
    ),
    "second_person_days": (
        "Zweite Person erst nach so vielen Tagen",
        "Wer neu eingeladen ist, und wer eingeladen hat, bestätigen einander so lange nichts. Mindestens 14.",
    ),
    "minimum_cell": ("Kleinste gezeigte Gruppe", "Kleinere Zahlen bleiben in Berichten an Fördergeber verborgen."),
    "draft_day": ("Quartalsbericht: Entwurf am", "Tag im Monat nach dem Quartal."),
    "due_day": ("Quartalsbericht: fällig am", "Tag im Monat nach dem Quartal."),
}


class ProviderForm(StampedForm):
    """Settings of the provider."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in SETTING_WORDS.items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    class Meta:
        model = Provider
        fields = (
            *("name", "legal_name", "email", "phone"),
            *("company_link_days", "shared_mailboxes", "second_person_days", "minimum_cell", "draft_day", "due_day"),
        )
        widgets: ClassVar = {"shared_mailboxes": forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})}

    def clean_company_link_days(self) -> int:
        days: int = self.cleaned_data["company_link_days"]
        if not 1 <= days <= LONGEST_LINK:
            raise ValidationError(f"Ein Link gilt 1 bis {LONGEST_LINK} Tage.")
        return days

    def clean_shared_mailboxes(self) -> str:
        """Return the names once each, one a line, in small letters."""
        names = sorted(set(self.cleaned_data["shared_mailboxes"].lower().replace(",", " ").split()))
        for name in names:
            if len(name) > LONGEST_LOCAL_PART or not LOCAL_PART.fullmatch(name):
                raise ValidationError(f"„{name[:40]}“ ist kein Name vor dem @. Schreiben Sie zum Beispiel: info")
        if len(names) > MOST_MAILBOXES:
            raise ValidationError(f"Höchstens {MOST_MAILBOXES} Namen.")
        return "\n".join(names)

    def clean_second_person_days(self) -> int:
        days: int = self.cleaned_data["second_person_days"]
        if not FEWEST_DAYS <= days <= LONGEST_LINK:
            raise ValidationError(f"Wählen Sie {FEWEST_DAYS} bis {LONGEST_LINK} Tage.")
        return days

    def clean_draft_day(self) -> int:
        return self._day_of_month("draft_day")

    def clean_due_day(self) -> int:
        return self._day_of_month("due_day")

    def _day_of_month(self, name: str) -> int:
        day: int = self.cleaned_data[name]
        if not 1 <= day <= LAST_REPORT_DAY:
            raise ValidationError(f"Wählen Sie einen Tag von 1 bis {LAST_REPORT_DAY}.")
        return day

    def clean_minimum_cell(self) -> int:
        size = self.cleaned_data["minimum_cell"]
        if size < MINIMUM_CELL:
            raise ValidationError("Gruppen unter drei Personen dürfen nie gezeigt werden.")
        return size


class PersonForm(forms.Form):
    """Who gets a right: found by e-mail address, made where there is none yet."""

    first_name = forms.CharField(label="Vorname", max_length=80)
    last_name = forms.CharField(label="Nachname", max_length=80)
    email = forms.EmailField(label="E-Mail", error_messages={"invalid": "Diese E-Mail-Adresse ist nicht vollständig."})

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class ReaderForm(PersonForm):
    sees_persons = forms.BooleanField(
        label="Recht „Personen“",
        required=False,
        help_text="Öffnet auch Beurteilungen und Listen der eigenen Teilnehmenden.",
    )
    starts_on = GermanDateField(label="ab")
    ends_on = GermanDateField(label="bis", required=False)


class AuditorForm(PersonForm):
    """An auditor's window: who, from when until when, and the sample of cases."""

    starts_on = GermanDateField(label="ab")
    ends_on = GermanDateField(label="bis", help_text=f"Höchstens {AUDIT_DAYS} Tage nach dem Beginn.")

    def __init__(self, *args: Any, provider_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"] = CasesField(
            Case.objects.filter(provider=provider_id, started_on__isnull=False),
            label="Stichprobe",
            error_messages={"required": "Wählen Sie mindestens eine Teilnahme."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and not timedelta(0) <= ends_on - starts_on <= timedelta(days=AUDIT_DAYS):
            self.add_error(
                "ends_on", f"Ein Prüfrecht gilt höchstens {AUDIT_DAYS} Tage und endet nicht vor seinem Beginn."
            )
        return cleaned


class EndForm(forms.Form):
    """When and why a right ends."""

    ends_on = GermanDateField(label="letzter Tag")
    reason = forms.ChoiceField(label="Grund", choices=END_REASONS, widget=ChipsRadio)

    def __init__(self, *args: Any, row: Membership | OutsideAccess, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.row.starts_on:
            raise ValidationError("Das Ende darf nicht vor dem Beginn liegen.")
        return ends_on
