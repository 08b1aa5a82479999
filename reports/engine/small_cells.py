"""Hiding small groups: no number about fewer persons than the minimum, not even by subtraction.

What is counted comes as parts, each with the persons behind it. `protected_parts` hides within one table,
`protected_tables` in several tables that share a total and some cells, `given_away` says which cells of a report over
several measures would give away what the report of one measure hides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A provider may raise the minimum, but never below this.
LOWEST_MINIMUM = 3
#: Somebody whom the bookings do not name; counts as one person, so that the number is hidden.
NOBODY_KNOWN = frozenset({-1})


@dataclass(frozen=True)
class Part:
    """One number before it is protected: `persons` are the cases it is about and never leave the server."""

    key: str
    label: str
    value: int
    persons: frozenset[int]


@dataclass(frozen=True)
class Cell:
    """One number of a table; `value` is None where it is hidden. `key` leads to the entries behind it."""

    label: str
    value: int | None
    key: str = ""


@dataclass(frozen=True)
class Group:
    """A total and its parts. A hidden total of few persons hides every part."""

    title: str
    total: int | None
    cells: tuple[Cell, ...]

    def value(self, key: str) -> int | None:
        """Return the number of a cell; 0 where there is no such cell, None where it is hidden."""
        return next((cell.value for cell in self.cells if cell.key == key), 0)

    @property
    def hidden(self) -> frozenset[str]:
        """Return the keys of the hidden cells."""
        return frozenset(cell.key for cell in self.cells if cell.value is None)


def smallest(minimum: int) -> int:
    """Return the smallest group that may be shown: the provider's setting, never below three."""
    return max(minimum, LOWEST_MINIMUM)


def protected(value: int, *, minimum: int) -> int | None:
    """Return the number of persons, or None for 1 to minimum-1."""
    return None if 0 < value < smallest(minimum) else value


def is_small(persons: Collection[int], *, minimum: int) -> bool:
    """Return whether there are persons, but fewer than the minimum."""
    return 0 < len(persons) < smallest(minimum)


def protected_group(title: str, parts: Sequence[tuple[str, int, int]], *, minimum: int) -> Group:
    """Return the group of (label, value, persons behind it) with small cells hidden; nobody stands in two parts."""
    first = 0
    made = []
    for label, value, persons in parts:
        made.append(Part(label, label, value, frozenset(range(first, first + persons))))
        first += persons
    return protected_parts(title, made, minimum=minimum)


def protected_parts(
    title: str,
    parts: Sequence[Part],
    *,
    minimum: int,
    forced: Collection[str] = (),
    hides_total: bool = False,
) -> Group:
    """Return the group with small cells hidden, and those whose keys are `forced`.

    A cell of 1 to minimum-1 persons is hidden. So that it cannot be computed from the total, the smallest visible cells
    are hidden too until the hidden ones are at least two and stand for at least `minimum` persons. A total of fewer
    persons, or one that must not be told (`hides_total`), is hidden; in the second case at least one cell with it.
    """
    everyone = _together(parts)
    if is_small(everyone, minimum=minimum):
        return Group(title, None, tuple(Cell(part.label, None, part.key) for part in parts))
    hidden = {i for i, part in enumerate(parts) if is_small(part.persons, minimum=minimum) or part.key in forced}
    others = sorted((i for i, p in enumerate(parts) if i not in hidden and p.persons), key=lambda i: _size(parts, i))
    needed = bool(hidden) or hides_total
    while needed and others and not _is_enough([parts[i] for i in hidden], minimum, hides_total):
        hidden.add(others.pop(0))
    exposed = bool(hidden) and not _is_enough([parts[i] for i in hidden], minimum, hides_total)
    total = None if hides_total or exposed else sum(part.value for part in parts)
    cells = tuple(Cell(p.label, None if i in hidden else p.value, p.key) for i, p in enumerate(parts))
    return Group(title, total, cells)


def _size(parts: Sequence[Part], index: int) -> tuple[int, int]:
    return len(parts[index].persons), index


def _together(parts: Iterable[Part]) -> frozenset[int]:
    return frozenset().union(*(part.persons for part in parts))


def _is_enough(hidden: Sequence[Part], minimum: int, hides_total: bool) -> bool:
    """Return whether the hidden parts protect each other: two with somebody in them, together no small group."""
    filled = [part for part in hidden if part.persons]
    if hides_total:
        return bool(filled)
    return not filled or (len(filled) > 1 and len(_together(filled)) >= smallest(minimum))


def protected_tables(
    tables: Mapping[str, Sequence[Part]],
    *,
    minimum: int,
    linked: Collection[str],
    forced: Collection[str] = (),
    hides_total: bool = False,
) -> dict[str, Group]:
    """Return tables with the same total, protected so that none gives away what another hides.

    Cells whose keys are `linked` mean the same number in every table: hidden in one, hidden in all.
    """
    kept = set(forced)
    while True:
        groups = {
            title: protected_parts(title, parts, minimum=minimum, forced=kept, hides_total=hides_total)
            for title, parts in tables.items()
        }
        found = {key for group in groups.values() for key in group.hidden if key in linked}
        if found <= kept:
            return groups
        kept |= found


def protected_ratio(part: Part, rest: Part, *, minimum: int) -> tuple[int, int] | None:
    """Return (numerator, denominator), or None where the numerator or what it lacks is about too few persons."""
    if any(is_small(one.persons, minimum=minimum) for one in (part, rest)):
        return None
    if is_small(part.persons | rest.persons, minimum=minimum):
        return None
    return part.value, part.value + rest.value


def given_away(
    wholes: Sequence[Part],
    by_measure: Sequence[tuple[Sequence[Part], Collection[str]]],
    *,
    minimum: int,
) -> set[str]:
    """Return the keys that the whole must hide because all but one measure show their part of it.

    `by_measure` are the parts of each measure and the keys that its own report hides. Whoever holds the reports of all
    measures and this one could subtract: what is left must be about several measures and at least `minimum` persons.
    """
    lost = set()
    for whole in wholes:
        hiding = [part for parts, hidden in by_measure for part in parts if part.key == whole.key in hidden]
        filled = [part for part in hiding if part.persons]
        if filled and (len(filled) < 2 or is_small(_together(filled), minimum=minimum)):
            lost.add(whole.key)
    return lost
