"""The demonstration's second person, who releases the drafts once they are made."""

from asa.accounts import wall
from asa.demo.reports import RELEASE_JOB, order_release
from asa.jobs.registry import handles
from asa.jobs.running import Run
from reports.engine.models import Report, ReportState
from reports.engine.services import release_report


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
