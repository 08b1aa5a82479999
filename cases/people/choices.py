"""Form fields that let people choose cases: by the person's name, never by a number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from asa.accounts.sorting import in_order_of
from cases.people.models import Case


def _by_name(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("trainee").order_by(*in_order_of("trainee__last_name", "trainee__first_name"), "pk")


def _words(case: Any) -> str:
    return f"{case.trainee.last_name}, {case.trainee.first_name}"


class CaseField(forms.ModelChoiceField):
    """One of these cases, listed by surname."""

    def __init__(self, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(_by_name(cases), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return _words(obj)


class CasesField(forms.ModelMultipleChoiceField):
    """Any of these cases, one box each, listed by surname; at most `most` of them, 0 for any number."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, cases: QuerySet[Case], *, most: int = 0, **kwargs: Any) -> None:
        self.most = most
        if most:
            kwargs.setdefault("help_text", f"Höchstens {most} auf einmal.")
        super().__init__(_by_name(cases), **kwargs)

    def clean(self, value: Any) -> QuerySet[Case]:
        """Return the chosen cases; raises ValidationError for one that is not offered, or for more than `most`."""
        chosen: QuerySet[Case] = super().clean(value)
        if self.most and len(chosen) > self.most:
            raise ValidationError(f"Sie haben {len(chosen)} gewählt. Wählen Sie höchstens {self.most}.", code="most")
        return chosen

    def label_from_instance(self, obj: Any) -> str:
        return _words(obj)
