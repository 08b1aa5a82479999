"""Forms of the reports."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from asa.accounts.enums import DataClass
from asa.accounts.models import FundingBody, User
from cases.people.choices import CaseField, CasesField
from cases.people.models import Case, Lot, Measure
from companies.records.models import Company
from reports.engine.periods import Period
from reports.engine.registry import PeriodKind, ReportType, Subject
from reports.engine.services import check_period

QUARTERS_OFFERED = 6
YEARS_OFFERED = 3


class TextsForm(forms.Form):
    """The texts of a draft, with the version it was opened at. A type adds its fields; they become `Report.texts`."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def texts(self) -> dict[str, str]:
        """Return what was entered, without the version."""
        return {key: str(value) for key, value in self.cleaned_data.items() if key != "version"}

    def compare_with(self, version: int) -> None:
        """Keep what was typed, now on top of `version`: whoever has read the other text may save over it."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = version
        self.data = data


class NarrativeForm(TextsForm):
    """One introduction in the reader's words."""

    narrative = forms.CharField(
        label="Einleitung",
        help_text="Drei bis fünf Sätze, ohne Namen. Höchstens 2.000 Zeichen.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
    )


class PeriodField(forms.ChoiceField):
    """Offers the finished quarters or years, yet reads any: `check_period` says why another one is refused."""

    def valid_value(self, value: Any) -> bool:
        return True

    def validate(self, value: Any) -> None:
        super().validate(value)
        Period.parse(value)


def subjects_of(kind: ReportType, user: User) -> models.QuerySet[Any] | None:
    """Return what the person may order this type of report about; None where there is nothing to choose."""
    match kind.subject:
        case Subject.MEASURE:
            return Measure.objects.visible_to(user)
        case Subject.LOT:
            return Lot.objects.all()
        case Subject.FUNDING_BODY:
            return FundingBody.objects.filter(pk__in=Measure.objects.visible_to(user).values("funding_body"))
        case Subject.CASE | Subject.CASES:
            return Case.objects.visible_to(user, DataClass.REPORT).select_related("trainee")
        case Subject.COMPANY:
            return Company.objects.visible_to(user)
    return None


class ReportOrderForm(forms.Form):
    """Order a report of one type now: about what, over which period."""

    reason = forms.CharField(
        label="Grund der neuen Version",
        help_text="Nur nötig, wenn der Bericht schon freigegeben ist.",
        required=False,
        max_length=300,
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, kind: ReportType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        first: dict[str, forms.Field] = {}
        subjects = subjects_of(kind, user)
        if subjects is not None:
            first[kind.subject] = _subject_field(kind, subjects)
        first |= _period_fields(kind)
        self.fields = first | self.fields

    @property
    def subject(self) -> models.Model | None:
        return None if self.kind.subject in (Subject.CASES, Subject.PROVIDER) else self.cleaned_data[self.kind.subject]

    @property
    def case_ids(self) -> list[int]:
        return [case.pk for case in self.cleaned_data["cases"]] if self.kind.subject == Subject.CASES else []

    @property
    def period(self) -> Period:
        return self.cleaned_data["span"]

    @property
    def period_field(self) -> str:
        """Return the name of the field at which a wrong period is told."""
        return next(name for name in ("period", "ends_on", "on") if name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["span"] = self._span(cleaned)
            subject = cleaned.get(self.kind.subject)
            check_period(self.kind, subject if isinstance(subject, models.Model) else None, cleaned["span"])
        except ValidationError as error:
            self.add_error(self.period_field, error)
        return cleaned

    @staticmethod
    def _span(cleaned: dict[str, Any]) -> Period:
        if "period" in cleaned:
            return Period.parse(cleaned["period"])
        if "on" in cleaned:
            return Period(cleaned["on"], cleaned["on"])
        return Period(cleaned["starts_on"], cleaned["ends_on"])


def _subject_field(kind: ReportType, choices: models.QuerySet[Any]) -> forms.Field:
    if kind.subject == Subject.CASES:
        return CasesField(choices, label="Teilnahmen", most=kind.most_cases)
    field = CaseField if kind.subject == Subject.CASE else forms.ModelChoiceField
    return field(choices, label=Subject(kind.subject).label, empty_label="Bitte wählen")


def _period_fields(kind: ReportType) -> dict[str, forms.Field]:
    today = timezone.localdate()
    match kind.period:
        case PeriodKind.QUARTER:
            return {"period": PeriodField(label="Quartal", choices=[(p.code, p.label) for p in last_quarters(today)])}
        case PeriodKind.YEAR:
            years = [Period.of_year(today.year - age) for age in range(1, YEARS_OFFERED + 1)]
            return {"period": PeriodField(label="Kalenderjahr", choices=[(p.code, p.label) for p in years])}
        case PeriodKind.DAY:
            return {"on": _day_field("Stichtag", today)}
    quarter = Period.quarter_of(today).previous
    return {"starts_on": _day_field("von", quarter.starts_on), "ends_on": _day_field("bis", quarter.ends_on)}


def _day_field(label: str, initial: date) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, initial=initial, widget=widget)


def last_quarters(today: date, number: int = QUARTERS_OFFERED) -> list[Period]:
    """Return the last finished quarters, newest first."""
    quarters = [Period.quarter_of(today).previous]
    while len(quarters) < number:
        quarters.append(Period.quarter_of(quarters[-1].starts_on - timedelta(days=1)))
    return quarters


class WithdrawForm(forms.Form):
    """Why a released report is taken back; the reason is shown with the report."""

    reason = forms.CharField(label="Grund", max_length=300, help_text="Steht danach beim Bericht, auch für den Leser.")
