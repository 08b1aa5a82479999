"""Forms that change a planned session: move, cancel, repeat, and the message to one person."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from asa.design.fields import DeviceDateInput, DeviceTimeInput, GermanDateField, GermanTimeField
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from cases.sessions.times import ClockProblem, local_moment, minutes_later


class MoveForm(forms.Form):
    """New day and time of a planned session."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    date = GermanDateField(label="Neues Datum", widget=DeviceDateInput)
    start = GermanTimeField(label="Neuer Beginn", widget=DeviceTimeInput)
    reason = forms.CharField(
        label="Grund",
        required=False,
        max_length=200,
        help_text="Steht im Termin, nicht in der Nachricht. Bitte nichts über Gesundheit oder Privates.",
    )
    notify = forms.BooleanField(label="Teilnehmende benachrichtigen", required=False, initial=True)
    notify_company = forms.BooleanField(label="Betrieb benachrichtigen", required=False, initial=True)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date") and data.get("start"):
            if data["date"] < timezone.localdate():
                self.add_error("date", "Der neue Termin liegt in der Vergangenheit.")
                return data
            try:
                # planned for the hour that comes first; whoever writes it down can still say which it was
                data["starts_at"] = local_moment(data["date"], data["start"], is_second=False)
            except ClockProblem as error:
                self.add_error("start", error)
                return data
            data["ends_at"] = minutes_later(data["starts_at"], self.session.minutes)
            if data["starts_at"] == self.session.starts_at:
                self.add_error("start", "Das ist der bisherige Termin. Wählen Sie eine andere Zeit.")
        return data


class CancelForm(forms.Form):
    """Who cancelled, and whether the others are told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="Wer sagt ab?",
        widget=forms.RadioSelect,
        choices=[
            (Outcome.CANCELLED_BY_PROVIDER, "Wir (Träger)"),
            (Outcome.CANCELLED_BEFORE, "Teilnehmende, spätestens am Vortag"),
            (Outcome.CANCELLED_SAME_DAY, "Teilnehmende, am selben Tag"),
        ],
        initial=Outcome.CANCELLED_BY_PROVIDER,
        error_messages={"required": "Wählen Sie, wer abgesagt hat."},
    )
    reason = forms.CharField(
        label="Grund",
        required=False,
        max_length=200,
        help_text="Steht im Termin, nicht in der Nachricht. Bitte nichts über Gesundheit oder Privates.",
    )
    notify = forms.BooleanField(label="Teilnehmende benachrichtigen", required=False, initial=True)
    notify_company = forms.BooleanField(label="Betrieb benachrichtigen", required=False, initial=True)


class RepeatForm(forms.Form):
    """When the same group meets again."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    when = forms.ChoiceField(label="Wann?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, moments: Mapping[str, datetime.datetime], labels: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.moments = moments
        self.fields["when"].choices = list(labels.items())  # type: ignore[attr-defined]
        self.fields["when"].initial = next(iter(labels))

    @property
    def starts_at(self) -> datetime.datetime:
        return self.moments[self.cleaned_data["when"]]


class MessageForm(forms.Form):
    """A short mail to one person of a session."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label="Nachricht",
        max_length=1500,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Schreiben Sie ein paar Worte."},
    )
