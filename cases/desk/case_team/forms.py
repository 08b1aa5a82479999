"""Forms of the case team: who joins, from when to when, for one case or for many; who leaves."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.design.fields import GermanDateField
from cases.desk.case_team.access import possible_members
from cases.desk.person_edit.forms import FAR_AHEAD, FAR_MESSAGE
from cases.people.models import Case, CaseStaff
from cases.people.models.trainees import CaseQuerySet
from companies.records.forms import soften

NOBODY = "Wählen Sie mindestens eine Person: Sozialpädagogik oder Lehrkraft."


class ColleagueField(forms.ModelChoiceField):
    """A member of one role, with the team because the choice goes beyond one's own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Membership.objects.none(), required=False, empty_label="niemand", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.full_name}{f' ({obj.team.name})' if obj.team else ''}"


class TeamForm(forms.Form):
    """Who joins the team. The fields are named as the roles, so that a refusal stands at the right one."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    social_worker = ColleagueField(label=Role.SOCIAL_WORKER.label)
    teacher = ColleagueField(label=Role.TEACHER.label)
    starts_on = GermanDateField(label="ab", initial=timezone.localdate)
    ends_on = GermanDateField(
        label="bis", required=False, help_text="Leer heißt: bis zum Austritt. Danach ist nichts mehr zu sehen."
    )

    def __init__(self, *args: Any, provider_id: int, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in (Role.SOCIAL_WORKER, Role.TEACHER):
            field: Any = self.fields[role.value]
            field.queryset = possible_members(provider_id, role, user)
            field.hide_optional = True
        soften(self)

    @property
    def members(self) -> list[Membership]:
        """The chosen people, without the fields left empty."""
        chosen = (self.cleaned_data.get(role.value) for role in (Role.SOCIAL_WORKER, Role.TEACHER))
        return [member for member in chosen if member is not None]

    @property
    def days(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > timezone.localdate() + FAR_AHEAD:
            raise ValidationError(FAR_MESSAGE)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begin, end = data.get("starts_on"), data.get("ends_on")
        if begin and end and end < begin:
            self.add_error("ends_on", "Das Ende darf nicht vor dem Beginn liegen.")
        if not self.members and not {"social_worker", "teacher"} & set(self.errors):
            self.add_error("social_worker", NOBODY)
        return data


class ManyTeamsForm(TeamForm):
    """The same for many people at once; `cases` are those whose team the person may name."""

    case = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        label="Teilnehmende",
        to_field_name="public_id",
        error_messages={"required": "Wählen Sie mindestens eine Person aus."},
    )

    def __init__(self, *args: Any, cases: CaseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """The cases that were ticked in the last post, as text."""
        return {str(value) for value in self["case"].value() or ()}


class StaffEndForm(forms.Form):
    """The last day in the team. `version` is the end that was seen, empty for none."""

    version = GermanDateField(widget=forms.HiddenInput, required=False)
    ends_on = GermanDateField(label="letzter Tag", help_text="Danach sieht die Person nichts mehr von diesem Fall.")

    def __init__(self, *args: Any, row: CaseStaff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["version"].initial = version_of(row)
        self.fields["ends_on"].initial = max(timezone.localdate(), row.starts_on)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.row.starts_on:
            raise ValidationError(f"Die Mitarbeit beginnt am {self.row.starts_on:%d.%m.%Y}.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") != self.row.ends_on:
            now = f"bis {self.row.ends_on:%d.%m.%Y}" if self.row.ends_on else "ohne Ende"
            raise ValidationError(
                f"Das Fallteam wurde inzwischen geändert. Dort steht: {now}. Ihre Eingabe ist noch da. "
                "Prüfen Sie beides und speichern Sie noch einmal."
            )
        return data


def version_of(row: CaseStaff) -> str:
    """Return the end that is stored, as the hidden field carries it."""
    return f"{row.ends_on:%Y-%m-%d}" if row.ends_on else ""
