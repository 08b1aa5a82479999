"""Steps of a sign-in that several tests take."""

import re
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from asa.accounts.models import User
from tests.factories import PASSWORD

PERIOD = 30


def add_app(user: User) -> str:
    """Give `user` an authenticator app with recovery codes and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def app_code(secret: str, *, periods: int = 0) -> str:
    """Return what the app shows now, or some periods of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + periods))


def enter_password(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/konto/login/", {"login": user.email, "password": password})


def enter_app_code(client: Client, secret: str, **kwargs: int) -> Any:
    return client.post("/konto/2fa/authenticate/", {"code": app_code(secret, **kwargs)})


def link_in(text: str) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/konto/\S+)", text)
    assert found, text
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
