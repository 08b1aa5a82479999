"""What apps above `cases` add to the desk, registered in their `ready()`: the desk knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from asa.accounts.models import User
from cases.desk.sight import Sight
from cases.people.models import Case


@dataclass(frozen=True)
class PersonSection:
    """A section of the page "Person": its template with values, and buttons (label, address) for the page's head."""

    template: str
    values: Mapping[str, Any]
    actions: tuple[tuple[str, str], ...] = field(default=())


#: (case, reader, what the reader may) → a section, or None where the reader sees nothing of it.
PERSON_SECTIONS: list[Callable[[Case, User, Sight], PersonSection | None]] = []
#: reader → lines for "Aufgaben" on "Heute" (`cases.desk.today.Row`).
TASK_SOURCES: list[Callable[[User], list[Any]]] = []


def person_sections(case: Case, user: User, sight: Sight) -> list[PersonSection]:
    """Return the added sections that this reader sees of the case."""
    return [section for source in PERSON_SECTIONS if (section := source(case, user, sight)) is not None]


def added_tasks(user: User) -> list[Any]:
    """Return the added lines of "Aufgaben"."""
    return [row for source in TASK_SOURCES for row in source(user)]
