"""Lists `up` among the commands; `manage.py` itself runs it before Django loads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from asa.local import up
from asa.local.errors import LocalError


class Command(BaseCommand):
    help = "Startet Datenbank, Redis, Web, Worker und Zeitgeber und zeigt die Adresse (PORT, ASA_DATA, ASA_DEMO)."
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Run until Ctrl-C."""
        try:
            up.main()
        except LocalError as error:
            raise CommandError(str(error)) from error
