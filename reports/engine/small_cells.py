"""Hiding small groups: no number about fewer persons than the minimum, not even by subtraction."""

from collections.abc import Sequence
from dataclasses import dataclass

#: A provider may raise the minimum, but never below this.
LOWEST_MINIMUM = 3


@dataclass(frozen=True)
class Cell:
    """One number of a table; `value` is None where it is hidden. `persons` never leaves the server."""

    label: str
    value: int | None


@dataclass(frozen=True)
class Group:
    """A total and its parts. A hidden total hides every part."""

    title: str
    total: int | None
    cells: tuple[Cell, ...]


def protected_group(title: str, parts: Sequence[tuple[str, int, int]], *, minimum: int) -> Group:
    """Return the group with small cells hidden.

    `parts` are (label, value, persons behind the value). A cell of 1 to minimum-1 persons is hidden. So that it cannot
    be reconstructed from the total, the smallest visible cells are hidden too until the hidden ones together stand
    for at least `minimum` persons and are at least two. Where that is not possible, the total is hidden as well.
    """
    minimum = max(minimum, LOWEST_MINIMUM)
    total, persons = sum(value for _, value, _ in parts), sum(count for *_, count in parts)
    if 0 < persons < minimum:
        return Group(title, None, tuple(Cell(label, None) for label, *_ in parts))
    hidden = {index for index, (*_, count) in enumerate(parts) if 0 < count < minimum}
    others = sorted((i for i, p in enumerate(parts) if i not in hidden and p[2]), key=lambda i: (parts[i][2], i))
    while hidden and others and (len(hidden) < 2 or sum(parts[i][2] for i in hidden) < minimum):
        hidden.add(others.pop(0))
    is_exposed = bool(hidden) and (len(hidden) < 2 or sum(parts[i][2] for i in hidden) < minimum)
    cells = tuple(Cell(label, None if i in hidden else value) for i, (label, value, _) in enumerate(parts))
    return Group(title, None if is_exposed else total, cells)


def protected(value: int, *, minimum: int) -> int | None:
    """Return the number of persons, or None for 1 to minimum-1."""
    return None if 0 < value < max(minimum, LOWEST_MINIMUM) else value
