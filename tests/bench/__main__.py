"""`python -m tests.bench`: one line per entry with name, ours, floor and ratio (milliseconds of processor time).

Each entry is measured against its floor in the same process and the same run, so that a slow machine changes both.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.services import TestServices

ROUNDS = 9
CORES = 2


def cpu_milliseconds(work: Callable[[], object]) -> float:
    """Return the median processor time of one call, children included; the first call only warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        before = _processor_seconds()
        work()
        taken.append(_processor_seconds() - before)
    return statistics.median(taken) * 1000


def _processor_seconds() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def show(name: str, ours: float, floor: float) -> None:
    """Print one entry."""
    print(f"{name}\t{ours:.1f} ms\t{floor:.1f} ms\t{ours / floor:.2f}")


def show_run(name: str, ours: Any, naive: Any) -> None:
    """Print a run of reports on the clock; then the same in processor time, which other users of the machine spare."""
    show(name, ours.seconds * 1000, naive.seconds * 1000)
    used = ours.own + ours.rendering
    print(
        f"# {naive.seconds / ours.seconds:.2f} times as fast by the clock, "
        f"{CORES * naive.rendering / used:.2f} by processor time on {CORES} cores; "
        f"own work {ours.own / ours.rendering:.0%} of rendering"
    )


def main() -> None:
    """Start throw-away servers, measure, stop them."""
    services = TestServices.of_this_run()
    services.name_in_environment()
    os.environ["DJANGO_SETTINGS_MODULE"] = "asa.settings"
    services.start()
    try:
        import django

        django.setup()
        from tests.bench.entries import list_page, make_database
        from tests.bench.reports import report_pdfs, report_run

        started = time.monotonic()
        make_database(services)
        if "--large" in sys.argv:
            from tests.bench.large import log_a_session

            (ours, queries), (floor, floor_queries) = log_a_session(services)
            show("log_session_1m", ours, floor)
            print(f"# {queries} queries with a million sessions, {floor_queries} without")
            show_run("report_run_500", *report_run(500))
            from tests.bench.funder import funder_quarter

            number = int(os.environ.get("BENCH_SESSIONS", "10000000"))
            (ours, queries), (floor, floor_queries) = funder_quarter(services, number)
            show(f"funder_quarter_{number}", ours, floor)
            print(f"# {queries} queries over {number} sessions, {floor_queries} over a tenth")
            return
        show("case_list", *list_page(cpu_milliseconds))
        for name, (ours, naive) in report_pdfs().items():
            show(name, ours, naive)
        show_run("report_run_24", *report_run(24))
        print(f"# {time.monotonic() - started:.0f} s")
    finally:
        services.stop()


if __name__ == "__main__":
    main()
