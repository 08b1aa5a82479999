"""Every night drafts that nobody came back for are removed."""

from datetime import time

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.accounts.typed.drafts import clear
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import Run
from asa.jobs.services import order

CLEAR_JOB = "drafts.clear"
NIGHT = time(3)


@plans
def order_nightly_clearing() -> None:
    """Order one clearing per provider and night; the period key makes each exactly once."""
    now = timezone.localtime()
    if now.time() < NIGHT:
        return
    for provider in Provider.objects.values_list("pk", flat=True):
        key = f"{CLEAR_JOB}:{provider}:{now:%Y-%m-%d}"
        order(CLEAR_JOB, provider_id=provider, period_key=key, queue=JobQueue.SCHEDULED)


@handles(CLEAR_JOB)
def clear_drafts(run: Run) -> None:
    """Remove the provider's drafts that are too old."""
    with wall.within(run.job.provider_id):
        cleared = clear()
    with run.finish(cleared=cleared):
        pass
