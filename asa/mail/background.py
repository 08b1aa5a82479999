"""Sending the mails of the outbox."""

import smtplib

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans, when_parked
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from asa.mail.models import Mail, MailState
from asa.mail.secrets import forget_given_up, remove_secrets

FORGET_JOB = "mail.forget"


@handles("mail.send")
def send_mail(run: Run) -> None:
    """Send one mail unless it was sent before. The row is locked meanwhile, so two workers cannot both send it."""
    try:
        with run.finish():
            mail = Mail.objects.select_for_update().get(pk=run.subject_id)
            if mail.state != MailState.SENT:
                _deliver(mail)
                mail.state, mail.sent_at, mail.failure = MailState.SENT, timezone.now(), ""
                mail.save(update_fields=["state", "sent_at", "failure", *remove_secrets(mail)])
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


@plans
def order_forgetting() -> None:
    """Order one clearing of old mails per provider and day; the period key makes each exactly once."""
    today = timezone.localdate()
    for provider in Provider.objects.values_list("pk", flat=True):
        key = f"{FORGET_JOB}:{provider}:{today}"
        order(FORGET_JOB, provider_id=provider, period_key=key, queue=JobQueue.SCHEDULED)


@handles(FORGET_JOB)
def forget_secrets(run: Run) -> None:
    """Take links and codes out of mails that were given up long ago."""
    with run.finish():
        forget_given_up(timezone.now())
