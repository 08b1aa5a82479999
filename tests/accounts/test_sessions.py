"""Sessions end by themselves, on request, and with every change of how somebody signs in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from asa.accounts.sessions import end_sessions
from tests.accounts.signing_in import add_app, enter_app_code, enter_password, is_signed_in
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "vier blaue Tassen im Regal"


def _signed_in(user):
    client = Client()
    enter_password(client, user)
    assert is_signed_in(client)
    return client


def _stays(client):
    return client.get("/konto/2fa/").status_code == 200


def test_an_hour_without_a_click_ends_the_session(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = _signed_in(UserFactory())
        clock.shift(timedelta(minutes=59))
        assert _stays(client)
        clock.shift(timedelta(minutes=59))
        assert _stays(client)
        clock.shift(timedelta(minutes=61))
        page = client.get("/konto/2fa/", follow=True)
        assert "nach einer Stunde ohne Klick abgemeldet" in page.content.decode()
        assert not is_signed_in(client)


def test_twelve_hours_end_the_session_in_any_case(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = _signed_in(UserFactory())
        for _ in range(12):
            assert _stays(client)
            clock.shift(timedelta(minutes=59))
        assert _stays(client)
        clock.shift(timedelta(minutes=30))
        assert not _stays(client)


def test_pages_that_ask_by_themselves_do_not_keep_the_session(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = _signed_in(UserFactory())
        for _ in range(2):
            clock.shift(timedelta(minutes=31))
            client.get("/auftraege/6c1f3c2e-7a56-4a5b-9d5a-0c3c1d8a9e11/")
        assert not _stays(client)


def test_a_new_password_ends_the_other_sessions():
    user = UserFactory()
    here, there = _signed_in(user), _signed_in(user)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/konto/password/change/", data)
    assert _stays(here)
    assert not _stays(there)


def test_the_other_sessions_are_listed_and_ended():
    user = UserFactory()
    here, there = _signed_in(user), _signed_in(user)
    page = here.get("/konto/sessions/").content.decode()
    assert page.count("Andere Sitzung") >= 1
    here.post("/konto/sessions/")
    assert _stays(here)
    assert not _stays(there)


def test_sessions_of_somebody_else_stay():
    mine, other = _signed_in(UserFactory()), _signed_in(UserFactory())
    mine.post("/konto/sessions/")
    assert _stays(other)


def test_a_change_of_role_ends_all_sessions():
    user = UserFactory()
    client = _signed_in(user)
    assert end_sessions(user) == 1
    assert not _stays(client)


def test_somebody_locked_out_is_out_at_once():
    user = UserFactory()
    client = _signed_in(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert not _stays(client)


def test_a_membership_that_ends_takes_the_rights_with_the_next_click(behind):
    member = MembershipFactory()
    secret = add_app(member.user)
    client = Client()
    enter_password(client, member.user)
    enter_app_code(client, secret)
    assert client.get("/konto/wiederherstellung/").status_code == 403
    behind(member.provider)
    member.ends_on = timezone.localdate() - timedelta(days=1)
    member.save(update_fields=["ends_on"])
    assert client.get("/konto/wiederherstellung/").status_code == 403
    assert client.get("/konto/zweiter-faktor/").status_code == 302
