from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.sorting import in_order_of
from companies.records.company_field import SUGGESTIONS, hint_of, search_companies
from companies.records.forms import CompanyContactEditForm, CompanyContactForm, CompanyCreateForm, CompanyEditForm
from companies.records.models import Company, CompanyContact
from companies.records.services import change_company, change_contact, create_company, create_contact

PER_PAGE = 25


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _editable_company(request: HttpRequest, public_id: str) -> Company:
    """Return a visible company that the person may change: 404 if it is not visible, 403 if only the right lacks."""
    user = _user(request)
    company = get_object_or_404(Company.objects.visible_to(user), public_id=public_id)
    if not Company.objects.editable_by(user).filter(pk=company.pk).exists():
        raise PermissionDenied
    return company


@require_safe
@needs(DataClass.MASTER, Action.READ)
def company_list(request: HttpRequest) -> HttpResponse:
    """Companies by name; every word of the search must occur in name, trade or place."""
    words = request.GET.get("q", "").strip()[:120]
    companies = search_companies(Company.objects.visible_to(_user(request)), words)
    page = Paginator(companies, PER_PAGE).get_page(request.GET.get("page"))
    may_create = access_of(_user(request)).may(DataClass.MASTER, Action.CREATE)
    context = {"page": page, "words": words, "may_create": may_create}
    return render(request, "companies/records/company_list.html", context)


@require_safe
@needs(DataClass.MASTER, Action.READ)
def company_search(request: HttpRequest) -> HttpResponse:
    """Suggest companies for `q` to the type-ahead; a browser that opens the address gets the list."""
    words = request.GET.get("q", "").strip()[:120]
    if request.accepts("text/html"):
        return redirect(f"{reverse('company_list')}?{urlencode({'q': words})}")
    hits = search_companies(Company.objects.visible_to(_user(request)), words)[:SUGGESTIONS] if words else ()
    return JsonResponse({"results": [{"id": hit.pk, "label": hit.name, "hint": hint_of(hit)} for hit in hits]})


@require_safe
@needs(DataClass.MASTER, Action.READ)
def company_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One company with its contacts and the trainees there whom the person may see."""
    user = _user(request)
    company = get_object_or_404(Company.objects.visible_to(user), public_id=public_id)
    contracts = (
        company.contracts.running()
        .visible_to(user)
        .select_related("case__trainee", "trainer")
        .order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"))
    )
    context = {
        "company": company,
        "contacts": company.contacts.order_by(*in_order_of("last_name", "first_name")),
        "contracts": contracts,
        "may_edit": Company.objects.editable_by(user).filter(pk=company.pk).exists(),
    }
    return render(request, "companies/records/company_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def company_create(request: HttpRequest) -> HttpResponse:
    form = CompanyCreateForm(request.POST or None, companies=Company.objects.visible_to(_user(request)))
    if request.method == "POST" and form.is_valid():
        if form.same_company is not None:
            messages.info(request, "Diesen Betrieb gibt es schon. Es wurde nichts angelegt.")
            return redirect("company_detail", form.same_company.public_id)
        fields = {name: form.cleaned_data[name] for name in CompanyCreateForm.Meta.fields}
        key = form.cleaned_data["request_key"]
        provider_id = wall.current_provider_id()
        assert provider_id is not None  # `needs` lets nobody without a provider pass
        return redirect(
            "company_detail",
            create_company(provider_id=provider_id, by=_user(request), request_key=key, **fields).public_id,
        )
    return render(request, "companies/records/company_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.UPDATE)
def company_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    company = _editable_company(request, public_id)
    form = CompanyEditForm(request.POST or None, instance=company)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if change_company(company=company, version=version, by=_user(request), **form.changes()):
            return redirect("company_detail", company.public_id)
        form.mark_stale(Company.objects.get(pk=company.pk))
    return render(request, "companies/records/company_form.html", {"form": form, "company": company})


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.UPDATE)
def contact_create(request: HttpRequest, public_id: str) -> HttpResponse:
    company = _editable_company(request, public_id)
    form = CompanyContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contact = form.save(commit=False)
        if form.cleaned_data["request_key"]:
            contact.request_key = form.cleaned_data["request_key"]
        create_contact(contact=contact, company=company, by=_user(request))
        return redirect("company_detail", company.public_id)
    return render(request, "companies/records/contact_form.html", {"form": form, "company": company})


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.UPDATE)
def contact_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    user = _user(request)
    contact = get_object_or_404(CompanyContact.objects.visible_to(user).select_related("company"), public_id=public_id)
    company = _editable_company(request, str(contact.company.public_id))
    form = CompanyContactEditForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        if change_contact(contact=contact, version=form.cleaned_data["version"], by=user, **form.changes()):
            return redirect("company_detail", company.public_id)
        form.mark_stale(CompanyContact.objects.get(pk=contact.pk))
    return render(
        request, "companies/records/contact_form.html", {"form": form, "company": company, "contact": contact}
    )
