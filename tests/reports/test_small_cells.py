"""Small groups are hidden, and cannot be computed from what is shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.engine.small_cells import protected, protected_group


def _values(counts, minimum=5):
    group = protected_group("Phase", [(str(i), n, n) for i, n in enumerate(counts)], minimum=minimum)
    return group.total, [cell.value for cell in group.cells]


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


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7), st.integers(3, 6))
def test_nothing_small_can_be_computed_from_the_total(counts, minimum):
    total, cells = _values(counts, minimum)
    hidden = [n for n, cell in zip(counts, cells, strict=True) if cell is None]
    assert all(cell is None or cell == 0 or cell >= minimum for cell in cells)
    if hidden and total is not None:
        rest = total - sum(cell for cell in cells if cell is not None)
        assert rest >= minimum
        possible = {p for p in product(range(rest + 1), repeat=len(hidden)) if sum(p) == rest}
        assert len(possible) > 1
