"""Pages of the reports: the staff's list, the funder's room, one report, its files, its release."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs
from reports.engine.documents import file_name, report_context, report_xlsx
from reports.engine.forms import NarrativeForm, ReportOrderForm
from reports.engine.models import Report, ReportState
from reports.engine.periods import Quarter
from reports.engine.read_models import funder_quarters
from reports.engine.services import check_release, may_write, release_report, request_report, set_narrative

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUARTERS_OFFERED = 6
FROZEN = (ReportState.RELEASED, ReportState.SUPERSEDED)


def _quarters() -> list[Quarter]:
    """Return the last finished quarters, newest first."""
    quarters = [Quarter.of(timezone.localdate()).previous]
    while len(quarters) < QUARTERS_OFFERED:
        quarters.append(quarters[-1].previous)
    return quarters


def _report(request: HttpRequest, public_id: UUID) -> Report:
    visible = Report.objects.visible_to(request.user)  # type: ignore[arg-type]
    rows = visible.select_related("measure__lot", "measure__funding_body", "released_by", "created_by", "job")
    return get_object_or_404(rows, public_id=public_id)


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Show staff the reports by quarter with their states, and a funder the quarters of the funded measures."""
    if not access_of(request.user).is_staff:  # type: ignore[arg-type]
        quarters = funder_quarters(request.user)  # type: ignore[arg-type]
        return render(request, "reports/funder_room.html", {"quarters": quarters})
    return _staff_list(request, ReportOrderForm(**_order_arguments(request)))


def _order_arguments(request: HttpRequest) -> dict[str, Any]:
    quarters = _quarters()
    initial = {"request_key": uuid4(), "period": quarters[0].code}
    return {"user": request.user, "quarters": quarters, "initial": initial}


def _staff_list(request: HttpRequest, form: ReportOrderForm, status: int = 200) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).select_related("measure")  # type: ignore[arg-type]
    quarters: dict[str, list[Report]] = {}
    for report in reports.order_by("-period", "measure__number", "-number")[:200]:
        quarters.setdefault(Quarter.parse(report.period).label, []).append(report)
    context = {"quarters": quarters.items(), "form": form if may_write(request.user) else None}  # type: ignore[arg-type]
    return render(request, "reports/report_list.html", context, status=status)


@needs(DataClass.REPORT, Action.CREATE)
@require_POST
def report_order(request: HttpRequest) -> HttpResponse:
    """Order a report; ordering the same one twice leads to the same page."""
    form = ReportOrderForm(request.POST, **_order_arguments(request))
    if not may_write(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    if not form.is_valid():
        return _staff_list(request, form, status=422)
    before = Report.objects.visible_to(request.user).filter(request_key=form.cleaned_data["request_key"]).first()  # type: ignore[arg-type]
    if before is not None:
        return redirect("report_detail", before.public_id)
    try:
        report = request_report(
            measure=form.cleaned_data["measure"],
            period=form.cleaned_data["period"],
            by=request.user,  # type: ignore[arg-type]
            reason=form.cleaned_data["reason"],
            request_key=form.cleaned_data["request_key"],
        )
    except ValidationError as error:
        form.add_error("reason" if error.code == "reason" else None, error)
        return _staff_list(request, form, status=422)
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.READ)
@require_safe
@vary_on_headers("HX-Request")
def report_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the figures as in the PDF; while the draft is being made, its progress."""
    report = _report(request, public_id)
    if request.headers.get("HX-Request") and report.state == ReportState.ORDERED:
        return render(request, "reports/_progress.html", {"report": report})
    response = _detail(request, report, NarrativeForm(instance=report))
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


def _detail(request: HttpRequest, report: Report, form: NarrativeForm, **more: Any) -> HttpResponse:
    is_staff = access_of(request.user).is_staff  # type: ignore[arg-type]
    context = {"report": report, "quarter": Quarter.parse(report.period), "is_staff": is_staff, **more}
    if report.snapshot:
        context |= report_context(report)
    if may_write(request.user) and (report.state == ReportState.DRAFT or form.is_bound):  # type: ignore[arg-type]
        context |= {"form": form, "release_problem": _release_problem(request, report)}
    base = "base.html" if is_staff else "outside.html"
    return render(request, "reports/report_detail.html", {**context, "base": base}, status=more.get("status", 200))


def _release_problem(request: HttpRequest, report: Report) -> str:
    try:
        check_release(report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@needs(DataClass.REPORT, Action.UPDATE)
@require_POST
def report_narrative(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save the introduction of a draft; a stale save shows both texts and keeps what was typed."""
    report = _report(request, public_id)
    if report.state in FROZEN or not may_write(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    form = NarrativeForm(request.POST, instance=Report.objects.visible_to(request.user).get(pk=report.pk))  # type: ignore[arg-type]
    if not form.is_valid():
        return _detail(request, report, form, status=422)
    try:
        set_narrative(
            report=report,
            text=form.cleaned_data["narrative"],
            version=form.cleaned_data["version"],
            by=request.user,  # type: ignore[arg-type]
        )
    except ValidationError as error:
        form.add_error("narrative", error)
        report.refresh_from_db(fields=["narrative", "version", "state"])
        if error.code != "stale":
            return _detail(request, report, form, status=409)
        form.compare_with(report.version)
        return _detail(request, report, form, status=409, is_stale=True, other_text=report.narrative)
    messages.success(request, "Der Text ist gespeichert. Das PDF wird neu erstellt.")
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.RELEASE)
@require_http_methods(["GET", "POST"])
def report_release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, then release as second person; who comes second is told who was first."""
    report = _report(request, public_id)
    if request.method == "GET":
        context = {
            "report": report,
            "quarter": Quarter.parse(report.period),
            "problem": _release_problem(request, report),
        }
        return render(request, "reports/report_release.html", context)
    try:
        release_report(report=report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Der Bericht ist freigegeben. Der Kostenträger sieht ihn jetzt.")
    return redirect("report_detail", report.public_id)


def _files_of(request: HttpRequest, public_id: UUID) -> Report:
    """Return the report if there is a file; each download is checked and logged anew."""
    report = _report(request, public_id)
    if not report.snapshot or not report.pdf:
        raise Http404
    return report


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_pdf(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Deliver the stored PDF as attachment."""
    report = _files_of(request, public_id)
    record(LogKind.EXPORT, by=request.user, subject=report, file="pdf", sha256=report.pdf_sha256)  # type: ignore[arg-type]
    response = FileResponse(report.pdf.open(), as_attachment=True, filename=file_name(report, "pdf"))
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_excel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Deliver the same figures as a spreadsheet."""
    report = _files_of(request, public_id)
    record(LogKind.EXPORT, by=request.user, subject=report, file="xlsx")  # type: ignore[arg-type]
    response = HttpResponse(report_xlsx(report), content_type=SPREADSHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(report, "xlsx")}"'
    response.headers["Cache-Control"] = "no-store"
    return response
