"""Forms of the proofs."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from asa.design.fields import ChipsCheckbox, ChoiceCards
from cases.sessions.models import Session
from cases.sessions.proofs.drawing import check_drawing
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.scans import Scan, check_scan

HINTS: dict[str, str] = {
    ProofKind.NONE: "Die Erfassung durch die Fachkraft genügt.",
    ProofKind.TYPED: "Die Person tippt ihren Namen und bestätigt.",
    ProofKind.DRAWN: "Die Person zeichnet oder tippt; beides gilt gleich.",
    ProofKind.SCANNED: "Liste drucken, unterschreiben lassen, einscannen.",
}


class MeasureProofForm(forms.Form):
    """Which proof a measure asks for."""

    kind = forms.ChoiceField(label="Nachweis", choices=ProofKind, widget=ChoiceCards(hints=HINTS))
    before = forms.CharField(widget=forms.HiddenInput, required=False)


class ProofForm(forms.Form):
    """A signature, typed or drawn: two equal ways."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    drawing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    typed_name = forms.CharField(
        label="Name", max_length=160, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    confirmed = forms.BooleanField(label="Ich war in diesem Termin anwesend.")

    def __init__(self, *args: Any, may_draw: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        self.hide_optional = True  # either the name or the drawing: neither is "freiwillig"
        if not may_draw:
            del self.fields["drawing"]

    def clean_drawing(self) -> str:
        text = self.cleaned_data["drawing"].strip()
        return check_drawing(text) if text else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "drawing" in self.errors:  # the field is hidden: say it where people look
            self.add_error("typed_name", self.errors.pop("drawing").as_data()[0])
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["drawing"] = ""  # type: ignore[index]
        elif not data.get("drawing") and not data.get("typed_name"):
            ways = "Tippen Sie den Namen oder zeichnen Sie." if "drawing" in self.fields else "Tippen Sie den Namen."
            self.add_error("typed_name", ways)
        return data


class SheetForm(forms.Form):
    """A scanned list and the sessions that stand on it."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(label="Datei", help_text="PDF, JPG oder PNG, höchstens 10 MB", max_length=250)
    sessions = forms.MultipleChoiceField(label="Termine auf der Liste", widget=ChipsCheckbox)

    def __init__(self, *args: Any, sessions: Sequence[tuple[Session, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        self.offered = {str(session.public_id): session for session, _ in sessions}
        choices = [(str(session.public_id), words) for session, words in sessions]
        self.fields["sessions"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> Scan:
        upload = self.cleaned_data["file"]
        # Read one byte more than allowed: a too large file is refused by its size, not by the memory it takes.
        return check_scan(upload.read(10 * 1024 * 1024 + 1), upload.name)

    @property
    def chosen(self) -> list[Session]:
        return [self.offered[key] for key in self.cleaned_data["sessions"]]
