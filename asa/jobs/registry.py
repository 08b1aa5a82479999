"""Which function does which kind of job, and which planners look for work that the calendar makes due."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asa.jobs.running import Run

Handler = Callable[["Run"], None]
Planner = Callable[[], None]

HANDLERS: dict[str, Handler] = {}
PLANNERS: list[Planner] = []


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of `kind`. It does its work and then stores it in `run.finish()`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def plans(planner: Planner) -> Planner:
    """Register a function that every sweep calls; it orders due jobs with a period key, so that each exists once."""
    PLANNERS.append(planner)
    return planner
