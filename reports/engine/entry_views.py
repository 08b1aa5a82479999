"""What stands behind a figure: the list of its entries, for readers inside the provider who may see them."""

from dataclasses import replace
from tempfile import SpooledTemporaryFile
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs
from asa.documents.csv_files import TYPE
from reports.engine.documents import report_document
from reports.engine.drill_down import EntryList, entries_csv
from reports.engine.models import Report
from reports.engine.views import visible_report

SHOWN = 50
KEY_LENGTH = 100
#: A file up to this size waits in memory.
IN_MEMORY = 1 << 20


def _found(request: HttpRequest, public_id: UUID) -> tuple[Report, str, EntryList]:
    """Return the list behind the figure that the address names; 404 for outsiders and for an unknown figure."""
    report = visible_report(request, public_id)
    key = request.GET.get("zahl", "")[:KEY_LENGTH]
    is_staff = access_of(request.user).is_staff  # type: ignore[arg-type]
    if not is_staff or not report.snapshot or not key or "\0" in key or report.kind.entries is None:
        raise Http404
    found = report.kind.entries(report, key, request.user)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return report, key, replace(found, counted=found.counted or _as_told(report, key))


def _as_told(report: Report, key: str) -> str:
    """Return how the report shows the figure of this key; empty where it does not show it (any more)."""
    tables = report_document(report).tables()
    cells = (cell for table in tables for row in table.rows for cell in row)
    return next((cell.text for cell in cells if cell.entries == key), "")


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_entries(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the entries behind a figure: how many the report counted, how many there are today, who may not be seen."""
    report, key, found = _found(request, public_id)
    page = Paginator(found.entries, SHOWN).get_page(request.GET.get("page"))
    context = {"report": report, "key": key, "found": found, "page": page}
    return render(request, "reports/report_entries.html", context)


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_entries_csv(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Deliver the whole list as CSV. It is written inside the request's transaction, then sent."""
    report, key, found = _found(request, public_id)
    record(LogKind.EXPORT, by=request.user, subject=report, file="csv", figure=key)  # type: ignore[arg-type]
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the response closes it
    target.writelines(entries_csv(found))
    target.seek(0)
    name = f"{slugify(report.kind.name)}-{report.period}-{slugify(key) or 'zahl'}.csv"
    return FileResponse(target, as_attachment=True, filename=name, content_type=TYPE)
