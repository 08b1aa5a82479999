"""Sending the mails of the outbox."""

import smtplib
from datetime import timedelta

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans, when_parked
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from asa.mail.delivery import deliver, is_final, words_of
from asa.mail.models import Mail, MailState
from asa.mail.secrets import forget_given_up, remove_secrets

FORGET_JOB = "mail.forget"

_MINUTES = (1, 2, 5, 10, 20, 40, 60, 120, *[240] * 17)
#: Three days, ever more rarely: a server that is away, or that lets strangers wait (greylisting), loses no mail.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in _MINUTES)


@handles("mail.send", pauses=PAUSES)
def send_mail(run: Run) -> None:
    """Send one mail unless it was sent before.

    The lease keeps other workers away; no transaction and no lock is open while the server is asked. A worker that
    dies between its answer and ours sends the mail once more, with the same Message-ID.
    """
    with wall.within(run.job.provider_id):
        mail = Mail.objects.get(pk=run.subject_id)
    if mail.state == MailState.SENT:
        with run.finish():
            return
    try:
        deliver(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise JobFailureError(words_of(error), is_final=is_final(error)) from error
    with run.finish():
        mail.state, mail.sent_at, mail.failure = MailState.SENT, timezone.now(), ""
        mail.save(update_fields=["state", "sent_at", "failure", *remove_secrets(mail)])


@when_parked("mail.send")
def show_failure(mail_id: int, reason: str) -> None:
    """Show on the mail that it was given up."""
    Mail.objects.filter(pk=mail_id).update(state=MailState.FAILED, failure=reason[:200])


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
