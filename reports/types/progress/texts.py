"""The texts of a progress report: three short ones and the trainee's word."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from django import forms

from asa.design.fields import ChipsRadio
from reports.engine.forms import TextsForm

LONGEST = 800
LONGEST_REASON = 400
#: From this share of equal words on, a text counts as nearly the same as in the last report.
NEARLY_SAME = 0.9
#: Shorter texts are alike by nature ("Alles gut.") and give no hint.
FEWEST_WORDS = 5

TEXTS: tuple[tuple[str, str], ...] = (
    ("going_well", "Was gut läuft"),
    ("working_on", "Woran wir arbeiten"),
    ("next_steps", "Nächste Schritte"),
)
AGREES, OBJECTS = "agrees", "objects"
WORDS: tuple[tuple[str, str], ...] = (
    ("", "noch nicht besprochen"),
    (AGREES, "stimmt zu"),
    (OBJECTS, "widerspricht"),
)


def _text(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
        error_messages={"max_length": f"„{label}“ hat %(show_value)d Zeichen. Kürzen Sie auf {LONGEST} Zeichen."},
    )


class ProgressTextsForm(TextsForm):
    """Three short texts for all readers, and what the trainee says to them."""

    hide_optional = True  # an empty text is named on the check page, not refused here

    going_well = _text(
        "Was gut läuft", "Zwei bis vier Sätze, höchstens 800 Zeichen. Keine Diagnosen, keine Vermutungen."
    )
    working_on = _text("Woran wir arbeiten", "Tatsachen und Vereinbarungen, höchstens 800 Zeichen.")
    next_steps = _text("Nächste Schritte", "Wer macht was bis wann? Höchstens 800 Zeichen.")
    trainee_word = forms.ChoiceField(
        label="Die Person hat den Bericht gelesen und …", choices=WORDS, required=False, widget=ChipsRadio
    )
    trainee_reason = forms.CharField(
        label="Grund des Widerspruchs",
        help_text=f"In den Worten der Person, höchstens {LONGEST_REASON} Zeichen. Steht in allen Fassungen daneben.",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_REASON}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an objection, and keep none without an objection."""
        cleaned = super().clean() or {}
        if cleaned.get("trainee_word") == OBJECTS:
            if not cleaned.get("trainee_reason", "").strip() and "trainee_reason" not in self.errors:
                self.add_error("trainee_reason", "Bitte schreiben Sie den Grund auf, in den Worten der Person.")
        elif cleaned.get("trainee_reason"):
            self.add_error("trainee_word", "Zum Grund gehört die Auswahl „widerspricht“.")
        return cleaned


def nearly_same(texts: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """Return the labels of the texts that say nearly the same as in the last report."""
    return [label for key, label in TEXTS if likeness(texts.get(key, ""), before.get(key, "")) >= NEARLY_SAME]


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1, by their words in small letters without signs."""
    words, others = _words(one), _words(other)
    if min(len(words), len(others)) < FEWEST_WORDS:
        return 0.0
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
