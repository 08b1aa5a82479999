"""Tells whether a file is a report as it was released."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.documents.rendering import RenderingError
from reports.engine.documents import report_pdf
from reports.engine.models import Report, ReportFile
from reports.engine.snapshots import checksum
from reports.engine.verifying import Verdict, read_in_parts, verdict_on

PART = 1 << 20


class Command(BaseCommand):
    help = "Prüft, ob eine Datei (PDF oder ZIP) genau ein hier erstellter Bericht ist. Antwort 0: ja, 1: nein."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument(
            "--render",
            action="store_true",
            help="die gespeicherten Zahlen noch einmal setzen und Byte für Byte vergleichen",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print which report it is; raises CommandError with a German reason if it is none, or was changed."""
        path = options["file"]
        try:
            with path.open("rb") as file:
                sha256, named = read_in_parts(iter(lambda: file.read(PART), b""))
        except OSError as error:
            raise CommandError(f"Die Datei {path} kann nicht gelesen werden: {error.strerror}.") from error
        for provider in Provider.objects.order_by("pk"):
            with transaction.atomic(), wall.within(provider.pk):
                verdict = verdict_on(sha256, Report.objects.all(), named)
                if verdict.file is not None:
                    self._tell(verdict, verdict.file, is_rendered=options["render"])
                    return
                if verdict.changed is not None:
                    raise CommandError(
                        f"Die Datei wurde verändert. Sie gibt sich als „{verdict.changed}“ aus, "
                        f"ihre Prüfsumme {sha256} gehört aber zu keiner Datei dieses Berichts."
                    )
        raise CommandError(f"Nicht bekannt: Zu der Prüfsumme {sha256} gibt es hier keinen Bericht.")

    def _tell(self, verdict: Verdict, file: ReportFile, *, is_rendered: bool) -> None:
        report = file.report
        self.stdout.write(f"Bericht: {report.kind.name}, {report.span.label}")
        if report.measure is not None:
            self.stdout.write(f"Maßnahme: {report.measure.name} ({report.measure.number})")
        self.stdout.write(f"Träger: {report.provider.name}")
        self.stdout.write(f"Für: {file.get_audience_display()}")
        self.stdout.write(f"Version: {report.number}")
        self.stdout.write(f"Zustand: {report.get_state_display()}")
        if report.released_at and report.released_by:
            at = timezone.localtime(report.released_at)
            self.stdout.write(f"Freigegeben: am {at:%d.%m.%Y um %H:%M} Uhr von {report.released_by.full_name}")
        if report.withdrawn_at:
            at = timezone.localtime(report.withdrawn_at)
            self.stdout.write(f"Zurückgezogen: am {at:%d.%m.%Y}, Grund: {report.withdrawal_reason}")
        self.stdout.write(f"SHA-256: {verdict.sha256}")
        if report.snapshot_sha256 != checksum(report.snapshot or {}):
            raise CommandError("Die gespeicherten Zahlen passen nicht mehr zu ihrer Prüfsumme.")
        if is_rendered:
            self._compare(report, file)

    def _compare(self, report: Report, file: ReportFile) -> None:
        try:
            again = report_pdf(report, file.audience)
        except RenderingError as error:
            raise CommandError(str(error)) from error
        with file.pdf.open() as stored:
            is_same = stored.read() == again
        if not is_same:
            raise CommandError(
                "Noch einmal gesetzt ergibt der Bericht andere Bytes. Die Zahlen stimmen; die Vorlage oder das "
                "Satzprogramm hat sich seit der Erstellung geändert."
            )
        self.stdout.write("Noch einmal gesetzt: Byte für Byte gleich.")
