"""Downloads of a report's files: each is checked and logged anew."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs
from reports.engine.documents import file_name, report_xlsx
from reports.engine.models import Report, ReportFile, ReportState
from reports.engine.views import chosen_audience, visible_report

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file_of(request: HttpRequest, public_id: UUID) -> tuple[Report, ReportFile]:
    """Return the report and its file for the chosen audience. A withdrawn one is given to staff only."""
    report = visible_report(request, public_id)
    audience = chosen_audience(request, report)
    file = next((file for file in report.files.all() if file.audience == audience), None)
    is_withdrawn = report.state == ReportState.WITHDRAWN and not access_of(request.user).is_staff  # type: ignore[arg-type]
    if not report.snapshot or file is None or is_withdrawn:
        raise Http404
    return report, file


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_pdf(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Deliver the stored PDF as attachment."""
    report, file = _file_of(request, public_id)
    record(LogKind.EXPORT, by=request.user, subject=report, file="pdf", sha256=file.sha256)  # type: ignore[arg-type]
    return FileResponse(file.pdf.open(), as_attachment=True, filename=file_name(report, "pdf", file.audience))


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_zip(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Deliver the ZIP that goes with the report, where its type has one."""
    report, file = _file_of(request, public_id)
    if not file.companion:
        raise Http404
    record(LogKind.EXPORT, by=request.user, subject=report, file="zip", sha256=file.companion_sha256)  # type: ignore[arg-type]
    return FileResponse(file.companion.open(), as_attachment=True, filename=file_name(report, "zip", file.audience))


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_excel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Deliver the same figures as a spreadsheet; readers inside the provider get the lists behind them too."""
    report, file = _file_of(request, public_id)
    reader = request.user if access_of(request.user).is_staff else None  # type: ignore[arg-type]
    record(LogKind.EXPORT, by=request.user, subject=report, file="xlsx")  # type: ignore[arg-type]
    content = report_xlsx(report, file.audience, reader=reader)  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=SPREADSHEET)
    name = file_name(
        report, "xlsx", file.audience, is_internal=reader is not None and bool(report.kind.internal_sheets)
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
