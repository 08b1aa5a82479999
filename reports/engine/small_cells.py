"""Hiding small groups: no number about fewer persons than the minimum, not even by subtraction.

What is counted comes as parts, each with the persons behind it. `protected_parts` hides within one table,
`protected_tables` in several tables that share a total and some cells, `guarded_parts` and `guarded_tables` in a report
over several measures, so that it gives away nothing that the report of one measure hides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

#: A provider may raise the minimum, but never below this.
LOWEST_MINIMUM = 3
#: Somebody whom the bookings do not name; counts as one person, so that the number is hidden.
NOBODY_KNOWN = frozenset({-1})
#: Up to so many columns every sum of some of them is checked against the tables of single measures.
MANY_BLOCKS = 6


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


#: The table of one measure: its parts, and what its own report shows of them.
Own = tuple[Sequence[Part], Group]
#: The table that the report over some of the measures shows: their places in the sequence of `Own`, and the table.
Bundle = tuple[frozenset[int], Group]


def guarded_parts(
    title: str,
    parts: Sequence[Part],
    own: Sequence[Own],
    *,
    minimum: int,
    hides_total: bool = False,
    bundles: Sequence[Bundle] = (),
) -> Group:
    """Return a table over several measures that gives away nothing which the tables of the measures (`own`) hide.

    `bundles` are the tables of reports over some of these measures (a lot within what a funding body pays for).
    """
    forced: set[str] = set()
    while True:
        group = protected_parts(title, parts, minimum=minimum, forced=forced, hides_total=hides_total)
        leak = _any_leak(group, own, minimum, bundles)
        if leak is None:
            return group
        key = None if leak.is_total else _smallest(group, parts, leak.columns)
        if key is None and hides_total:
            key = _smallest(group, parts, leak.columns)
        if key is None:
            hides_total = True
        else:
            forced.add(key)


def guarded_tables(
    tables: Mapping[str, Sequence[Part]],
    own: Sequence[Mapping[str, Own]],
    *,
    minimum: int,
    linked: Collection[str],
    hides_total: bool = False,
    bundles: Mapping[str, Sequence[Bundle]] | None = None,
) -> dict[str, Group]:
    """Return tables with one total, as `protected_tables` and `guarded_parts` together; `bundles` by table."""
    forced: set[str] = set()
    while True:
        groups = protected_tables(tables, minimum=minimum, linked=linked, forced=forced, hides_total=hides_total)
        more: set[str] = set()
        for name, group in groups.items():
            shown = [tables_of[name] for tables_of in own]
            leak = _any_leak(group, shown, minimum, (bundles or {}).get(name, ()))
            key = _smallest(group, tables[name], leak.columns) if leak else None
            more |= {key} if key else set()
        if not more:
            return groups
        forced |= more


def together(tables: Iterable[Sequence[Part]]) -> list[Part]:
    """Return the tables of several measures as one: values added up, the persons of both."""
    found: dict[str, Part] = {}
    for part in (part for parts in tables for part in parts):
        seen = found.get(part.key, Part(part.key, part.label, 0, frozenset()))
        found[part.key] = Part(part.key, part.label, seen.value + part.value, seen.persons | part.persons)
    return list(found.values())


@dataclass(frozen=True)
class _Leak:
    """Columns whose sum leaves, after subtracting the known sums of other measures, too few persons."""

    columns: frozenset[str]
    is_total: bool


def _any_leak(group: Group, own: Sequence[Own], minimum: int, bundles: Sequence[Bundle]) -> _Leak | None:
    return (
        _leak(group, own, minimum) or _leak(group, own, minimum, bundles) or _leak_inside(group, own, minimum, bundles)
    )


def _leak(group: Group, own: Sequence[Own], minimum: int, bundles: Sequence[Bundle] = ()) -> _Leak | None:
    """Return the first sum of shown numbers from which the tables of the measures leave a small group, if any.

    Whoever knows the sum of a bundle subtracts all its measures at once; what the bundle's own table hides of them is
    protected there.
    """
    for columns in _sums(group):
        known = {place for places, shown in bundles if _is_known(shown, columns) for place in places}
        left = [
            parts for place, (parts, shown) in enumerate(own) if place not in known and not _is_known(shown, columns)
        ]
        if _gives_away(left, columns, minimum):
            return _Leak(columns, columns == _everything(group))
    return None


def _leak_inside(group: Group, own: Sequence[Own], minimum: int, bundles: Sequence[Bundle]) -> _Leak | None:
    """Return the first sum that leaves a small group once a bundle's own table is laid beside it, if any.

    Where the measures outside the bundle are known, a sum of the whole is one of the bundle too. Its own table may tell
    other columns, and both together a sum that leaves a single measure.
    """
    for places, shown in bundles:
        inside = [one for place, one in enumerate(own) if place in places]
        outside = [table for place, (_, table) in enumerate(own) if place not in places]
        for columns in _sums(group, few=True):
            if not all(_is_known(table, columns) for table in outside):
                continue
            for others in _sums(shown, few=True):
                if columns & others:
                    continue
                both = columns | others
                left = [parts for parts, table in inside if not _is_known(table, both)]
                if _gives_away(left, both, minimum):
                    return _Leak(columns, columns == _everything(group))
    return None


def _gives_away(tables: Iterable[Sequence[Part]], columns: Collection[str], minimum: int) -> bool:
    """Return whether the sum over these columns is about too few persons, or about those of one measure."""
    filled = [one for parts in tables if (one := _together(part for part in parts if part.key in columns))]
    return bool(filled) and (len(filled) < 2 or is_small(frozenset().union(*filled), minimum=minimum))


def _everything(group: Group) -> frozenset[str]:
    return frozenset(cell.key for cell in group.cells)


def _sums(group: Group, *, few: bool = False) -> Iterable[frozenset[str]]:
    """Yield the columns whose sum a table tells: every choice of its numbers; of many (`few`: no pairs) not all."""
    blocks = [frozenset({cell.key}) for cell in group.cells if cell.value is not None]
    if group.total is not None and group.hidden:
        blocks.append(group.hidden)
    some = (1, len(blocks)) if few else (1, 2, len(blocks))
    for size in range(1, len(blocks) + 1) if len(blocks) <= MANY_BLOCKS else some:
        yield from (frozenset().union(*chosen) for chosen in combinations(blocks, size))


def _is_known(shown: Group, columns: frozenset[str]) -> bool:
    """Return whether a measure's own table tells the sum over these columns."""
    hidden = shown.hidden
    return not hidden & columns or (shown.total is not None and hidden <= columns)


def _smallest(group: Group, parts: Sequence[Part], columns: Collection[str]) -> str | None:
    """Return the visible cell with the fewest persons, of these columns if there is one; None if none is visible."""
    visible = [
        (part.key not in columns, len(part.persons), part.key)
        for part in parts
        if part.persons and part.key not in group.hidden
    ]
    return min(visible)[2] if visible else None
