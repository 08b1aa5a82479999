"""Signing in with password, e-mail code and second factor; nobody learns whether an address has an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from tests.accounts.signing_in import add_app, app_code, enter_app_code, enter_password, is_signed_in, link_in
from tests.factories import PASSWORD, FunderAccessFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "vier blaue Tassen im Regal"


@pytest.fixture
def member():
    return MembershipFactory(role=Role.SOCIAL_WORKER)


def _without_tokens(response, *addresses):
    """Return a page without what differs between any two of its calls."""
    text = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"', "", response.content.decode())
    text = re.sub(r'nonce="[^"]+"|"challenge": "[^"]+"', "", text)
    for address in addresses:
        text = text.replace(address, "ADDRESS")
    return text


def test_staff_sign_in_with_password_and_app(client, member):
    secret = add_app(member.user)

    first = enter_password(client, member.user)
    assert first["Location"] == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)
    second = enter_app_code(client, secret)

    assert second["Location"] == "/"
    assert is_signed_in(client)


def test_a_code_of_the_app_works_once(client, member):
    secret = add_app(member.user)
    code = app_code(secret)
    enter_password(client, member.user)
    client.post("/konto/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)

    other = Client()
    enter_password(other, member.user)
    answer = other.post("/konto/2fa/authenticate/", {"code": code})

    assert not is_signed_in(other)
    assert answer.status_code == 200


def test_a_code_is_spent_for_as_long_as_it_would_be_valid(member):
    with time_machine.travel("2026-11-22 10:00:01+01:00", tick=False) as clock:
        secret = add_app(member.user)
        code = app_code(secret)
        for is_taken in (True, False):
            client = Client()
            enter_password(client, member.user)
            client.post("/konto/2fa/authenticate/", {"code": code})
            assert is_signed_in(client) is is_taken
            clock.shift(timedelta(seconds=40))  # the next period, in which the code before is still accepted


def test_a_recovery_code_replaces_the_app(client, member):
    add_app(member.user)
    codes = member.user.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    enter_password(client, member.user)

    client.post("/konto/2fa/authenticate/", {"code": codes[0]})

    assert is_signed_in(client)


def test_the_session_gets_a_new_id(client, member):
    secret = add_app(member.user)
    client.get("/konto/login/")
    enter_password(client, member.user)
    before = client.session.session_key
    enter_app_code(client, secret)
    assert client.session.session_key != before


@pytest.mark.parametrize("page", ["/konto/login/", "/konto/login/code/", "/konto/password/reset/"])
def test_known_and_unknown_addresses_get_the_same_answer(page, member):
    answers = []
    addresses = (member.user.email, "niemand@bildungswerk.example")
    for address in addresses:
        client = Client()
        data = (
            {"login": address, "password": "falsch und lang genug"} if page == "/konto/login/" else {"email": address}
        )
        response = client.post(page, data)
        seen = [response.status_code, response.get("Location"), _without_tokens(response, *addresses)]
        if response.status_code == 302:
            seen.append(_without_tokens(client.get(response["Location"]), *addresses))
        answers.append(seen)
    assert answers[0] == answers[1]


def test_known_and_unknown_addresses_cost_the_same_queries(member):
    counts = []
    for address in (member.user.email, "niemand@bildungswerk.example"):
        client = Client()
        client.get("/konto/login/")
        with CaptureQueriesContext(connection) as queries:
            client.post("/konto/login/", {"login": address, "password": "falsch und lang genug"})
        counts.append(len([query for query in queries if "asa_cache" not in query["sql"]]))
    assert abs(counts[0] - counts[1]) <= 1


def test_a_wrong_code_is_answered_alike_for_known_and_unknown(member):
    answers = []
    for address in (UserFactory().email, "niemand@bildungswerk.example"):
        client = Client()
        client.post("/konto/login/code/", {"email": address})
        response = client.post("/konto/login/code/confirm/", {"code": "XXXXXX", "action": "verify"})
        answers.append((response.status_code, _without_tokens(response, address)))
    assert answers[0] == answers[1]


def test_sign_in_by_code_without_a_role_that_needs_a_factor(client):
    user = UserFactory()
    client.post("/konto/login/code/", {"email": user.email})
    code = re.search(r"\n\n(\S{6,9})\n\n", mail.outbox[-1].body)[1]

    client.post("/konto/login/code/confirm/", {"code": code, "action": "verify"})

    assert is_signed_in(client)


def test_sign_in_by_code_leads_staff_to_the_second_factor(client, member):
    add_app(member.user)
    client.post("/konto/login/code/", {"email": member.user.email})
    code = re.search(r"\n\n(\S{6,9})\n\n", mail.outbox[-1].body)[1]

    answer = client.post("/konto/login/code/confirm/", {"code": code, "action": "verify"})

    assert answer["Location"] == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)


def test_a_reset_password_still_asks_for_the_factor(client, member):
    secret = add_app(member.user)
    client.post("/konto/password/reset/", {"email": member.user.email})
    page = client.get(link_in(mail.outbox[-1].body), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not is_signed_in(client)

    answer = enter_password(client, member.user, NEW_PASSWORD)

    assert answer["Location"] == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)
    enter_app_code(client, secret)
    assert is_signed_in(client)


def test_the_reset_link_uses_the_configured_host(client, member, settings):
    settings.PUBLIC_URL = "https://asa.example"
    client.post("/konto/password/reset/", {"email": member.user.email})
    assert "https://asa.example/konto/password/reset/key/" in mail.outbox[-1].body


def test_sign_up_is_closed(client):
    page = client.get("/konto/signup/")
    assert "Zugang nur mit Einladung" in page.content.decode()
    client.post("/konto/signup/", {"email": "neu@example.org", "password1": NEW_PASSWORD})
    assert not is_signed_in(client)


def test_somebody_locked_out_cannot_sign_in(client, member):
    member.user.is_active = False
    member.user.save(update_fields=["is_active"])
    enter_password(client, member.user)
    assert not is_signed_in(client)


def test_a_mail_that_does_not_leave_is_told(client, monkeypatch):
    def fail(self, messages):
        raise OSError("no route")

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = client.post("/konto/login/code/", {"email": UserFactory().email})
    assert answer.status_code == 503
    assert "konnte gerade nicht gesendet werden" in answer.content.decode()


@pytest.mark.parametrize("make", [MembershipFactory, FunderAccessFactory])
def test_sign_in_and_sign_out_stand_in_the_log(client, make, behind):
    row = make()
    secret = add_app(row.user)
    enter_password(client, row.user)
    enter_app_code(client, secret)
    client.post("/konto/logout/")

    behind(row.provider)
    entries = LogEntry.objects.filter(provider=row.provider, actor=row.user).values_list("kind", flat=True)
    assert {LogKind.SIGN_IN, LogKind.SIGN_OUT} <= set(entries)


def test_a_failed_sign_in_stands_in_the_log_without_an_actor(client, member, behind):
    enter_password(client, member.user, "falsch und lang genug")
    enter_password(client, UserFactory.build(email="niemand@bildungswerk.example"))

    behind(member.provider)
    known = LogEntry.objects.get(kind=LogKind.SIGN_IN_FAILED, provider=member.provider)
    assert (known.actor, known.details) == (None, {"user": member.user.pk, "method": "password"})
    unknown = LogEntry.objects.filter(kind=LogKind.SIGN_IN_FAILED, provider=None).latest("pk")
    assert (unknown.actor, unknown.details) == (None, {"method": "password"})


def test_the_same_address_is_stopped_after_five_wrong_passwords(client, member):
    for _ in range(5):
        enter_password(client, member.user, "falsch und lang genug")
    answer = enter_password(client, member.user, PASSWORD)
    assert "Zu viele Versuche" in answer.content.decode()
    assert not is_signed_in(client)
