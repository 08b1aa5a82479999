"""Which function does which kind of job, and which planners look for work that the calendar makes due."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asa.jobs.running import Run

Handler = Callable[["Run"], None]
Planner = Callable[[], None]
ParkingNotice = Callable[[int, str], None]

#: Pauses between the tries of a job; after one try more than these a person must help.
USUAL_PAUSES = (timedelta(seconds=10), timedelta(seconds=20))

HANDLERS: dict[str, Handler] = {}
#: Kinds with pauses of their own.
OWN_PAUSES: dict[str, tuple[timedelta, ...]] = {}
PARKING_NOTICES: dict[str, ParkingNotice] = {}
PLANNERS: list[Planner] = []


def pauses_of(kind: str) -> tuple[timedelta, ...]:
    """Return the pauses between the tries of jobs of `kind`."""
    return OWN_PAUSES.get(kind, USUAL_PAUSES)


def handles(kind: str, *, pauses: tuple[timedelta, ...] = ()) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of `kind`. It does its work and then stores it in `run.finish()`.

    `pauses` are those between its tries, where the usual ones do not suit.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        if pauses:
            OWN_PAUSES[kind] = pauses
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
