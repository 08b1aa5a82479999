"""Orders a report from the shell."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs import running
from asa.jobs.models import Job
from cases.people.models import Measure
from cases.people.models.measures import canonical_measure_number
from reports.engine.models import Report, ReportState
from reports.engine.registry import report_types
from reports.engine.services import request_report


class Command(BaseCommand):
    help = "Bestellt einen Bericht; mit --wait wird er gleich erstellt und der Pfad der PDF-Datei ausgegeben."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--type", choices=list(report_types()), default="quarter")
        parser.add_argument("--measure", required=True, help="Maßnahmenummer in jeder Schreibweise")
        parser.add_argument("--period", required=True, help="zum Beispiel 2026-Q3")
        parser.add_argument("--reason", default="", help="Grund, wenn eine neue Version nötig ist")
        parser.add_argument("--wait", action="store_true", help="warten, bis das PDF fertig ist")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Order, and with --wait do the job here; raises CommandError with a German reason."""
        try:
            number = canonical_measure_number(options["measure"])
            provider, report = self._order(number, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Bericht bestellt: {report}")
        if options["wait"]:
            self._finish(provider, report)

    def _order(self, number: str, options: dict[str, Any]) -> tuple[Provider, Report]:
        for provider in Provider.objects.order_by("pk"):
            with transaction.atomic(), wall.within(provider.pk):
                measure = Measure.objects.filter(number=number).first()
                if measure is not None:
                    period, reason = options["period"], options["reason"]
                    return provider, request_report(
                        type=options["type"], subject=measure, period=period, by=None, reason=reason
                    )
        raise ValidationError(f"Eine Maßnahme mit der Nummer {number} gibt es nicht.")

    def _finish(self, provider: Provider, report: Report) -> None:
        """Do the report's job here if no worker has taken it, and print the path as the last line."""
        if report.state == ReportState.ORDERED and report.job_id and not running.run(report.job_id):
            self._wait_for_worker(report.job_id)
        with transaction.atomic(), wall.within(provider.pk):
            report.refresh_from_db()
            paths = [file.pdf.path for file in report.files.all()]
        if not paths:
            raise CommandError(f"Das PDF konnte nicht erstellt werden. {report.failure}".strip())
        for path in paths:
            self.stdout.write(path)

    def _wait_for_worker(self, job_id: int) -> None:
        import time

        for _ in range(120):
            state, failure = Job.objects.values_list("state", "failure").get(pk=job_id)
            if state == "done":
                return
            if state in ("parked", "due"):
                raise CommandError(f"Das PDF konnte nicht erstellt werden. {failure}".strip())
            time.sleep(0.5)
        raise CommandError("Das PDF ist nach einer Minute nicht fertig. Der Auftrag läuft weiter.")
