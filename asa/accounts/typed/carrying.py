"""What was posted, sealed for the way through the sign-in: nothing of it is stored for somebody not signed in."""

import hashlib
import json
import re
import zlib
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from asa.accounts.ciphers import cipher
from asa.accounts.once import FRAME_FIELDS

#: The hidden field of the sign-in pages that holds what was posted.
FIELD = "carried_input"

#: The hidden field of every form that says for whom its page was made.
OWNER_FIELD = "page_of"

#: The hidden field of a form that is shown with what waited: once it is sent, that need not wait any longer.
SHOWN_FIELD = "shown_again"

#: The hidden field of a form that has a draft on the server: the key of the opened form.
DRAFT_FIELD = "draft_key"

#: So long after the post it is given back, in seconds.
LIFETIME = 60 * 60

#: So much is carried, in compressed bytes.
LARGEST = 1024 * 1024

#: So many forms wait for one person; the oldest gives way.
MOST_WAITING = 5

#: So much waits in one session, in sealed characters: each request reads it.
LARGEST_WAITING = 3 * 1024 * 1024

_PURPOSE = "asa.typed"
_WAITING_KEY = "typed"

#: Secrets are typed again: they are neither carried nor shown.
_SECRET = re.compile(r"password|^code$|credential", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """A post that was not taken: for whom its page was made, where it was typed, where it was sent, its fields."""

    owner: str
    page: str
    address: str
    fields: list[list[str]]
    files: list[str]
    draft: str = ""

    @property
    def digest(self) -> str:
        """Return a name for exactly this post."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:32]


def owner_mark(user: Any) -> str:
    """Return what pages made for `user` carry; it says nothing to others and cannot be made by them. "" for nobody."""
    return salted_hmac("asa.typed.owner", str(user.pk)).hexdigest()[:32] if user.is_authenticated else ""


def is_ours(request: HttpRequest) -> bool:
    """Return whether the post comes from one of our own pages: by Origin, or else by Referer."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    return bool(_own_referer(request))


def _own_referer(request: HttpRequest) -> str:
    """Return path and query of the page that was left for this request; "" where that was none of ours."""
    referer = request.headers.get("Referer", "")
    host = {request.get_host()}
    if not referer or not url_has_allowed_host_and_scheme(referer, host, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def typed_in(request: HttpRequest) -> Typed | None:
    """Return what this post brings along from a page made for somebody; None where nothing is to be kept."""
    owner = request.POST.get(OWNER_FIELD, "")
    fields = fields_of(request)
    files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    if not owner or not (fields or files):
        return None
    address = request.get_full_path()
    page = _own_referer(request) or address
    return Typed(owner, page, address, fields, files, _key(request.POST.get(DRAFT_FIELD, "")))


def _key(text: str) -> str:
    """Return the key of a draft, "" for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def fields_of(request: HttpRequest) -> list[list[str]]:
    """Return the names and values that were typed or chosen, in their order; no secrets, nothing of the frame."""
    return [
        [name, value]
        for name in request.POST
        if name not in FRAME_FIELDS and not _SECRET.search(name)
        for value in request.POST.getlist(name)
    ]


def seal(typed: Typed) -> str:
    """Return `typed` encrypted and bound to person, address and hour. Raises ValueError where it is too large."""
    packed = zlib.compress(json.dumps(asdict(typed)).encode())
    if len(packed) > LARGEST:
        raise ValueError("too large to be carried")
    return cipher(_PURPOSE).encrypt(packed).decode()


def unseal(sealed: str) -> Typed | None:
    """Return what was sealed within the last hour; None for everything else."""
    try:
        packed = cipher(_PURPOSE).decrypt(sealed.encode(), ttl=LIFETIME)
    except (InvalidToken, UnicodeEncodeError):
        return None
    return Typed(**json.loads(zlib.decompress(packed)))


def keep_waiting(request: HttpRequest, sealed: str) -> Typed | None:
    """Let it wait in the session of the signed-in person, still sealed. None, unsaid, where it is not theirs."""
    typed = unseal(sealed)
    if typed is None or typed.owner != owner_mark(request.user):
        return None
    others = [one for one in request.session.get(_WAITING_KEY, []) if one["name"] != typed.digest]
    waiting = [*others, {"name": typed.digest, "page": _digest(typed.page), "sealed": sealed}][-MOST_WAITING:]
    while len(waiting) > 1 and sum(len(one["sealed"]) for one in waiting) > LARGEST_WAITING:
        waiting.pop(0)
    request.session[_WAITING_KEY] = waiting
    request.waits = True  # type: ignore[attr-defined]  # whatever is answered now, no form was taken
    return typed


def waiting_for(request: HttpRequest) -> Typed | None:
    """Return what waits for the page that is asked for; what is over an hour old is forgotten."""
    page = _digest(request.get_full_path())
    for entry in reversed(request.session.get(_WAITING_KEY, [])):
        if entry["page"] == page:
            typed = unseal(entry["sealed"])
            if typed is not None and typed.owner == owner_mark(request.user):
                return typed
            forget(request, entry["name"])
    return None


def forget(request: HttpRequest, name: str) -> None:
    """Let it wait no longer: it was sent, thrown away, or is too old."""
    waiting = request.session.get(_WAITING_KEY, [])
    left = [entry for entry in waiting if entry["name"] != name]
    if len(left) != len(waiting):
        request.session[_WAITING_KEY] = left


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
