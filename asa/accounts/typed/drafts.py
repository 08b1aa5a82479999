"""Drafts: what is typed into any form is kept within seconds, for its author only, until it is saved.

Every text is sealed, whatever its class: the key stands outside the database (`asa.accounts.ciphers`), and the sealed
text names its person, provider and form, so that it opens in its own row only.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string

from asa.accounts.ciphers import cipher
from asa.accounts.models import User
from asa.accounts.typed.carrying import DRAFT_FIELD
from asa.accounts.typed.models import Draft
from asa.design.templatetags.asa import clock, near_date

#: Hidden fields of a form with a draft: its key and the version that the page shows.
KEY_FIELD = DRAFT_FIELD
VERSION_FIELD = "draft_version"

#: So much text one draft holds, in characters.
LARGEST = 300_000

#: The longest address of a page with a draft, in characters.
LONGEST_PAGE = 500

#: The cookie that tells the person's own devices apart; it names nobody.
DEVICE_COOKIE = "asa_device"

#: So long a draft that ended says so to late saves of it.
REMEMBERED = timedelta(days=1)

_PURPOSE = "asa.drafts"


class Moved(Exception):
    """Somebody (another window, another device) has saved a newer version under this key."""


class Ended(Exception):
    """The draft was saved as an entry or thrown away."""


class TooLarge(Exception):
    """The text is longer than a draft may be."""


@dataclass(frozen=True)
class Opened:
    """A draft with its text: where it is sent to and the names and values of its form."""

    row: Draft
    address: str
    fields: list[list[str]]

    @property
    def when(self) -> str:
        """Return when it was kept: "14:05", or "gestern, 14:05"."""
        day = near_date(self.row.saved_at)
        return clock(self.row.saved_at) if day == "heute" else f"{day}, {clock(self.row.saved_at)}"


def device_of(request: HttpRequest) -> str:
    """Return what stands for this browser in a row; "" before it has saved its first draft."""
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def new_device() -> tuple[str, str]:
    """Return the value of a new device's cookie and what stands for it in a row."""
    cookie = get_random_string(32)
    return cookie, hashlib.sha256(cookie.encode()).hexdigest()


@transaction.atomic
def keep(
    *,
    user: User,
    provider_id: int,
    key: UUID,
    version: int,
    page: str,
    address: str,
    fields: list[list[str]],
    device: str,
) -> Draft:
    """Store the fields of an opened form over its `version` (0: not stored yet). Raises Moved, Ended or TooLarge."""
    if sum(len(name) + len(value) for name, value in fields) > LARGEST or len(page) > LONGEST_PAGE:
        raise TooLarge
    first = Draft(user=user, provider_id=provider_id, key=key, page=page, device=device)
    sealed = _seal(first, address, fields)
    if version == 0:
        first.sealed = sealed
        made, is_new = Draft.objects.get_or_create(
            user=user, key=key, defaults={"provider_id": provider_id, "page": page, "device": device, "sealed": sealed}
        )
        if is_new:
            return made
    row = Draft.objects.select_for_update().visible_to(user).filter(key=key).first()
    if row is None or not row.sealed:
        raise Ended
    if row.version != version:
        raise Moved
    row.version, row.sealed, row.device, row.saved_at = version + 1, sealed, device, timezone.now()
    row.save(update_fields=["version", "sealed", "device", "saved_at"])
    return row


def end(*, user: User, provider_id: int, key: UUID) -> None:
    """Erase the text of a draft: it was saved, or is not wanted. A save of it that comes later changes nothing."""
    Draft.objects.update_or_create(
        user=user,
        key=key,
        defaults={"sealed": "", "saved_at": timezone.now()},
        create_defaults={
            "provider_id": provider_id,
            "sealed": "",
        },
    )


def adopt(*, user: User, key: UUID, device: str) -> None:
    """Make the draft the one that goes on at this device."""
    Draft.objects.visible_to(user).open().filter(key=key).update(device=device, saved_at=timezone.now())


def of_page(*, user: User, page: str) -> list[Opened]:
    """Return the person's drafts of a page, the latest first."""
    return _opened(Draft.objects.visible_to(user).open().filter(page=page).order_by("-saved_at", "-pk"))


def pages_under(*, user: User, start: str) -> list[str]:
    """Return the pages below `start` for which the person has drafts, the latest first."""
    rows = Draft.objects.visible_to(user).open().filter(page__startswith=start).order_by("-saved_at", "-pk")
    return list(rows.values_list("page", flat=True))


def version_of(*, user: User, key: UUID | str) -> int:
    """Return how often the draft was saved, 0 where there is none."""
    return Draft.objects.visible_to(user).open().filter(key=key).values_list("version", flat=True).first() or 0


def clear() -> int:
    """Remove drafts that are older than their time, and what remembers that others ended, behind the wall of now."""
    rows, now = Draft.objects.all(), timezone.now()
    old = rows.filter(saved_at__lte=now - timedelta(days=settings.DRAFT_DAYS))
    ended = rows.filter(sealed="", saved_at__lte=now - REMEMBERED)
    return (old | ended).delete()[0]


def _opened(rows: Iterable[Draft]) -> list[Opened]:
    return [opened for row in rows if (opened := _open(row)) is not None]


def _bound_to(row: Draft) -> list[int | str]:
    return [row.user_id, row.provider_id, str(row.key), row.page]


def _seal(row: Draft, address: str, fields: list[list[str]]) -> str:
    packed = zlib.compress(json.dumps({"row": _bound_to(row), "address": address, "fields": fields}).encode())
    return cipher(_PURPOSE).encrypt(packed).decode()


def _open(row: Draft) -> Opened | None:
    """Return the draft with its text; None where the text belongs to another row or its key is gone."""
    try:
        held = json.loads(zlib.decompress(cipher(_PURPOSE).decrypt(row.sealed.encode())))
    except InvalidToken:
        return None
    return Opened(row, held["address"], held["fields"]) if held["row"] == _bound_to(row) else None
