"""The form with which the contact person tells a company how it stands."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.design.fields import ChipsRadio
from cases.portal.enums import StatusSign

LONGEST_SENTENCE = 160
#: Suggested sentences: one tap sets sentence and sign. They never give a reason for support.
SUGGESTIONS: tuple[tuple[str, StatusSign, str], ...] = (
    ("going_well", StatusSign.GOOD, "Es läuft gut, wir bleiben dran."),
    ("exam", StatusSign.GOOD, "Wir bereiten gemeinsam die nächste Prüfung vor."),
    ("report_book", StatusSign.GOOD, "Das Berichtsheft ist auf dem Stand."),
    ("talk", StatusSign.TALK, "Wir möchten kurz mit Ihnen sprechen. Bitte rufen Sie an."),
    ("meeting", StatusSign.TALK, "Ein Gespräch zu dritt wäre jetzt hilfreich."),
    ("we_call", StatusSign.WE_CALL, "Wir melden uns in den nächsten Tagen bei Ihnen."),
)


class StatusForm(forms.Form):
    """Either one suggestion (sign and sentence at once) or an own sentence with its sign."""

    hide_optional = True  # one of both ways is needed, so neither is called voluntary

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    suggestion = forms.ChoiceField(
        label="Vorschläge",
        choices=[(key, f"{sign.label}: {sentence}") for key, sign, sentence in SUGGESTIONS],
        widget=ChipsRadio,
        required=False,
    )
    sentence = forms.CharField(
        label="Eigener Satz",
        max_length=LONGEST_SENTENCE,
        required=False,
        help_text="Ein Satz, höchstens 160 Zeichen. Keine Gründe, nichts über Gesundheit, Geld oder Familie.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Der Satz ist zu lang. Kürzen Sie ihn auf 160 Zeichen."},
    )
    sign = forms.ChoiceField(
        label="Zeichen zum eigenen Satz", choices=StatusSign.choices, widget=ChipsRadio, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Fill sentence and sign from the suggestion, unless an own sentence is there."""
        data = super().clean() or {}
        if data.get("sentence"):
            if not data.get("sign"):
                raise ValidationError({"sign": "Wählen Sie das Zeichen zu Ihrem Satz."})
        elif data.get("suggestion"):
            chosen = {key: (sign, sentence) for key, sign, sentence in SUGGESTIONS}
            data["sign"], data["sentence"] = chosen[data["suggestion"]]
        elif "sentence" not in self.errors:
            raise ValidationError({"sentence": "Wählen Sie einen Vorschlag oder schreiben Sie einen Satz."})
        return data


class CodeForm(forms.Form):
    """The code that staff told the named person by telephone."""

    code = forms.CharField(
        label="Code",
        max_length=12,
        help_text="Sechs Ziffern.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Geben Sie den Code ein.", "max_length": "Der Code hat sechs Ziffern."},
    )
