"""The job that writes the orders of a run; `reports.apps` loads it."""

from asa.accounts import wall
from asa.jobs.registry import handles
from asa.jobs.running import JobFailureError, Run
from reports.engine.models import ReportRun
from reports.engine.registry import report_type
from reports.engine.services import may_order
from reports.runs.services import RUN_JOB, fill


@handles(RUN_JOB)
def order_reports_of_run(run: Run) -> None:
    """Order every report of a run in one transaction; the right of who asked for it is looked at again."""
    by = run.job.ordered_by
    with wall.within(run.job.provider_id):
        wanted = ReportRun.objects.get(pk=run.subject_id)
        if by is None or not may_order(by, report_type(wanted.type)):
            raise JobFailureError("Wer den Sammellauf bestellt hat, darf keine Berichte mehr erstellen.")
    with run.finish():
        fill(ReportRun.objects.select_for_update(of=("self",)).get(pk=wanted.pk), by=by, only=run.job.payload["only"])
