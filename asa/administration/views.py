"""Administration: overview, people and roles, the provider's records, the log."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.founding import save_provider
from asa.accounts.grant_lists import waiting_grants
from asa.accounts.models import FunderAccess, FundingBody, LogEntry, Membership, Provider, Site, Team
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration import forms
from asa.administration.grants import is_before_first_case
from asa.administration.hand_over import duties_after
from asa.administration.handover import StillResponsible, held_after
from asa.administration.log_words import about
from asa.administration.records import save_record, words_of
from asa.administration.services import add_reader, end_right
from cases.people.models import AuditGrant, Lot, Measure

PER_PAGE = 25


@dataclass(frozen=True)
class Kind:
    """One sort of record that the administration keeps."""

    slug: str
    model: type[models.Model]
    form: type[forms.StampedForm]
    plural: str
    new: str
    empty: str


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("standorte", Site, forms.SiteForm, "Standorte", "Neuer Standort", "Noch kein Standort."),
        Kind("teams", Team, forms.TeamForm, "Teams", "Neues Team", "Noch kein Team."),
        Kind(
            "kostentraeger", FundingBody, forms.FundingBodyForm, "Kostenträger", "Neuer Kostenträger",
            "Noch kein Kostenträger.",
        ),
        Kind("lose", Lot, forms.LotForm, "Lose", "Neues Los", "Noch kein Los."),
        Kind("massnahmen", Measure, forms.MeasureForm, "Maßnahmen", "Neue Maßnahme", "Noch keine Maßnahme."),
    )
}  # fmt: skip


def _provider_id() -> int:
    provider_id = wall.current_provider_id()
    assert provider_id is not None  # `needs_role` lets nobody without a provider pass
    return provider_id


def own_provider() -> Provider:
    """Return the provider behind whose wall the request stands."""
    return Provider.objects.get(pk=_provider_id())


def _rows(kind: Kind) -> models.QuerySet:
    names: dict[type[models.Model], list[str]] = {Team: ["site"], Measure: ["funding_body", "lot"]}
    related = names.get(kind.model, [])
    rows = kind.model._default_manager.filter(provider=wall.current_provider_id())
    return rows.select_related(*related) if related else rows


@require_safe
@needs_role(Role.ADMIN, Role.TEAM_LEAD, Role.DATA_PROTECTION)
def administration(request: UserRequest) -> HttpResponse:
    """Lead a new provider step by step; list what there is afterwards."""
    roles = access_of(request.user).roles
    is_admin = Role.ADMIN in roles
    steps = [(kind, _rows(kind).count()) for kind in KINDS.values()] if is_admin else []
    context = {
        "steps": steps,
        "next_step": next((kind for kind, count in steps if not count), None),
        "is_admin": is_admin,
        "sees_people": bool(roles & {Role.ADMIN, Role.TEAM_LEAD}),
        "sees_log": bool(roles & {Role.ADMIN, Role.DATA_PROTECTION}),
        "waiting_grants": waiting_grants().count(),
        **(_alone_or_not(request.user) if is_admin else {}),
    }
    return render(request, "administration/administration.html", context)


def _alone_or_not(user: Any) -> dict[str, Any]:
    """Return what a lone administrator has to know, and whether a second one is still missing."""
    there = Membership.objects.active().filter(provider=_provider_id(), role=Role.ADMIN).exclude(user=user.pk)
    needs_second = not there.exists()
    is_alone = is_before_first_case(_provider_id())
    if is_alone:
        hint = (
            "Bis zur ersten Teilnahme richten Sie alles allein ein, auch eigene Rollen; das wird vermerkt. "
            "Danach bestätigt eine zweite Person Rollen mit Einblick in Fälle. "
            "Bestätigen kann nur, wer vor den anderen eingeladen war, und meist erst nach 14 Tagen: "
            "Laden Sie die zweite Person früh ein."
        )
    else:
        hint = "Sie sind allein in der Verwaltung. Rollen mit Einblick in Fälle brauchen eine zweite Person."
    return {"alone_hint": hint if is_alone or needs_second else "", "needs_second": needs_second}


def form_page(request: UserRequest, form: Any, title: str, back: str, label: str, **more: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, "back": back, "label": label, "today": timezone.localdate(), **more}
    return render(request, "administration/form.html", context, status=status)


def split(data: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    names = ("email", "first_name", "last_name")
    return {name: data[name] for name in names}, {k: v for k, v in data.items() if k not in names}


def add_errors(form: Any, error: ValidationError) -> None:
    """Show what a service refuses: at the field it names, where the form has it, else above the form."""
    for name, problems in error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]:
        form.add_error(name if name in form.fields else None, problems)


def end_page(request: UserRequest, row: Membership | FunderAccess | AuditGrant, title: str, back: str) -> HttpResponse:
    today = timezone.localdate()
    form = forms.EndForm(request.POST or None, row=row, initial={"ends_on": today})
    held = held_after(row, today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            end_right(row, by=request.user, on=data["ends_on"], reason=data["reason"])
        except StillResponsible as error:
            held = error.held
            form.add_error("ends_on", error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(_after_the_end(row, data["ends_on"]) or back)
    note = "Offene Sitzungen dieser Person enden sofort; ein neuer Zugang ist nur bis zum letzten Tag möglich."
    rows = [(one, one.address(request.user), one.handed_over_by(request.user)) for one in held]
    more = {"held": rows, "hand_over_url": _hand_over(row) if isinstance(row, Membership) else ""}
    return form_page(request, form, title, back, "Ende speichern", hint=note, **more)


def _hand_over(member: Membership) -> str:
    return reverse("member_hand_over", args=[member.pk])


def _after_the_end(row: Membership | FunderAccess | AuditGrant, on: date) -> str:
    """Return the page that hands over what the person still holds after the last day; "" where nothing is left."""
    if not isinstance(row, Membership) or duties_after(row, on).is_empty:
        return ""
    return f"{_hand_over(row)}?bis={on.isoformat()}"


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@require_safe
@needs_role(Role.ADMIN)
def record_list(request: UserRequest, slug: str) -> HttpResponse:
    kind = _kind(slug)
    page = Paginator(_rows(kind).order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, words_of(row)) for row in page]
    return render(request, "administration/record_list.html", {"kind": kind, "page": page, "rows": rows})


def _save(form: forms.StampedForm, request: UserRequest) -> models.Model:
    shares = form.shares if isinstance(form, forms.MeasureForm) else None
    row = save_record(form.save(commit=False), by=request.user, shares=shares)
    messages.success(request, f"„{row}“ ist gespeichert.")
    return row


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def record_create(request: UserRequest, slug: str) -> HttpResponse:
    """Make a record. Its name or number is unique, so posting twice makes one; the form knows by its request key."""
    kind = _kind(slug)
    key = request.POST.get("request_key", "")
    done = request.session.get("administration_made", {})
    if request.method == "POST" and key and key in done:
        return redirect("record_edit", slug, done[key])
    form = kind.form(request.POST or None, instance=kind.model(provider_id=wall.current_provider_id()))
    if request.method == "POST" and form.is_valid():
        form.instance.provider_id = wall.current_provider_id()
        if forms.keeps_rules(form):
            row = _save(form, request)
            request.session["administration_made"] = {**dict(list(done.items())[-9:]), key: row.pk}
            return redirect("record_list", slug)
    return form_page(request, form, kind.new, f"/verwaltung/{slug}/", "Speichern", request_key=key or _new_key())


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def record_edit(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    kind = _kind(slug)
    saved = get_object_or_404(_rows(kind).select_for_update(of=("self",)), pk=pk)
    form = kind.form(request.POST or None, instance=get_object_or_404(_rows(kind), pk=pk))
    if request.method == "POST" and form.is_valid() and form.is_fresh(saved) and forms.keeps_rules(form):
        _save(form, request)
        return redirect("record_list", slug)
    readers = []
    if isinstance(saved, FundingBody):
        readers = list(saved.readers.select_related("user"))
    return form_page(request, form, str(saved), f"/verwaltung/{slug}/", "Speichern", readers=readers, body=saved)


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def reader_create(request: UserRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(_rows(KINDS["kostentraeger"]), pk=pk)
    form = forms.ReaderForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    back = f"/verwaltung/kostentraeger/{pk}/"
    if request.method == "POST" and form.is_valid():
        person, fields = split(form.cleaned_data)
        try:
            add_reader(body=body, by=request.user, person=person, **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(back)
    return form_page(request, form, f"Zugang für {body}", back, "Zugang geben")


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def reader_end(request: UserRequest, pk: int) -> HttpResponse:
    mine = FunderAccess.objects.filter(provider=wall.current_provider_id()).select_related("user", "funding_body")
    access = get_object_or_404(mine, pk=pk)
    return end_page(
        request, access, f"Zugang beenden: {access}", f"/verwaltung/kostentraeger/{access.funding_body_id}/"
    )


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def provider_settings(request: UserRequest) -> HttpResponse:
    saved = Provider.objects.select_for_update().get(pk=_provider_id())
    form = forms.ProviderForm(request.POST or None, instance=own_provider())
    if request.method == "POST" and form.is_valid() and form.is_fresh(saved):
        save_provider(form.save(commit=False), by=request.user)
        messages.success(request, "Die Einstellungen sind gespeichert.")
        return redirect("administration")
    return form_page(request, form, "Einstellungen", "/verwaltung/", "Speichern")


@require_safe
@needs_role(Role.ADMIN, Role.DATA_PROTECTION)
def log_list(request: UserRequest) -> HttpResponse:
    """Who did what to which kind of record, and when; never its content."""
    entries = LogEntry.objects.filter(provider=wall.current_provider_id()).select_related("actor").order_by("-id")
    kind = request.GET.get("kind", "")
    if kind in LogKind.values:
        entries = entries.filter(kind=kind)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    chips = [{"label": k.label, "key": "kind", "value": k.value, "current": k.value == kind} for k in LogKind]
    rows = [(entry, about(entry)) for entry in page]
    context = {"page": page, "rows": rows, "chips": chips, "kind": kind}
    return render(request, "administration/log_list.html", context)
