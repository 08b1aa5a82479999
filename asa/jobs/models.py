"""The Job row: the truth about work to be done. The queue only rings (`architecture.md` section 7)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import Provider, User


class JobState(models.TextChoices):
    DUE = "due", "wartet"
    RUNNING = "running", "läuft"
    DONE = "done", "fertig"
    PARKED = "parked", "braucht Hilfe"


class JobQueue(models.TextChoices):
    INTERACTIVE = "interactive", "sofort"
    SCHEDULED = "scheduled", "geplant"
    MAIL = "mail", "Post"


class Job(models.Model):
    """One piece of background work (Auftrag). Holds ids only, so it stands outside the tenant wall.

    A worker claims it by a conditional update with a lease (`leased_until`) and a fencing number (`fence`); after three
    tries it is parked and shown. `period_key` makes a scheduled job exist once however many schedulers run.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True)
    kind = models.CharField("Art", max_length=60)
    subject_id = models.BigIntegerField("Gegenstand", null=True)
    payload = models.JSONField(default=dict)
    queue = models.CharField(max_length=12, choices=JobQueue, default=JobQueue.INTERACTIVE)
    period_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    state = models.CharField("Zustand", max_length=8, choices=JobState, default=JobState.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField("Grund", max_length=300, blank=True)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Auftrag"
        verbose_name_plural = "Aufträge"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["due", "running"]), name="job_open"),
            models.Index(fields=["kind", "subject_id"], name="job_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
