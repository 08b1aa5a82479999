"""How allauth behaves here: sign-up is closed, every word is German, links use the configured host."""

import logging
import smtplib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse

from asa.accounts.ciphers import cipher
from asa.accounts.enums import MailLanguage
from asa.accounts.models import User
from asa.accounts.second_factor import factors_of, is_bound_to_second_factor, is_demo_sign_in

log = logging.getLogger(__name__)

#: Mails without which the person cannot go on: their failure is told at once instead of being noted only.
NEEDED_MAILS = ("account/email/login_code", "account/email/password_reset_key", "account/email/unknown_account")

#: What the secrets of second factors are sealed for.
SECRETS = "asa.second_factor"

#: Ways to authenticate that count as a fresh proof of who is there; a code from the mailbox alone does not.
FRESH_PROOFS = {"password", "mfa"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Dieser Zugang ist gesperrt.",
        "email_password_mismatch": "E-Mail-Adresse oder Passwort stimmt nicht.",
        "enter_current_password": "Bitte geben Sie Ihr bisheriges Passwort ein.",
        "incorrect_code": "Der Code stimmt nicht oder ist abgelaufen.",
        "incorrect_password": "Das Passwort stimmt nicht.",
        "invalid_or_expired_key": "Dieser Link ist abgelaufen.",
        "invalid_login": "E-Mail-Adresse oder Passwort stimmt nicht.",
        "invalid_password_reset": "Dieser Link ist abgelaufen.",
        "too_many_login_attempts": "Zu viele Versuche. Bitte warten Sie fünf Minuten.",
        "rate_limited": "Zu viele Versuche. Bitte warten Sie einen Moment.",
        "same_as_current": "Das ist die bisherige Angabe.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before important changes, but not within minutes of a sign-in by password or factor."""
        request = context.request
        if is_demo_sign_in(request):
            return False
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records if record.get("method") in FRESH_PROOFS), default=0)
        return time.time() - latest >= REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        words = {
            "reauthenticate": "Mit Passwort bestätigen",
            "mfa_reauthenticate": "Mit Code bestätigen",
            "mfa_reauthenticate:webauthn": "Mit Passkey bestätigen",
        }
        return [{**m, "description": words[m["id"]]} for m in super().get_reauthentication_methods(user)]

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send one of allauth's mails right now: a code must not wait for a queue.

        Raises ImmediateHttpResponse with a page that says so where a mail that the person waits for did not leave.
        """
        values = {"email": email, "public_url": settings.PUBLIC_URL, **context}
        try:
            self.render_mail(_in_language_of(email, template_prefix), email, values).send()
        except (OSError, smtplib.SMTPException):
            log.exception("The mail %s did not leave", template_prefix)
            if template_prefix in NEEDED_MAILS:
                raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from None


def _in_language_of(email: str, template_prefix: str) -> str:
    """Return the template of a mail in the language its reader chose; asked for unknown addresses as well."""
    language = User.objects.filter(email=email.lower()).values_list("mail_language", flat=True).first()
    if language in {None, MailLanguage.GERMAN}:
        return template_prefix
    folder, name = template_prefix.rsplit("/", 1)
    chosen = f"{folder}/{language}/{name}"
    try:
        get_template(f"{chosen}_message.txt")
    except TemplateDoesNotExist:  # a mail that is never sent here; allauth has a German one
        return template_prefix
    return chosen


class MFAAdapter(DefaultMFAAdapter):
    """The second factor: secrets are sealed at rest, the last factor of staff stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Die E-Mail-Adresse ändert die Verwaltung Ihres Trägers.",
        "cannot_delete_authenticator": "Für Ihre Rolle ist ein zweiter Faktor Pflicht. "
        "Richten Sie zuerst einen anderen ein.",
        "incorrect_code": "Der Code stimmt nicht oder ist abgelaufen.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether another factor is left, or none is needed."""
        user = authenticator.user
        return len(factors_of(user)) > 1 or not is_bound_to_second_factor(user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.full_name}

    def encrypt(self, text: str) -> str:
        return cipher(SECRETS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher(SECRETS).decrypt(encrypted_text.encode()).decode()
