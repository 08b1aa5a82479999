"""Makes the living demonstration."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from asa.accounts.models import Provider
from asa.demo.simulation import DemoExistsError, simulate


class Command(BaseCommand):
    help = "Legt den erfundenen Träger „Bildungswerk Talbrücke“ mit 14 Monaten Arbeit an."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="Startwert; gleicher Wert, gleiche Daten")
        parser.add_argument("--trainees", type=int, default=60, help="Zahl der Teilnehmenden")
        parser.add_argument("--until", default="today", help="letzter Tag: JJJJ-MM-TT oder „today“")
        parser.add_argument("--if-empty", action="store_true", help="nichts tun, wenn es die Demonstration schon gibt")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Simulate; everything or nothing."""
        if options["if_empty"] and Provider.objects.filter(is_demo=True).exists():
            self.stdout.write("Die Demonstration gibt es schon; nichts geändert.")
            return
        try:
            provider = simulate(seed=options["seed"], trainees=options["trainees"], until=_day(options["until"]))
        except DemoExistsError:
            if options["if_empty"]:  # another start was quicker
                return
            raise CommandError("Es gibt schon eine Demonstration. Neu anlegen: mit leerem Datenordner.") from None
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demonstration angelegt: {provider.name}")


def _day(text: str) -> date:
    try:
        return timezone.localdate() if text == "today" else date.fromisoformat(text)
    except ValueError:
        raise CommandError("Der letzte Tag hat die Form JJJJ-MM-TT, oder „today“.") from None
