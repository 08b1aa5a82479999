"""Runs the scheduler, for installations that start their processes themselves."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Startet den Zeitgeber, der fällige Aufträge anstößt."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Run until SIGTERM."""
        from asa.celery import app
        from asa.checks import refuse_unsafe_production

        refuse_unsafe_production()
        app.start(["beat", "--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING", "--pidfile="])
