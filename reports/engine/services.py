"""The life of a report: ordered, drafted by a job, released by a second person, corrected by the next version."""

import hashlib
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.documents.rendering import RenderingError
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from cases.people.models import Measure
from reports.engine.documents import report_pdf
from reports.engine.models import Report, ReportState, ReportType
from reports.engine.periods import Quarter
from reports.engine.snapshots import checksum

DRAFT_JOB = "reports.draft"
NARRATIVE_LENGTH = 2000


def check_period(measure: Measure, quarter: Quarter) -> None:
    """Raise ValidationError unless the quarter is over and touches the measure's term."""
    if quarter.ends_on >= timezone.localdate():
        raise ValidationError(
            f"Das {quarter.label} ist erst am {quarter.ends_on:%d.%m.%Y} zu Ende. Danach kann der Bericht entstehen.",
            code="future_period",
        )
    if quarter.ends_on < measure.starts_on or quarter.starts_on > measure.ends_on:
        raise ValidationError(
            f"Die Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}. "
            "In diesem Quartal gibt es sie nicht.",
            code="outside_measure",
        )


@transaction.atomic
def request_report(
    *, measure: Measure, period: Quarter | str, by: User | None, reason: str = "", request_key: UUID | None = None
) -> Report:
    """Order the quarterly report of a measure and return its row; a job makes the draft.

    An ordered or drafted report of the quarter is returned as it is; a failed one is tried again. A released one is
    followed by the next version, which needs a reason. Raises ValidationError for a wrong period.
    """
    quarter = Quarter.parse(period) if isinstance(period, str) else period
    check_period(measure, quarter)
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    latest = Report.objects.filter(measure=measure, period=quarter.code).order_by("-number").first()
    if latest is not None and latest.state in (ReportState.ORDERED, ReportState.DRAFT):
        return latest
    if latest is not None and latest.state == ReportState.FAILED:
        return _order_draft(latest, by)
    if latest is not None and not reason.strip():
        raise ValidationError("Dieser Bericht ist freigegeben. Eine neue Version braucht einen Grund.", code="reason")
    report = Report.objects.create(
        provider_id=measure.provider_id,
        type=ReportType.MEASURE_QUARTER,
        measure=measure,
        period=quarter.code,
        number=latest.number + 1 if latest else 1,
        reason=reason.strip()[:300],
        narrative=latest.narrative if latest else "",
        created_by=by,
        request_key=request_key or uuid4(),
    )
    record(LogKind.CHANGE, by=by, subject=report, event="ordered")
    return _order_draft(report, by)


def _order_draft(report: Report, by: User | None) -> Report:
    report.job = order(
        DRAFT_JOB,
        subject_id=report.pk,
        provider_id=report.provider_id,
        by=by,
        queue=JobQueue.INTERACTIVE if by else JobQueue.SCHEDULED,
    )
    report.state, report.failure = ReportState.ORDERED, ""
    report.save(update_fields=["job", "state", "failure"])
    return report


def may_write(user: User) -> bool:
    return access_of(user).may(DataClass.REPORT, Action.UPDATE)


@transaction.atomic
def set_narrative(*, report: Report, text: str, version: int, by: User) -> Report:
    """Save the introduction of a draft and order its PDF anew. Raises ValidationError when it changed meanwhile."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state in (ReportState.RELEASED, ReportState.SUPERSEDED):
        raise ValidationError("Nur ein Entwurf kann geändert werden.", code="not_draft")
    if len(text) > NARRATIVE_LENGTH:
        raise ValidationError(f"Der Text hat höchstens {NARRATIVE_LENGTH} Zeichen.", code="too_long")
    if report.version != version:
        raise ValidationError(
            "Jemand anders hat den Text inzwischen geändert. Vergleichen Sie beide Fassungen.", code="stale"
        )
    if report.state == ReportState.ORDERED:  # its job has read the text already
        raise ValidationError(
            "Der Entwurf wird gerade erstellt. Speichern Sie Ihren Text in einem Moment noch einmal.", code="ordered"
        )
    report.narrative, report.narrative_by, report.version = text, by, report.version + 1
    report.save(update_fields=["narrative", "narrative_by", "version"])
    record(LogKind.CHANGE, by=by, subject=report, event="narrative")
    return _order_draft(report, by)


def check_release(report: Report, *, by: User) -> None:
    """Raise ValidationError unless `by` may release this draft: a role that releases, and never an author of it."""
    if report.state in (ReportState.RELEASED, ReportState.SUPERSEDED):
        who = report.released_by.full_name if report.released_by else "jemand anders"
        raise ValidationError(f"Dieser Bericht ist schon freigegeben, von {who}.", code="already_released")
    if report.state != ReportState.DRAFT:
        raise ValidationError("Der Entwurf ist noch nicht fertig.", code="not_draft")
    if not access_of(by).may(DataClass.REPORT, Action.RELEASE):
        raise ValidationError("Ihre Rolle gibt keine Berichte frei.", code="role")
    if by.pk in (report.created_by_id, report.narrative_by_id):
        raise ValidationError(
            "Freigeben muss eine zweite Person: Sie haben diesen Bericht erstellt oder geschrieben.", code="author"
        )


@transaction.atomic
def release_report(*, report: Report, by: User) -> Report:
    """Freeze the figures and the PDF without stamp; the version before becomes superseded.

    Of two people who release at once one wins, the other gets a ValidationError that names the first.
    """
    # Without a join: after waiting for the first person it would still bring no `released_by`.
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_release(report, by=by)
    if report.snapshot_sha256 != checksum(report.snapshot or {}):
        raise ValidationError("Die Zahlen passen nicht zu ihrer Prüfsumme. Erstellen Sie den Entwurf neu.", code="hash")
    report.state, report.released_by, report.released_at = ReportState.RELEASED, by, timezone.now()
    try:
        store_pdf(report, report_pdf(report))
    except RenderingError as error:
        raise ValidationError(f"{error} Der Entwurf bleibt erhalten.", code="rendering") from error
    report.version += 1
    report.save()
    earlier = Report.objects.filter(measure=report.measure, period=report.period, state=ReportState.RELEASED)
    for older in earlier.exclude(pk=report.pk):
        older.state = ReportState.SUPERSEDED
        older.save(update_fields=["state"])
    record(LogKind.RELEASE, by=by, subject=report, sha256=report.pdf_sha256)
    return report


def store_pdf(report: Report, content: bytes) -> None:
    """Put the PDF into the storage under a name of its own and note its SHA-256; the caller saves the row."""
    name = f"{report.provider_id}/{report.public_id}-{report.version}-{uuid4().hex[:8]}.pdf"
    report.pdf.save(name, ContentFile(content), save=False)
    report.pdf_sha256 = hashlib.sha256(content).hexdigest()


def mark_failed(report_id: int, message: str) -> None:
    """Show on the report why its draft could not be made; a draft made earlier stays."""
    Report.objects.filter(pk=report_id, state=ReportState.ORDERED).update(
        state=ReportState.FAILED, failure=message[:300], version=F("version") + 1
    )
