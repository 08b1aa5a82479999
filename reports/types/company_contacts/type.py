"""The contact report for a company over a period. Relief (Entlastung) is not recorded yet and therefore not in it."""

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from cases.sessions.enums import SessionKind
from cases.sessions.models import Session, SessionQuerySet
from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, Gap, PeriodKind, ReportType, Subject, Unit
from reports.types.company_contacts.figures import CompanyFigures, company_figures
from reports.types.company_contacts.presentation import document

NOT_WRITTEN = "Termine nicht erfasst"


def figures(report: Report, minimum: int) -> CompanyFigures:
    """Return the contacts; the company knows its own apprentices, so that small groups are not hidden from it."""
    assert report.company is not None
    return company_figures(report.company, report.span)


def gaps(report: Report) -> list[Gap]:
    """Return the sessions with the company that are over and that nobody has written down yet."""
    undocumented = _over(report).undocumented(timezone.now()).annotate(case=Min("attendances__case"))
    return [
        Gap(
            NOT_WRITTEN,
            f"{timezone.localtime(session.starts_at):%d.%m.%Y}, {session.get_kind_display()}",
            reverse("session_log", args=[session.public_id]),
            session.case,
            Unit.ITSELF,
        )
        for session in undocumented.order_by("starts_at", "pk")
    ]


def whole(report: Report) -> dict[str, int]:
    """Return of how many sessions those are."""
    return {NOT_WRITTEN: _over(report).count()}


def _over(report: Report) -> SessionQuerySet:
    """Return the company's sessions of the period that are over and were not called off, as the figures count them."""
    period = report.span
    of_company = Session.objects.filter(
        company=report.company,
        cancelled_at=None,
        starts_at__gte=period.starts_at,
        starts_at__lt=period.ends_at,
        ends_at__lte=timezone.now(),
    )
    return of_company.exclude(kind=SessionKind.FIRST_CONTACT)


TYPE = ReportType(
    code="company_contacts",
    name="Kontaktbericht für den Betrieb",
    subject=Subject.COMPANY,
    period=PeriodKind.SPAN,
    audiences=(Audience.COMPANY,),
    figures=figures,
    document=document,
    gaps=gaps,
    whole=whole,
    form=NarrativeForm,
)
