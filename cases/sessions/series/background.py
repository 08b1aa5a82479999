"""Every night the series go on: their sessions are put into the calendar up to twelve months ahead."""

from datetime import time

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import Run
from asa.jobs.services import order
from cases.sessions.series.services import fill
from cases.support.planning.models import SessionSeries

EXTEND_JOB = "series.extend"
NIGHT = time(1)


@plans
def order_nightly_extension() -> None:
    """Order one extension per provider and night; the period key makes each exactly once."""
    now = timezone.localtime()
    if now.time() < NIGHT:
        return
    for provider in Provider.objects.values_list("pk", flat=True):
        key = f"{EXTEND_JOB}:{provider}:{now:%Y-%m-%d}"
        order(EXTEND_JOB, provider_id=provider, period_key=key, queue=JobQueue.SCHEDULED)


@handles(EXTEND_JOB)
def extend_series(run: Run) -> None:
    """Put the missing sessions of every running series into the calendar."""
    planned = 0
    with wall.within(run.job.provider_id):
        running = list(SessionSeries.objects.filter(ends_on__gte=timezone.localdate()).order_by("pk"))
    for series in running:
        with wall.within(run.job.provider_id):
            planned += fill(series)
    with run.finish(planned=planned):
        pass
