"""In a real browser: the session ends while somebody types, and the text is there again after signing in."""

import pytest
from django.contrib.sessions.models import Session as StoredSession
from playwright.sync_api import expect

from asa.accounts import wall
from cases.sessions.models import Session
from tests.accounts.signing_in import add_app, app_code
from tests.browser.test_journey_1_log_a_lesson import lesson  # noqa: F401  (fixture)
from tests.browser.test_sign_in import give_passkey_device
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Bruchrechnen geübt, morgen weiter."
AGAIN = "Ihre Eingaben sind noch da. Bitte prüfen und speichern."


@pytest.fixture
def typing(open_page, lesson, request):  # noqa: F811
    """A person with an authenticator app who has typed into "Termin erfassen", and the page."""
    staff, session = lesson
    secret = add_app(staff.user)
    page = open_page(f"/termine/{session.public_id}/erfassen/", staff.user, script=getattr(request, "param", True))
    page.get_by_label("Ergebnis und Vereinbarung").fill(TEXT)
    page.locator("label.asa-chip:visible", has_text="Fachrechnen").click()
    return staff, secret, page


def sign_in(page, staff, secret):
    page.fill("[name=login]", staff.user.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("form.asa-form button[type=submit]").first.click()
    page.fill("[name=code]", app_code(secret))
    page.locator("form.asa-form button[type=submit]").first.click()


def save(page):
    page.locator("button:has-text('Speichern')").first.click()


@pytest.mark.parametrize("typing", [True, False], indirect=True, ids=["script", "no script"])
def test_what_was_sent_into_the_end_is_saved_after_signing_in(typing):
    staff, secret, page = typing
    StoredSession.objects.all().delete()
    save(page)
    expect(page.get_by_text("Ihre Eingaben gehen nicht verloren.")).to_be_visible()
    sign_in(page, staff, secret)

    expect(page.get_by_text(AGAIN)).to_be_visible()
    expect(page.get_by_label("Ergebnis und Vereinbarung")).to_have_value(TEXT)
    save(page)
    page.get_by_text("Der Termin ist gespeichert.").wait_for()
    with wall.within(staff.provider_id):
        assert Session.objects.get().result == TEXT


@pytest.mark.parametrize("typing", [True, False], indirect=True, ids=["script", "no script"])
def test_a_page_from_before_the_sign_in_goes_on(typing):
    staff, secret, page = typing
    StoredSession.objects.all().delete()
    other = page.context.new_page()
    other.goto("/konto/login/")
    sign_in(other, staff, secret)
    expect(other.locator("h1")).to_have_text("Heute")

    save(page)
    if page.get_by_text(AGAIN).count():
        save(page)
    page.get_by_text("Der Termin ist gespeichert.").wait_for()
    with wall.within(staff.provider_id):
        assert Session.objects.get().result == TEXT


@pytest.mark.parametrize("typing", [True], indirect=True)
def test_the_pages_on_the_way_are_accessible(typing, axe_findings):
    staff, secret, page = typing
    page.set_viewport_size({"width": 360, "height": 2400})  # nothing lies under the bar at the bottom
    StoredSession.objects.all().delete()
    save(page)
    found = {"sign in": axe_findings(page)}
    sign_in(page, staff, secret)
    expect(page.get_by_text(AGAIN)).to_be_visible()
    found["form"] = axe_findings(page)

    assert found == {name: [] for name in found}


def test_a_passkey_brings_it_along(open_page, lesson, settings):  # noqa: F811
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    staff, session = lesson
    add_app(staff.user)
    page = open_page("/konto/2fa/webauthn/add/", staff.user)
    give_passkey_device(page)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto(f"/termine/{session.public_id}/erfassen/")
    page.get_by_label("Ergebnis und Vereinbarung").fill(TEXT)
    StoredSession.objects.all().delete()
    save(page)

    page.click("#passkey_login")

    expect(page.get_by_text(AGAIN)).to_be_visible()
    expect(page.get_by_label("Ergebnis und Vereinbarung")).to_have_value(TEXT)
