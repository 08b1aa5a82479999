"""The quarterly report of one measure."""

from reports.engine.forms import NarrativeForm
from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.quarter.figures import QuarterFigures, quarter_figures
from reports.types.quarter.presentation import document


def figures(report: Report, minimum: int) -> QuarterFigures:
    """Count the measure's quarter; `minimum` is the smallest group of persons that may be shown."""
    assert report.measure is not None
    return quarter_figures(report.measure, report.span, minimum=minimum)


TYPE = ReportType(
    code="quarter",
    name="Quartalsbericht",
    subject=Subject.MEASURE,
    period=PeriodKind.QUARTER,
    audiences=(Audience.FUNDER,),
    figures=figures,
    document=document,
    form=NarrativeForm,
)
