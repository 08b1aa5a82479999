"""Books sessions of the Vorphase again that were charged before their rule was there."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from asa.accounts import wall
from asa.accounts.models import Provider
from cases.months.closing.phases import charged_in_pre_phase, rebook_pre_phase
from cases.people.models import Case


class Command(BaseCommand):
    help = (
        "Nennt Teilnahmen, deren Termine in der Vorphase noch ein Kontingent belasten. Mit --apply werden offene "
        "Monate neu gebucht und für abgeschlossene Korrekturen beantragt, über die eine zweite Person entscheidet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="neu buchen und Korrekturen beantragen")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Go through every provider, one transaction per case; raises CommandError where nobody can ask."""
        left = 0
        for provider in Provider.objects.order_by("pk"):
            with wall.within(provider.pk):
                found = charged_in_pre_phase()
            for case_id, first in found.items():
                where = f"{provider}: Teilnahme {case_id}, Vorphase, belastet seit {first:%d.%m.%Y}"
                if not options["apply"]:
                    self.stdout.write(where)
                    continue
                try:
                    with transaction.atomic(), wall.within(provider.pk):
                        asked = rebook_pre_phase(case=Case.objects.get(pk=case_id), from_on=first, by=None)
                except ValidationError as error:
                    left += 1
                    self.stdout.write(f"{where}: nicht gebucht. {' '.join(error.messages)}")
                else:
                    waiting = f", {len(asked)} Korrekturen beantragt" if asked else ""
                    self.stdout.write(f"{where}: offene Monate neu gebucht{waiting}")
        if left:
            raise CommandError(f"{left} Teilnahmen wurden nicht neu gebucht.")
