"""Secrets of links, and codes: a mail's row keeps them no longer than they are needed to send it.

Elsewhere only hashes of them are kept, so whoever reads a backup must not find them among the mails either
(`security.md` rule 15). The rest of the text stays readable: it says what somebody was told. That a sent row has no
link left is a constraint of the table (`mail_sent_without_links`).
"""

import re
from datetime import datetime, timedelta

from asa.mail.models import LINK, Mail, MailState

#: So long a mail that was given up can be sent again with what it leads to; an invitation lives as long.
KEPT_FOR_AGAIN = timedelta(days=7)
REMOVED_LINK = "[Link entfernt]"
REMOVED_CODE = "[Code entfernt]"

_LINK = re.compile(LINK, re.IGNORECASE)
_SPEAKS_OF_CODES = re.compile("code", re.IGNORECASE)
#: Digits, or groups of capitals and digits with a hyphen, as allauth and the codes of this application are written.
_CODE = r"(?:\d{5,10}|[A-Z0-9]{3,6}-[A-Z0-9]{3,6}|(?=[A-Z]*\d)[A-Z0-9]{6,12})"
_CODE_ALONE = re.compile(rf"^([ \t]*){_CODE}([ \t]*)$", re.MULTILINE)
_CODE_NAMED = re.compile(rf"(\b\w*[Cc]ode\b[^\n]{{0,30}}?[\s:>„]){_CODE}(?![\w-])")


def without_secrets(text: str) -> str:
    """Return a mail's text or HTML without addresses that lead to a page, and without codes. May be repeated."""
    text = _LINK.sub(REMOVED_LINK, text)
    if _SPEAKS_OF_CODES.search(text):
        text = _CODE_ALONE.sub(rf"\1{REMOVED_CODE}\2", text)
        text = _CODE_NAMED.sub(rf"\1{REMOVED_CODE}", text)
    return text


def remove_secrets(mail: Mail) -> list[str]:
    """Take secrets out of a mail that needs no further try; return the names of the fields to save."""
    mail.text, mail.html = without_secrets(mail.text), without_secrets(mail.html)
    mail.subject = without_secrets(mail.subject)[:120]
    return ["subject", "text", "html"]


def forget_given_up(now: datetime) -> int:
    """Take the secrets out of this provider's mails that were given up and are too old to be sent again.

    Needs the wall. Returns how many rows changed.
    """
    old = Mail.objects.filter(state=MailState.FAILED, written_at__lt=now - KEPT_FOR_AGAIN)
    changed = []
    for mail in old.exclude(text__contains=REMOVED_LINK).only("subject", "text", "html").order_by("pk"):
        before = (mail.subject, mail.text, mail.html)
        fields = remove_secrets(mail)
        if (mail.subject, mail.text, mail.html) != before:
            mail.save(update_fields=fields)
            changed.append(mail.pk)
    return len(changed)
