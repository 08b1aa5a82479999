"""Two people at one part of an admission: a part draws on several records, so its version is what the form showed."""

import hashlib
from datetime import date
from typing import Any

from django import forms

from companies.records.forms import Difference

#: Fields that hold nothing stored: keys, and what is proposed afresh each time.
NOT_STORED = frozenset({"request_key", "version", "given_on", "given_by", "same_as"})


class SeenMixin:
    """For forms of one part: `carry_version()` last in `__init__`, then `is_stale()` before saving."""

    has_conflict = False

    def carry_version(self) -> None:
        """Let the page carry a digest of the stored values that it shows."""
        form: Any = self
        digest = hashlib.sha256(repr(sorted(self._stored().items())).encode()).hexdigest()[:16]
        form.fields["version"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=16, initial=digest
        )

    def _names(self) -> list[str]:
        form: Any = self
        return [name for name in form.fields if name not in NOT_STORED]

    def _stored(self) -> dict[str, str]:
        form: Any = self
        return {name: str(form.get_initial_for_field(form.fields[name], name)) for name in self._names()}

    def typed(self) -> dict[str, Any]:
        """Return the cleaned values without the version."""
        form: Any = self
        return {name: value for name, value in form.cleaned_data.items() if name != "version"}

    def is_stale(self) -> bool:
        """Return whether the records changed after the page was opened, and now say something else than was typed.

        A post without a version saw nothing, so it counts as one from before the change.
        """
        form: Any = self
        seen = form.cleaned_data.get("version")
        return seen != form.fields["version"].initial and bool(self._changed())

    def _changed(self) -> list[str]:
        """Return the fields that say something else than is stored, however their widgets were filled in."""
        form: Any = self
        return [
            name
            for name in form.changed_data
            if name not in NOT_STORED
            and form.cleaned_data.get(name) != form.get_initial_for_field(form.fields[name], name)
        ]

    def mark_stale(self) -> None:
        """Keep what was typed, say that somebody was faster, and take over the new version for the next try."""
        form: Any = self
        self.has_conflict = True
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = form.fields["version"].initial
        form.add_error(
            None,
            "Jemand hat diesen Teil inzwischen geändert. Ihr Text ist noch da. Vergleichen Sie beide Fassungen "
            "und speichern Sie erneut.",
        )

    def differences(self) -> list[Difference]:
        """Return what is saved now and what was typed, for each field in which they differ."""
        if not self.has_conflict:
            return []
        form: Any = self
        rows = []
        for name in self._changed():
            field = form.fields[name]
            theirs = form.get_initial_for_field(field, name)
            rows.append(Difference(str(field.label), _words(field, theirs), _words(field, form.cleaned_data.get(name))))
        return rows


def _words(field: forms.Field, value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, (list, tuple, set)):
        return ", ".join(_words(field, one) for one in value) or "leer"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if value in (None, ""):
        return "leer"
    wanted = str(getattr(value, "pk", value))
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ()) or ()}
    return labels.get(wanted, str(value))
