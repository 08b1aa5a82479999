"""Mails as rows: written with their cause, sent by a job, with their delivery state."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import Requested, Tenanted

#: An address with something behind the host, up to its last character that is no punctuation. Python and PostgreSQL
#: read it alike, so that what the one removes the other does not find.
LINK = r"""https?://[^ \t\r\n/<>"]+/[^ \t\r\n<>"]*[^ \t\r\n<>".,;:!?)]"""


class MailState(models.TextChoices):
    WAITING = "waiting", "wartet"
    SENT = "sent", "gesendet"
    FAILED = "failed", "nicht zugestellt"


class Mail(Tenanted, Requested):
    """One mail. Once it is sent, its links and codes are gone (`asa.mail.secrets`)."""

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
        constraints = [
            models.CheckConstraint(
                name="mail_sent_without_links",
                condition=~Q(state=MailState.SENT) | (~Q(text__iregex=LINK) & ~Q(html__iregex=LINK)),
                violation_error_message="In einer gesendeten E-Mail bleibt kein Link stehen.",
            ),
        ]

    def __str__(self) -> str:
        return f"E-Mail {self.pk}"
