"""The scheduler: every ten seconds the planners look at the calendar, and whatever is due is rung.

A process of its own, beside the workers: a sweep must not wait behind long reports. It counts its pauses by the
monotonic clock, which nobody sets back, and any number of schedulers may run (`security.md` rule 31).
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connections

from asa.jobs.registry import PLANNERS
from asa.jobs.services import park_lost_jobs, ring_due_jobs

logger = logging.getLogger(__name__)

PAUSE = 10.0  # seconds from one sweep's beginning to the next


def sweep() -> list[str]:
    """Let the planners order what the calendar made due, then ring for everything that waits.

    Each step stands alone: one that raises is logged and stops no other. Returns the names of those that raised.
    """
    steps: list[Callable[[], object]] = [*PLANNERS, park_lost_jobs, ring_due_jobs]
    return [_name(step) for step in steps if not _succeeds(step)]


def run(stop: threading.Event, pause: float = PAUSE) -> None:
    """Sweep until `stop` is set, beginning at once; a sweep longer than `pause` seconds is followed by the next."""
    while not stop.is_set():
        began = time.monotonic()
        sweep()
        stop.wait(max(0.0, pause - (time.monotonic() - began)))


def _succeeds(step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception as error:  # whatever a planner raises: the others and their people must not suffer for it
        logger.exception("%s failed: %s", _name(step), type(error).__name__)
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        return False
    return True


def _name(step: Callable[[], object]) -> str:
    return f"{step.__module__}.{getattr(step, '__name__', '?')}"
