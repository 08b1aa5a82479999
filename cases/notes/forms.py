"""Forms of confidential notes and consents. The request key makes a second post return the first result."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.design.fields import ChipsRadio, GermanDateField
from cases.notes.enums import ConsentPurpose, NoteLevel

LONGEST_NOTE = 8000


class AmendForm(forms.Form):
    """A further text to a note of one's own."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label="Ergänzung",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": "Schreiben Sie einen Text."},
    )


class NoteForm(AmendForm):
    """A confidential note (class N or K)."""

    level = forms.ChoiceField(
        label="Sichtbar für", choices=NoteLevel.choices, initial=NoteLevel.TEAM, widget=ChipsRadio
    )

    field_order: tuple[str, ...] = ("request_key", "text", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Text"
        self.fields["text"].help_text = "Nach dem Speichern bleibt der Text, wie er ist. Sie können ihn ergänzen."


class HealthNoteForm(NoteForm):
    """Health data: purpose and legal basis belong to every entry (Art. 9 DSGVO)."""

    purpose = forms.CharField(
        label="Zweck", max_length=160, error_messages={"required": "Nennen Sie den Zweck dieser Angabe."}
    )
    legal_basis = forms.CharField(
        label="Rechtsgrundlage oder Einwilligung",
        max_length=160,
        error_messages={"required": "Nennen Sie die Rechtsgrundlage oder die Einwilligung."},
    )

    field_order = ("request_key", "purpose", "legal_basis", "text", "level")


class _DayForm(forms.Form):
    def _not_future(self, day: date) -> date:
        if day > timezone.localdate():
            raise ValidationError("Das Datum liegt in der Zukunft. Wählen Sie heute oder früher.")
        return day


class ConsentForm(_DayForm):
    """A consent that was given: purpose, when, by whom."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    purpose = forms.ChoiceField(label="Zweck", choices=[], widget=forms.RadioSelect)
    given_on = GermanDateField(label="gegeben am", initial=timezone.localdate)
    given_by = forms.CharField(label="gegeben von", max_length=120, help_text="selbst oder sorgeberechtigte Person")

    def __init__(self, *args: Any, purposes: list[ConsentPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purpose_field: forms.ChoiceField = self.fields["purpose"]  # type: ignore[assignment]
        purpose_field.choices = [(purpose.value, purpose.label) for purpose in purposes]

    def clean_given_on(self) -> date:
        return self._not_future(self.cleaned_data["given_on"])


class WithdrawForm(_DayForm):
    """The day on which a consent was withdrawn."""

    on = GermanDateField(label="widerrufen am", initial=timezone.localdate)

    def clean_on(self) -> date:
        return self._not_future(self.cleaned_data["on"])
