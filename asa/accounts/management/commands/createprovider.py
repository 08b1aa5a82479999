"""Makes the first provider of an installation and invites its first admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from asa.accounts.founding import found_provider
from asa.accounts.invitations import VALID_FOR


class Command(BaseCommand):
    help = "Legt einen Träger mit Standort, Team und erster Verwaltungsperson an und lädt sie ein."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="Name des Trägers")
        parser.add_argument("--admin-email", required=True, help="E-Mail-Adresse der Verwaltungsperson")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument(
            "--same-name", action="store_true", help="Auch anlegen, wenn schon ein anderer Träger so heißt"
        )
        parser.add_argument("--site", default="Hauptstandort", help="Name des ersten Standorts")
        parser.add_argument("--team", default="Team 1", help="Name des ersten Teams")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Do all or nothing; print the invitation's link, which is also mailed.

        The look-ups of occupations and postcodes are loaded with it, so that the first admission finds them.
        """
        name, email = options["name"].strip(), options["admin_email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"„{email}“ ist keine E-Mail-Adresse.") from error
        if not name:
            raise CommandError("Der Name des Trägers fehlt.")
        with transaction.atomic():
            names = {key: options[key].strip() for key in ("first_name", "last_name", "site", "team")}
            founded = found_provider(name=name, email=email, is_namesake=options["same_name"], **names)
            if founded is None:
                raise CommandError(
                    f"Den Träger „{name}“ gibt es schon. Es wurde nichts geändert. "
                    "Heißt ein anderer Träger genauso, hilft --same-name."
                )
            # By name: the catalogue lies in an app above this one. What is there already is left alone.
            call_command("load_catalogue", stdout=self.stdout)
        self.stdout.write(
            f"Träger „{name}“ ist angelegt. Einladung für {email} (gilt {VALID_FOR.days} Tage):\n{founded.link}"
        )
