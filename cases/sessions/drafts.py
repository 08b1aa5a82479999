"""What someone is typing, kept on the server within seconds and gone once it is saved (`security.md` rule 33)."""

from collections.abc import Mapping
from typing import Any

from asa.accounts.models import User
from cases.sessions.models import Draft

LARGEST = 100_000  # characters of one draft
NEVER_KEPT = ("csrfmiddlewaretoken",)
#: Confidential lines (class N) never stand outside their own table, not even as a draft (rule 13).
CONFIDENTIAL = "-private"


def keep(*, user: User, provider_id: int, form_key: str, fields: Mapping[str, str]) -> Draft:
    """Store the fields of a form, one draft per person and form. Raises ValueError when it is too large."""
    kept = {k: v for k, v in fields.items() if k not in NEVER_KEPT and not k.endswith(CONFIDENTIAL)}
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
