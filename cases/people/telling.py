"""Tells whoever wants to know, in the same transaction, that the facts about a case or a month have changed.

The lower topics call `tell_change` and know nobody above them; `CasesConfig.ready` adds the listeners.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from asgiref.local import Local
from django.db import transaction

from asa.accounts.models import User

if TYPE_CHECKING:
    from cases.people.models import Case


class Listener(Protocol):
    """Takes the provider, the case (None: a whole measure) and who changed it; must bear being repeated."""

    def __call__(self, *, provider_id: int, case: "Case | None" = None, by: User | None = None) -> object: ...


#: Those who look at the single change.
LISTENERS: list[Listener] = []
#: Those to whom only the outcome matters: of many changes at once they hear at the end.
OUTCOME_LISTENERS: list[Listener] = []

_held_back = Local()


def tell_change(*, provider_id: int, case: "Case | None" = None, by: User | None = None) -> None:
    """Call every listener; what one raises undoes the change as well."""
    waiting: set[int] | None = getattr(_held_back, "providers", None)
    if waiting is None:
        _tell(OUTCOME_LISTENERS, provider_id, case, by)
    else:
        waiting.add(provider_id)
    _tell(LISTENERS, provider_id, case, by)


@contextmanager
def many_changes() -> Iterator[None]:
    """Let services change much in one transaction: who wants the outcome is told once per provider, at the end."""
    waiting: set[int] = set()
    with transaction.atomic():
        _held_back.providers = waiting
        try:
            yield
        finally:
            del _held_back.providers
        for provider_id in sorted(waiting):
            _tell(OUTCOME_LISTENERS, provider_id, None, None)


def _tell(listeners: list[Listener], provider_id: int, case: "Case | None", by: User | None) -> None:
    for listener in listeners:
        listener(provider_id=provider_id, case=case, by=by)
