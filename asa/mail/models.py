"""Mails as rows: written with their cause, sent by a job, with their delivery state."""

import uuid

from django.db import models
from django.utils import timezone

from asa.accounts.models import Requested, Tenanted


class MailState(models.TextChoices):
    WAITING = "waiting", "wartet"
    SENT = "sent", "gesendet"
    FAILED = "failed", "nicht zugestellt"


class Mail(Tenanted, Requested):
    """One mail. Text and address are erased when it is sent and no longer needed for a second try."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField("an")
    subject = models.CharField("Betreff", max_length=120)
    text = models.TextField("Text")
    html = models.TextField("Gestaltung", blank=True)
    reply_to = models.EmailField("Antwort an", blank=True)
    state = models.CharField("Zustand", max_length=8, choices=MailState, default=MailState.WAITING)
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "E-Mail"
        verbose_name_plural = "E-Mails"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"E-Mail {self.pk}"
