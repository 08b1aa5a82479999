"""Stundensätze of a lot and its terms: billing writes, administration reads."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.months.billing import services
from cases.months.billing.figures import euros
from cases.months.billing.forms import RateForm, TermsForm
from cases.months.billing.models import BillingTerms, Rate
from cases.months.billing.views import READERS
from cases.people.models import Lot


def _lot(request: UserRequest, public_id: UUID) -> Lot:
    return get_object_or_404(Lot.objects.visible_to(request.user), public_id=public_id)


def _take(form: Any, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            for one in errors:
                form.add_error(name if name in form.fields else None, one)
    else:
        form.add_error(None, error)


@require_safe
@needs_role(*READERS)
def rate_list(request: UserRequest, public_id: UUID) -> HttpResponse:
    """All rates of a lot, newest first, and its terms."""
    lot = _lot(request, public_id)
    terms = BillingTerms.objects.filter(lot=lot).first()
    context = {
        "lot": lot,
        "rates": [(rate, euros(rate.cents_per_hour)) for rate in Rate.objects.visible_to(request.user).filter(lot=lot)],
        "guaranteed": Decimal(terms.guaranteed_basis_points) / 100 if terms and terms.guaranteed_basis_points else None,
        "may_bill": Role.BILLING in access_of(request.user).roles,
        "today": timezone.localdate(),
    }
    return render(request, "cases/months/billing/rates.html", context)


@require_http_methods(["GET", "POST"])
@needs_role(Role.BILLING)
def rate_create(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Enter a rate; the one before ends by itself."""
    lot = _lot(request, public_id)
    form = RateForm(request.POST or None, lot=lot)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            services.add_rate(lot=lot, by=request.user, **values)
        except ValidationError as error:
            _take(form, error)
        else:
            messages.success(request, "Der Stundensatz ist gespeichert.")
            return redirect("rate_list", public_id)
    context = {"lot": lot, "form": form, "title": "Neuer Stundensatz"}
    return render(request, "cases/months/billing/rate_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs_role(*READERS)
def rate_edit(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Correct a rate; sheets that exist keep their amounts."""
    rate = get_object_or_404(Rate.objects.visible_to(request.user).select_related("lot"), public_id=public_id)
    if not Rate.objects.editable_by(request.user).filter(pk=rate.pk).exists():
        raise PermissionDenied
    form = RateForm(request.POST or None, lot=rate.lot, rate=rate)
    theirs = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        values["version"] = values["version"] or 0
        try:
            services.change_rate(rate=rate, by=request.user, **values)
        except ValidationError as error:
            _take(form, error)
            if getattr(error, "code", "") == "stale":
                theirs = (rate, euros(rate.cents_per_hour))
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["version"] = str(rate.version)  # type: ignore[index]
        else:
            messages.success(request, "Der Stundensatz ist gespeichert.")
            return redirect("rate_list", rate.lot.public_id)
    context = {"lot": rate.lot, "form": form, "rate": rate, "theirs": theirs}
    context["title"] = f"Stundensatz: {rate.get_part_display()}"
    return render(request, "cases/months/billing/rate_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs_role(Role.BILLING)
def terms_edit(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Set or take away the guaranteed share."""
    lot = _lot(request, public_id)
    terms = BillingTerms.objects.filter(lot=lot).first()
    points = terms.guaranteed_basis_points if terms else None
    initial = {"version": terms.version if terms else 0, "percent": Decimal(points) / 100 if points else None}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.save_terms(lot=lot, guaranteed_basis_points=form.basis_points(), version=version, by=request.user)
        except ValidationError as error:
            _take(form, error)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(initial["version"])  # type: ignore[index]
        else:
            messages.success(request, "Gespeichert.")
            return redirect("rate_list", public_id)
    context = {"lot": lot, "form": form, "title": "Garantierter Anteil", "now": points}
    return render(request, "cases/months/billing/terms_form.html", context, status=422 if form.is_bound else 200)
