"""Mails of the accounts. `asa.mail` stands above `asa.accounts`, so its writer is named in the settings."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string


def write_letter(provider_id: int, to: str, subject: str, template: str, **values: Any) -> None:
    """Write a mail from a text template, in the running transaction; a job sends it afterwards."""
    text = render_to_string(template, {"public_url": settings.PUBLIC_URL, **values})
    import_string(settings.MAIL_WRITER)(provider_id, to, subject, text.strip() + "\n")
