"""Forms of the journal: enter a message, change a due one, mark it, correct a sent one."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.models import User
from asa.design.fields import ChipsRadio, GermanDateField
from cases.months.emaw.catalogue import CATALOGUE, kind_of
from cases.months.emaw.enums import Direction, MessageState, MessageType
from cases.months.emaw.events import LOOKBACK
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.read_model import WAITING, measures_of
from cases.people.models import Case, Measure

STALE = (
    "Jemand hat diese Nachricht inzwischen geändert. Ihre Eingabe ist noch da. "
    "Vergleichen Sie beide Fassungen und speichern Sie erneut."
)
#: Nobody is in a measure for longer.
FURTHEST = timedelta(days=6 * 365 + 2)
HOWS = [
    (MessageState.RECEIVED.value, "eingegangen"),
    (MessageState.DUE.value, "noch zu senden"),
    (MessageState.SENT.value, "schon gesendet"),
]


class TextField(forms.CharField):
    """Plain text of several lines, no longer than the journal holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8}), **kwargs)


class EnterForm(forms.Form):
    """A message that came in, is to be sent, or was sent, of one case or of a whole measure."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    how = forms.ChoiceField(label="Diese Nachricht ist", choices=HOWS, widget=ChipsRadio, initial="received")
    type = forms.ChoiceField(label="Nachricht")
    measure = forms.ModelChoiceField(Measure.objects.none(), label="Maßnahme", to_field_name="public_id")
    sent_on = GermanDateField(
        label="gesendet oder eingegangen am", required=False, help_text="Leer, wenn die Nachricht noch zu senden ist."
    )
    about_on = GermanDateField(
        label="betrifft den", required=False, help_text="Zum Beispiel der Eintritt; bei einem Monat sein erster Tag."
    )
    due_on = GermanDateField(label="fällig am", required=False, help_text="Leer: nach dem Katalog der Nachrichten.")
    answers = forms.ModelChoiceField(
        EmawMessage.objects.none(), label="Antwort auf", required=False, to_field_name="public_id", empty_label="keine"
    )
    text = TextField(label="Text", help_text="Leer: aus den Daten gebildet, sobald Sie senden.")

    def __init__(self, *args: Any, user: User, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        kinds = [kind for kind in CATALOGUE.values() if kind.per_case == (case is not None)]
        self.fields["type"].choices = [(kind.type.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        measures = Measure.objects.visible_to(user)
        open_rows = EmawMessage.objects.visible_to(user).filter(WAITING, case=case)
        if case is not None:
            own = measures_of(case)
            measures = measures.filter(pk__in=[measure.pk for measure in own])
            self.fields["measure"].initial = own[0].public_id if own else None
        self.fields["measure"].queryset = measures  # type: ignore[attr-defined]
        self.fields["answers"].queryset = open_rows.order_by("-sent_on")  # type: ignore[attr-defined]
        self.fields["answers"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: f"{row.get_type_display()} vom {row.sent_on:%d.%m.%Y}"
        )

    def clean_sent_on(self) -> date | None:
        day = self.cleaned_data["sent_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Dieser Tag liegt in der Zukunft.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        how, kind = data.get("how"), CATALOGUE.get(data.get("type", ""))
        if how in (MessageState.RECEIVED, MessageState.SENT) and not data.get("sent_on") and "sent_on" in data:
            self.add_error("sent_on", "Geben Sie an, wann die Nachricht gesendet oder eingegangen ist.")
        if kind is not None and how:
            direction = Direction.FROM_AGENCY if how == MessageState.RECEIVED else Direction.TO_AGENCY
            if direction not in kind.directions:
                self.add_error("type", f"„{kind.label}“ geht nur in die Richtung {kind.direction_words}.")
        if how == MessageState.DUE:
            data["sent_on"] = None
        return data

    @property
    def message_type(self) -> MessageType:
        return kind_of(self.cleaned_data["type"]).type


class DueForm(forms.Form):
    """What may change while a message is still to be sent. An empty text is made from the records."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    about_on = GermanDateField(label="betrifft den", required=False)
    due_on = GermanDateField(label="fällig am", required=False)
    text = TextField(label="Text", help_text="Unverändert folgt er weiter den Daten.")


class MarkForm(forms.Form):
    """A day on which a person sent the message, with the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sent_on = GermanDateField(label="gesendet am", initial=timezone.localdate)

    def clean_sent_on(self) -> date:
        day = self.cleaned_data["sent_on"]
        if day > timezone.localdate():
            raise ValidationError("Dieser Tag liegt in der Zukunft.")
        return day


class LookBackForm(forms.Form):
    """From which day on the records are read for messages that are missing; two months unless said otherwise."""

    since = GermanDateField(
        label="zurück bis",
        required=False,
        help_text="Von selbst reicht das Journal zwei Monate zurück: Älteres ist meist schon gemeldet. "
        "Für Übernommene wählen Sie einen früheren Tag.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate() - LOOKBACK

    def clean_since(self) -> date | None:
        day, today = self.cleaned_data["since"], timezone.localdate()
        if day is not None and not today - FURTHEST <= day <= today:
            raise ValidationError("Wählen Sie einen Tag, der höchstens sechs Jahre zurückliegt.")
        return day


class CorrectForm(forms.Form):
    """What the correction says."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    about_on = GermanDateField(label="richtig ist der", required=False)
    text = TextField(label="Text", help_text="Leer: der Text wird aus den Daten gebildet.")
