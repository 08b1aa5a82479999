"""Sending the mails of the outbox."""

import smtplib

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from asa.jobs.registry import handles, when_parked
from asa.jobs.running import JobFailureError, Run
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
        raise JobFailureError(f"Die E-Mail konnte nicht übergeben werden ({type(error).__name__}).") from error


@when_parked("mail.send")
def show_failure(mail_id: int, reason: str) -> None:
    """Show on the mail that it was given up."""
    Mail.objects.filter(pk=mail_id).update(state=MailState.FAILED, failure=reason[:200])


def _deliver(mail: Mail) -> None:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to])
    if mail.reply_to:
        message.reply_to = [mail.reply_to]
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()
