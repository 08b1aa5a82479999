"""One request key, one result: what happens when a key comes again for something else (`security.md`, nothing lost).

A second post of the same form gets the first result. A key that was used for another person's entry or another case
is not the same post: the typed text comes back with a new key, and nothing was saved.
"""

from collections.abc import Callable
from uuid import uuid4

from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asa.accounts.enums import LogKind
from asa.accounts.models import LogEntry, User

FIELD = "request_key"

#: Fields that every form of a page carries for the frame (`asa.accounts.templatetags.page_fields`).
FRAME_FIELDS = frozenset(
    {"csrfmiddlewaretoken", "page_of", "carried_input", "shown_again", "draft_key", "draft_version"}
)

#: Fields of a post that do not belong to what was typed.
NOT_TYPED = FRAME_FIELDS | {FIELD}


class KeyReused(Exception):
    """The request key was used before, but not for this entry."""


def is_key_reuse(error: BaseException) -> bool:
    """Return whether `error` says that a request key was used before (ours, or the database's unique rule)."""
    if isinstance(error, KeyReused):
        return True
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    return isinstance(error, IntegrityError) and FIELD in name


def is_by(row: models.Model, user: User | None) -> bool:
    """Return whether `user` wrote `row` at any time, by the log of changes."""
    entries = LogEntry.objects.filter(kind=LogKind.CHANGE, object_type=row._meta.label_lower, object_id=row.pk)
    return entries.filter(actor=user.pk if user else None).exists()


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Give back what was typed with a new key; nothing is saved until the button is pressed."""
    typed = [(name, value) for name in request.POST if name not in NOT_TYPED for value in request.POST.getlist(name)]
    context = {"typed": typed, "request_key": uuid4(), "has_files": bool(request.FILES)}
    return render(request, "accounts/key_reused.html", context, status=409)


class RequestKeyMiddleware:
    """Answer a request key that was used for something else with a page instead of an error 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _ask_again(request) if request.method == "POST" and is_key_reuse(exception) else None
