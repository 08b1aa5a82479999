"""The provider's own report of a calendar year over all measures."""

from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.quarter import entries, gaps
from reports.types.quarter.figures import QuarterFigures, scope_figures
from reports.types.quarter.presentation import document
from reports.types.quarter.scope import of_report


def figures(report: Report, minimum: int) -> QuarterFigures:
    """Count the year of the provider's measures."""
    return scope_figures(of_report(report, minimum))


TYPE = ReportType(
    code="provider_year",
    name="Jahresbericht des Trägers",
    subject=Subject.PROVIDER,
    period=PeriodKind.YEAR,
    audiences=(Audience.PROVIDER,),
    figures=figures,
    document=document,
    form=NarrativeForm,
    gaps=gaps.gaps,
    whole=gaps.whole,
    entries=entries.entries,
    internal_sheets=entries.SHEETS,
)
