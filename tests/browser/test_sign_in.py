"""From the invitation to signing in with a passkey only, in a real browser with an authenticator of its own."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from asa.accounts.enums import Role
from asa.accounts.invitations import invite
from asa.accounts.models import User
from tests.accounts.signing_in import app_code, link_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "vier blaue Tassen im Regal"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def invited() -> str:
    """Return the path of an invitation for a billing clerk."""
    user = User.objects.create_user("neu@bildungswerk.example", first_name="Jo", last_name="Neu")
    member = MembershipFactory(user=user, role=Role.BILLING)
    return link_in(invite(user, member.provider))


def _send(page: Page) -> None:
    page.locator("form.asa-form button[type=submit]").first.click()


def give_passkey_device(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def _sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    page.locator("main form button[type=submit]").first.click()


def test_an_invited_person_sets_up_and_signs_in_with_a_passkey(
    open_page: Any, invited: str, axe_findings: Any, settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = open_page(invited)
    assert axe_findings(page) == []
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    _send(page)

    expect(page.locator("h1")).to_have_text("Bitte richten Sie den zweiten Faktor ein")
    assert axe_findings(page) == []
    page.click("text=Authenticator-App")
    assert axe_findings(page) == []
    page.fill("[name=code]", app_code(page.locator("code").inner_text()))
    _send(page)
    expect(page.locator("code")).to_have_count(10)
    assert axe_findings(page) == []

    give_passkey_device(page)
    page.goto("/konto/2fa/webauthn/add/")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/konto/2fa/")
    for path in ("/konto/2fa/", "/konto/2fa/webauthn/", "/konto/sessions/", "/konto/password/change/"):
        page.goto(path)
        assert axe_findings(page) == [], path

    _sign_out(page)
    page.goto("/konto/login/")
    assert axe_findings(page) == []
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/konto/" not in url)
    page.goto("/konto/2fa/")
    expect(page.locator("h1")).to_have_text("Anmeldung und Sicherheit")


def test_sign_in_works_without_javascript(open_page: Any) -> None:
    page = open_page("/konto/login/", script=False)
    expect(page.locator("#passkey_login")).to_be_hidden()
    page.fill("[name=login]", "niemand@bildungswerk.example")
    page.fill("[name=password]", "falsch und lang genug")
    _send(page)
    expect(page.locator("#error-summary")).to_contain_text("E-Mail-Adresse oder Passwort stimmt nicht.")


def test_the_code_of_the_app_can_be_read_by_a_camera_in_dark_mode(open_page: Any) -> None:
    member = MembershipFactory(role=Role.BILLING)
    page = open_page("/konto/2fa/totp/activate/", member.user, dark=True)
    colour = page.locator(".asa-qr").evaluate("image => getComputedStyle(image).backgroundColor")
    assert colour in {"rgb(255, 255, 255)", "oklch(1 0 0)"}
