"""The quarterly report of everything that a funding body pays for, with its share of the hours."""

from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.quarter import entries, gaps
from reports.types.quarter.figures import QuarterFigures, scope_figures
from reports.types.quarter.presentation import document
from reports.types.quarter.scope import of_report


def figures(report: Report, minimum: int) -> QuarterFigures:
    """Count the quarter of the measures that the funding body pays for."""
    return scope_figures(of_report(report, minimum))


TYPE = ReportType(
    code="funder_quarter",
    name="Quartalsbericht eines Kostenträgers",
    subject=Subject.FUNDING_BODY,
    period=PeriodKind.QUARTER,
    audiences=(Audience.FUNDER,),
    figures=figures,
    document=document,
    form=NarrativeForm,
    gaps=gaps.gaps,
    whole=gaps.whole,
    entries=entries.entries,
    internal_sheets=entries.SHEETS,
)
