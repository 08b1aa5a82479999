"""Ordering jobs and ringing the queue: the row is written with its cause, the queue only wakes a worker."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from asa.accounts import wall
from asa.accounts.models import User
from asa.jobs import bell
from asa.jobs.models import Job, JobQueue, JobState
from asa.jobs.registry import OWN_PAUSES, PARKING_NOTICES, USUAL_PAUSES

logger = logging.getLogger(__name__)

RING_AGAIN = timedelta(seconds=30)


def tries_left() -> Q:
    """Return the condition on jobs that may be tried once more: one try more than their kind has pauses."""
    left = Q(tries__lte=len(USUAL_PAUSES)) & ~Q(kind__in=list(OWN_PAUSES))
    for kind, pauses in OWN_PAUSES.items():
        left |= Q(kind=kind, tries__lte=len(pauses))
    return left


def order(
    kind: str,
    *,
    subject_id: int | None = None,
    provider_id: int | None = None,
    by: User | None = None,
    queue: JobQueue = JobQueue.INTERACTIVE,
    period_key: str | None = None,
    due_at: datetime | None = None,
    payload: dict[str, Any] | None = None,
) -> Job:
    """Write a job in the caller's transaction and ring for it after the commit.

    With a `period_key` the job exists once however often it is ordered; the one that is there is returned.
    """
    job = Job(
        kind=kind,
        subject_id=subject_id,
        provider_id=provider_id,
        ordered_by=by,
        queue=queue,
        period_key=period_key,
        payload=payload or {},
        due_at=due_at or timezone.now(),
    )
    if period_key is None:
        job.save()
    else:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        job = Job.objects.get(period_key=period_key)
    transaction.on_commit(partial(ring, job.pk, job.queue), robust=True)
    return job


def ring(job_id: int, queue: str) -> bool:
    """Wake a worker for a job. Returns False when the broker is away: the sweep rings again, nothing is lost.

    Answers within a second, since a person waits for it; after a failure this process stays quiet for some seconds.
    """
    from asa.jobs.tasks import run_job

    if not bell.is_working():
        return False
    try:
        with bell.producer() as producer:
            run_job.apply_async((job_id,), queue=queue, retry=False, ignore_result=True, producer=producer)
    except (OperationalError, RedisError, OSError) as error:
        bell.broke()
        logger.warning("Job %s not rung: %s", job_id, type(error).__name__)
        return False
    return True


def order_again(job: Job) -> None:
    """Give a parked job three new tries, asked for by a person."""
    again = Job.objects.filter(pk=job.pk, state=JobState.PARKED)
    if again.update(state=JobState.DUE, tries=0, failure="", due_at=timezone.now(), finished_at=None):
        transaction.on_commit(partial(ring, job.pk, job.queue), robust=True)


def park(job: Job, reason: str) -> bool:
    """Give a job up with a German reason and tell its subject, both in one transaction. False if it has moved on."""
    with wall.within(job.provider_id):
        mine = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)
        is_parked = bool(
            mine.update(state=JobState.PARKED, failure=reason[:300], leased_until=None, finished_at=timezone.now())
        )
        if is_parked and job.subject_id is not None and job.kind in PARKING_NOTICES:
            PARKING_NOTICES[job.kind](job.subject_id, reason)
    return is_parked


def park_lost_jobs() -> int:
    """Park running jobs whose worker died in the last allowed try. Returns how many."""
    lost = Job.objects.filter(~tries_left(), state=JobState.RUNNING, leased_until__lt=timezone.now())
    reason = "Der Auftrag wurde mehrmals abgebrochen und wartet auf Hilfe."
    return sum(park(job, reason) for job in lost)


def ring_due_jobs() -> int:
    """Ring for every due or abandoned job that was not rung lately. Returns how many; stops when nobody listens."""
    now = timezone.now()
    waiting = Q(state=JobState.DUE, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    unheard = Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN)
    rung = 0
    for job_id, queue in Job.objects.filter(waiting & unheard).order_by("due_at").values_list("pk", "queue")[:500]:
        if not ring(job_id, queue):
            break
        Job.objects.filter(pk=job_id).update(rung_at=now)
        rung += 1
    return rung
