"""The life of a report: ordered, drafted by a job, released by a second person, corrected by the next version."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.documents.rendering import RenderingError
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from cases.people.models import Case, Measure
from reports.engine.files import make_files, store_files
from reports.engine.models import (
    RELEASABLE,
    ReleaseRule,
    Report,
    ReportRun,
    ReportState,
)
from reports.engine.periods import Period
from reports.engine.registry import PeriodKind, ReportType, Subject, report_type
from reports.engine.snapshots import checksum, take_snapshot
from reports.policies.reading import is_from_elsewhere, policy_of, roles_words, sites_of

DRAFT_JOB = "reports.draft"
#: Tells the readers outside that a report is there; the handler stands in `reports.background`.
RELEASED_JOB = "reports.tell_released"
#: A release dated back further than this (demonstration, import) is told nobody.
TOLD_WITHIN = timedelta(days=1)
TEXT_LENGTH = 5000


def check_period(kind: ReportType, subject: models.Model | None, period: Period) -> None:
    """Raise ValidationError unless the period suits the type, is over (where it must be) and touches the subject."""
    fits = {PeriodKind.QUARTER: period.is_quarter, PeriodKind.YEAR: period.is_year}
    if not fits.get(kind.period, True) or (kind.period == PeriodKind.DAY and period.starts_on != period.ends_on):
        raise ValidationError(
            f"Für „{kind.name}“ wählen Sie bitte: {PeriodKind(kind.period).label}.", code="wrong_period"
        )
    today = timezone.localdate()
    if period.starts_on > today or (not kind.may_be_open and period.ends_on >= today):
        name = f"Das {period.label}" if period.is_quarter or period.is_year else "Der Zeitraum"
        raise ValidationError(
            f"{name} ist erst am {period.ends_on:%d.%m.%Y} zu Ende. Danach kann der Bericht entstehen.",
            code="future_period",
        )
    if isinstance(subject, Measure) and (period.ends_on < subject.starts_on or period.starts_on > subject.ends_on):
        raise ValidationError(
            f"Die Maßnahme läuft vom {subject.starts_on:%d.%m.%Y} bis {subject.ends_on:%d.%m.%Y}. "
            "In diesem Zeitraum gibt es sie nicht.",
            code="outside_measure",
        )
    if isinstance(subject, Case) and subject.started_on and period.ends_on < subject.started_on:
        raise ValidationError(
            f"Die Teilnahme begann am {subject.started_on:%d.%m.%Y}. Davor gibt es nichts zu berichten.",
            code="outside_case",
        )


@transaction.atomic
def request_report(
    *,
    type: str = "quarter",
    subject: models.Model | None,
    period: Period | str,
    by: User | None,
    provider_id: int | None = None,
    case_ids: Sequence[int] = (),
    reason: str = "",
    texts: Mapping[str, str] | None = None,
    writer: User | None = None,
    run: ReportRun | None = None,
    request_key: UUID | None = None,
    is_counted_later: bool = False,
) -> Report:
    """Order a report and return its row; a job makes the draft.

    `subject` is the measure, lot, funding body, case or company of the type; None for a report over the provider
    (`provider_id` says which) or over chosen cases. An ordered or drafted report of the same subject and period is
    returned as it is; a failed one is tried again, and so is a draft that a schedule once made, when a person orders:
    whoever asks for a draft means today's figures. A released one is followed by the next version, which needs a
    reason. Raises ValidationError for a wrong period or subject.

    `writer` wrote the texts (default: who orders).
    With `is_counted_later` no job is ordered: the caller counts it as of a day by `count_draft`.
    """
    kind = report_type(type)
    period = Period.parse(period) if isinstance(period, str) else period
    wanted = _blank_report(kind, subject, period, provider_id, case_ids)
    check_period(kind, subject, period)
    _one_at_a_time(wanted)
    latest = Report.objects.of_subject(wanted).order_by("-number").first()
    if latest is not None and latest.state == ReportState.DRAFT and by is not None and latest.created_by_id is None:
        return order_draft(latest, by)
    if latest is not None and latest.state in (ReportState.ORDERED, *RELEASABLE):
        return latest
    if latest is not None and latest.state == ReportState.FAILED:
        return order_draft(latest, by)
    if latest is not None and not reason.strip():
        raise ValidationError("Dieser Bericht ist freigegeben. Eine neue Version braucht einen Grund.", code="reason")
    wanted.number = latest.number + 1 if latest else 1
    wanted.reason = reason.strip()[:300]
    wanted.texts = dict(texts) if texts is not None else dict(latest.texts) if latest else {}
    wanted.texts_by = (writer or by) if texts else None
    wanted.created_by, wanted.run, wanted.request_key = by, run, request_key or uuid4()
    wanted.save(force_insert=True)
    record(LogKind.CHANGE, by=by, subject=wanted, event="ordered", type=kind.code)
    return wanted if is_counted_later else order_draft(wanted, by)


def _blank_report(
    kind: ReportType,
    subject: models.Model | None,
    period: Period,
    provider_id: int | None,
    case_ids: Sequence[int],
) -> Report:
    """Return an unsaved report of the subject; raises ValidationError if the type is about something else."""
    report = Report(type=kind.code, period=period.code, case_ids=sorted(case_ids))
    if kind.subject in (Subject.PROVIDER, Subject.CASES):
        is_right = subject is None and provider_id is not None and bool(case_ids) == (kind.subject == Subject.CASES)
        report.provider_id = provider_id or 0
    else:
        field = Report._meta.get_field(kind.subject)
        is_right = isinstance(subject, field.related_model) and not case_ids  # type: ignore[arg-type]
        if is_right and subject is not None:
            setattr(report, kind.subject, subject)
            report.provider_id = subject.provider_id  # type: ignore[attr-defined]
    if not is_right:
        raise ValidationError(f"„{kind.name}“ braucht: {Subject(kind.subject).label}.", code="subject")
    return report


def _one_at_a_time(report: Report) -> None:
    """Let a second order of the same report wait for the first, until the end of the transaction."""
    key = f"{report.provider_id}:{report.type}:{report.period}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def order_draft(report: Report, by: User | None) -> Report:
    """Order the job that counts and renders the draft anew."""
    report.job = order(
        DRAFT_JOB,
        subject_id=report.pk,
        provider_id=report.provider_id,
        by=by,
        queue=JobQueue.INTERACTIVE if by and not report.run_id else JobQueue.SCHEDULED,
    )
    report.state, report.failure = ReportState.ORDERED, ""
    report.save(update_fields=["job", "state", "failure"])
    return report


def count_draft(report: Report, *, at: datetime | None = None) -> None:
    """Count the figures of an ordered report; saves nothing, so that files may follow.

    `at` is the moment that is written down for order and draft (default: the real ones).
    Raises ValidationError as the figures of the type do.
    """
    report.snapshot = take_snapshot(report, at=at)
    report.snapshot_sha256 = checksum(report.snapshot)
    # A draft dated back counts what is booked by now; up to now the figures lead to their entries.
    report.data_as_of = timezone.now() if at else parse_datetime(report.snapshot["head"]["data_as_of"])
    report.created_at = at or report.created_at
    report.state = ReportState.DRAFT


def save_draft(report: Report, *, by: User | None) -> None:
    """Save a counted draft and log it."""
    report.save(update_fields=["snapshot", "snapshot_sha256", "data_as_of", "created_at", "state"])
    record(LogKind.CHANGE, by=by, subject=report, event="drafted")


def may_write(user: User) -> bool:
    return access_of(user).may(DataClass.REPORT, Action.UPDATE)


@transaction.atomic
def set_texts(*, report: Report, texts: Mapping[str, str], version: int, by: User) -> Report:
    """Save the texts of a draft and order its PDF anew. Raises ValidationError when it changed meanwhile."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.is_frozen:
        raise ValidationError("Nur ein Entwurf kann geändert werden.", code="not_draft")
    if any(len(str(text)) > TEXT_LENGTH for text in texts.values()):
        raise ValidationError(f"Ein Text hat höchstens {TEXT_LENGTH} Zeichen.", code="too_long")
    if report.version != version:
        raise ValidationError(
            "Jemand anders hat den Text inzwischen geändert. Vergleichen Sie beide Fassungen.", code="stale"
        )
    if report.state == ReportState.ORDERED:  # its job has read the text already
        raise ValidationError(
            "Der Entwurf wird gerade erstellt. Speichern Sie Ihren Text in einem Moment noch einmal.", code="ordered"
        )
    report.texts, report.texts_by, report.version = dict(texts), by, report.version + 1
    report.save(update_fields=["texts", "texts_by", "version"])
    record(LogKind.CHANGE, by=by, subject=report, event="narrative")
    return order_draft(report, by)


@transaction.atomic
def submit_report(*, report: Report, by: User) -> Report:
    """Give a draft to a second person for release. Raises ValidationError unless it is a draft."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.DRAFT:
        raise ValidationError("Nur ein fertiger Entwurf kann zur Freigabe gegeben werden.", code="not_draft")
    report.state, report.submitted_by, report.submitted_at = ReportState.SUBMITTED, by, timezone.now()
    report.version += 1
    report.save(update_fields=["state", "submitted_by", "submitted_at", "version"])
    record(LogKind.CHANGE, by=by, subject=report, event="submitted")
    return report


def check_release(report: Report, *, by: User) -> None:
    """Raise ValidationError unless `by` may release this draft: a role that releases, and never an author of it."""
    if report.state == ReportState.WITHDRAWN:
        raise ValidationError("Dieser Bericht ist zurückgezogen.", code="withdrawn")
    if report.is_frozen:
        who = report.released_by.full_name if report.released_by else "jemand anders"
        raise ValidationError(f"Dieser Bericht ist schon freigegeben, von {who}.", code="already_released")
    if report.state not in RELEASABLE:
        raise ValidationError("Der Entwurf ist noch nicht fertig.", code="not_draft")
    if not access_of(by).may(DataClass.REPORT, Action.RELEASE):
        raise ValidationError("Ihre Rolle gibt keine Berichte frei.", code="role")
    authors = {report.created_by_id, report.texts_by_id, report.submitted_by_id} - {None}
    if by.pk in authors:
        raise ValidationError(
            "Freigeben muss eine zweite Person: Sie haben diesen Bericht erstellt oder geschrieben.", code="author"
        )
    policy = policy_of(report.provider_id, report.type)
    if policy.roles and not access_of(by).roles & set(policy.roles):
        raise ValidationError(f"Diese Art von Bericht gibt frei: {roles_words(policy)}.", code="policy_role")
    is_bound = policy.rule == ReleaseRule.OTHER_SITE and bool(authors)
    if is_bound and not is_from_elsewhere(sites_of([by.pk]), sites_of(authors)):
        raise ValidationError("Freigeben muss eine Person eines anderen Standorts.", code="site")


@transaction.atomic
def release_report(*, report: Report, by: User, at: datetime | None = None) -> Report:
    """Freeze the figures and the PDFs without stamp; the version before becomes superseded.

    Of two people who release at once one wins, the other gets a ValidationError that names the first.
    `at` is the moment that is written down (default: now).
    """
    # Without a join: after waiting for the first person it would still bring no `released_by`.
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_release(report, by=by)
    if report.snapshot_sha256 != checksum(report.snapshot or {}):
        raise ValidationError("Die Zahlen passen nicht zu ihrer Prüfsumme. Erstellen Sie den Entwurf neu.", code="hash")
    report.state, report.released_by, report.released_at = ReportState.RELEASED, by, at or timezone.now()
    try:
        made = make_files(report)
    except RenderingError as error:
        raise ValidationError(f"{error} Der Entwurf bleibt erhalten.", code="rendering") from error
    files = store_files(report, made)
    report.version += 1
    report.save()
    for older in Report.objects.of_subject(report).filter(state=ReportState.RELEASED).exclude(pk=report.pk):
        older.state = ReportState.SUPERSEDED
        older.save(update_fields=["state"])
    record(LogKind.RELEASE, by=by, subject=report, sha256=[file.sha256 for file in files])
    if report.released_at and report.released_at > timezone.now() - TOLD_WITHIN:
        key = f"{RELEASED_JOB}:{report.pk}"
        order(
            RELEASED_JOB,
            subject_id=report.pk,
            provider_id=report.provider_id,
            queue=JobQueue.SCHEDULED,
            period_key=key,
        )
    return report


@transaction.atomic
def withdraw_report(*, report: Report, reason: str, by: User) -> Report:
    """Take a released report back; its row, figures and files stay as a tombstone.

    Readers outside see that it was withdrawn and why. Raises ValidationError without a reason or a released report.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state not in (ReportState.RELEASED, ReportState.SUPERSEDED):
        raise ValidationError("Nur ein freigegebener Bericht kann zurückgezogen werden.", code="not_released")
    if not access_of(by).may(DataClass.REPORT, Action.RELEASE):
        raise ValidationError("Ihre Rolle zieht keine Berichte zurück.", code="role")
    if not reason.strip():
        raise ValidationError("Bitte nennen Sie den Grund; er steht danach beim Bericht.", code="reason")
    report.state, report.withdrawn_by, report.withdrawn_at = ReportState.WITHDRAWN, by, timezone.now()
    report.withdrawal_reason = reason.strip()[:300]
    report.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    record(LogKind.RELEASE, by=by, subject=report, event="withdrawn")
    return report


def mark_failed(report_id: int, message: str) -> None:
    """Show on the report why its draft could not be made; a draft made earlier stays."""
    Report.objects.filter(pk=report_id, state=ReportState.ORDERED).update(
        state=ReportState.FAILED, failure=message[:300], version=F("version") + 1
    )


def may_order(user: User, kind: ReportType) -> bool:
    """Return whether the person may order reports of this type: who writes reports, and the type's further roles."""
    return may_write(user) or bool(access_of(user).roles & set(kind.also_ordered_by))
