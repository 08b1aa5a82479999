"""No answer stays in the browser: every route forbids to store it, signing out clears, and errors do the same."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from tests.accounts.test_routes_name_their_permission import _routes
from tests.accounts.windows import Window
from tests.factories import MembershipFactory

#: What stands for a part of an address, by its converter.
SAMPLES = {"int": "1", "uuid": str(uuid.UUID(int=0)), "slug": "x", "str": "x", "path": "x"}
STORABLE = {"icon"}


def _addresses() -> list[tuple[str, str]]:
    """Return name and a sample address of every route, those of libraries too; what takes no sample falls out."""
    return [(entry.name, address) for _, entry in _routes(get_resolver()) for address in _sample(entry) if entry.name]


def _sample(entry: URLPattern) -> list[str]:
    kinds = {name: type(c).__name__.removesuffix("Converter").lower() for name, c in entry.pattern.converters.items()}
    try:
        return [reverse(entry.name, kwargs={name: SAMPLES.get(kind, "2026-01") for name, kind in kinds.items()})]
    except NoReverseMatch:
        return []


def test_the_walk_reaches_nearly_every_route():
    assert len(_addresses()) > 250


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_stored_for_somebody_signed_in(sign_in, db, method):
    client = sign_in(MembershipFactory().user)
    client.raise_request_exception = False
    for name, address in _addresses():
        if name != "account_logout":
            answer = getattr(client, method)(address)
            assert name in STORABLE or answer["Cache-Control"] == "no-store, private", (name, answer.status_code)


def test_nothing_is_stored_for_somebody_with_a_link_or_nobody(client, db):
    for name, address in _addresses():
        answer = client.get(address)
        assert name in STORABLE or answer["Cache-Control"] == "no-store, private", (name, answer.status_code)


def test_signing_out_clears_caches_and_storage_but_no_cookies(sign_in, db):
    client = sign_in(MembershipFactory().user)
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get(reverse("account_login"))


def test_a_session_that_was_ended_elsewhere_clears_too(sign_in, db):
    client = sign_in(MembershipFactory().user)
    assert "Clear-Site-Data" not in client.get("/")
    client.session.flush()
    client.cookies[settings.SESSION_COOKIE_NAME] = "gone"
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_what_was_posted_into_the_end_of_a_session_clears_too(sign_in, db):
    """The answer is the sign-in page itself, which carries the text."""
    client = sign_in(MembershipFactory().user)
    window = Window(client).open(reverse("own_profile"))
    form = next(form for form in window.forms() if window.target(form) == reverse("own_profile"))
    client.session.flush()
    client.cookies[settings.SESSION_COOKIE_NAME] = "gone"
    window.send(form)
    assert window.form(having="carried_input") is not None
    assert window.response["Clear-Site-Data"] == '"cache", "storage"'


def test_an_answer_to_a_running_session_clears_nothing(sign_in, db):
    client = sign_in(MembershipFactory().user)
    window = Window(client).open(reverse("own_profile"))
    form = next(form for form in window.forms() if window.target(form) == reverse("own_profile"))
    window.send(form)
    assert window.response.status_code == 200
    assert "Clear-Site-Data" not in window.response


def test_the_way_to_https_is_not_stored_either(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/stand/1/geheim/")
    assert (answer.status_code, answer["Cache-Control"]) == (301, "no-store, private")


def test_static_files_may_be_kept(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "probe.css").write_text("a{}")
    answer = Client().get("/static/probe.css")
    assert b"".join(answer.streaming_content) == b"a{}"
    assert "public" in answer["Cache-Control"]


def test_the_icon_may_be_kept(client, db):
    assert "public" in client.get(reverse("icon"))["Cache-Control"]


def test_pages_open_neither_camera_nor_microphone_nor_place(client, db):
    policy = client.get(reverse("account_login"))["Permissions-Policy"]
    for name in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{name}=()" in policy
    assert "publickey-credentials-get=(self)" in policy
