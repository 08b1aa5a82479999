"""Forms of the import: the file, the columns."""

import uuid
from typing import Any

from django import forms

from cases.people.importing.columns import BY_KEY, COLUMNS
from cases.people.models import ImportRun


class UploadForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    file = forms.FileField(
        label="Datei",
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
        help_text="Excel (XLSX) oder CSV, höchstens 20 MB und 5.000 Zeilen. Eine Zeile je Person oder Betrieb.",
        error_messages={
            "required": "Wählen Sie eine Datei.",
            "empty": "Die Datei ist leer.",
            "missing": "Wählen Sie eine Datei.",
        },
    )


class MappingForm(forms.Form):
    """For every column of the file: which field it holds. Guessed, and for the person to change."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        self.hide_optional = True
        choices = [("", "nicht übernehmen"), *((column.key, f"{column.group}: {column.label}") for column in COLUMNS)]
        chosen = {index: key for key, index in run.mapping.items()}
        for index in range(self.width):
            head = run.header[index] if index < len(run.header) else ""
            samples = list(dict.fromkeys(row[index] for _, row in run.rows[:40] if index < len(row) and row[index]))
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=head or f"Spalte {index + 1}",
                choices=choices,
                required=False,
                initial=chosen.get(index, ""),
                help_text=f"Zum Beispiel: {' · '.join(samples[:3])}" if samples else "leer",
            )

    @property
    def width(self) -> int:
        return max(len(self.run.header), max((len(row) for _, row in self.run.rows[:200]), default=0))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        used: dict[str, int] = {}
        for index in range(self.width):
            key = cleaned.get(f"column_{index}")
            if key and key in used:
                self.add_error(f"column_{index}", f"„{BY_KEY[key].label}“ ist schon eine andere Spalte.")
            elif key:
                used[key] = index
        if not {"last_name", "company"} & set(used):
            raise forms.ValidationError("Ordnen Sie mindestens „Nachname“ oder „Betrieb“ einer Spalte zu.")
        self.mapping = used
        return cleaned
