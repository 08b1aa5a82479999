"""Jobs and planners of the reports."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.documents.rendering import RenderingError
from asa.jobs.registry import handles, plans, when_parked
from asa.jobs.running import JobFailureError, Run
from reports.engine.files import make_files, store_files
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.engine.services import DRAFT_JOB, RELEASED_JOB, count_draft, mark_failed, may_order, save_draft
from reports.schedules.notices import DRAFTED_JOB, order_drafted_notice, tell_drafted, tell_missed, tell_released
from reports.schedules.planning import MISSED_JOB, SCHEDULED_JOB, make_due_report, order_due, watch

logger = logging.getLogger(__name__)

BEFORE_PLANS_JOB = "reports.scheduled_quarter"
STEPS = 3
SUBJECTS = ("provider", "measure__lot", "measure__funding_body", "lot", "funding_body", "case__trainee", "company")


@handles(DRAFT_JOB)
def make_draft(run: Run) -> None:
    """Count, render the draft for each audience, store all at once. The right of who ordered is asked again."""
    with wall.within(run.job.provider_id):
        report = Report.objects.select_related(*SUBJECTS).get(pk=run.subject_id)
        if run.job.ordered_by is not None and not may_order(run.job.ordered_by, report.kind):
            raise JobFailureError("Wer den Bericht bestellt hat, darf keine Berichte mehr erstellen.")
        run.progress(1, STEPS)
        try:
            count_draft(report)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
    run.progress(2, STEPS)
    try:
        made = make_files(report)
    except RenderingError as error:
        raise JobFailureError(str(error)) from error
    run.progress(3, STEPS)
    with run.finish(report=str(report.public_id)):
        store_files(report, made)
        save_draft(report, by=run.job.ordered_by)
        order_drafted_notice(report)


@when_parked(DRAFT_JOB)
def show_failure(report_id: int, reason: str) -> None:
    """Show on the report that its draft was given up, so that it can be ordered again."""
    mark_failed(report_id, reason)


@plans
def order_due_reports() -> None:
    """Order each provider's due reports and watch for those that did not run; a period key makes each exactly once."""
    today = timezone.localdate()
    for provider in Provider.objects.only("pk", "draft_day", "due_day"):
        with transaction.atomic(), wall.within(provider.pk):
            order_due(provider, today)
            watch(provider, today)


@handles(SCHEDULED_JOB)
def request_scheduled(run: Run) -> None:
    """Make the row of a due report; its own job then makes the draft."""
    with run.finish():
        named = run.job.payload
        assert run.job.provider_id is not None  # `order_due` always names it
        try:
            make_due_report(named["type"], run.job.subject_id, Period.parse(named["period"]), run.job.provider_id)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error


@handles(BEFORE_PLANS_JOB)
def request_scheduled_quarter(run: Run) -> None:
    """Do a job of an earlier release, which knew the measure's quarter only."""
    run.job.payload = {"type": "quarter", **run.job.payload}
    request_scheduled(run)


@handles(DRAFTED_JOB)
def mail_drafted(run: Run) -> None:
    with run.finish():
        tell_drafted(Report.objects.select_related(*SUBJECTS).get(pk=run.subject_id))


@handles(RELEASED_JOB)
def mail_released(run: Run) -> None:
    with run.finish():
        tell_released(Report.objects.select_related(*SUBJECTS).get(pk=run.subject_id))


@handles(MISSED_JOB)
def mail_missed(run: Run) -> None:
    with run.finish():
        assert run.job.provider_id is not None  # `watch` always names it
        tell_missed(Provider.objects.get(pk=run.job.provider_id))
