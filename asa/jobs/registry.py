"""Which function does which kind of job, and which planners look for work that the calendar makes due."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asa.jobs.running import Run

Handler = Callable[["Run"], None]
Planner = Callable[[], None]
ParkingNotice = Callable[[int, str], None]

HANDLERS: dict[str, Handler] = {}
PARKING_NOTICES: dict[str, ParkingNotice] = {}
PLANNERS: list[Planner] = []


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of `kind`. It does its work and then stores it in `run.finish()`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def when_parked(kind: str) -> Callable[[ParkingNotice], ParkingNotice]:
    """Register a function (subject id, German reason) that shows on the subject that its job was given up."""

    def register(notice: ParkingNotice) -> ParkingNotice:
        PARKING_NOTICES[kind] = notice
        return notice

    return register


def plans(planner: Planner) -> Planner:
    """Register a function that every sweep calls; it orders due jobs with a period key, so that each exists once."""
    PLANNERS.append(planner)
    return planner
