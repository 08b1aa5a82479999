"""Maßnahmejahre und Kontingente of a measure, kept by administration and billing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.people.models import Measure
from cases.support.budgets import contingents
from cases.support.budgets.contingent_forms import ContingentForm, KeyedForm, YearForm, YearsForm
from cases.support.budgets.models import Contingent, MeasureYear
from cases.support.budgets.year_table import year_tables

KEEPERS = (Role.ADMIN, Role.BILLING)


@require_safe
@needs_role(*KEEPERS)
def contingent_list(request: UserRequest) -> HttpResponse:
    """Every measure with the number of its years and the hours in them."""
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "lot").order_by("-starts_on")
    sums = Contingent.objects.filter(year__measure__in=measures).order_by().values_list("year__measure")
    years = MeasureYear.objects.filter(measure__in=measures).order_by().values_list("measure", "number")
    counts: dict[int, int] = {}
    for measure_id, _ in years:
        counts[measure_id] = counts.get(measure_id, 0) + 1
    minutes = dict(sums.annotate(Sum("minutes")))
    rows = [(measure, counts.get(measure.pk, 0), minutes.get(measure.pk)) for measure in measures]
    return render(request, "cases/support/budgets/contingent_list.html", {"rows": rows})


@require_safe
@needs_role(*KEEPERS)
def measure_years(request: UserRequest, public_id: UUID) -> HttpResponse:
    """The years of one measure, each with its contingents and every change of them."""
    measure = _measure(request, public_id)
    tables = year_tables(measure)
    context = {
        "measure": measure,
        "has_room": not tables or tables[-1].year.ends_on < measure.ends_on,
        "tables": tables,
        "carry_overs": list(measure.carry_overs.filter(case=None).shown()),
        "may_carry_over": True,
        "is_admin": Role.ADMIN in access_of(request.user).roles,
    }
    return render(request, "cases/support/budgets/measure_years.html", context)


def _measure(request: UserRequest, public_id: UUID) -> Measure:
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "lot")
    return get_object_or_404(measures, public_id=public_id)


def _year(request: UserRequest, public_id: UUID) -> MeasureYear:
    years = MeasureYear.objects.visible_to(request.user).select_related("measure__funding_body")
    return get_object_or_404(years, public_id=public_id)


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def years_create(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Create all years of a measure, or all that are missing, in one form."""
    measure = _measure(request, public_id)
    form = YearsForm(request.POST or None, measure=measure, last=_last_year(measure))
    return _create(request, measure, form, contingents.create_years, "Maßnahmejahre anlegen")


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def year_create(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Create one year with its own end."""
    measure = _measure(request, public_id)
    form = YearForm(request.POST or None, measure=measure, last=_last_year(measure))
    return _create(request, measure, form, contingents.create_year, "Ein Maßnahmejahr anlegen")


def _last_year(measure: Measure) -> MeasureYear | None:
    return MeasureYear.objects.filter(measure=measure).order_by("-number").first()


def _create(request: UserRequest, measure: Measure, form: KeyedForm, service: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            service(measure=measure, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, "Gespeichert. Tragen Sie jetzt die Kontingente ein.")
            return redirect("measure_years", measure.public_id)
    context = {"measure": measure, "form": form, "title": title, "tables": year_tables(measure)}
    context |= {"label": "Speichern", "show_contingents": False}
    return render(request, "cases/support/budgets/year_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def year_remove(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Ask, then remove a last year that was created by mistake."""
    year = _year(request, public_id)
    if request.method == "POST":
        try:
            contingents.remove_last_year(year=year, by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Das Maßnahmejahr ist entfernt.")
        return redirect("measure_years", year.measure.public_id)
    return render(request, "cases/support/budgets/year_remove.html", {"year": year, "measure": year.measure})


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def contingent_add(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Enter the contingent of a funding body in a year, or change it by plus or minus."""
    year = _year(request, public_id)
    form = ContingentForm(request.POST or None, year=year)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            contingents.add_contingent(
                year=year,
                funding_body=values["funding_body"],
                minutes=form.minutes(),
                reason=values["reason"],
                letter_on=values["letter_on"],
                version=values["version"],
                request_key=values["request_key"],
                by=request.user,
            )
        except ValidationError as error:
            form.take(error)
            if getattr(error, "code", "") == "stale":
                form.freshen(contingents.contingent_state(year))
        else:
            messages.success(request, "Das Kontingent ist gespeichert.")
            return redirect("measure_years", year.measure.public_id)
    tables = [table for table in year_tables(year.measure) if table.year.pk == year.pk]
    title = "Kontingent ändern" if tables[0].rows else "Kontingent eintragen"
    context = {"measure": year.measure, "year": year, "form": form, "title": title, "tables": tables}
    context |= {"label": "Kontingent speichern", "show_contingents": True}
    return render(request, "cases/support/budgets/year_form.html", context, status=422 if form.is_bound else 200)
