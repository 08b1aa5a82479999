"""Runs one worker, for installations that start their processes themselves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Startet einen Worker für die Aufträge im Hintergrund."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="Zahl der Prozesse (Vorgabe: 2)")
        parser.add_argument("--queues", default="interactive,scheduled,mail", help="Warteschlangen, mit Komma")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Run until SIGTERM."""
        from asa.celery import app

        app.worker_main(
            [
                *("worker", "--concurrency", str(options["concurrency"]), "--queues", options["queues"]),
                *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
            ]
        )
