"""The contact report for a company over a period. Relief (Entlastung) is not recorded yet and therefore not in it."""

from django.urls import reverse

from cases.sessions.models import Session
from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, Gap, PeriodKind, ReportType, Subject
from reports.types.company_contacts.figures import CompanyFigures, company_figures
from reports.types.company_contacts.presentation import document


def figures(report: Report, minimum: int) -> CompanyFigures:
    """Return the contacts; the company knows its own apprentices, so that small groups are not hidden from it."""
    assert report.company is not None
    return company_figures(report.company, report.span)


def gaps(report: Report) -> list[Gap]:
    """Return the sessions with the company that nobody has written down yet."""
    period = report.span
    open_sessions = Session.objects.filter(
        company=report.company,
        documented_at=None,
        cancelled_at=None,
        starts_at__gte=period.starts_at,
        starts_at__lt=period.ends_at,
    )
    return [
        Gap(
            "Termin noch nicht erfasst",
            f"{session.starts_at:%d.%m.%Y}, {session.get_kind_display()}",
            reverse("session_log", args=[session.public_id]),
        )
        for session in open_sessions
    ]


TYPE = ReportType(
    code="company_contacts",
    name="Kontaktbericht für den Betrieb",
    subject=Subject.COMPANY,
    period=PeriodKind.SPAN,
    audiences=(Audience.COMPANY,),
    figures=figures,
    document=document,
    gaps=gaps,
    form=NarrativeForm,
)
