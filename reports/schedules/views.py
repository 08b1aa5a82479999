"""Pages of the plans: when reports are made by themselves, and what was due and did not run."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration.views import form_page, own_provider
from cases.people.models import Measure
from reports.engine.models import ReportSchedule
from reports.engine.registry import report_type
from reports.schedules import services
from reports.schedules.due import MEASURE_TYPE, default_plan, planned_types, rhythm_of
from reports.schedules.forms import ScheduleForm
from reports.schedules.planning import missed_reports, try_again
from reports.schedules.read_model import about, schedules_page

#: Who plans reports: a plan is an order of the provider, not a reading of a person's data.
PLANNERS = (Role.ADMIN, Role.TEAM_LEAD)


def _plan(public_id: UUID) -> ReportSchedule:
    rows = ReportSchedule.objects.filter(provider=own_provider()).select_related("measure", "lot", "funding_body")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@needs_role(*PLANNERS)
def schedule_list(request: UserRequest) -> HttpResponse:
    """Show every plan with its next runs, and above them what was due and did not run."""
    provider = own_provider()
    page = schedules_page(provider, request.user, timezone.localdate())
    return render(request, "reports/schedules/schedule_list.html", {"page": page, "provider": provider})


@require_safe
@needs_role(*PLANNERS)
def schedule_choose(request: UserRequest) -> HttpResponse:
    """Show which types of reports can be planned."""
    kinds = [(kind, rhythm_of(kind)) for kind in planned_types()]
    return render(request, "reports/schedules/schedule_choose.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@needs_role(*PLANNERS)
def schedule_create(request: UserRequest, code: str) -> HttpResponse:
    """Make a plan of one type; posting twice makes one."""
    kind = next((one for one in planned_types() if one.code == code), None)
    if kind is None:
        raise Http404
    provider, key = own_provider(), _key(request)
    if request.method == "POST":
        services.one_at_a_time(provider.pk)
        if ReportSchedule.objects.filter(provider=provider, request_key=key).exists():
            return redirect("schedule_list")
    rhythm = rhythm_of(kind)
    assert rhythm is not None
    days = {"draft_day": provider.draft_day, "due_day": provider.due_day}
    plan = ReportSchedule(provider=provider, type=code, rhythm=rhythm, **days)
    form = ScheduleForm(request.POST or None, instance=plan, kind=kind, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        services.create_schedule(form.save(commit=False), by=request.user, request_key=key)
        messages.success(request, "Der Plan ist gespeichert.")
        return redirect("schedule_list")
    title = f"Zeitplan: {kind.name}"
    back = reverse("schedule_list")
    return form_page(request, form, title, back, "Plan speichern", request_key=key)


def _key(request: UserRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "POST"])
@needs_role(*PLANNERS)
def schedule_edit(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Change the days of a plan; what it is about stays."""
    if request.method == "POST":
        services.one_at_a_time(own_provider().pk)
    saved, plan = _plan(public_id), _plan(public_id)
    if plan.type not in {kind.code for kind in planned_types()}:
        raise Http404
    kind, before = report_type(plan.type), services.words_of(saved)
    form = ScheduleForm(request.POST or None, instance=plan, kind=kind, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and form.is_fresh(saved):
        if form.has_changed():
            services.change_schedule(form.save(commit=False), before=before, by=request.user)
        messages.success(request, "Der Plan ist gespeichert.")
        return redirect("schedule_list")
    title = f"{kind.name}: {about(saved)}"
    return form_page(request, form, title, reverse("schedule_list"), "Plan speichern")


@require_http_methods(["GET", "POST"])
@needs_role(*PLANNERS)
def schedule_measure(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Give a measure's quarter days of its own instead of the provider's."""
    measure = _measure(public_id)
    if request.method == "POST":
        services.one_at_a_time(measure.provider_id)
    own = ReportSchedule.objects.filter(type=MEASURE_TYPE, measure=measure).first()
    if own is not None:
        return redirect("schedule_edit", own.public_id)
    kind = report_type(MEASURE_TYPE)
    plan = default_plan(own_provider(), measure)
    form = ScheduleForm(request.POST or None, instance=plan, kind=kind, today=timezone.localdate())
    del form.fields["measure"]
    if request.method == "POST" and form.is_valid():
        services.create_schedule(form.save(commit=False), by=request.user, request_key=_key(request))
        messages.success(request, "Die Maßnahme hat jetzt einen eigenen Plan.")
        return redirect("schedule_list")
    title = f"{kind.name}: {about(plan)}"
    return form_page(request, form, title, reverse("schedule_list"), "Plan speichern", request_key=_key(request))


def _measure(public_id: UUID) -> Measure:
    return get_object_or_404(Measure, provider=own_provider(), public_id=public_id)


@require_POST
@needs_role(*PLANNERS)
def schedule_measure_pause(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Pause a measure's quarter that followed the provider's days."""
    measure = _measure(public_id)
    services.one_at_a_time(measure.provider_id)
    own = ReportSchedule.objects.filter(type=MEASURE_TYPE, measure=measure).first()
    services.pause(own or default_plan(own_provider(), measure), by=request.user)
    messages.success(request, "Der Plan ist ausgesetzt. Bis auf Weiteres entsteht kein Entwurf.")
    return redirect("schedule_list")


@require_POST
@needs_role(*PLANNERS)
def schedule_pause(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Pause a plan."""
    services.one_at_a_time(own_provider().pk)
    services.pause(_plan(public_id), by=request.user)
    messages.success(request, "Der Plan ist ausgesetzt. Bis auf Weiteres entsteht kein Entwurf.")
    return redirect("schedule_list")


@require_POST
@needs_role(*PLANNERS)
def schedule_go_on(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Let a paused plan run from today on."""
    services.one_at_a_time(own_provider().pk)
    services.go_on(_plan(public_id), by=request.user)
    messages.success(request, "Der Plan läuft ab heute weiter. Was in die Pause fiel, wird nicht nachgeholt.")
    return redirect("schedule_list")


@require_http_methods(["GET", "POST"])
@needs_role(*PLANNERS)
def schedule_delete(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Ask, then take a plan away; a second post finds nothing left to do."""
    provider = own_provider()
    if request.method == "POST":
        services.one_at_a_time(provider.pk)
    plan = _plan(public_id)
    if request.method == "POST":
        services.delete_schedule(plan, by=request.user)
        messages.success(request, "Der Plan ist gelöscht. Seine Berichte bleiben.")
        return redirect("schedule_list")
    context = {"plan": plan, "about": about(plan), "is_quarter": plan.type == MEASURE_TYPE, "provider": provider}
    return render(request, "reports/schedules/schedule_delete.html", context)


@require_POST
@needs_role(*PLANNERS)
def schedule_retry(request: UserRequest) -> HttpResponse:
    """Order a report that was due and did not run once more."""
    key = request.POST.get("key", "")
    found = [one for one in missed_reports(own_provider(), timezone.localdate()) if one.due.key == key]
    if found and try_again(found[0]):
        record(LogKind.CHANGE, by=request.user, subject=found[0].report, event="schedule_again", key=key)
        messages.success(request, "Der Bericht ist neu bestellt. In wenigen Minuten ist der Entwurf da.")
    else:
        messages.info(request, "Dieser Bericht wartet nicht mehr auf einen neuen Versuch.")
    return redirect("schedule_list")
