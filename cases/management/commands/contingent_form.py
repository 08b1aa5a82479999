"""Writes the form "Übersicht Gesamtstundenkontingent" of a measure and month as XLSX from the shell."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider
from cases.management.commands.close_month import month_of_text
from cases.months.closing.services import measures_in, month_words
from cases.months.contingent_form.documents import FormDocument, form_xlsx
from cases.months.contingent_form.models import FormIssue
from cases.months.contingent_form.names import names_in
from cases.months.contingent_form.services import current_overviews, overview_of
from cases.people.models import Case, Measure
from cases.people.models.measures import canonical_measure_number


class Command(BaseCommand):
    help = (
        "Schreibt die Übersicht Gesamtstundenkontingent einer Maßnahme als XLSX: die neueste Version, sonst vorläufig."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--measure", required=True, metavar="NUMMER", help="Maßnahmenummer, zum Beispiel 427/1184/1/25"
        )
        parser.add_argument("--month", required=True, metavar="JJJJ-MM", help="Monat, zum Beispiel 2026-09")
        parser.add_argument("--out", required=True, metavar="DATEI.xlsx", type=Path, help="wohin geschrieben wird")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Write the file; raises CommandError (exit code 1) when there is nothing to write or no place for it."""
        month = month_of_text(options["month"])
        out: Path = options["out"]
        if out.suffix.lower() != ".xlsx":
            raise CommandError("Die Datei muss auf .xlsx enden.")
        try:
            number = canonical_measure_number(options["measure"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for provider in Provider.objects.order_by("pk"):
            with wall.within(provider.pk):
                measure = (
                    Measure.objects.select_related("funding_body", "lot", "provider").filter(number=number).first()
                )
                if measure is not None:
                    if not measures_in(month).filter(pk=measure.pk).exists():
                        raise CommandError(f"Die Maßnahme {number} lief im {month_words(month)} nicht.")
                    self._write(measure, month, out)
                    return
        raise CommandError(f"Eine Maßnahme {number} gibt es nicht.")

    def _write(self, measure: Measure, month: Any, out: Path) -> None:
        issue = FormIssue.objects.filter(measure=measure, month=month).order_by("-number").first()
        overview = overview_of(issue) if issue else current_overviews([measure], month)[measure.pk]
        cases = Case.objects.filter(public_id__in=[p.case for p in overview.people]).select_related("trainee")
        document = FormDocument(
            subject=f"Maßnahme {overview.number}, {overview.name}",
            month=month,
            provider=overview.provider or str(measure.provider),
            overviews=[overview],
            groups=overview.groups,
            names=names_in([overview], {str(case.public_id): case for case in cases}),
            issue=issue,
        )
        try:
            out.write_bytes(form_xlsx(document))
        except OSError as error:
            raise CommandError(f"{out} lässt sich nicht schreiben: {error.strerror}.") from error
        record(
            LogKind.EXPORT, by=None, subject=measure, event="contingent_form", month=f"{month:%Y-%m}",
            people=len(overview.people),
        )  # fmt: skip
        self.stdout.write(f"{measure.number}, {month_words(month)}: {document.state}. Geschrieben: {out}")
