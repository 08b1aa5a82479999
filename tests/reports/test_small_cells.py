"""Small groups are hidden, and cannot be computed from what is shown."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.engine.small_cells import (
    Part,
    guarded_parts,
    is_small,
    protected,
    protected_group,
    protected_parts,
    protected_tables,
    together,
)

MINIMA = st.integers(3, 6)


def _values(counts, minimum=5):
    group = protected_group("Phase", [(str(i), n, n) for i, n in enumerate(counts)], minimum=minimum)
    return group.total, [cell.value for cell in group.cells]


def _parts(counts, first=0):
    made = []
    for index, count in enumerate(counts):
        made.append(Part(str(index), str(index), count, frozenset(range(first, first + count))))
        first += count
    return made


def is_derivable(wanted, shown):
    """Return whether the vector is a sum of multiples of the shown vectors: then a reader can compute its number."""
    rows = [[Fraction(value) for value in row] for row in shown]
    target = [Fraction(value) for value in wanted]
    for column in range(len(target)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, target]:
            factor = row[column] / pivot[column]
            for index, value in enumerate(pivot):
                row[index] -= factor * value
    return not any(target)


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_one_number_of_persons(value, shown):
    assert protected(value, minimum=5) == shown


def test_the_minimum_is_never_below_three():
    assert protected(2, minimum=1) is None


def test_a_single_hidden_cell_takes_the_next_smallest_with_it():
    assert _values([20, 3, 7]) == (30, [20, None, None])


def test_hidden_cells_together_stand_for_enough_people():
    assert _values([20, 1, 2, 6]) == (29, [20, None, None, None])


def test_a_small_total_hides_everything():
    assert _values([2, 1]) == (None, [None, None])


def test_the_same_people_in_two_cells_count_once():
    few = frozenset({1, 2, 3})
    parts = [
        Part("a", "", 60, few),
        Part("b", "", 90, few),
        Part("c", "", 500, frozenset(range(9))),
        Part("d", "", 700, frozenset(range(12))),
    ]
    group = protected_parts("Stunden", parts, minimum=5)
    assert [cell.value for cell in group.cells] == [None, None, None, 700]


def test_a_total_that_must_not_be_told_takes_a_cell_with_it():
    group = protected_parts("Austritte", _parts([8, 6]), minimum=5, hides_total=True)
    assert (group.total, [cell.value for cell in group.cells]) == (None, [8, None])


def _own(parts, minimum=5):
    return parts, protected_parts("", parts, minimum=minimum)


def test_the_whole_hides_what_a_single_measure_hides():
    whole, one, other = _parts([9]), _parts([7]), _parts([2], first=50)
    assert guarded_parts("", whole, [_own(one), _own(other)], minimum=5).total is None
    third = _parts([4], first=70)
    assert guarded_parts("", whole, [_own(one), _own(other), _own(third)], minimum=5).total == 9


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7), MINIMA)
@settings(deadline=None)
def test_nothing_small_can_be_computed_from_the_total(counts, minimum):
    total, cells = _values(counts, minimum)
    hidden = [n for n, cell in zip(counts, cells, strict=True) if cell is None and n]
    assert all(cell is None or cell == 0 or cell >= minimum for cell in cells)
    if hidden and total is not None:
        rest = total - sum(cell for cell in cells if cell is not None)
        assert len(hidden) > 1
        assert rest >= minimum


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()),
        min_size=0,
        max_size=25,
    ),
    MINIMA,
)
@settings(deadline=None, max_examples=200)
def test_no_small_group_can_be_computed_from_tables_with_a_common_cell(people, minimum):
    """Two tables over the same people, who have a row in each, or stand in both under "without"."""
    tables = {}
    for name, index in (("a", 0), ("b", 1)):
        found = {}
        for person, values in enumerate(people):
            key = f"{name}{values[index]}" if values[2] else "without"
            found.setdefault(key, set()).add(person)
        tables[name] = [Part(key, key, len(found[key]), frozenset(found[key])) for key in sorted(found)]
    groups = protected_tables(tables, minimum=minimum, linked=["without"])
    keys = sorted({part.key for parts in tables.values() for part in parts})
    known = [
        [key == cell.key for key in keys] for group in groups.values() for cell in group.cells if cell.value is not None
    ]
    columns = {name: [key in {part.key for part in parts} for key in keys] for name, parts in tables.items()}
    known += [columns[name] for name, group in groups.items() if group.total is not None]
    known.append([int(a) - int(b) for a, b in zip(columns["a"], columns["b"], strict=True)])  # the same people
    for parts in tables.values():
        for size in (1, 2):
            for some in combinations(parts, size):
                if is_small(frozenset().union(*(part.persons for part in some)), minimum=minimum):
                    assert not is_derivable([key in {part.key for part in some} for key in keys], known)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4), MINIMA)
@settings(deadline=None, max_examples=200)
def test_no_small_group_can_be_computed_from_the_reports_of_all_measures(counts, minimum):
    """Each measure shows its own protected table, the lot the sum of all: no hidden cell of a measure comes out."""
    measures = [_parts(row, first=100 * number) for number, row in enumerate(counts)]
    whole = [
        Part(
            str(i), "", sum(row[i].value for row in measures), frozenset().union(*(row[i].persons for row in measures))
        )
        for i in range(3)
    ]
    own = [protected_parts("", parts, minimum=minimum) for parts in measures]
    group = guarded_parts("", whole, list(zip(measures, own, strict=True)), minimum=minimum)
    shown = []
    for number, one in enumerate(own):
        shown += [_vector(counts, {(number, int(cell.key))}) for cell in one.cells if cell.value is not None]
        if one.total is not None:
            shown.append(_vector(counts, {(number, i) for i in range(3)}))
    for cell in group.cells:
        if cell.value is not None:
            shown.append(_vector(counts, {(n, int(cell.key)) for n in range(len(counts))}))
    if group.total is not None:
        shown.append(_vector(counts, {(number, i) for number in range(len(counts)) for i in range(3)}))
    for number, row in enumerate(counts):
        for some in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2)):
            if 0 < sum(row[i] for i in some) < minimum and any(own[number].cells[i].value is None for i in some):
                assert not is_derivable(_vector(counts, {(number, i) for i in some}), shown)


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=3, max_size=5), st.integers(2, 3), MINIMA)
@example(counts=[[1, 1], [3, 3], [4, 0]], split=2, minimum=4)
@settings(deadline=None, max_examples=300)
def test_no_small_group_can_be_computed_from_the_reports_of_measures_lot_and_funding_body(counts, split, minimum):
    """The funding body's report, that of a lot within it, and those of all measures, laid beside each other."""
    columns = range(2)
    measures = [_parts(row, first=100 * number) for number, row in enumerate(counts)]
    own = [(parts, protected_parts("", parts, minimum=minimum)) for parts in measures]
    inner = frozenset(range(min(split, len(counts) - 1)))
    lot = guarded_parts("", together(measures[n] for n in inner), [own[n] for n in sorted(inner)], minimum=minimum)
    whole = guarded_parts("", together(measures), own, minimum=minimum, bundles=[(inner, lot)])
    shown = []
    for places, group in [*(({n}, one) for n, (_, one) in enumerate(own)), (inner, lot), (range(len(counts)), whole)]:
        wanted = [{int(cell.key)} for cell in group.cells if cell.value is not None]
        wanted += [set(columns)] if group.total is not None else []
        shown += [[n in places and i in some for n in range(len(counts)) for i in columns] for some in wanted]
    for number, row in enumerate(counts):
        for some in ((0,), (1,), (0, 1)):
            if 0 < sum(row[i] for i in some) < minimum:
                target = [n == number and i in some for n in range(len(counts)) for i in columns]
                assert not is_derivable(target, shown)


def _vector(counts, wanted):
    return [(number, i) in wanted for number in range(len(counts)) for i in range(3)]
