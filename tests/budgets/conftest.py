"""Every test of budgets happens on 15 October 2026, when nothing else is said."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-10-15 10:00:00+02:00", tick=True):
        yield


@pytest.fixture
def case(behind: Any) -> Any:
    """A case in a measure of 2024; the rest of the test stands behind its provider's wall."""
    # Imported here: this file is read before Django is set up.
    from tests.budgets.situations import case_in

    one = case_in()
    behind(one.provider)
    return one
