"""Pages of a run: what to order for all at once, and its one progress bar."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from reports.engine.models import Report
from reports.engine.registry import ReportType, report_types
from reports.engine.services import may_order
from reports.engine.views import ordered_kind
from reports.runs.forms import RunForm
from reports.runs.read_model import recent_runs, run_state, runs_of
from reports.runs.services import OVER, again, start_run


def run_kinds(user: User) -> list[ReportType]:
    """Return the types that the person may order for all at once."""
    return [kind for kind in report_types().values() if kind.subject in OVER and may_order(user, kind)]


@needs(DataClass.REPORT, Action.READ)
@require_safe
def run_list(request: UserRequest) -> HttpResponse:
    """Show what can be ordered for all at once, and the person's runs."""
    kinds = run_kinds(request.user)
    if not kinds:
        raise PermissionDenied
    rows = [(kind, OVER[kind.subject]) for kind in kinds]
    return render(request, "reports/runs/run_list.html", {"kinds": rows, "runs": recent_runs(request.user)})


@needs(DataClass.REPORT, Action.READ)
@require_http_methods(["GET", "POST"])
def run_create(request: UserRequest, code: str) -> HttpResponse:
    """Order a report for each at once; ordering twice leads to the same run."""
    kind = ordered_kind(request, code)
    if kind.subject not in OVER:
        raise Http404
    given = {key: value for key, value in request.GET.items() if key != "request_key"}
    form = RunForm(request.POST or None, user=request.user, kind=kind, initial={**given, "request_key": uuid4()})
    page = {"form": form, "kind": kind, "over": OVER[kind.subject]}
    if request.method == "GET":
        return render(request, "reports/runs/run_create.html", page)
    if form.is_valid():
        before = runs_of(request.user).filter(request_key=form.cleaned_data["request_key"]).first()
        try:
            run = before or start_run(
                type=kind.code,
                over=form.cleaned_data[form.over],
                period=form.period,
                by=request.user,
                request_key=form.cleaned_data["request_key"],
            )
            return redirect("run_detail", run.public_id)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "reports/runs/run_create.html", page, status=422)


@needs(DataClass.REPORT, Action.READ)
@require_safe
@vary_on_headers("HX-Request")
def run_detail(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Show one bar for all reports of the run, and the ones that failed; polled, it tells when all are done."""
    state = run_state(get_object_or_404(runs_of(request.user), public_id=public_id), request.user)
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "reports/runs/_progress.html", {"state": state})
        if not state.is_running:
            response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "reports/runs/run_detail.html", {"state": state})


@needs(DataClass.REPORT, Action.READ)
@require_POST
def run_again(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Try one report of the run again, or everything that failed."""
    run = get_object_or_404(runs_of(request.user), public_id=public_id)
    ordered_kind(request, run.type)
    report = None
    if wanted := request.POST.get("report"):
        reports = Report.objects.visible_to(request.user).filter(run=run)
        report = get_object_or_404(reports, public_id=_uuid(wanted))
    if not again(run, by=request.user, report=report):
        messages.info(request, "Es gibt gerade nichts, das noch einmal versucht werden kann.")
    return redirect("run_detail", run.public_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
