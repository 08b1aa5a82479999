"""What someone is typing, kept on the server within seconds and gone once it is saved (`security.md` rule 33)."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asa.accounts.models import User
from asa.accounts.once import FRAME_FIELDS
from cases.sessions.models import Draft, Session

LARGEST = 100_000  # characters of one draft
#: Confidential lines (class N) never stand outside their own table, not even as a draft (rule 13).
CONFIDENTIAL = "-private"

_NEW = "session-new"
_KEY = re.compile(rf"{_NEW}(?:-([0-9a-f]{{32}}))?-([0-9a-f]{{32}})")


def session_form(key: UUID, first: UUID | None = None) -> str:
    """Return the draft's name of an opened form for a new session, begun from the page of the case `first` or not."""
    return f"{_NEW}-{first.hex}-{key.hex}" if first else f"{_NEW}-{key.hex}"


def stored_session_form(session: Session) -> str:
    """Return the draft's name of the form that changes a stored session."""
    return f"session-{session.public_id}"


def discard_session(*, user: User, key: UUID) -> None:
    """Forget what was typed into the form for a new session with this key, wherever it was begun."""
    Draft.objects.filter(user=user.pk, form_key__startswith=_NEW, form_key__endswith=f"-{key.hex}").delete()


def unsaved_session(*, user: User, first: UUID | None = None) -> UUID | None:
    """Return the key of the form in which the person last typed and did not save, None where there is none.

    Drafts of forms that were saved meanwhile (a late save of the draft) are forgotten.
    """
    kept = Draft.objects.filter(user=user.pk, form_key__startswith=_NEW).order_by("-saved_at")
    found = {draft: match for draft in kept if (match := _KEY.fullmatch(draft.form_key))}
    keys = {draft: UUID(hex=match[2]) for draft, match in found.items() if match[1] == (first.hex if first else None)}
    used = set(Session.objects.filter(request_key__in=keys.values()).values_list("request_key", flat=True))
    for draft, key in keys.items():
        if key not in used:
            return key
        draft.delete()
    return None


def keep(*, user: User, provider_id: int, form_key: str, fields: Mapping[str, str]) -> Draft:
    """Store the fields of a form, one draft per person and form. Raises ValueError when it is too large."""
    kept = {k: v for k, v in fields.items() if k not in FRAME_FIELDS and not k.endswith(CONFIDENTIAL)}
    if sum(len(k) + len(v) for k, v in kept.items()) > LARGEST:
        raise ValueError("draft too large")
    draft, _ = Draft.objects.update_or_create(
        user=user, form_key=form_key, defaults={"fields": kept, "provider_id": provider_id}
    )
    return draft


def find(*, user: User, form_key: str) -> Draft | None:
    """Return what this person had typed into the form, if it was not saved since."""
    return Draft.objects.filter(user=user.pk, form_key=form_key).first()


def discard(*, user: User, form_key: str) -> None:
    """Forget the draft: it was saved, or the person does not want it any more."""
    Draft.objects.filter(user=user.pk, form_key=form_key).delete()


def part_of(draft: Draft, names: list[str], *, prefix: str = "") -> dict[str, Any]:
    """Return the initial values of one form from the draft; an unticked box is False, as browsers send nothing."""
    stored = draft.fields
    start = f"{prefix}-" if prefix else ""
    return {name: stored.get(f"{start}{name}", False) for name in names if name in BOXES or f"{start}{name}" in stored}


BOXES = ("here", "employer_present")
