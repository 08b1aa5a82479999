"""Auditors (Prüfdienst): who reads a sample of cases, and until when (`security.md` section 3)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration import forms
from asa.administration.services import add_auditor
from asa.administration.views import PER_PAGE, end_page, form_page, own_provider, split
from cases.people.models import AuditGrant

NOTE = (
    "Die Person liest in dieser Zeit die freigegebenen Berichte und die Prüfmappe ihrer Stichprobe, nichts anderes. "
    "Sie bekommt eine Einladung und richtet einen zweiten Faktor ein."
)


@require_safe
@needs_role(Role.ADMIN)
def auditor_list(request: UserRequest) -> HttpResponse:
    """Every window that was ever opened, the newest first."""
    grants = AuditGrant.objects.filter(provider=wall.current_provider_id()).select_related("user")
    grants = grants.annotate(sample=Count("cases")).order_by("-starts_on", "-pk")
    page = Paginator(grants, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "administration/auditor_list.html", {"page": page, "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def auditor_create(request: UserRequest) -> HttpResponse:
    provider, today = own_provider(), timezone.localdate()
    start = {"starts_on": today, "ends_on": today + timedelta(days=forms.AUDIT_DAYS)}
    form = forms.AuditorForm(request.POST or None, provider_id=provider.pk, initial=start)
    if request.method == "POST" and form.is_valid():
        person, fields = split(form.cleaned_data)
        try:
            add_auditor(provider=provider, by=request.user, person=person, **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("auditor_list")
    return form_page(request, form, "Prüfrecht geben", reverse("auditor_list"), "Prüfrecht geben", hint=NOTE)


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def auditor_end(request: UserRequest, pk: int) -> HttpResponse:
    mine = AuditGrant.objects.filter(provider=wall.current_provider_id()).select_related("user")
    grant = get_object_or_404(mine, pk=pk)
    return end_page(request, grant, f"Prüfrecht beenden: {grant.user.full_name}", reverse("auditor_list"))
