"""Proves the hours account from the shell."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from asa.accounts import wall
from asa.accounts.models import Provider
from cases.sessions.ledger.checking import differences


class Command(BaseCommand):
    help = "Rechnet das Stundenkonto aus Terminen und Regeln neu und meldet jeden Unterschied."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print every difference; raises CommandError (exit code 1) when there is one."""
        found = 0
        for provider in Provider.objects.order_by("pk"):
            with wall.within(provider.pk):
                for difference in differences():
                    self.stdout.write(f"{provider}: {difference}")
                    found += 1
        if found:
            raise CommandError(f"{found} Unterschiede im Stundenkonto.")
        self.stdout.write("Das Stundenkonto stimmt.")
