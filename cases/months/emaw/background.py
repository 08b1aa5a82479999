"""The hourly look at which messages of the interface the records make due.

The safety net: `on_event` already runs with each change (`cases.people.telling`); what is there is not written twice.
"""

from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import Job, JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import Run
from asa.jobs.services import order
from cases.months.emaw.events import on_event

MESSAGES_JOB = "cases.emaw_messages"


@plans
def order_message_runs() -> None:
    """Order one look per provider and hour at which messages of the interface the records make due."""
    hour = f"{timezone.localtime():%Y-%m-%dT%H}"
    for provider in Provider.objects.only("pk"):
        with transaction.atomic(), wall.within(provider.pk):
            key = f"emaw:{provider.pk}:{hour}"
            if not Job.objects.filter(period_key=key).exists():  # ordering again would ring again, every ten seconds
                order(MESSAGES_JOB, provider_id=provider.pk, period_key=key, queue=JobQueue.SCHEDULED)


@handles(MESSAGES_JOB)
def derive_messages(run: Run) -> None:
    """Bring the journal of one provider in line with its records."""
    with run.finish():
        provider_id = run.job.provider_id
        if provider_id is not None:
            on_event(provider_id=provider_id)
