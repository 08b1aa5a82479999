"""Makes the first provider of an installation and invites its first admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.invitations import VALID_FOR, invite
from asa.accounts.models import Membership, Provider, Site, Team, User


class Command(BaseCommand):
    help = "Legt einen Träger mit Standort, Team und erster Verwaltungsperson an und lädt sie ein."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="Name des Trägers")
        parser.add_argument("--admin-email", required=True, help="E-Mail-Adresse der Verwaltungsperson")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
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
            link = self._create(name, email, options)
            # By name: the catalogue lies in an app above this one. What is there already is left alone.
            call_command("load_catalogue", stdout=self.stdout)
        self.stdout.write(f"Träger „{name}“ ist angelegt. Einladung für {email} (gilt {VALID_FOR.days} Tage):\n{link}")

    def _create(self, name: str, email: str, options: dict[str, Any]) -> str:
        provider, is_new = Provider.objects.get_or_create(name=name)
        if not is_new:
            raise CommandError(f"Den Träger „{name}“ gibt es schon. Es wurde nichts geändert.")
        with wall.within(provider.pk):
            user = User.objects.create_stand_in(options["first_name"].strip(), options["last_name"].strip())
            site = Site.objects.create(provider=provider, name=options["site"])
            team = Team.objects.create(provider=provider, site=site, name=options["team"])
            Membership.objects.create(provider=provider, user=user, role=Role.ADMIN, site=site, team=team)
        return invite(user, provider, email=email)
