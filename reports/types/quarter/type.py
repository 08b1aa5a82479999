"""The quarterly report of one measure."""

from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.quarter import entries, gaps
from reports.types.quarter.figures import QuarterFigures, scope_figures
from reports.types.quarter.presentation import document
from reports.types.quarter.scope import of_report


def figures(report: Report, minimum: int) -> QuarterFigures:
    """Count the measure's quarter; `minimum` is the smallest group of persons that may be shown."""
    return scope_figures(of_report(report, minimum))


TYPE = ReportType(
    code="quarter",
    name="Quartalsbericht",
    subject=Subject.MEASURE,
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
