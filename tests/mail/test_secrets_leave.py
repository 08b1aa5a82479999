"""A mail's row keeps no link and no code once it is sent; what it said stays readable."""

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.db.migrations.loader import MigrationLoader
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from asa.accounts.invitations import invite
from asa.accounts.models import STAND_IN_DOMAIN
from asa.jobs.models import Job
from asa.jobs.running import run
from asa.mail import background
from asa.mail.models import Mail, MailState
from asa.mail.outbox import write_mail
from asa.mail.secrets import KEPT_FOR_AGAIN, without_secrets
from tests.factories import MembershipFactory, ProviderFactory

SECRET = "Zx8qL2-N5vB7cR1_tY4uI9oP3aS6dF0gH"
LINK = f"https://asa.example/stand/3/{SECRET}/"
CODE = "KZTR-4829"
TEMPLATES = settings.BASE_DIR / "templates"
#: Values of the templates that are secrets, by their names.
VALUES = {"link": LINK, "url": LINK, "code": CODE, "number": 2, "days": 7}
LETTERS = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("mail/*.*"))


@pytest.fixture
def provider(behind):
    provider = ProviderFactory()
    behind(provider)
    return provider


def _send(mail):
    assert run(Job.objects.get(kind="mail.send", subject_id=mail.pk).pk)
    mail.refresh_from_db()


def test_a_sent_mail_has_lost_link_and_code_and_says_the_rest(provider):
    html = f'<p>Guten Tag</p><p><a href="{LINK}">Stand ansehen</a></p>'
    mail = write_mail(provider.pk, "a@x.example", "Stand", f"Guten Tag,\n\n{LINK}\n\nIhr Code:\n\n{CODE}\n\nGruß", html)
    _send(mail)

    assert (LINK in outbox.outbox[0].body, CODE in outbox.outbox[0].body) == (True, True)
    assert LINK in outbox.outbox[0].alternatives[0].content
    assert mail.text == "Guten Tag,\n\n[Link entfernt]\n\nIhr Code:\n\n[Code entfernt]\n\nGruß"
    assert mail.html == '<p>Guten Tag</p><p><a href="[Link entfernt]">Stand ansehen</a></p>'


def test_an_invitation_s_link_is_gone_from_the_row_and_works(provider, client):
    member = MembershipFactory(provider=provider, user__password="!")
    invite(member.user, provider, by=None)
    mail = Mail.objects.get(to=member.user.email)
    secret = re.search(r"/einladung/\d+/([^/\s]+)/", mail.text)[1]
    _send(mail)
    assert secret in outbox.outbox[0].body
    assert secret not in mail.text + mail.html + mail.subject
    assert "[Link entfernt]" in mail.text


def test_a_mail_that_could_not_leave_keeps_its_link_for_the_next_try(provider, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = write_mail(provider.pk, "a@x.example", "Stand", f"Hier: {LINK}")
    assert not run(Job.objects.get(kind="mail.send", subject_id=mail.pk).pk)
    mail.refresh_from_db()
    assert LINK in mail.text


def test_a_mail_that_was_given_up_loses_its_link_after_a_week(provider):
    texts = {"fresh": KEPT_FOR_AGAIN - timedelta(hours=1), "old": KEPT_FOR_AGAIN + timedelta(hours=1)}
    for name, age in texts.items():
        mail = write_mail(provider.pk, "a@x.example", name, f"Hier: {LINK}")
        Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, written_at=timezone.now() - age)
    background.order_forgetting()
    background.order_forgetting()
    assert run(Job.objects.get(kind="mail.forget", provider_id=provider.pk).pk)
    kept = dict(Mail.objects.values_list("subject", "text"))
    assert kept == {"fresh": f"Hier: {LINK}", "old": "Hier: [Link entfernt]"}


def test_a_mail_that_is_never_sent_keeps_no_link_from_the_start(provider):
    mail = write_mail(provider.pk, f"a@{STAND_IN_DOMAIN}", "Stand", f"Hier: {LINK}")
    assert (mail.state, mail.text) == (MailState.FAILED, "Hier: [Link entfernt]")


@pytest.mark.parametrize("column", ["text", "html"])
def test_the_database_refuses_a_sent_mail_with_a_link(provider, column):
    mail = write_mail(provider.pk, "a@x.example", "Stand", "Text")
    with pytest.raises(IntegrityError, match="mail_sent_without_links"), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, **{column: f"Hier: {LINK}"})


def test_mails_sent_before_lose_their_links_by_the_migration(owner_connection):
    """The statement of the migration as the owner, on a row as it was before, behind the forced wall."""
    statement = MigrationLoader(None).get_migration("mail", "0003_sent_without_links").operations[0].sql
    values = (uuid.uuid4(), uuid.uuid4(), f"Hier: {LINK} – bis bald.", f'<a href="{LINK}">')
    with owner_connection.transaction(force_rollback=True):
        run_sql = owner_connection.execute
        run_sql("ALTER TABLE mail_mail DROP CONSTRAINT mail_sent_without_links, NO FORCE ROW LEVEL SECURITY")
        link = "SELECT conname FROM pg_constraint WHERE conrelid = 'mail_mail'::regclass AND contype = 'f'"
        run_sql(f"ALTER TABLE mail_mail DROP CONSTRAINT {run_sql(link).fetchone()[0]}")
        run_sql(
            'INSERT INTO mail_mail (request_key, public_id, text, html, provider_id, "to", subject, reply_to, state, '
            "written_at, failure) VALUES (%s, %s, %s, %s, 1, 'a@x.example', 'Stand', '', 'sent', now(), '')",
            values,
        )
        run_sql("ALTER TABLE mail_mail FORCE ROW LEVEL SECURITY")
        run_sql(statement)
        run_sql("ALTER TABLE mail_mail NO FORCE ROW LEVEL SECURITY")
        left = run_sql("SELECT text, html FROM mail_mail WHERE public_id = %s", [values[1]]).fetchone()
    assert left == ("Hier: [Link entfernt] – bis bald.", '<a href="[Link entfernt]">')


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_of_this_application_keeps_what_was_put_into_it(name):
    words = get_template(name).template.render(Context({**VALUES, "public_url": "https://asa.example"}))
    assert ("{{ link }}" in (TEMPLATES / name).read_text() or "{{ url }}" in (TEMPLATES / name).read_text()) == (
        SECRET in words
    )
    left = without_secrets(words)
    assert SECRET not in left
    assert CODE not in left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Siehe https://asa.example.", "Siehe https://asa.example."),
        (f"({LINK}).", "([Link entfernt])."),
        (f"{LINK}\n{LINK}", "[Link entfernt]\n[Link entfernt]"),
        ("HTTP://ASA.EXAMPLE/K/ABC?x=1", "[Link entfernt]"),
        ("https://https://a/b", "[Link entfernt]"),
        ("Ihr Code lautet 482913, er gilt zehn Minuten.", "Ihr Code lautet [Code entfernt], er gilt zehn Minuten."),
        ("Code: <b>482913</b>", "Code: <b>[Code entfernt]</b>"),
        ("Termin am 12.10.2026, 90402 Nürnberg, 0911 123456", "Termin am 12.10.2026, 90402 Nürnberg, 0911 123456"),
        ("", ""),
    ],
)
def test_what_is_taken_out(text, left):
    assert without_secrets(text) == left
    assert without_secrets(left) == left


@pytest.mark.parametrize("filling", ["\u00a0", "\u2028", "\u202f", "\x0b", "\x0c", "ſ", ".", ").", "[", "'", "\\", "/"])
def test_python_and_the_database_find_the_same_links(provider, filling):
    """Else a mail would leave and its row refuse to say so: it would be sent again and again."""
    for text in (f"https://a{filling}/x", f"https://a/{filling}", f"https://a/{filling}x", f"https://a/x{filling}"):
        mail = write_mail(provider.pk, "a@x.example", "Stand", text)
        _send(mail)
        assert mail.state == MailState.SENT
