"""A mail is tried for three days, ever more rarely; what is refused for good is given up at once and said."""

import socket
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from asa.mail import background
from asa.mail.background import PAUSES
from asa.mail.models import Mail, MailState
from asa.mail.outbox import write_mail
from tests.factories import ProviderFactory


class Server:
    """A mail server that gives the answers it is told, one a try, and then accepts; it keeps what it was given."""

    def __init__(self):
        self.to_recipient, self.to_data, self.received = [], [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.to_recipient.pop(0) if self.to_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer == "dies":
            server.transport.abort()
        return answer


@pytest.fixture
def server(settings):
    handler = Server()
    with socket.socket() as probe:  # the library asks for a port by name
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = False
    yield handler
    controller.stop()


@pytest.fixture
def write(behind):
    provider = ProviderFactory()
    behind(provider)
    return lambda to="winter@autohaus.example": write_mail(provider.pk, to, "Kurzer Stand", "Guten Tag")


def job_of(mail):
    return Job.objects.get(kind="mail.send", subject_id=mail.pk)


def try_now(mail):
    """Let the next try be due, and do it; return the mail's row and its job's."""
    Job.objects.filter(subject_id=mail.pk).update(due_at=timezone.now())
    run(job_of(mail).pk)
    mail.refresh_from_db()
    return mail, job_of(mail)


def test_the_pauses_grow_and_reach_over_three_days():
    assert list(PAUSES) == sorted(PAUSES)
    assert timedelta(days=3) <= sum(PAUSES, timedelta()) < timedelta(days=3, hours=4)


def test_a_server_that_is_away_for_a_minute_loses_no_mail(write, server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    mails = [write(f"p{number}@autohaus.example") for number in range(10)]
    for mail in [*mails, *mails, *mails]:
        _, job = try_now(mail)
        assert (mail.state, job.state) == (MailState.WAITING, JobState.DUE)
        assert job.failure.startswith("Der Mailserver ist nicht erreichbar")
    settings.EMAIL_PORT = port
    assert [try_now(mail)[0].state for mail in mails] == [MailState.SENT] * 10
    assert len(server.received) == 10


def test_after_three_days_it_is_given_up_and_said(write, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = write()
    waits = []
    for _ in range(len(PAUSES) + 1):
        began = timezone.now()
        mail, job = try_now(mail)
        waits.append(job.due_at - began)
    assert (mail.state, job.state) == (MailState.FAILED, JobState.PARKED)
    assert mail.failure.startswith("Der Mailserver ist nicht erreichbar")
    assert [round(wait / timedelta(minutes=1)) for wait in waits[:4]] == [1, 2, 5, 10]


def test_who_lets_strangers_wait_gets_the_mail_later(write, server):
    server.to_recipient = ["450 4.2.0 Greylisted", "451 4.7.1 Please try again"]
    mail = write()
    assert try_now(mail)[0].state == MailState.WAITING
    assert try_now(mail)[0].state == MailState.WAITING
    assert try_now(mail)[0].state == MailState.SENT


@pytest.mark.parametrize(("recipient", "data"), [(["550 5.1.1 No such user"], []), ([], ["554 5.7.1 Spam"])])
def test_what_is_refused_for_good_is_not_tried_again(write, server, recipient, data):
    server.to_recipient, server.to_data = recipient, data
    mail, job = try_now(write())
    assert (mail.state, job.state, job.tries) == (MailState.FAILED, JobState.PARKED, 1)
    assert mail.failure.startswith("Der Mailserver hat")
    assert "Spam" not in mail.failure
    assert "such user" not in mail.failure


def test_a_second_copy_carries_the_same_identifier(write, server):
    server.to_data = ["dies"]
    mail = write()
    assert try_now(mail)[0].state == MailState.WAITING
    assert try_now(mail)[0].state == MailState.SENT
    first, second = (message["Message-ID"] for _, message in server.received)
    assert first == second
    assert str(mail.public_id) in first


@pytest.mark.parametrize("domain", ["straße-probe.example", "STRAẞE.example".lower(), "nikoς.example"])
def test_no_domain_becomes_another_one(write, server, domain):
    mail, job = try_now(write(f"kontakt@{domain}"))
    assert server.received == []
    assert (mail.state, job.tries) == (MailState.FAILED, 1)


def test_umlauts_in_a_domain_arrive(write, server):
    assert try_now(write("kontakt@bäckerei-müller.example"))[0].state == MailState.SENT
    assert server.received[0][0] == ["kontakt@xn--bckerei-mller-bfb28a.example"]


def test_a_direction_mark_in_a_domain_is_said_and_no_fault(write, server):
    mail, job = try_now(write("kontakt@probe\u202c.example"))
    assert (mail.state, job.tries) == (MailState.FAILED, 1)
    assert mail.failure == "Adresse oder Betreff enthalten Zeichen, die sich nicht verschicken lassen."


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_asked(monkeypatch):
    from asa.accounts import wall

    open_ones = []
    monkeypatch.setattr(background, "deliver", lambda mail: open_ones.append(connection.in_atomic_block))
    provider = ProviderFactory()
    with wall.within(provider.pk):
        mail = write_mail(provider.pk, "winter@autohaus.example", "Stand", "Guten Tag")
    assert run(job_of(mail).pk)
    assert open_ones == [False]
    with wall.within(provider.pk):
        assert Mail.objects.get(pk=mail.pk).state == MailState.SENT


def test_other_jobs_keep_their_three_tries(write, monkeypatch):
    from asa.jobs.registry import HANDLERS

    monkeypatch.setitem(HANDLERS, "test", lambda run: 1 / 0)
    job = Job.objects.create(kind="test")
    for _ in range(4):
        Job.objects.update(due_at=timezone.now())
        run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.PARKED, 3)
