"""Runs the scheduler; `make up` and the containers start it as a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Startet den Zeitgeber, der fällige Aufträge anstößt."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Run until SIGTERM or Ctrl-C; a sweep that has begun is finished."""
        from asa.checks import end_if_unsafe
        from asa.database import patience
        from asa.jobs.scheduler import run
        from asa.logs import use_for_process

        use_for_process()
        end_if_unsafe()
        patience.use(patience.WORKER)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run(stop)
