"""The demonstration, simulated once for all tests of a module.

The imports stand inside: pytest reads this file before Django is set up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

SUNDAY = date(2026, 11, 22)


@contextmanager
def simulated(*left_out: str, until: date) -> Iterator[Any]:
    """Simulate sixty trainees in a transaction that is rolled back in the end; each test stands on a savepoint in it.

    The reports carry the real time and are always left out, with whatever else of the simulation is named.
    """
    from django.db import transaction

    from asa.accounts import wall
    from asa.demo import simulation
    from tests.conftest import have_catalogue

    have_catalogue()
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        for step in ("order_reports", *left_out):
            patched.setattr(simulation, step, lambda *_arguments: None)
        provider = simulation.simulate(seed=1, trainees=60, until=until)
        wall.enter(provider.pk)
        yield provider
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lives(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The people and their sessions without the hours, which come last and have their own module."""
    with django_db_blocker.unblock(), simulated("keep_hours", until=SUNDAY) as provider:
        yield provider


@pytest.fixture(scope="module")
def hours(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The whole demonstration with its hours, on a Monday."""
    with django_db_blocker.unblock(), simulated(until=date(2026, 11, 23)) as provider:
        yield provider
