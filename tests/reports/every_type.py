"""A report of each registered type over the worked quarter: what is tested with it holds for types to come."""

from typing import Any

from asa.jobs.running import run
from reports.engine.models import Report
from reports.engine.registry import PeriodKind, ReportType, Subject, report_types
from reports.engine.services import request_report
from tests.factories import ConsentFactory
from tests.reports.situations import Worked

PERIODS = {
    PeriodKind.QUARTER: "2026-Q3",
    PeriodKind.YEAR: "2025",
    PeriodKind.SPAN: "2026-07-01_2026-09-30",
    PeriodKind.DAY: "2026-09-30",
}
CODES = list(report_types())


def subject_of(kind: ReportType, worked: Worked) -> dict[str, Any]:
    """Return what `request_report` must know of the subject of this type."""
    case = worked.cases[0]
    match kind.subject:
        case Subject.PROVIDER:
            return {"subject": None, "provider_id": worked.provider.pk}
        case Subject.CASES:
            cases = [one.pk for one in worked.cases[:3]]
            return {"subject": None, "provider_id": worked.provider.pk, "case_ids": cases}
    subjects = {
        Subject.MEASURE: worked.measure,
        Subject.LOT: worked.measure.lot,
        Subject.FUNDING_BODY: worked.measure.funding_body,
        Subject.CASE: case,
        Subject.COMPANY: worked.company,
    }
    return {"subject": subjects[kind.subject]}


def texts_of(kind: ReportType, words: str) -> dict[str, str]:
    """Return `words` in every free text of the type; where one must be chosen, the first choice."""
    if kind.form is None:
        return {}
    fields = {name: field for name, field in kind.form().fields.items() if name != "version"}
    return {
        name: str(next((key for key, _ in field.choices if key), "")) if hasattr(field, "choices") else words
        for name, field in fields.items()
    }


def ordered(code: str, worked: Worked, words: str = "Ein ruhiges Quartal.") -> Report:
    """Order a report of the type and return its row; its job waits."""
    kind = report_types()[code]
    if kind.subject == Subject.CASE:
        ConsentFactory(case=worked.cases[0])  # so that a company's letter is offered too
    return request_report(
        type=code,
        period=PERIODS[kind.period],
        by=worked.author.user,
        texts=texts_of(kind, words),
        **subject_of(kind, worked),
    )


def made(code: str, worked: Worked, words: str = "Ein ruhiges Quartal.") -> Report:
    """Return the finished draft of a report of this type."""
    report = ordered(code, worked, words)
    assert run(report.job_id), report.job.failure if report.job else "no job"
    report.refresh_from_db()
    return report
