"""Sending the mails of the outbox."""

import smtplib

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.registry import handles
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import MAX_TRIES
from asa.mail.models import Mail, MailState


@handles("mail.send")
def send_mail(run: Run) -> None:
    """Send one mail unless it was sent before. The row is locked meanwhile, so two workers cannot both send it."""
    try:
        with run.finish():
            mail = Mail.objects.select_for_update().get(pk=run.subject_id)
            if mail.state != MailState.SENT:
                _deliver(mail)
                mail.state, mail.sent_at, mail.failure = MailState.SENT, timezone.now(), ""
                mail.save(update_fields=["state", "sent_at", "failure"])
    except (OSError, smtplib.SMTPException) as error:
        _note_failure(run, error)
        raise JobFailureError("Die E-Mail konnte nicht übergeben werden.") from error


def _deliver(mail: Mail) -> None:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to])
    if mail.reply_to:
        message.reply_to = [mail.reply_to]
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _note_failure(run: Run, error: Exception) -> None:
    state = MailState.FAILED if run.job.tries >= MAX_TRIES else MailState.WAITING
    with transaction.atomic(), wall.within(run.job.provider_id):
        Mail.objects.filter(pk=run.subject_id).update(state=state, failure=type(error).__name__)
