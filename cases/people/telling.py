"""Tells whoever wants to know, in the same transaction, that the facts about a case or a month have changed.

The lower topics call `tell_change` and know nobody above them; `CasesConfig.ready` adds the listeners.
"""

from typing import TYPE_CHECKING, Protocol

from asa.accounts.models import User

if TYPE_CHECKING:
    from cases.people.models import Case


class Listener(Protocol):
    """Takes the provider, the case (None: a whole measure) and who changed it; must bear being repeated."""

    def __call__(self, *, provider_id: int, case: "Case | None" = None, by: User | None = None) -> object: ...


LISTENERS: list[Listener] = []


def tell_change(*, provider_id: int, case: "Case | None" = None, by: User | None = None) -> None:
    """Call every listener; what one raises undoes the change as well."""
    for listener in LISTENERS:
        listener(provider_id=provider_id, case=case, by=by)
