"""Sessions end by themselves, on request, and with every change of how somebody signs in."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from asa.accounts.sessions import end_sessions
from asa.accounts.views.sessions import device_of
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
    assert len(here.get("/konto/sessions/").context["sessions"]) == 2
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


def test_one_other_session_is_ended_by_its_button():
    user = UserFactory()
    here, there, third = _signed_in(user), _signed_in(user), _signed_in(user)
    wanted = UserSession.objects.get(session_key=there.session.session_key)
    here.post("/konto/sessions/", {"session": wanted.pk})
    assert (_stays(here), _stays(there), _stays(third)) == (True, False, True)


@pytest.mark.parametrize("number", ["abc", "999999999", "-1"])
def test_a_session_that_is_not_mine_is_404(number):
    assert _signed_in(UserFactory()).post("/konto/sessions/", {"session": number}).status_code == 404


def test_the_session_of_somebody_else_is_404():
    mine, other = _signed_in(UserFactory()), _signed_in(UserFactory())
    foreign = UserSession.objects.get(session_key=other.session.session_key)
    assert mine.post("/konto/sessions/", {"session": foreign.pk}).status_code == 404
    assert _stays(other)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/129 Safari/537.36 Edg/129", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("", "Unbekanntes Gerät"),
    ],
)
def test_a_session_is_named_after_its_device(user_agent, device):
    assert device_of(user_agent) == device
