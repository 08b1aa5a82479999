"""After signing out, "back" shows nothing personal, with the browser's page cache on as people have it."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.conftest import WIDE
from tests.factories import CaseFactory, MembershipFactory


@pytest.fixture
def browser_with_page_cache(browser_type: BrowserType, browser_type_launch_args) -> Browser:
    """A Chromium whose page cache works; test drivers switch it off otherwise."""
    arguments = {**browser_type_launch_args, "ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**arguments)
    yield browser
    browser.close()


@pytest.fixture
def page(browser_with_page_cache, live_server):
    context = browser_with_page_cache.new_context(base_url=live_server.url, viewport=WIDE, locale="de-DE")
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.fixture
def storable(tmp_path):
    """The address of a page that forbids nothing, from a server of its own."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Probe</title><p>Probe</p>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_page_cache_of_this_browser_works(page, storable):
    """Without it the test below would prove nothing: a page that may be stored comes back as it was left."""
    page.goto(storable)
    page.evaluate("window.left = true")
    page.goto(f"{storable}?weiter")
    page.go_back(wait_until="commit")  # a page out of the cache does not load again
    assert page.evaluate("window.left") is True


def test_back_after_signing_out_shows_nothing(page, session_cookie):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member, trainee__last_name="Haddad")
    page.context.add_cookies([session_cookie(member.user)])

    page.goto(f"/teilnehmende/{case.public_id}/")
    expect(page.locator("h1")).to_contain_text("Haddad")
    page.goto("/")
    page.locator("summary", has_text=member.user.last_name).first.click()
    page.get_by_role("button", name="Abmelden").first.click()
    expect(page).to_have_url("/konto/login/")
    for _ in range(2):
        page.go_back(wait_until="commit")
        expect(page.locator("body")).not_to_contain_text("Haddad")
        expect(page.get_by_label("Passwort")).to_be_visible()


def test_back_after_a_session_that_was_ended_elsewhere_shows_nothing(page, session_cookie):
    """The page of before lies in the cache, and no answer to the sign-out reached this browser."""
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member, trainee__last_name="Haddad")
    cookie = session_cookie(member.user)
    page.context.add_cookies([cookie])

    page.goto("/")
    page.goto(f"/teilnehmende/{case.public_id}/")
    expect(page.locator("h1")).to_contain_text("Haddad")
    Session.objects.filter(session_key=cookie["value"]).delete()
    page.get_by_role("link", name="Kalender").first.click()
    expect(page.get_by_label("Passwort")).to_be_visible()
    for _ in range(2):
        page.go_back(wait_until="commit")
        expect(page.locator("body")).not_to_contain_text("Haddad")
        expect(page.get_by_label("Passwort")).to_be_visible()
