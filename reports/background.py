"""Jobs and planners of the reports."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider
from asa.documents.rendering import RenderingError
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans, when_parked
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from cases.people.models import Measure
from reports.engine.files import make_files, store_files
from reports.engine.models import Report, ReportSchedule, ReportState
from reports.engine.periods import Period
from reports.engine.services import DRAFT_JOB, mark_failed, may_order, request_report
from reports.engine.snapshots import checksum, take_snapshot

logger = logging.getLogger(__name__)

SCHEDULED_JOB = "reports.scheduled_quarter"
STEPS = 3
SUBJECTS = ("measure__lot", "measure__funding_body", "lot", "funding_body", "case__trainee", "company")


@handles(DRAFT_JOB)
def make_draft(run: Run) -> None:
    """Count, render the draft for each audience, store all at once. The right of who ordered is asked again."""
    with wall.within(run.job.provider_id):
        report = Report.objects.select_related(*SUBJECTS).get(pk=run.subject_id)
        if run.job.ordered_by is not None and not may_order(run.job.ordered_by, report.kind):
            raise JobFailureError("Wer den Bericht bestellt hat, darf keine Berichte mehr erstellen.")
        run.progress(1, STEPS)
        try:
            report.snapshot = take_snapshot(report)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
    report.snapshot_sha256 = checksum(report.snapshot)
    report.data_as_of = parse_datetime(report.snapshot["head"]["data_as_of"])
    report.state = ReportState.DRAFT
    run.progress(2, STEPS)
    try:
        made = make_files(report)
    except RenderingError as error:
        raise JobFailureError(str(error)) from error
    run.progress(3, STEPS)
    with run.finish(report=str(report.public_id)):
        store_files(report, made)
        fields = ["snapshot", "snapshot_sha256", "data_as_of", "state"]
        report.save(update_fields=fields)
        record(LogKind.CHANGE, by=run.job.ordered_by, subject=report, event="drafted")


@when_parked(DRAFT_JOB)
def show_failure(report_id: int, reason: str) -> None:
    """Show on the report that its draft was given up, so that it can be ordered again."""
    mark_failed(report_id, reason)


@plans
def order_due_quarters() -> None:
    """Order last quarter's drafts from each provider's draft day on; the period key makes each exactly once."""
    today = timezone.localdate()
    quarter = Period.quarter_of(today).previous
    for provider in Provider.objects.only("pk", "draft_day"):
        with transaction.atomic(), wall.within(provider.pk):
            plans_of = {plan.measure_id: plan for plan in ReportSchedule.objects.filter(type="quarter")}
            running = Measure.objects.filter(starts_on__lte=quarter.ends_on, ends_on__gte=quarter.starts_on)
            reported = Report.objects.filter(type="quarter", period=quarter.code).values("measure")
            for measure in running.exclude(pk__in=reported).only("pk", "provider"):
                plan = plans_of.get(measure.pk)
                is_due = (today - quarter.ends_on).days >= (plan.draft_day if plan else provider.draft_day)
                if is_due and not (plan and plan.is_paused):
                    key = f"quarter:{measure.pk}:{quarter.code}"
                    order(
                        SCHEDULED_JOB,
                        subject_id=measure.pk,
                        provider_id=provider.pk,
                        period_key=key,
                        queue=JobQueue.SCHEDULED,
                        payload={"period": quarter.code},
                    )


@handles(SCHEDULED_JOB)
def request_scheduled_quarter(run: Run) -> None:
    """Make the report row of a due quarter; its own job then makes the draft."""
    with run.finish():
        measure = Measure.objects.get(pk=run.subject_id)
        try:
            request_report(subject=measure, period=run.job.payload["period"], by=None)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
