"""The progress report of one trainee in three readings: funder, company (a letter), the trainee."""

from collections.abc import Mapping
from typing import Any

from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.progress.figures import ProgressFigures, progress_figures
from reports.types.progress.gaps import gaps, whole
from reports.types.progress.presentation import document
from reports.types.progress.texts import ProgressTextsForm

AUDIENCES = (Audience.FUNDER, Audience.COMPANY, Audience.TRAINEE)


def figures(report: Report, minimum: int) -> ProgressFigures:
    """Count the case's period; `minimum` does not matter, because the report is about one person by name."""
    assert report.case is not None
    return progress_figures(report.case, report.span)


def offered(snapshot: Mapping[str, Any]) -> tuple[Audience, ...]:
    """Leave the company out where there is nothing that it may read."""
    has_letter = snapshot["figures"].get("letter") is not None
    return tuple(audience for audience in AUDIENCES if audience != Audience.COMPANY or has_letter)


TYPE = ReportType(
    code="progress",
    name="Fortschrittsbericht",
    subject=Subject.CASE,
    period=PeriodKind.SPAN,
    audiences=AUDIENCES,
    figures=figures,
    document=document,
    form=ProgressTextsForm,
    gaps=gaps,
    whole=whole,
    has_names=True,
    template="reports/types/progress.html",
    offered=offered,
    writes_at="progress_write",
)
