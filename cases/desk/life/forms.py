"""Forms of the steps in a case's life. What only a service can know is checked there and comes back to the field."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from asa.design.fields import ChipsRadio, GermanDateField
from cases.people.enums import EXIT_LISTS, CaseState, Confidence, LifeCodeKind, Success
from cases.people.life.built_in import USUAL_OUTCOME
from cases.people.life.codes import offered
from cases.people.life.phases import training_end
from cases.people.models import AfterCare, Case, CaseExit, LifeCode, PrePhase
from companies.records.forms import soften

NO_HEALTH = "Ein Stichwort genügt. Keine Gesundheitsdaten."


class StepForm(forms.Form):
    """A step with its day. `case` is the case that it changes."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    on = GermanDateField(label="ab", initial=timezone.localdate)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()
        soften(self)

    def prepare(self) -> None:
        """Fill in what the case knows."""

    def facts(self) -> list[tuple[str, Any]]:
        """Return label and value of what was typed, for the check page."""
        rows = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name == "request_key" or name in self.unsaid or value in (None, "", False):
                continue
            words = dict(getattr(field, "choices", ()) or ()).get(value, value)
            rows.append((str(field.label), "ja" if words is True else words))
        return rows

    #: Fields that the check page asks for itself.
    unsaid: tuple[str, ...] = ()


class ReasonForm(StepForm):
    """A step with its reason."""

    reason = forms.CharField(
        label="Grund", max_length=200, help_text=NO_HEALTH, error_messages={"required": "Nennen Sie den Grund."}
    )


class AccompanyingForm(StepForm):
    reason = forms.CharField(label="Bemerkung", max_length=200, required=False)


class SuspendForm(ReasonForm):
    on = GermanDateField(
        label="ruht ab", initial=timezone.localdate, help_text="Auch ein kommender Tag; dann beginnt es von selbst."
    )
    expected_on = GermanDateField(label="Rückkehr erwartet am", required=False)
    cancels_sessions = forms.BooleanField(label="Termine in dieser Zeit absagen", required=False)

    field_order = ("request_key", "on", "expected_on", "reason")
    unsaid = ("cancels_sessions",)


class ResumeForm(StepForm):
    on = GermanDateField(
        label="geht weiter am", initial=timezone.localdate, help_text="Auch ein kommender Tag; dann von selbst."
    )
    reason = forms.CharField(label="Bemerkung", max_length=200, required=False)


class PlanForm(StepForm):
    """The planned end of the Vorphase."""

    on = None  # type: ignore[assignment]
    planned_end_on = GermanDateField(label="geplantes Ende der Vorphase")

    def prepare(self) -> None:
        phase = PrePhase.objects.filter(case=self.case).first()
        self.fields["planned_end_on"].initial = phase.planned_end_on if phase else None


class DayForm(StepForm):
    """A step on a day that has come, with a remark."""

    on = GermanDateField(label="am", initial=timezone.localdate)
    reason = forms.CharField(label="Bemerkung", max_length=200, required=False, help_text=NO_HEALTH)


class PlannedEndForm(StepForm):
    """The planned last day of the participation."""

    on = None  # type: ignore[assignment]
    planned_end_on = GermanDateField(
        label="geplantes Ende der Teilnahme", required=False, help_text="Leer, wenn es nicht feststeht."
    )
    hide_optional = True

    def prepare(self) -> None:
        self.fields["planned_end_on"].initial = self.case.planned_end_on


class ExtendForm(StepForm):
    on = None  # type: ignore[assignment]
    until = GermanDateField(label="verlängern bis")
    reason = forms.CharField(
        label="Grund",
        max_length=300,
        help_text="Warum fehlt noch ein Platz? Keine Gesundheitsdaten.",
        error_messages={"required": "Nennen Sie den Grund der Verlängerung."},
    )


class AfterCareForm(StepForm):
    on = GermanDateField(label="Nachbetreuung ab", initial=timezone.localdate)
    training_ended_on = GermanDateField(label="Ende der Ausbildung", required=False)
    job_started_on = GermanDateField(label="Beginn der Arbeit", required=False)
    ends_on = GermanDateField(label="geplantes Ende", required=False, help_text="Ohne Angabe der letzte mögliche Tag.")
    hide_optional = True

    def prepare(self) -> None:
        held = AfterCare.objects.filter(case=self.case).first()
        if held is not None:
            for name in ("training_ended_on", "job_started_on", "ends_on"):
                self.fields[name].initial = getattr(held, name)
            self.fields["on"].initial = held.starts_on
        else:
            self.fields["training_ended_on"].initial = training_end(self.case, timezone.localdate())
            if self.case.state == CaseState.AFTERCARE:
                self.fields["on"].initial = self.case.started_on


def _choices(rows: list[LifeCode], empty: str = "") -> list[tuple[str, str]]:
    return [*([("", empty)] if empty else []), *((row.code, row.label) for row in rows)]


class ExitForm(StepForm):
    """The exit with reason, outcome and whereabouts out of the provider's lists."""

    on = GermanDateField(
        label="letzter Tag", initial=timezone.localdate, help_text="Auch ein kommender Tag; dann endet es von selbst."
    )
    reason = forms.ChoiceField(
        label="Grund", widget=ChipsRadio, error_messages={"required": "Wählen Sie den Austrittsgrund."}
    )
    outcome = forms.ChoiceField(label="Ergebnis", required=False)
    whereabouts = forms.ChoiceField(label="Verbleib", required=False)
    remark = forms.CharField(label="Bemerkung zum Verbleib", max_length=160, required=False)

    def prepare(self) -> None:
        self.put_lists(timezone.localdate(), no_outcome="wie beim Grund üblich")

    def put_lists(self, on: date, *, keep: CaseExit | None = None, no_outcome: str = "bitte wählen") -> None:
        """Offer the rows that are valid on the day, and those that stand there already."""
        empty = {LifeCodeKind.OUTCOME: no_outcome, LifeCodeKind.WHEREABOUTS: "noch nicht bekannt"}
        for kind in EXIT_LISTS:
            rows = offered(self.case.provider_id, kind, on)
            held = getattr(keep, kind.value, None)
            if held is not None and held not in rows:
                rows.append(held)
            self.fields[kind.value].choices = _choices(rows, empty.get(kind, ""))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") and not data.get("outcome"):
            data["outcome"] = USUAL_OUTCOME.get(data["reason"], "")
            if not data["outcome"] and "outcome" not in self.errors:
                self.add_error("outcome", "Aus diesem Grund ergibt sich kein Ergebnis. Wählen Sie eines.")
        return data

    @property
    def is_success(self) -> bool:
        """Return whether the outcome counts as a success."""
        rows = LifeCode.objects.filter(provider=self.case.provider_id, kind=LifeCodeKind.OUTCOME)
        return rows.filter(code=self.cleaned_data.get("outcome", ""), success=Success.YES).exists()


class CorrectionForm(ExitForm):
    """Other values for a wrong exit, or that it never was."""

    why = forms.CharField(
        label="Was war falsch?",
        max_length=300,
        help_text="Die zweite Person liest das. Keine Gesundheitsdaten.",
        error_messages={"required": "Nennen Sie den Grund der Berichtigung."},
    )
    take_back = forms.BooleanField(label="Den Austritt ganz zurücknehmen: Die Teilnahme läuft weiter", required=False)

    field_order = ("request_key", "why", "take_back", "on", "reason", "outcome", "whereabouts", "remark")

    def __init__(self, *args: Any, stands: CaseExit, **kwargs: Any) -> None:
        self.stands = stands
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.put_lists(self.stands.on, keep=self.stands)
        self.fields["reason"].widget = forms.Select(choices=self.fields["reason"].choices)  # type: ignore[attr-defined]
        self.fields["on"].initial, self.fields["remark"].initial = self.stands.on, self.stands.remark
        for kind in EXIT_LISTS:
            held = getattr(self.stands, kind.value)
            self.fields[kind.value].initial = held.code if held else ""

    def facts(self) -> list[tuple[str, Any]]:
        rows = super().facts()
        kept = ("Was war falsch?", str(self.fields["take_back"].label))
        return [row for row in rows if row[0] in kept] if self.cleaned_data.get("take_back") else rows


class WhereaboutsForm(StepForm):
    """Where the person went, once it is known."""

    on = None  # type: ignore[assignment]
    whereabouts = forms.ChoiceField(label="Verbleib", error_messages={"required": "Wählen Sie den Verbleib."})
    remark = forms.CharField(label="Bemerkung zum Verbleib", max_length=160, required=False)

    def prepare(self) -> None:
        rows = offered(self.case.provider_id, LifeCodeKind.WHEREABOUTS, timezone.localdate())
        self.fields["whereabouts"].choices = _choices(rows, "bitte wählen")  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the second person says to a correction."""

    decision = forms.CharField(
        label="Begründung", max_length=300, required=False, help_text="Nötig, wenn Sie ablehnen."
    )


class WhyForm(forms.Form):
    why = forms.CharField(label="Grund", max_length=300, required=False)


class LifeCodeForm(forms.ModelForm):
    """A row of one of the lists."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Liste", choices=LifeCodeKind, widget=ChipsRadio)
    success = forms.ChoiceField(label="zählt als", choices=Success, required=False, help_text="Nur beim Ergebnis.")
    is_personal = forms.BooleanField(
        label="persönlicher Grund",
        required=False,
        help_text="Nur bei der Vertragslösung: Listen und Berichte nennen dann nur „persönliche Gründe“.",
    )
    starts_on = GermanDateField(label="gültig ab")
    ends_on = GermanDateField(label="gültig bis", required=False)

    class Meta:
        model = LifeCode
        fields = (
            *("kind", "label", "success", "is_personal", "official_code", "list_version"),
            *("starts_on", "ends_on", "source", "confidence"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["request_key"].initial = uuid.uuid4
        if self.instance.pk:
            del self.fields["kind"]
            unused = {LifeCodeKind.OUTCOME: "is_personal", LifeCodeKind.BREAK: "success"}
            for name in [unused[self.instance.kind]] if self.instance.kind in unused else ["success", "is_personal"]:
                del self.fields[name]
        soften(self)

    def validate_constraints(self) -> None:
        """The service checks them once, with the provider set."""


class LifeRuleForm(forms.Form):
    """The provider's answer to an open limit."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    value = forms.CharField(label="Wert", required=False)
    source = forms.CharField(
        label="Quelle",
        max_length=200,
        help_text="Zum Beispiel: Auskunft der Agentur vom 01.10.2026.",
        error_messages={"required": "Nennen Sie, woher Sie das wissen."},
    )
    confidence = forms.ChoiceField(label="Wie sicher ist das?")

    def __init__(self, *args: Any, value_field: forms.Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field
        self.fields["confidence"].choices = Confidence.choices  # type: ignore[attr-defined]
        soften(self)
