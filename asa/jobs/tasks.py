"""What the queue carries: the id of a job, and the sweep that rings for whatever is due."""

import logging

from celery import shared_task

from asa.jobs.registry import PLANNERS
from asa.jobs.running import run
from asa.jobs.services import park_lost_jobs, ring_due_jobs

logger = logging.getLogger(__name__)


@shared_task(name="asa.jobs.tasks.run_job")
def run_job(job_id: int) -> None:
    """Do one job; doing it twice is harmless, because only a claim leads to work."""
    run(job_id)


@shared_task(name="asa.jobs.tasks.sweep")
def sweep() -> None:
    """Let the planners order what the calendar made due, then ring for everything that waits."""
    for planner in PLANNERS:
        planner()
    park_lost_jobs()
    ring_due_jobs()
