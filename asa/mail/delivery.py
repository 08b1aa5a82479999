"""Handing a mail to the server, and reading its answer: for now, or for good."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from asa.mail.models import Mail

PERMANENT = 500
#: IDNA 2003, which Django's mails speak, turns these into others: "straße" would lead to a stranger's "strasse".
REWRITTEN = frozenset("ßς\u200c\u200d")
#: What the server itself is about: a wrong password or a name it does not take is mended by an operator.
OURS_TO_MEND = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPHeloError)


class AddressError(ValueError):
    """The address cannot be written to as it stands."""


def deliver(mail: Mail) -> None:
    """Hand one mail to the server; every try carries the same Message-ID.

    Raises AddressError, ValueError for a header that cannot be, and what `smtplib` raises.
    """
    if REWRITTEN & set(mail.to.rpartition("@")[2].lower()):
        raise AddressError(mail.to)
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers={"Message-ID": message_id(mail)})
    if mail.reply_to:
        message.reply_to = [mail.reply_to]
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def message_id(mail: Mail) -> str:
    """Return the mail's identifier for all its tries, so that a receiver can drop a second copy."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.public_id}@{domain}>"


def is_final(error: Exception) -> bool:
    """Return whether no later try can help: the address is refused for good, or the mail cannot be written at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, OURS_TO_MEND):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= PERMANENT
    return isinstance(error, ValueError | smtplib.SMTPNotSupportedError)


def words_of(error: Exception) -> str:
    """Return what to show on the mail; the server's own words stay out, since they may quote anything."""
    if isinstance(error, AddressError):
        return "An diese Adresse kann nicht geschrieben werden: ß im Namen des Servers wird nicht sicher übertragen."
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
        return f"Der Mailserver hat die Adresse abgelehnt (Antwort {codes})."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Der Mailserver hat die E-Mail nicht angenommen (Antwort {error.smtp_code})."
    if is_final(error):
        return "Adresse oder Betreff enthalten Zeichen, die sich nicht verschicken lassen."
    return f"Der Mailserver ist nicht erreichbar ({type(error).__name__})."
