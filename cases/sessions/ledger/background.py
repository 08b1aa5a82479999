"""The hours account is proved every night."""

from datetime import time

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from cases.sessions.ledger.checking import differences

CHECK_JOB = "ledger.check"
NIGHT = time(2)


@plans
def order_nightly_check() -> None:
    """Order one check per provider and night; the period key makes each exactly once."""
    now = timezone.localtime()
    if now.time() < NIGHT:
        return
    for provider in Provider.objects.values_list("pk", flat=True):
        key = f"{CHECK_JOB}:{provider}:{now:%Y-%m-%d}"
        order(CHECK_JOB, provider_id=provider, period_key=key, queue=JobQueue.SCHEDULED)


@handles(CHECK_JOB)
def check_ledger(run: Run) -> None:
    """Recompute the account; a difference parks the job with its reason, so that it is seen."""
    with wall.within(run.job.provider_id):
        found = [str(difference) for difference in differences()]
    if found:
        raise JobFailureError(f"{len(found)} Unterschiede im Stundenkonto. Der erste: {found[0]}")
    with run.finish(differences=0):
        pass
