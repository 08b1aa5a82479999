from typing import Any

from django.core.management.base import BaseCommand

from companies.catalogue.loading import load_catalogue


class Command(BaseCommand):
    help = "Lädt Berufe (KldB 2010), Berufsnamen und Postleitzahlen. Ein zweiter Lauf ändert nichts."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_catalogue()
        words = "geladen" if loaded.changed else "unverändert"
        self.stdout.write(
            f"{loaded.occupations} Berufe, {loaded.names} Berufsnamen, {loaded.postcodes} Postleitzahlen {words}."
        )
