"""Prints how each demo person gets in."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.demo.people import demo_overview


class Command(BaseCommand):
    help = "Zeigt die Anmeldelinks der Demonstration (nur mit ASA_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="maschinenlesbar ausgeben")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print one line per person, or one JSON object."""
        if not settings.DEMO:
            raise CommandError("Anmeldelinks gibt es nur in der Demonstration (ASA_DEMO=1).")
        provider = Provider.objects.filter(is_demo=True).order_by("pk").first()
        if provider is None:
            raise CommandError("Es gibt noch keine Demonstrationsdaten. Legen Sie sie an mit: manage.py demo")
        with wall.within(provider.pk):
            overview = demo_overview()
        if options["json"]:
            self.stdout.write(json.dumps(overview, ensure_ascii=False))
            return
        width = max((len(person["role"]) for person in overview["people"]), default=0)
        for person in overview["people"]:
            self.stdout.write(f"{person['role']:<{width}}  {person['name']}  {person['url']}")
