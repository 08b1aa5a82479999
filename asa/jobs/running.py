"""Running a job: claim it by a conditional update, do it, store its result once.

A claim raises the fencing number and sets a lease. Whoever comes later with an older number (a worker that was only
slow, not dead) cannot store anything: its transaction is rolled back.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.models import Job, JobState
from asa.jobs.registry import HANDLERS, pauses_of
from asa.jobs.services import park, tries_left

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)


class JobFailureError(Exception):
    """A job cannot be done; the message is German and may be shown to the person who ordered it.

    `is_final`: no further try can help, so it is parked at once.
    """

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class LeaseLostError(Exception):
    """Another worker has claimed the job since; nothing of this run may be stored."""


@dataclass
class Run:
    """One try of a job by one worker, holding its lease and fencing number."""

    job: Job

    @property
    def subject_id(self) -> int:
        """Return the id of the row that the job is about; raises JobFailureError if it names none."""
        if self.job.subject_id is None:
            raise JobFailureError("Der Auftrag nennt keinen Gegenstand.")
        return self.job.subject_id

    def progress(self, done: int, total: int) -> None:
        """Report `done` of `total` at once (own connection, visible before the work is stored) and renew the lease."""
        rows = Job.objects.using(settings.LIMIT_DATABASE).filter(
            pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING
        )
        if not rows.update(done=done, total=total, leased_until=timezone.now() + LEASE):
            raise LeaseLostError

    @contextmanager
    def finish(self, **result: Any) -> Iterator[None]:
        """Open the one transaction that stores the work and ends the job; raises LeaseLostError if too late."""
        with wall.within(self.job.provider_id):
            mine = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING)
            if not mine.update(
                state=JobState.DONE, result=result, finished_at=timezone.now(), leased_until=None, failure=""
            ):
                raise LeaseLostError
            yield


def claim(job_id: int) -> Job | None:
    """Take the job if it is due, or abandoned by its worker, and has tries left; None if someone else has it."""
    now = timezone.now()
    free = Q(state=JobState.DUE, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    claimed = Job.objects.filter(free & tries_left(), pk=job_id).update(
        state=JobState.RUNNING, tries=F("tries") + 1, fence=F("fence") + 1, leased_until=now + LEASE
    )
    return Job.objects.get(pk=job_id) if claimed else None


def run(job_id: int) -> bool:
    """Do the job if it can be claimed. Returns whether this call stored its result; failures stay on the row."""
    job = claim(job_id)
    if job is None:
        return False
    handler = HANDLERS.get(job.kind)
    try:
        if handler is None:
            raise JobFailureError(f"Für die Auftragsart {job.kind} gibt es keine Bearbeitung.")
        handler(Run(job))
    except LeaseLostError:
        logger.warning("Job %s was taken over by another worker", job.pk)
        return False
    except Exception as error:  # whatever a handler raises belongs on the row, where a person sees it
        _fail(job, error)
        return False
    return True


def _fail(job: Job, error: Exception) -> None:
    """Put the reason on the row: try again after a pause, or park it after the last try."""
    logger.warning("Job %s failed in try %s: %s", job.pk, job.tries, type(error).__name__, exc_info=True)
    reason = str(error) if isinstance(error, JobFailureError) else f"Unerwarteter Fehler ({type(error).__name__})."
    pauses = pauses_of(job.kind)
    if job.tries > len(pauses) or getattr(error, "is_final", False):
        park(job, reason)
        return
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
            state=JobState.DUE, failure=reason[:300], leased_until=None, due_at=timezone.now() + pauses[job.tries - 1]
        )
