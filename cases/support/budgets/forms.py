"""Forms of the negotiation: a proposal, an answer, a change. Hours are typed in hours and kept in minutes."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.design.fields import ChipsRadio, GermanDateField, HoursField, parse_hours
from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure, MeasureStay
from cases.people.ranges import month_after
from cases.support.budgets.enums import Channel, Side
from cases.support.budgets.models import HourGrant, HourGrantStep, MeasureYear
from cases.support.budgets.periods import ONE_DAY, spans_in_measure
from cases.support.budgets.services import Message, Terms, other_side

#: An entry that lies further back is no reason to begin hours there.
LONG_AGO = timedelta(days=62)

#: Names of the hour fields are those of the step's columns.
HOUR_FIELDS = ("tuition_minutes", "stabilisation_minutes", "total_minutes")

SIDES = [(Side.FUNDING_BODY, "Meldung des Kostenträgers"), (Side.PROVIDER, "Vorschlag von uns")]


#: Pairs of fields that stand side by side where there is room.
SIDE_BY_SIDE = (("starts_on", "ends_on"), ("tuition_minutes", "stabilisation_minutes"))


def rows_of(form: forms.Form, pairs: tuple[tuple[str, ...], ...]) -> list[list[forms.BoundField]]:
    """Return the visible fields of a form as rows of one, or of several where `pairs` names them together."""
    rows: list[list[forms.BoundField]] = []
    for field in form.visible_fields():
        pair = next((pair for pair in pairs if field.name in pair), ())
        if rows and rows[-1][0].name in pair:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def hour_fields(measure: Measure) -> dict[str, HoursField]:
    """Return the fields for the hours of a measure's model."""
    if measure.model == MeasureModel.ASAFLEX_2024:
        help_text = "Zusammen für den ganzen Zeitraum, zum Beispiel 120 oder 12,5."
        return {"total_minutes": HoursField(label="Budget in Stunden", help_text=help_text)}
    return {
        "tuition_minutes": HoursField(
            label="Unterricht (SuF), Stunden je Monat", max_hours=744, help_text="Zum Beispiel 12 oder 7,5."
        ),
        "stabilisation_minutes": HoursField(label="Stabilisierung (SbB), Stunden je Monat", max_hours=744),
    }


class MessageForm(forms.Form):
    """How a step came or went; base of every form of the negotiation."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = GermanDateField(label="Datum der Nachricht")
    channel = forms.ChoiceField(label="Weg", choices=Channel, widget=ChipsRadio)
    letter_on = GermanDateField(label="Schreiben vom", required=False, help_text="Nur ohne eM@w.")
    remark = forms.CharField(label="Bemerkung", max_length=300, required=False)

    def __init__(self, *args: Any, measure: Measure, grant: HourGrant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.grant = grant
        self.fields["request_key"].initial = uuid.uuid4
        self.fields["on"].initial = timezone.localdate
        self.fields["version"].initial = grant.version if grant else None
        channel: forms.ChoiceField = self.fields["channel"]  # type: ignore[assignment]
        channel.initial = Channel.EMAW if measure.uses_emaw else Channel.LETTER
        if not measure.uses_emaw:
            channel.choices = [(Channel.LETTER.value, Channel.LETTER.label)]
            self.fields["letter_on"].required = True
            self.fields["letter_on"].help_text = "Diese Maßnahme läuft ohne eM@w."

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields as rows: what belongs together stands side by side."""
        return rows_of(self, SIDE_BY_SIDE)

    def message(self) -> Message:
        values = self.cleaned_data
        return Message(values["on"], Channel(values["channel"]), values["letter_on"], values["remark"])

    def keys(self) -> dict[str, Any]:
        """Return what guards against a second post and a stale one."""
        given = {"request_key": self.cleaned_data["request_key"]}
        return given | {"version": self.cleaned_data["version"]} if self.grant else given

    def take(self, error: ValidationError) -> None:
        """Show what a service refused, each sentence at its field where the form has it."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                for one in errors:
                    self.add_error(name if name in self.fields else None, one)
        else:
            self.add_error(None, error)

    def freshen(self, version: int) -> None:
        """Let the next post of the same text know the version that is shown now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(version)
        self.data = data


class TermsForm(MessageForm):
    """Hours for a period; zero hours ask once more before they are taken."""

    side = forms.ChoiceField(label="Von wem?", choices=SIDES, initial=Side.FUNDING_BODY, widget=ChipsRadio)
    starts_on = GermanDateField(label="Zeitraum ab")
    ends_on = GermanDateField(label="Zeitraum bis")
    confirm_zero = forms.BooleanField(label="Ja, 0 Stunden: Es kann nichts angeboten werden.", required=False)
    field_order = (
        *("request_key", "version", "side", "starts_on", "ends_on", *HOUR_FIELDS, "confirm_zero"),
        *("on", "channel", "letter_on", "remark"),
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, measure=measure, **kwargs)
        self.fields |= hour_fields(measure)
        self.order_fields(self.field_order)
        if not self._is_zero_typed():
            del self.fields["confirm_zero"]

    def _is_zero_typed(self) -> bool:
        typed = [self.data.get(self.add_prefix(name), "") for name in self.hours]
        try:
            return self.is_bound and all(parse_hours(text) == 0 for text in typed)
        except (ValueError, ArithmeticError):
            return False

    @property
    def hours(self) -> list[str]:
        return [name for name in HOUR_FIELDS if name in self.fields]

    @property
    def is_zero_confirmed(self) -> bool:
        return bool(self.cleaned_data.get("confirm_zero"))

    def terms(self) -> Terms:
        values = self.cleaned_data
        return Terms(values["starts_on"], values["ends_on"], **{name: values[name] for name in self.hours})

    def fill_from(self, step: HourGrantStep) -> None:
        """Offer what the last step says."""
        for name in ("starts_on", "ends_on", *self.hours):
            self.fields[name].initial = getattr(step, name)


class ProposalForm(TermsForm):
    """The first step of a thread; the period is offered from the time in the measure and its year."""

    def __init__(self, *args: Any, case: Case, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, measure=measure, **kwargs)
        starts_on, ends_on = offered_period(case, measure)
        self.fields["starts_on"].initial = starts_on
        self.fields["ends_on"].initial = ends_on


class ChangeForm(TermsForm):
    """A further proposal on a thread, filled with what was last said."""

    def __init__(self, *args: Any, grant: HourGrant, last: HourGrantStep, **kwargs: Any) -> None:
        super().__init__(*args, measure=grant.measure, grant=grant, **kwargs)
        self.fill_from(last)
        self.fields["starts_on"].help_text = "Ab diesem Tag ersetzt die neue Vereinbarung die bisherige."


class CounterForm(TermsForm):
    """A refusal with other hours; who speaks follows from the step before."""

    def __init__(self, *args: Any, grant: HourGrant, last: HourGrantStep, **kwargs: Any) -> None:
        super().__init__(*args, measure=grant.measure, grant=grant, **kwargs)
        del self.fields["side"]
        self.fill_from(last)


class AnswerForm(MessageForm):
    """Agreement or refusal: nothing but when and how."""

    def __init__(self, *args: Any, grant: HourGrant, last: HourGrantStep, **kwargs: Any) -> None:
        super().__init__(*args, measure=grant.measure, grant=grant, **kwargs)
        del last  # the hours of the answered step are shown, not typed


def measures_of(case: Case) -> list[Measure]:
    """Return the measures that the case belongs or belonged to, the present one first. One query."""
    stays = MeasureStay.objects.filter(case=case).select_related("measure").order_by("-starts_on")
    return list(dict.fromkeys(stay.measure for stay in stays))


def offered_period(case: Case, measure: Measure) -> tuple[date | None, date | None]:
    """Return the period that most likely is meant: what is left of the measure year, inside case and stay."""
    spans = spans_in_measure(case, measure)
    if not spans:
        return None, None
    starts_on, stay_end = spans[-1]
    starts_on = max(starts_on, case.started_on or case.reported_on)
    granted = HourGrant.objects.filter(case=case, measure=measure, agreed_step__isnull=False)
    last = granted.order_by("-agreed_step__ends_on").values_list("agreed_step__ends_on", flat=True).first()
    if last is not None and last >= starts_on:
        # Hours per month stand for whole months: the next ones begin with the next month.
        starts_on = month_after(last) if measure.model == MeasureModel.ASAFLEX_2021 else last + ONE_DAY
    elif starts_on < timezone.localdate() - LONG_AGO:
        month = timezone.localdate().replace(day=1)  # somebody taken over: hours begin in the month one works in
        starts_on = month if stay_end is None or stay_end >= month else starts_on
    ends = [end for end in (stay_end, case.ended_on, measure.ends_on) if end is not None]
    year = MeasureYear.objects.filter(measure=measure, starts_on__lte=starts_on, ends_on__gte=starts_on).first()
    end = min([*ends, year.ends_on] if year else ends)
    return (starts_on, end) if end >= starts_on else (None, None)


def answering_side(last: HourGrantStep) -> Side:
    """Return who answers the last step."""
    return other_side(last.side)
