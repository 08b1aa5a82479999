"""Browser tests: Debian's Chromium against a live server, signed in by cookie, activations counted.

Everything a live server shows must be committed, so these tests use a transactional database; factories create
behind the wall of their provider by themselves. Read back with `with wall.within(provider.pk):`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from time import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 360, "height": 780}
WIDE = {"width": 1280, "height": 900}
AXE_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    """Return the path of the installed Chromium, if there is one."""
    return os.environ.get("ASA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium. Without one: a failure under CI=true, else one loud line."""
    path = chromium()
    if path is None:
        message = "Chromium fehlt: Die Browser-Tests laufen nicht (auf Debian: apt install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


class Activations:
    """A page whose taps are counted as `ux.md` counts them: typing is free, every tap or click is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, selector: str) -> None:
        """Tap the one visible thing that the selector names."""
        self.page.locator(selector).first.click()
        self.count += 1


@pytest.fixture
def session_cookie(live_server: Any, transactional_db: None) -> Callable[[Any], dict[str, Any]]:
    """Return a function that opens a session with a second factor used, as a cookie for the browser."""

    # Imported here: this file is read before Django is set up.
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from asa.accounts.second_factor import AUTHENTICATED_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY

    def _cookie(user: Any) -> dict[str, Any]:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time(), "email": user.email},
            {"method": "mfa", "at": time(), "type": "totp"},
        ]
        store[AUTHENTICATED_USER_SESSION_KEY] = str(user.pk)
        store.save()
        return {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": live_server.url}

    return _cookie


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, session_cookie: Callable[[Any], dict[str, Any]]
) -> Iterator[Callable[..., Page]]:
    """Return `open_page(path, user=None, width="phone", script=True, dark=False)` → Page, closed after the test.

    Problems in the page's console (refused scripts and styles among them) fail the test at its end.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def _open(path: str, user: Any = None, *, width: str = "phone", script: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if width == "phone" else WIDE,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        if user is not None:
            context.add_cookies([session_cookie(user)])
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        return page

    yield _open
    for context in contexts:
        context.close()
    # An answer 4xx is written to the console too; pages that are meant to refuse are not a problem of the script.
    assert [p for p in problems if "the server responded with a status of 4" not in p] == []


@pytest.fixture
def axe_findings() -> Callable[[Page], list[str]]:
    """Return a function that names every accessibility problem of a page: rule and first element."""

    def _findings(page: Page) -> list[str]:
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_LEVELS}})
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in results.response["violations"]]

    return _findings
