"""What the queue carries: the id of a job."""

from celery import shared_task

from asa.jobs.running import run


@shared_task(name="asa.jobs.tasks.run_job")
def run_job(job_id: int) -> None:
    """Do one job; doing it twice is harmless, because only a claim leads to work."""
    run(job_id)
