"""The audit folder (Prüfmappe): for chosen cases and a period one PDF, and a ZIP with one file per case."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from reports.engine.models import Report
from reports.engine.registry import Audience, PeriodKind, ReportType, Subject
from reports.types.audit_folder.figures import AuditFigures, audit_figures
from reports.types.audit_folder.gaps import gaps, whole
from reports.types.audit_folder.presentation import document


def figures(report: Report, minimum: int) -> AuditFigures:
    """Return the folder as whoever ordered it may see it.

    Raises ValidationError if the right to one of the cases has ended since it was ordered.
    """
    found = audit_figures(report.case_ids, report.span, reader=report.created_by)
    if len(found.cases) < len(set(report.case_ids)):
        raise ValidationError("Nicht alle gewählten Teilnahmen dürfen von Ihnen eingesehen werden.", code="cases")
    return found


def attachments(report: Report) -> dict[str, bytes]:
    """Return the files of the ZIP: one PDF and one spreadsheet per case, each with that case alone."""
    from reports.engine.documents import report_pdf, report_xlsx

    files = {}
    snapshot = report.snapshot or {}
    for number, case in enumerate(snapshot["figures"]["cases"], start=1):
        single = Report(**{field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields})
        single.snapshot = {**snapshot, "figures": {**snapshot["figures"], "cases": [case]}}
        name = f"{number:02d}-{slugify(case['name']) or 'teilnahme'}"
        files[f"{name}.pdf"] = report_pdf(single)
        files[f"{name}.xlsx"] = report_xlsx(single)
    return files


TYPE = ReportType(
    code="audit_folder",
    name="Prüfmappe",
    subject=Subject.CASES,
    period=PeriodKind.SPAN,
    audiences=(Audience.AUDIT,),
    figures=figures,
    document=document,
    gaps=gaps,
    whole=whole,
    has_names=True,
    may_be_open=True,
    most_cases=15,
    attachments=attachments,
)
