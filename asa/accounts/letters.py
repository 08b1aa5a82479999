"""Letters to staff: each in German and English, sent in the language that its reader chose under "Mein Profil".

`asa.mail` stands above `asa.accounts`, so its writer is named in the settings.
"""

from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.module_loading import import_string

from asa.accounts.enums import MailLanguage
from asa.accounts.models import User

LONGEST_SUBJECT = 120


def write_to_staff(
    user: User, provider_id: int, letter: str, *, to: str = "", reply_to: str = "", **values: Any
) -> Any:
    """Write a letter to a person with an account, in the running transaction; a job sends it afterwards.

    `letter` is the name of its templates without language ("accounts/mail/invitation"): `….de.txt` and `….en.txt`,
    each with the subject as its first line. `values` fill both; `user`, `public_url` are there by themselves.
    `to` is another address of the person than that of the account (one that is not confirmed yet). Returns the mail's
    row.
    """
    subject, text = letter_in(MailLanguage(user.mail_language), letter, user=user, **values)
    return import_string(settings.MAIL_WRITER)(provider_id, to or user.email, subject, text, reply_to=reply_to)


def letter_in(language: MailLanguage, letter: str, **values: Any) -> tuple[str, str]:
    """Return subject and text of a letter in one language. Plain text: nothing is escaped."""
    template: Any = get_template(f"{letter}.{language}.txt")
    with translation.override(language):
        words = template.template.render(Context({"public_url": settings.PUBLIC_URL, **values}, autoescape=False))
    subject, text = words.strip().split("\n", 1)
    return subject.strip()[:LONGEST_SUBJECT], text.strip() + "\n"
