"""Which form for a new session somebody began and has not saved (`asa.accounts.typed.drafts` keeps what was typed)."""

import re
from uuid import UUID

from django.urls import reverse

from asa.accounts.models import User
from asa.accounts.typed.drafts import pages_under
from cases.sessions.models import Session


def unsaved_session(*, user: User, first: UUID | None = None) -> UUID | None:
    """Return the key of the form in which the person last typed and did not save, None where there is none.

    `first` is the case from whose page the form was opened. Forms that made their session are left out.
    """
    start, end = reverse("session_create"), f"?case={first}" if first else ""
    form = re.compile(rf"{re.escape(start)}([0-9a-f-]{{36}})/{re.escape(end)}")
    keys = [UUID(found[1]) for page in pages_under(user=user, start=start) if (found := form.fullmatch(page))]
    if not keys:
        return None
    used = set(Session.objects.filter(request_key__in=keys).values_list("request_key", flat=True))
    return next((key for key in keys if key not in used), None)
