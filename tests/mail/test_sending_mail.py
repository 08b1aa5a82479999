"""A mail is a row and a job; it is sent once, and a dead mail server is told on the row."""

import pytest
from django.core import mail as outbox
from django.utils import timezone

from asa.jobs.models import Job
from asa.jobs.running import run
from asa.mail.models import Mail, MailState
from asa.mail.outbox import write_mail
from tests.factories import ProviderFactory


@pytest.fixture
def written(behind):
    provider = ProviderFactory()
    behind(provider)
    return write_mail(
        provider.pk, "winter@autohaus.example", "Kurzer Stand", "Guten Tag", "<p>Guten Tag</p>", "b@x.example"
    )


def _job(mail):
    return Job.objects.get(kind="mail.send", subject_id=mail.pk)


def test_the_job_sends_the_mail_with_both_forms(written):
    assert run(_job(written).pk)
    message = outbox.outbox[0]
    assert (message.to, message.body, message.reply_to) == (["winter@autohaus.example"], "Guten Tag", ["b@x.example"])
    assert message.alternatives[0].content == "<p>Guten Tag</p>"
    written.refresh_from_db()
    assert written.state == MailState.SENT


def test_a_mail_that_was_sent_is_not_sent_again(written):
    Mail.objects.update(state=MailState.SENT)
    run(_job(written).pk)
    assert outbox.outbox == []


def test_a_dead_mail_server_fails_three_times_and_says_so(written, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(3):
        Job.objects.update(due_at=timezone.now())
        run(_job(written).pk)
    written.refresh_from_db()
    assert (written.state, _job(written).state) == (MailState.FAILED, "parked")


def test_a_line_break_in_the_subject_is_refused_and_nothing_is_sent(behind):
    provider = ProviderFactory()
    behind(provider)
    mail = write_mail(provider.pk, "a@x.example", "Stand\nBcc: b@x.example", "Text")
    run(_job(mail).pk)
    assert outbox.outbox == []
