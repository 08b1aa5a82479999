"""The demonstration's second person, who releases drafts: once they are made, or as of their day in the past."""

from django.utils.dateparse import parse_datetime

from asa.accounts import wall
from asa.accounts.models import User
from asa.demo.report_texts import CORRECTION, WITHDRAWAL
from asa.demo.reports import HISTORY_JOB, RELEASE_JOB, SUPERSEDED, WITHDRAWN, order_release
from asa.jobs.registry import handles
from asa.jobs.running import Run
from reports.engine.models import Report, ReportState
from reports.engine.services import count_draft, release_report, request_report, save_draft, withdraw_report


@handles(RELEASE_JOB)
def release(run: Run) -> None:
    """Release a draft of the demonstration; look again later while it is still being made."""
    with wall.within(run.job.provider_id):
        report = Report.objects.get(pk=run.subject_id)
    assert run.job.ordered_by is not None
    with run.finish():
        if report.state == ReportState.ORDERED:
            order_release(report, run.job.ordered_by)
        elif report.state == ReportState.DRAFT:
            release_report(report=report, by=run.job.ordered_by)


@handles(HISTORY_JOB)
def release_of_the_past(run: Run) -> None:
    """Count a historic report as of its day and release it some days later; some are then corrected or taken back."""
    by, named = run.job.ordered_by, run.job.payload
    assert by is not None
    drafted, released = parse_datetime(named["drafted"]), parse_datetime(named["released"])
    with run.finish():
        report = Report.objects.get(pk=run.subject_id)
        if report.state != ReportState.ORDERED:
            return
        count_draft(report, at=drafted)
        save_draft(report, by=None)
        report = release_report(report=report, by=by, at=released)
        _then(report, named["then"], by)


def _then(report: Report, what: str, by: User) -> None:
    if what == WITHDRAWN:
        withdraw_report(report=report, reason=WITHDRAWAL, by=by)
    elif what == SUPERSEDED:
        subject, writer = report.subject, report.texts_by
        again = request_report(
            type=report.type, subject=subject, period=report.period, by=writer, reason=CORRECTION, texts=report.texts
        )
        order_release(again, by)
