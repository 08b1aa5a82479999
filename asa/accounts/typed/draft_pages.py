"""A page with a form and its draft: shown filled, with a word about it; ended once the form is taken."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from asa.accounts import wall
from asa.accounts.models import User
from asa.accounts.typed import drafts
from asa.accounts.typed.filling import Filled, fill
from asa.accounts.typed.words import readable

#: Answers to a form after which its text needs no draft any more.
_SAVED = frozenset({204, 301, 302, 303})

#: Only pages with such a form ask for drafts: one with a text of several lines, or one that wants them.
_WITH_DRAFT = re.compile(rb"<textarea\b(?![^>]*\breadonly\b)|<form\b[^>]*\bdata-draft[ >]")


def key_of(request: HttpRequest) -> UUID | None:
    """Return the key of the opened form that a post came from, if it has a draft."""
    try:
        return UUID(request.POST.get(drafts.KEY_FIELD, ""))
    except ValueError:
        return None


def end_if_saved(request: HttpRequest, status: int) -> None:
    """Forget the draft of a form that was just taken."""
    key = key_of(request) if status in _SAVED else None
    provider_id = wall.current_provider_id() if key else None
    user: Any = request.user
    if key is not None and provider_id is not None:
        drafts.end(user=user, provider_id=provider_id, key=key)


def with_draft(request: HttpRequest, response: HttpResponse) -> None:
    """Put the person's draft of this page into its form, and say which others there are.

    Filled in by itself is the latest one of this device; what another device holds is told and can be chosen.
    """
    if not _WITH_DRAFT.search(response.content):
        return
    user: User = request.user  # type: ignore[assignment]
    page = request.get_full_path()
    found = drafts.of_page(user=user, page=page)
    if not found:
        return
    device = drafts.device_of(request)
    own = next((draft for draft in found if draft.row.device == device), None)
    filled = _filled(response.content.decode(), page, own) if own else None
    if filled is None:
        own = None
        filled = _filled(response.content.decode(), page, found[0])  # to see where the form begins anew
    context = {
        "restored": own,
        "others": [
            {"draft": draft, "is_here": draft.row.device == device, "texts": texts_of(draft.fields)}
            for draft in found
            if draft is not own
        ],
        "anew": (filled.form.get("data-anew") or "") if filled else "",
    }
    text = filled.text if filled and own else response.content.decode()
    notice = render_to_string("accounts/_draft_notice.html", context, request)
    response.content = insert_notice(text, notice).encode()


def _filled(text: str, page: str, draft: drafts.Opened) -> Filled | None:
    marks = [(drafts.KEY_FIELD, str(draft.row.key)), (drafts.VERSION_FIELD, str(draft.row.version))]
    return fill(text, page=page, address=draft.address, fields=draft.fields, marks=marks)


def texts_of(fields: list[list[str]]) -> list[str]:
    """Return the values that say something to a person."""
    return [value for _, value in fields if readable(value)]


def insert_notice(text: str, notice: str) -> str:
    """Put a notice at the start of the page's main part."""
    found = re.search(r"<main\b[^>]*>", text)
    place = found.end() if found else 0
    return text[:place] + notice + text[place:]
