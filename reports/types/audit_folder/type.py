"""The audit folder (Prüfmappe): for chosen cases and a period one PDF, and a ZIP with one file per case."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify

from cases.people.models import ContactAssignment
from cases.sessions.models import Attendance
from reports.engine.models import Report
from reports.engine.registry import Audience, Gap, PeriodKind, ReportType, Subject
from reports.types.audit_folder.figures import AuditFigures, audit_figures, readable_cases
from reports.types.audit_folder.presentation import document


def figures(report: Report, minimum: int) -> AuditFigures:
    """Return the folder as whoever ordered it may see it.

    Raises ValidationError if the right to one of the cases has ended since it was ordered.
    """
    found = audit_figures(report.case_ids, report.span, reader=report.created_by)
    if len(found.cases) < len(set(report.case_ids)):
        raise ValidationError("Nicht alle gewählten Teilnahmen dürfen von Ihnen eingesehen werden.", code="cases")
    return found


def gaps(report: Report) -> list[Gap]:
    """Return what an audit would miss: sessions that nobody wrote down, a missing contact person or contract."""
    period, found = report.span, []
    cases = readable_cases(report.case_ids, report.created_by).select_related("trainee").prefetch_related("contracts")
    open_rows = Attendance.objects.filter(
        case__in=report.case_ids,
        session__documented_at=None,
        session__cancelled_at=None,
        session__starts_at__gte=period.starts_at,
        session__starts_at__lt=period.ends_at,
    ).select_related("session", "case__trainee")
    for row in open_rows:
        url = reverse("session_log", args=[row.session.public_id])
        found.append(Gap("Termin noch nicht erfasst", row.case.trainee.full_name, url))
    with_contact = set(ContactAssignment.objects.filter(case__in=report.case_ids).values_list("case", flat=True))
    for case in cases:
        url = reverse("case_detail", args=[case.public_id])
        if case.pk not in with_contact:
            found.append(Gap("feste Ansprechperson fehlt", case.trainee.full_name, url))
        if not case.contracts.all():
            found.append(Gap("kein Ausbildungsvertrag erfasst", case.trainee.full_name, url))
        if not case.goals:
            found.append(Gap("Ziele nicht beschrieben", case.trainee.full_name, url))
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
    has_names=True,
    may_be_open=True,
    attachments=attachments,
)
