"""Forms of the contingent form: a new version, its settings, the funding body's list."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asa.design.fields import HoursField
from cases.months.contingent_form.columns import KNOWN, OWN, usual_columns
from cases.months.contingent_form.lists import MOST_CHARACTERS, ListRow, read_file, read_text
from cases.months.contingent_form.models import FormSettings
from cases.people.models import Measure

#: So many own columns fit into the settings.
OWN_COLUMNS = 4


class IssueForm(forms.Form):
    """The next version of a month's form."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    trainer_minutes = HoursField(
        label="Unterricht durch Ausbilder/innen im Monat, in Stunden",
        required=False,
        max_hours=1_000,
        help_text="Nur wenn der Kostenträger danach fragt.",
    )

    def __init__(self, *args: Any, after: int, trainer_minutes: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        self.fields["after"].initial = after
        self.fields["trainer_minutes"].initial = trainer_minutes
        if after:
            self.fields["reason"] = forms.CharField(
                label="Anlass der neuen Version",
                max_length=200,
                help_text="Zum Beispiel: Rückfrage der Agentur vom 12.10.2026.",
            )


class SettingsForm(forms.Form):
    """The columns of a measure's form with place and head, own ones with a fixed text, and whose form it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    own_form = forms.BooleanField(
        label="Der Kostenträger verlangt ein eigenes Formular",
        required=False,
        help_text="Dann stehen die Zahlen hier zum Abschreiben und Kopieren bereit.",
    )
    trainer_tuition_minutes = HoursField(
        label="Unterricht durch Ausbilder/innen je Monat, in Stunden", required=False, max_hours=1_000
    )

    def __init__(self, *args: Any, measure: Measure, settings: FormSettings | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = settings.version if settings else 0
        self.fields["own_form"].initial = bool(settings and settings.own_form)
        self.fields["trainer_tuition_minutes"].initial = settings.trainer_tuition_minutes if settings else 0
        chosen = (settings.columns if settings else None) or usual_columns(measure.model)
        places = {
            column["key"]: (place, column) for place, column in enumerate(chosen, start=1) if column["key"] != OWN
        }
        own = [(place, column) for place, column in enumerate(chosen, start=1) if column["key"] == OWN]
        for key, spec in KNOWN.items():
            place, column = places.get(key, (None, {"title": spec.title}))
            self._column(key, spec.title, place, column["title"])
        for number in range(OWN_COLUMNS):
            place, column = own[number] if number < len(own) else (None, {"title": "", "text": ""})
            label = f"Eigene Spalte {number + 1}"
            self._column(f"{OWN}_{number}", label, place, column["title"])
            text = forms.CharField(
                label=f"{label}: fester Text", max_length=120, required=False, initial=column["text"]
            )
            self.fields[f"text_{OWN}_{number}"] = text

    def _column(self, key: str, label: str, place: int | None, title: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "asa-short"})
        self.fields[f"place_{key}"] = forms.IntegerField(
            label=f"{label}: Platz", min_value=1, max_value=99, required=False, initial=place, widget=widget
        )
        self.fields[f"title_{key}"] = forms.CharField(
            label=f"{label}: Überschrift", max_length=60, required=False, initial=title
        )

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the columns with their fields, chosen ones first in their order."""
        found = []
        for index, key in enumerate([*KNOWN, *[f"{OWN}_{number}" for number in range(OWN_COLUMNS)]]):
            fields = [self[name] for name in (f"place_{key}", f"title_{key}", f"text_{key}") if name in self.fields]
            spec = KNOWN.get(key)
            label = spec.title if spec else f"Eigene Spalte {index - len(KNOWN) + 1}"
            place = self.fields[f"place_{key}"].initial or 100 + index
            found.append((place, label, fields))
        return [(label, fields) for _, label, fields in sorted(found, key=lambda row: row[0])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen: list[tuple[int, dict[str, str]]] = []
        for key in [*KNOWN, *[f"{OWN}_{number}" for number in range(OWN_COLUMNS)]]:
            place = data.get(f"place_{key}")
            if place is None:
                continue
            known = key if key in KNOWN else OWN
            title = data.get(f"title_{key}") or (KNOWN[key].title if key in KNOWN else "")
            if not title:
                self.add_error(f"title_{key}", "Geben Sie der Spalte eine Überschrift.")
            chosen.append((place, {"key": known, "title": title, "text": data.get(f"text_{key}", "")}))
        if not chosen and not self.errors:
            raise ValidationError("Wählen Sie mindestens eine Spalte: Geben Sie ihr einen Platz.")
        data["columns"] = [column for _, column in sorted(chosen, key=lambda pair: pair[0])]
        return data


class ListForm(forms.Form):
    """The funding body's list, pasted or as a file; nothing is taken unless every line is read."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Liste einfügen",
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Eine Zeile je Person: Kundennummer, Name, Geburtsdatum; dazwischen Tabulator, Semikolon oder Komma.",
    )
    file = forms.FileField(label="Oder Datei hochladen", required=False, help_text="CSV oder XLSX, höchstens 2 MB.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4
        self.faults: Sequence[tuple[int, str]] = ()
        self.rows: list[ListRow] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, file = data.get("text") or "", data.get("file")
        if bool(text.strip()) == bool(file):
            if not self.errors:
                raise ValidationError("Fügen Sie die Liste ein oder laden Sie eine Datei hoch, nur eins von beiden.")
            return data
        try:
            self.rows = read_file(file, name=file.name, size=file.size) if file else read_text(text)
        except ValidationError as error:
            self.faults = getattr(error, "faults", ())
            self.add_error("file" if file else "text", error)
        return data
