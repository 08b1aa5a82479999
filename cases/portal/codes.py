"""The code with which a link to a shared mailbox opens: staff tell it to the named person by telephone.

Whoever reads info@ could open the link, so the address proves nothing. The code is worked out from the link, a number
and the installation's secret and kept nowhere; the staff's list shows it. A right code counts once and a code bears few
tries; then staff make the next one. The device that gave it is known afterwards by a signed cookie with the link's id.
"""

import hmac
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.mailboxes import is_shared
from asa.accounts.models import User
from cases.portal.models import CompanyLink

DIGITS: Final = 6
MAX_TRIES: Final = 5
COOKIE: Final = "asa_stand_"
SALT: Final = "asa.company-link-device"
#: So long a device is known (a monthly link does not ask each month), and so many cookies are looked at.
DEVICE_LIVES: Final = 90 * 24 * 60 * 60
LOOKED_AT: Final = 20

LOCKED = "Zu viele falsche Versuche. Lassen Sie sich am Telefon einen neuen Code nennen."


def is_for_shared_mailbox(link: CompanyLink) -> bool:
    return is_shared(link.email, link.contract.provider.shared_mailboxes)


def code_of(link: CompanyLink) -> str:
    """Return the code that opens the link now: six digits."""
    digest = salted_hmac("asa.company-link-code", f"{link.public_id}:{link.code_number}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def is_locked(link: CompanyLink) -> bool:
    return link.code_tries >= MAX_TRIES


@transaction.atomic
def enter_code(link: CompanyLink, typed: str) -> str:
    """Take the code that somebody at the company typed; return what is wrong with it in German, "" where it is right.

    Nothing is raised: a wrong try has to be counted, also in the transaction of the request.
    """
    row = CompanyLink.objects.select_for_update().get(pk=link.pk)
    if is_locked(row):
        return LOCKED
    digits = "".join(character for character in typed if character.isdecimal())
    if not hmac.compare_digest(digits.encode(), code_of(row).encode()):
        CompanyLink.objects.filter(pk=row.pk).update(code_tries=F("code_tries") + 1)
        left = MAX_TRIES - row.code_tries - 1
        if not left:
            record(LogKind.DENIAL, by=None, subject=row, what="company_link_code_locked")
            return LOCKED
        return f"Dieser Code stimmt nicht. Noch {left} Versuch{'e' if left > 1 else ''}."
    _next_code(row)
    record(LogKind.GRANT, by=None, subject=row, what="company_link_code_used")
    return ""


@transaction.atomic
def make_new_code(link: CompanyLink, *, by: User) -> None:
    """Make the code before worthless and let the next one be tried."""
    _next_code(CompanyLink.objects.select_for_update().get(pk=link.pk))
    record(LogKind.GRANT, by=by, subject=link, what="company_link_code_made")


def _next_code(row: CompanyLink) -> None:
    CompanyLink.objects.filter(pk=row.pk).update(code_number=F("code_number") + 1, code_tries=0)


# ---- the device ----


def remember_device(response: HttpResponse, link: CompanyLink) -> None:
    """Let this device open the link, and later ones to the same person about the same contract."""
    response.set_signed_cookie(
        f"{COOKIE}{link.pk}",
        str(link.pk),
        salt=SALT,
        max_age=DEVICE_LIVES,
        path="/stand/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known_device(request: HttpRequest, link: CompanyLink) -> bool:
    """Return whether the code was given on this device for this person and contract, by a link that has not ended."""
    known = {request.get_signed_cookie(name, None, salt=SALT, max_age=DEVICE_LIVES) for name in _cookies(request)}
    ids = [int(value) for value in known if value and value.isdecimal()]
    if not ids:
        return False
    same = {"contract": link.contract_id, "contact": link.contact_id, "email__iexact": link.email}
    return CompanyLink.objects.filter(pk__in=ids, ended_at=None, **same).exists()


def _cookies(request: HttpRequest) -> list[str]:
    return [name for name in request.COOKIES if name.startswith(COOKIE)][:LOOKED_AT]


def needs_code(request: HttpRequest, link: CompanyLink) -> bool:
    """Return whether the link asks for the code before it opens on this device."""
    return is_for_shared_mailbox(link) and not is_known_device(request, link)
