"""A mail is a row and a job; it is sent once."""

import pytest
from django.core import mail as outbox

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


def test_a_line_break_in_the_subject_is_refused_and_nothing_is_sent(behind):
    provider = ProviderFactory()
    behind(provider)
    mail = write_mail(provider.pk, "a@x.example", "Stand\nBcc: b@x.example", "Text")
    run(_job(mail).pk)
    assert outbox.outbox == []
    mail.refresh_from_db()
    assert (mail.state, _job(mail).tries) == (MailState.FAILED, 1)  # no later try could help
