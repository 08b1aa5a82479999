"""Closes a month of a measure from the shell."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from asa.accounts import wall
from asa.accounts.models import Provider
from cases.months.closing.services import MonthHasGaps, close_month, month_words
from cases.people.models import Measure
from cases.people.models.measures import canonical_measure_number


def month_of_text(text: str) -> date:
    """Return the first day of the month written as "2026-09". Raises CommandError for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise CommandError(f"„{text}“ ist kein Monat. Schreiben Sie ihn wie 2026-09.") from error


class Command(BaseCommand):
    help = "Schließt einen Monat einer Maßnahme ab; nennt, was ihn hindert."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--measure", required=True, metavar="NUMMER", help="Maßnahmenummer, zum Beispiel 427/1184/1/25"
        )
        parser.add_argument("--month", required=True, metavar="JJJJ-MM", help="Monat, zum Beispiel 2026-09")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Close the month in every provider that has the measure; raises CommandError (exit code 1) when refused."""
        month = month_of_text(options["month"])
        try:
            number = canonical_measure_number(options["measure"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        found = False
        for provider in Provider.objects.order_by("pk"):
            with wall.within(provider.pk):
                measure = Measure.objects.filter(number=number).first()
                if measure is not None:
                    found = True
                    self._close(measure, month)
        if not found:
            raise CommandError(f"Eine Maßnahme {number} gibt es nicht.")

    def _close(self, measure: Measure, month: date) -> None:
        try:
            close = close_month(measure=measure, month=month, by=None)
        except MonthHasGaps as error:
            # Names stay out of the shell and its history.
            lines = [
                f"- {gap.on:%d.%m.%Y}: {gap.kind.label}, {gap.detail}"
                + (f" (Termin {gap.session_id})" if gap.session_id else f" (Teilnahme {gap.case_id})")
                for gap in error.gaps
            ]
            raise CommandError("\n".join([*error.messages, *lines])) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        empty = ", ohne Termine" if close.is_empty else ""
        self.stdout.write(f"{measure.number}: {month_words(month)} ist abgeschlossen{empty}.")
