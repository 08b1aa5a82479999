"""Orders a report from the shell."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Model

from asa.accounts import wall
from asa.accounts.models import FundingBody, Provider
from asa.jobs import running
from asa.jobs.models import Job
from cases.people.models import Lot, Measure
from cases.people.models.measures import canonical_measure_number
from reports.engine.models import Report, ReportState
from reports.engine.registry import report_types
from reports.engine.services import request_report


class Command(BaseCommand):
    help = "Bestellt einen Bericht; mit --wait wird er gleich erstellt und der Pfad der PDF-Datei ausgegeben."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--type", choices=list(report_types()), default="quarter")
        subjects = parser.add_mutually_exclusive_group(required=True)
        subjects.add_argument("--measure", help="Maßnahmenummer in jeder Schreibweise")
        subjects.add_argument("--lot", help="Name des Loses")
        subjects.add_argument("--funding-body", help="Name des Kostenträgers")
        subjects.add_argument("--provider", help="Name des Trägers")
        parser.add_argument("--period", required=True, help="zum Beispiel 2026-Q3")
        parser.add_argument("--reason", default="", help="Grund, wenn eine neue Version nötig ist")
        parser.add_argument("--wait", action="store_true", help="warten, bis das PDF fertig ist")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Order, and with --wait do the job here; raises CommandError with a German reason."""
        try:
            provider, report = self._order(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Bericht bestellt: {report}")
        if options["wait"]:
            self._finish(provider, report)

    def _order(self, options: dict[str, Any]) -> tuple[Provider, Report]:
        for provider in Provider.objects.order_by("pk"):
            with transaction.atomic(), wall.within(provider.pk):
                is_here, subject = self._subject(provider, options)
                if is_here:
                    return provider, request_report(
                        type=options["type"],
                        subject=subject,
                        provider_id=provider.pk,
                        period=options["period"],
                        by=None,
                        reason=options["reason"],
                    )
        raise ValidationError("Den genannten Gegenstand gibt es bei keinem Träger.")

    @staticmethod
    def _subject(provider: Provider, options: dict[str, Any]) -> tuple[bool, Model | None]:
        """Return whether the provider has what was named, and what it is; a provider's own report has no subject."""
        if options["provider"]:
            return provider.name == options["provider"], None
        found: Model | None
        if options["measure"]:
            found = Measure.objects.filter(number=canonical_measure_number(options["measure"])).first()
        elif options["lot"]:
            found = Lot.objects.filter(name=options["lot"]).first()
        else:
            found = FundingBody.objects.filter(name=options["funding_body"]).first()
        return found is not None, found

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
