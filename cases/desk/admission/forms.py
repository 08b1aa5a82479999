"""One form per part of an admission."""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from asa.design.fields import BirthDateField, ChipsRadio, ChoiceCards, GermanDateField
from cases.desk.admission.seen import SeenMixin
from cases.desk.admission.services import same_people
from cases.notes.enums import ConsentPurpose
from cases.people.enums import ContractKind, Eligibility, Gender, SchoolLeaving
from cases.people.models import Admission, Measure, Trainee, TrainingContract
from cases.people.models.measures import in_number_order
from cases.people.trial import trial_fault
from companies.catalogue.folding import plain
from companies.catalogue.forms import LAND_CHOICES, OccupationField, OccupationSearchMixin, PlaceMixin
from companies.catalogue.models import OccupationName
from companies.records.company_field import CompanyField, CompanySearchMixin
from companies.records.forms import soften
from companies.records.likeness import SameCompanyField, alike
from companies.records.models import Company

PERSON_FIELDS = [
    *("first_name", "last_name", "birth_date", "gender", "customer_number", "phone", "email"),
    *("household_number", "street", "postcode", "place", "land", "language", "interpreter_language", "school_leaving"),
    *("guardian_name", "guardian_phone", "no_guardian_reason"),
]
#: Whoever is in the last year of a long training, or comes back after one, entered at most so long ago.
LONGEST_BACK = timedelta(days=6 * 365 + 2)
OTHER_PERSON = "other"


class PersonForm(SeenMixin, PlaceMixin, forms.ModelForm):
    """Who it is, and with which measure and on which day it begins."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    birth_date = BirthDateField(label="Geburtsdatum")
    gender = forms.ChoiceField(label="Geschlecht", choices=Gender, required=False, widget=ChipsRadio)
    guardian_phone = PhoneNumberField(label="Telefon der sorgeberechtigten Person", required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.none(),
        label="Maßnahme",
        widget=ChoiceCards,
        empty_label=None,
        error_messages={"required": "Wählen Sie eine Maßnahme."},
    )
    entry_on = GermanDateField(label="Eintritt am", help_text="Der erste Tag der Teilnahme, zum Beispiel 01.12.2026.")
    eligibility = forms.ChoiceField(label="Fördergrund", choices=Eligibility, initial=Eligibility.BASIC)

    only_reported = forms.BooleanField(
        label="Erst gemeldet, noch nicht zugewiesen",
        required=False,
        help_text="Kontakt, Zuweisung oder Absage tragen Sie danach im Verlauf der Teilnahme ein.",
    )

    class Meta:
        model = Trainee
        fields = PERSON_FIELDS
        help_texts: ClassVar = {
            "language": "Sprache, in der wir schreiben, wenn es nicht Deutsch ist.",
            "household_number": "Nummer der Bedarfsgemeinschaft, nur bei Leistungen vom Jobcenter.",
            "interpreter_language": "Die Sprache, wenn bei Gesprächen jemand übersetzen soll. Sonst leer.",
            "no_guardian_reason": "Nur unter 18, wenn niemand eingetragen ist. Zum Beispiel: Vormund wird bestellt.",
        }
        error_messages: ClassVar = {
            "first_name": {"required": "Geben Sie den Vornamen ein."},
            "last_name": {"required": "Geben Sie den Nachnamen ein."},
        }

    def __init__(self, *args: Any, user: User, admission: Admission | None = None, **kwargs: Any) -> None:
        kwargs["instance"] = admission.case.trainee if admission else None
        super().__init__(*args, **kwargs)
        self.user, self.admission = user, admission
        self.fields["request_key"].initial = uuid.uuid4
        self.fields["land"].choices = LAND_CHOICES  # type: ignore[attr-defined]
        self.fields["school_leaving"].choices = [("", "nicht bekannt"), *SchoolLeaving.choices]  # type: ignore[attr-defined]
        self._offer_measures()
        if admission is not None:
            del self.fields["only_reported"]
            self.fields["entry_on"].initial = admission.entry_on
            self.fields["eligibility"].initial = admission.case.eligibility
        soften(self)
        self.offer_places()
        self._offer_known_people()
        if admission is not None:
            self.carry_version()

    def _offer_measures(self) -> None:
        today = timezone.localdate()
        measures = Measure.objects.visible_to(self.user).filter(ends_on__gte=today - timedelta(days=365))
        field = self.fields["measure"]
        field.queryset = measures.order_by("-starts_on", in_number_order())  # type: ignore[attr-defined]
        if self.admission is not None and self.admission.measure_id:
            field.initial = self.admission.measure_id
        elif len(running := measures.filter(ends_on__gte=today, starts_on__lte=today)[:2]) == 1:
            field.initial = running[0].pk

    def _typed_birth_date(self) -> date | None:
        """Return the birth date as posted, None where it is no date: the field itself says so later."""
        try:
            return self.fields["birth_date"].clean([self.data.get(f"birth_date_{i}", "") for i in range(3)]) or None
        except forms.ValidationError:
            return None

    def _offer_known_people(self) -> None:
        """After a post with the name of someone known, ask whether it is the same person."""
        self.known: list[Trainee] = []
        self.hidden_known = 0
        if self.admission is not None or not self.is_bound or not self.data.get("last_name"):
            return
        people = same_people(
            provider_id=access_of(self.user).provider_id or 0,
            first_name=self.data.get("first_name", ""),
            last_name=self.data["last_name"],
            birth_date=self._typed_birth_date(),
        )
        self.known = list(Trainee.objects.editable_by(self.user).filter(pk__in=[p.pk for p in people]))
        self.hidden_known = len(people) - len(self.known)
        if not people:
            return
        choices = [(str(p.public_id), f"Dieselbe Person: {_describe(p)}, neue Teilnahme beginnen") for p in self.known]
        self.fields["same_as"] = forms.ChoiceField(
            label="Diese Person gibt es vielleicht schon",
            choices=[*choices, (OTHER_PERSON, "Eine andere Person mit demselben Namen")],
            widget=forms.RadioSelect,
            help_text=""
            if self.known
            else "Eine Person mit diesem Namen führt ein anderes Team. Fragen Sie Ihre Teamleitung.",
            error_messages={"required": "Entscheiden Sie, ob es dieselbe Person ist."},
        )
        self.order_fields(["request_key", "first_name", "last_name", "birth_date", "same_as"])

    def clean_entry_on(self) -> Any:
        day, today = self.cleaned_data["entry_on"], timezone.localdate()
        if not today - LONGEST_BACK <= day <= today + timedelta(days=365):
            raise forms.ValidationError("Der Eintritt liegt höchstens sechs Jahre zurück oder ein Jahr voraus.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.complete_place(cleaned)
        measure, day = cleaned.get("measure"), cleaned.get("entry_on")
        if measure and day and day > measure.ends_on:
            self.add_error(
                "entry_on",
                f"Diese Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}.",
            )
        self._check_guardian(cleaned)
        return cleaned

    def _check_guardian(self, cleaned: dict[str, Any]) -> None:
        """Ask for a minor's guardian; whoever goes on later may leave it open, finishing asks again."""
        person = Trainee(
            birth_date=cleaned.get("birth_date"),
            guardian_name=cleaned.get("guardian_name") or "",
            no_guardian_reason=cleaned.get("no_guardian_reason") or "",
        )
        day = max(cleaned.get("entry_on") or timezone.localdate(), timezone.localdate())
        if "overview" not in self.data and person.lacks_guardian(day):
            self.add_error(
                "guardian_name",
                "Die Person ist dann unter 18. Tragen Sie eine sorgeberechtigte Person ein, oder darunter, "
                "warum es keine gibt.",
            )

    @property
    def same_trainee(self) -> Trainee | None:
        """Return the known person who was chosen, if one was."""
        chosen = self.cleaned_data.get("same_as")
        return next((p for p in self.known if str(p.public_id) == chosen), None)

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    def admission_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("measure", "entry_on", "eligibility")}


def _describe(person: Trainee) -> str:
    born = f", geboren {person.birth_date:%d.%m.%Y}" if person.birth_date else ", Geburtsdatum unbekannt"
    return f"{person.full_name}{born}{f', {person.place}' if person.place else ''}"


class TrainingForm(SeenMixin, OccupationSearchMixin, CompanySearchMixin, forms.Form):
    """The training contract with its company, known or new; or none yet."""

    #: Most fields are needed unless there is no contract yet; the truly optional ones say so in their label.
    hide_optional = True

    no_contract = forms.BooleanField(label="Noch kein Ausbildungsvertrag", required=False)
    kind = forms.ChoiceField(
        label="Art",
        choices=[(k.value, k.label) for k in (ContractKind.REGULAR, ContractKind.EQ)],
        initial=ContractKind.REGULAR,
        widget=ChipsRadio,
    )
    occupation = OccupationField(label="Ausbildungsberuf", required=False)
    company = CompanyField(
        label="Betrieb",
        required=False,
        help_text="Name, Branche oder Ort. Einen neuen Betrieb tragen Sie im nächsten Feld ein.",
        error_messages={
            "unknown": "Diesen Betrieb gibt es hier noch nicht. Tragen Sie ihn als neuen Betrieb ein.",
        },
    )
    new_company = forms.CharField(label="Name des neuen Betriebs", max_length=160, required=False)
    new_place = forms.CharField(label="Ort des neuen Betriebs", max_length=80, required=False)
    starts_on = GermanDateField(label="Beginn der Ausbildung", required=False)
    ends_on = GermanDateField(label="vertragliches Ende", required=False)
    trial_ends_on = GermanDateField(label="Ende der Probezeit (freiwillig)", required=False)
    trainer_first_name = forms.CharField(label="Ausbilder/in: Vorname (freiwillig)", max_length=80, required=False)
    trainer_last_name = forms.CharField(label="Ausbilder/in: Nachname (freiwillig)", max_length=80, required=False)
    trainer_phone = PhoneNumberField(label="Ausbilder/in: Telefon (freiwillig)", required=False)
    trainer_email = forms.EmailField(label="Ausbilder/in: E-Mail (freiwillig)", required=False)

    def __init__(self, *args: Any, user: User, admission: Admission, **kwargs: Any) -> None:
        contract = (
            admission.case.contracts.exclude(kind=ContractKind.PRACTICE).select_related("company", "trainer").first()
        )
        self.entered = contract.company if contract else None
        kwargs.setdefault("initial", self._initial(contract, admission))
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = Company.objects.visible_to(user)  # type: ignore[attr-defined]
        self._ask_whether_known(user)
        soften(self)
        self.carry_version()

    def _ask_whether_known(self, user: User) -> None:
        """After a post with a new company that may be there already, legal form apart, ask whether it is the same."""
        name = self.data.get("new_company", "").strip()
        if not name:
            return
        others = Company.objects.visible_to(user)
        if self.entered is not None:
            others = others.exclude(pk=self.entered.pk)
        if found := alike(others, name=name, place=self.data.get("new_place", "")):
            self.fields["same_as"] = SameCompanyField(found)
            self.order_fields(["no_contract", "kind", "occupation", "company", "new_company", "new_place", "same_as"])

    def known_company(self) -> Company | None:
        """Return the company that is there already; None where a new one is meant."""
        field = self.fields.get("same_as")
        same = field.company(self.cleaned_data.get("same_as")) if isinstance(field, SameCompanyField) else None
        return same or self.cleaned_data["company"]

    @staticmethod
    def _initial(contract: TrainingContract | None, admission: Admission) -> dict[str, Any]:
        if contract is None:
            return {"no_contract": admission.parts.get("ausbildung") == "not_needed"}
        names = OccupationName.objects.filter(occupation=contract.occupation_id)
        trainer = contract.trainer
        return {
            **{name: getattr(contract, name) for name in ("kind", "starts_on", "ends_on", "trial_ends_on")},
            "company": contract.company,
            "occupation": names.filter(name=contract.occupation_name).first() or names.first(),
            **{f"trainer_{name}": getattr(trainer, name) for name in TRAINER_FIELDS if trainer},
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("no_contract"):
            self._check_contract(cleaned)
        elif "occupation" in self.errors:
            del self.errors["occupation"]
        return cleaned

    def _check_contract(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("occupation") and "occupation" not in self.errors:
            self.add_error("occupation", "Geben Sie einen Ausbildungsberuf ein.")
        if not cleaned.get("company") and not cleaned.get("new_company") and "company" not in self.errors:
            self.add_error("company", "Wählen Sie einen Betrieb oder geben Sie den Namen eines neuen ein.")
        if cleaned.get("company") and cleaned.get("new_company"):
            self.add_error("new_company", "Wählen Sie einen Betrieb oder geben Sie einen neuen ein, nicht beides.")
        for name, message in (
            ("starts_on", "Geben Sie ein, wann die Ausbildung beginnt."),
            ("ends_on", "Geben Sie ein, wann die Ausbildung endet."),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        self._check_order(cleaned)

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", "Das Ende muss nach dem Beginn liegen.")
        occupation = cleaned.get("occupation")
        fault = trial_fault(
            kind=cleaned.get("kind", ""),
            starts_on=start,
            ends_on=end,
            trial_ends_on=cleaned.get("trial_ends_on"),
            occupation_name=occupation.name if occupation else "",
        )
        if fault:
            self.add_error("trial_ends_on", fault)

    def _changed(self) -> list[str]:
        """A new company that the first of two equal posts has entered is no change."""
        names = super()._changed()
        typed = self.cleaned_data.get("new_company")
        if typed and self.entered is not None and plain(typed) == plain(self.entered.name):
            names = [name for name in names if name not in ("company", "new_company", "new_place")]
        return names

    def contract_fields(self) -> dict[str, Any]:
        chosen = self.cleaned_data["occupation"]
        kept = {name: self.cleaned_data[name] for name in ("kind", "starts_on", "ends_on", "trial_ends_on")}
        return {"occupation": chosen.occupation, "occupation_name": chosen.name, **kept}

    def trainer(self) -> dict[str, Any]:
        return {name: self.cleaned_data[f"trainer_{name}"] for name in TRAINER_FIELDS}


TRAINER_FIELDS = ("first_name", "last_name", "phone", "email")


class SchoolForm(SeenMixin, forms.Form):
    not_needed = forms.BooleanField(label="Keine Berufsschule", required=False)
    school = forms.CharField(label="Berufsschule", max_length=120, required=False)
    school_days = forms.CharField(
        label="Berufsschultage oder Blöcke", max_length=120, required=False, help_text="Zum Beispiel: Mo. und Do."
    )

    def __init__(self, *args: Any, admission: Admission, **kwargs: Any) -> None:
        trainee = admission.case.trainee
        initial = {
            "school": trainee.school,
            "school_days": trainee.school_days,
            "not_needed": admission.parts.get("berufsschule") == "not_needed",
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        soften(self)
        self.carry_version()


class NeedsForm(SeenMixin, forms.Form):
    needs = forms.CharField(
        label="Bedarf",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Wobei ist Unterstützung nötig? Keine Gesundheitsdaten; dafür gibt es die vertraulichen Notizen.",
    )
    goals = forms.CharField(label="Ziele", max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, admission: Admission, **kwargs: Any) -> None:
        kwargs["initial"] = {"needs": admission.case.needs, "goals": admission.case.goals}
        super().__init__(*args, **kwargs)
        self.carry_version()


GIVEN_BY = [(text, text) for text in ("selbst", "sorgeberechtigte Person", "selbst und sorgeberechtigte Person")]


class ConsentsForm(SeenMixin, forms.Form):
    """Which consents were given, by whom and when. None of them is a condition of the support."""

    purposes = forms.MultipleChoiceField(
        label="Diese Einwilligungen liegen vor",
        choices=ConsentPurpose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Die Unterstützung hängt nicht davon ab. Jede Einwilligung kann jederzeit widerrufen werden.",
    )
    given_on = GermanDateField(label="gegeben am")
    given_by = forms.ChoiceField(
        label="gegeben von",
        choices=GIVEN_BY,
        initial="selbst",
        widget=ChipsRadio,
    )

    def __init__(self, *args: Any, admission: Admission, **kwargs: Any) -> None:
        today = timezone.localdate()
        minor = admission.case.trainee.is_minor(today)
        given = list(admission.case.consents.filter(withdrawn_on=None).values_list("purpose", flat=True))
        initial = {
            "purposes": given,
            "given_on": today,
            "given_by": "selbst und sorgeberechtigte Person" if minor else "selbst",
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.carry_version()

    def clean_given_on(self) -> Any:
        day = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Das Datum liegt in der Zukunft. Wählen Sie heute oder früher.")
        return day


def contacts_for(user: User, provider_id: int) -> QuerySet[Membership]:
    """Return whom somebody may make the fixed contact person of a new case, by name."""
    members = Membership.objects.active().filter(role=Role.CONTACT_PERSON, provider=provider_id)
    if not access_of(user).roles & {Role.ADMIN, Role.CONTACT_PERSON}:
        members = members.filter(team__in=[s.team_id for s in access_of(user).standings if s.team_id])
    return members.select_related("user").order_by(*in_order_of("user__last_name", "user__first_name"))


class MemberChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.user.full_name


class ContactForm(SeenMixin, forms.Form):
    """Who answers for the case."""

    member = MemberChoiceField(
        Membership.objects.none(),
        label="Feste Ansprechperson",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Genau eine Person ist während der ganzen Teilnahme zuständig. Ein Wechsel ist später möglich.",
        error_messages={"required": "Wählen Sie eine Ansprechperson."},
    )

    def __init__(self, *args: Any, user: User, admission: Admission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = contacts_for(user, admission.provider_id)
        field = self.fields["member"]
        field.queryset = members  # type: ignore[attr-defined]
        present = admission.case.assignments.order_by("-starts_on").first()
        own = members.filter(user=user.pk).first()
        field.initial = present.member_id if present else own.pk if own else None
        self.carry_version()
