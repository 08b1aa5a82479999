"""Released letters on the company's own page: listed there, and downloaded with the link's secret only."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.permissions import public
from cases.portal.additions import CompanyLetter
from cases.portal.models import CompanyLink
from cases.portal.opening import open_link
from cases.portal.standing import tells_more
from reports.engine.documents import file_name
from reports.engine.models import ReportFile, ReportState
from reports.engine.registry import Audience

SHOWN = 12


def _files(link: CompanyLink):
    """Return the company's files of released reports made for exactly this contract; none while it is a card only."""
    if not tells_more(link):
        return ReportFile.objects.none()
    return ReportFile.objects.filter(
        audience=Audience.COMPANY,
        report__type="progress",
        report__state=ReportState.RELEASED,
        report__case=link.contract.case_id,
        report__snapshot__figures__letter__contract=link.contract_id,
    ).select_related("report__case__trainee", "report__measure")


def company_letters(link: CompanyLink, secret: str) -> list[CompanyLetter]:
    """Return the letters for the company's page, newest first."""
    rows = _files(link).order_by("-report__released_at")[:SHOWN]
    return [
        CompanyLetter(
            title=f"Brief zum Zeitraum {file.report.span.label}",
            on=timezone.localtime(file.report.released_at).date(),
            url=reverse("company_letter", args=[link.provider_id, secret, file.report.public_id]),
        )
        for file in rows
    ]


@public
@require_safe
def company_letter(request: HttpRequest, provider_id: int, secret: str, public_id: UUID) -> FileResponse:
    """Deliver one released letter; link, contract, consent and release are asked again, and it is logged."""
    link = open_link(request, provider_id, secret)
    file = _files(link).filter(report__public_id=public_id).first()
    if file is None:
        raise Http404
    record(LogKind.EXPORT, by=None, subject=file.report, file="pdf", audience="company", link=link.pk)
    response = FileResponse(file.pdf.open(), as_attachment=True, filename=file_name(file.report, "pdf", file.audience))
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
