"""Whatever was posted into the end of a session is there again after signing in: for this person, on this page."""

import base64
import random
import re
import uuid

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session as StoredSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.sessions import end_sessions
from asa.accounts.typed import carrying
from cases.notes.models import CounsellingNote
from tests.accounts.signing_in import add_app, app_code
from tests.accounts.windows import HOST, Window
from tests.factories import PASSWORD, CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TEXT = "Sie kommt morgen früher.\r\n\r\n<b>Ä & \"ö\"</b> 'ß' 🙂"
AGAIN = "Ihre Eingaben sind noch da. Bitte prüfen und speichern."


@pytest.fixture
def member():
    return MembershipFactory(role=Role.CONTACT_PERSON)


@pytest.fixture
def secret(member):
    return add_app(member.user)


@pytest.fixture
def case(member, behind):
    behind(member.provider)
    return CaseFactory(provider=member.provider, contact_person=member)


@pytest.fixture
def address(case):
    return reverse("note_create", args=[case.public_id, "n"])


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def sign_in(window, user, secret, *, periods=0):
    """Sign in on the page that the window shows."""
    window.send(window.form(having="password"), {"login": user.email, "password": PASSWORD})
    return window.send(window.form(having="code"), {"code": app_code(secret, periods=periods)})


@pytest.fixture
def window(visitor, member, secret, address):
    """A window in which somebody is about to write a note."""
    window = sign_in(Window(visitor).open("/konto/login/"), member.user, secret)
    return window.open(address)


def end_session():
    StoredSession.objects.all().delete()


def write(window, text=TEXT, **more):
    return window.send(window.form(having="text"), {"text": text, "level": "author", **more})


def lines(text):
    return text.replace("\r\n", "\n")


def test_it_is_there_again_after_signing_in_with_the_second_factor(window, member, secret, address):
    end_session()
    write(window)
    assert "Ihre Eingaben gehen nicht verloren." in window.text
    assert TEXT[:20] not in window.text
    assert "no-store" in window.response["Cache-Control"]

    sign_in(window, member.user, secret, periods=1)

    assert window.address == address
    assert AGAIN in window.text
    values = dict(window.values(window.form(having="text")))
    assert lines(values["text"]) == lines(TEXT)
    assert values["level"] == "author"
    assert not CounsellingNote.objects.exists()


def _row_gone(user, clock):
    end_session()


def _idle(user, clock):
    clock.shift(settings.SESSION_IDLE_SECONDS + 1)


def _whole_day(user, clock):
    clock.shift(settings.SESSION_ABSOLUTE_SECONDS + 1)


def _ended_elsewhere(user, clock):
    assert end_sessions(user) == 1


def _new_password_elsewhere(user, clock):
    user.set_password(PASSWORD)
    user.save()


@pytest.mark.parametrize("ends", [_row_gone, _idle, _whole_day, _ended_elsewhere, _new_password_elsewhere])
def test_however_the_session_ended(visitor, member, secret, address, ends):
    with time_machine.travel("2026-11-20 08:00:00+00:00", tick=False) as clock:
        window = sign_in(Window(visitor).open("/konto/login/"), member.user, secret).open(address)
        ends(member.user, clock)
        clock.shift(31)  # a code of the app works once
        write(window)
        sign_in(window, member.user, secret)

        assert window.address == address
        assert AGAIN in window.text
        assert lines(dict(window.values(window.form(having="text")))["text"]) == lines(TEXT)


def test_somebody_at_two_providers_finds_it_where_it_was_typed(visitor, member, secret, address):
    MembershipFactory(user=member.user)
    member.user.last_provider = member.provider
    member.user.save()
    window = sign_in(Window(visitor).open("/konto/login/"), member.user, secret).open(address)
    end_session()
    sign_in(write(window), member.user, secret, periods=1)

    assert window.address == address
    assert AGAIN in window.text


def test_a_script_that_keeps_a_draft_leaves_nothing_waiting(window, member):
    session = window.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0, "email": member.user.email}]
    session.save()
    fields = dict(window.values(window.form(having="text"))) | {"text": TEXT}
    headers = {"origin": HOST, "accept": "application/json", "referer": HOST + window.address}
    answer = window.client.post(reverse("draft_save", args=[uuid.uuid4()]), fields, headers=headers)

    assert answer.status_code == 302
    assert "typed" not in window.client.session


def test_it_stays_until_it_is_saved_and_is_saved_once(window, member, secret, address):
    end_session()
    sign_in(write(window), member.user, secret, periods=1)
    window.open(address)
    assert AGAIN in window.text

    window.send(window.form(having="text"))

    assert lines(CounsellingNote.objects.get().sealed_text) == lines(TEXT)
    assert AGAIN not in window.open(address).text


def test_it_can_be_thrown_away(window, member, secret, address):
    end_session()
    sign_in(write(window), member.user, secret, periods=1)

    window.send(window.form(action=reverse("typed_discard")))

    assert window.address == address
    assert AGAIN not in window.text
    assert TEXT[:20] not in window.text


def test_without_the_page_it_is_shown_by_itself(window, member, secret, address, case):
    end_session()
    write(window)
    wall.enter(member.provider_id)
    case.assignments.all().delete()
    sign_in(window, member.user, secret, periods=1)

    assert window.address == address
    assert "Das hatten Sie eingegeben" in window.text
    assert "Sie kommt morgen früher." in window.text
    form = window.form(action=address)
    assert lines(dict(window.values(form))["text"]) == lines(TEXT)

    window.send(window.form(action=reverse("typed_discard")))

    assert window.response.status_code == 404


def test_sent_from_there_it_is_saved(window, member, secret, address, monkeypatch):
    """As after a page that only a post opens: the button sends what was typed."""
    monkeypatch.setattr("asa.accounts.typed.middleware.fill", lambda *_args, **_kwargs: None)
    end_session()
    sign_in(write(window), member.user, secret, periods=1)

    window.send(window.form(action=address))

    assert lines(CounsellingNote.objects.get().sealed_text) == lines(TEXT)
    assert window.client.session["typed"] == []


def test_a_wrong_password_and_a_wrong_code_lose_nothing(window, member, secret, address):
    end_session()
    write(window)
    window.send(window.form(having="password"), {"login": member.user.email, "password": "nicht dieses Passwort"})
    window.send(window.form(having="password"), {"login": member.user.email, "password": PASSWORD})
    window.send(window.form(having="code"), {"code": "000000"})
    window.send(window.form(having="code"), {"code": app_code(secret, periods=1)})

    assert AGAIN in window.text


def test_too_many_tries_lose_nothing(window, member, secret, address, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    end_session()
    write(window)
    for _ in range(2):
        window.send(window.form(having="password"), {"login": member.user.email, "password": "nicht dieses Passwort"})
    assert window.response.status_code == 429

    window.send(window.form(action="/konto/login/?weitergereicht=1"))

    assert dict(window.values(window.form(having="password")))["next"] == address
    assert dict(window.values(window.form(having="password")))["carried_input"]


def test_a_code_from_the_mailbox_brings_it_along(window, member, secret, address):
    end_session()
    write(window)
    window.send(window.form(action="/konto/login/code/?weitergereicht=1"))
    window.send(window.form(having="email"), {"email": member.user.email})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    window.send(window.form(having="code"), {"code": code, "action": "verify"})
    window.send(window.form(having="code"), {"code": app_code(secret, periods=1)})

    assert window.address == address
    assert AGAIN in window.text


def test_another_person_gets_nothing_and_reads_nothing_about_it(window, member, address):
    colleague = MembershipFactory(role=Role.CONTACT_PERSON, provider=member.provider)
    CaseFactory(provider=member.provider, contact_person=colleague)
    end_session()

    sign_in(write(window), colleague.user, add_app(colleague.user))

    assert TEXT[:20] not in window.text
    assert AGAIN not in window.open("/").text
    assert "typed" not in window.client.session


def test_nothing_is_stored_before_the_sign_in(window):
    end_session()
    write(window)

    stored = [row.get_decoded() for row in StoredSession.objects.all()]
    assert "typed" not in str(stored)


def test_what_waits_in_the_session_cannot_be_read_in_the_database(window, member, secret):
    end_session()
    sign_in(write(window), member.user, secret, periods=1)

    waiting = window.client.session["typed"]
    assert len(waiting) == 1
    assert TEXT[:20] not in str(waiting)


@pytest.mark.parametrize("change", [lambda s: s[:-9] + "A" + s[-8:], lambda s: "x", lambda s: "ä" * 20])
def test_what_was_changed_on_the_way_is_dropped(window, member, secret, change):
    end_session()
    write(window)
    form = window.form(having="password")
    sealed = change(dict(window.values(form))["carried_input"])

    window.send(form, {"login": member.user.email, "password": PASSWORD, "carried_input": sealed})
    window.send(window.form(having="code"), {"code": app_code(secret, periods=1)})

    assert window.response.status_code == 200
    assert AGAIN not in window.text


def test_it_is_over_after_an_hour(window, member, secret):
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=False) as clock:
        end_session()
        write(window)
        clock.shift(carrying.LIFETIME + 1)
        sign_in(window, member.user, secret)

        assert AGAIN not in window.text


def test_somebody_elses_mark_in_a_post_gives_them_nothing(window, member, secret):
    """The mark of a page cannot be made, and one that was copied leads to its owner only."""
    other = MembershipFactory(provider=member.provider)
    end_session()
    write(window, page_of=carrying.owner_mark(other.user))

    sign_in(window, member.user, secret, periods=1)

    assert AGAIN not in window.text


@pytest.mark.parametrize("origin", ["https://boese.example", "null"])
def test_a_post_from_elsewhere_is_not_carried(window, origin):
    end_session()
    form = window.form(having="text")
    window.send(form, {"text": TEXT}, origin=origin, referer="https://boese.example/")

    assert "carried_input" not in window.text


def test_a_file_is_named_as_lost(window, member, secret, behind):
    window.open("/konto/profil/")
    end_session()
    form = next(form for form in window.forms() if form.get("enctype") == "multipart/form-data")
    window.send(form, files={"picture": ("Bild von mir.png", b"\x89PNG", "image/png")})

    sign_in(window, member.user, secret, periods=1)

    assert "Die Datei „Bild von mir.png“ wählen Sie bitte noch einmal aus." in window.text


def test_what_waits_has_a_limit_and_the_latest_stays(window, visitor, member, secret, address, monkeypatch):
    end_session()
    sign_in(Window(visitor).open("/konto/login/"), member.user, secret, periods=1)
    monkeypatch.setattr(carrying, "LARGEST_WAITING", 1500)
    for number in range(4):
        old = Window(visitor)
        old.address, old.response = window.address, window.response
        write(old, f"{number} {_random_letters(400)}")

    waiting = visitor.session["typed"]
    assert len(waiting) == 1
    assert dict(old.values(old.form(having="text")))["text"].startswith("3 ")


def _random_letters(length):
    """Return text that hardly gets smaller: three quarters of its length, compressed."""
    return base64.b64encode(random.Random(1).randbytes(length * 3 // 4)).decode()


def test_nearly_a_megabyte_comes_back(window, member, secret):
    text = _random_letters(1_300_000)
    end_session()
    sign_in(write(window, text), member.user, secret, periods=1)

    assert dict(window.values(window.form(having="text")))["text"] == text


def test_more_than_a_megabyte_is_refused_in_words(window):
    end_session()
    write(window, _random_letters(1_500_000))

    assert "Ihre Eingaben sind zu lang" in window.text
    assert "carried_input" not in window.text


def test_throwing_a_draft_away_is_no_text(window, address):
    end_session()
    values = window.values(window.form(having="text"))
    window.post(reverse("draft_discard", args=[uuid.uuid4()]), [*values, ("back", address)])

    assert "carried_input" not in window.text


def test_passwords_are_never_carried(window, member, secret):
    window.open(reverse("account_change_password"))
    end_session()
    window.send(window.form(having="oldpassword"), {"oldpassword": PASSWORD, "password1": "x" * 20, "password2": "x"})

    assert "carried_input" not in window.text


def test_scripts_are_sent_to_the_sign_in_as_before(window, address):
    end_session()
    values = window.values(window.form(having="text"))
    answer = window.client.post(address, dict(values), headers={"origin": HOST, "hx-request": "true"})

    assert answer.status_code == 302


def test_a_stale_factor_loses_nothing(window, member, secret, address):
    session = window.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0, "email": member.user.email}]
    session.save()
    write(window)

    window.send(window.form(having="code"), {"code": app_code(secret, periods=1)})

    assert window.address == address
    assert AGAIN in window.text


class TestOldPage:
    """A page that was open while somebody signed in in another window has a token of before."""

    def test_the_same_person_goes_on_with_a_form_that_works(self, window, visitor, member, secret, address):
        end_session()
        sign_in(Window(visitor).open("/konto/login/"), member.user, secret, periods=1)
        write(window)

        assert window.address == address
        assert AGAIN in window.text
        window.send(window.form(having="text"))
        assert lines(CounsellingNote.objects.get().sealed_text) == lines(TEXT)

    def test_another_person_gets_the_plain_refusal(self, window, visitor, member, secret):
        colleague = MembershipFactory(role=Role.CONTACT_PERSON, provider=member.provider)
        end_session()
        sign_in(Window(visitor).open("/konto/login/"), colleague.user, add_app(colleague.user))
        write(window)

        assert window.response.status_code == 403
        assert "Das Formular wurde nicht angenommen." in window.text
        assert TEXT[:20] not in window.text

    @pytest.mark.parametrize("origin", ["https://boese.example", "null"])
    def test_a_foreign_origin_gets_the_plain_refusal(self, window, visitor, member, secret, origin):
        end_session()
        sign_in(Window(visitor).open("/konto/login/"), member.user, secret, periods=1)
        form = window.form(having="text")
        window.send(form, {"text": TEXT}, origin=origin, referer="https://boese.example/x")

        assert window.response.status_code == 403
        assert "Das Formular wurde nicht angenommen." in window.text
        assert "typed" not in window.client.session

    def test_two_windows_come_back_one_after_the_other(self, window, visitor, member, secret, address):
        other = Window(visitor).open(address)
        end_session()
        write(window, "Text des einen Fensters")
        write(other, "Text des anderen Fensters")
        sign_in(window, member.user, secret, periods=1)
        assert "Text des einen Fensters" in window.text

        other.send(other.form(having="password"), {"login": member.user.email, "password": PASSWORD})

        assert other.address == address
        assert "Text des anderen Fensters" in other.text
        other.send(other.form(having="text"))
        assert "Text des einen Fensters" in other.open(address).text

    def test_its_script_asks_for_the_new_token(self, window, member):
        answer = window.client.get(reverse("page_token"), headers={"accept": "application/json"})

        assert answer.json()["page_of"] == carrying.owner_mark(member.user)
        assert len(answer.json()["token"]) == 64
