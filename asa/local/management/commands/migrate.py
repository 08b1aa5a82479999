"""Django's `migrate`, which lets nobody wait for it: locks within two seconds, else it gives way and tries again."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from asa.database import patience
from asa.database.migrating import StillLockedError, giving_way


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate with the limits of a migration; a table that stays locked ends in a CommandError."""
        before = patience.use(patience.MIGRATION)
        connection = connections[options["database"]]
        if not connection.in_atomic_block:
            connection.close()  # its session still has the limits of before
        try:
            giving_way(lambda: super(Command, self).handle(*arguments, **options), self.stderr.write)
        except StillLockedError as error:
            raise CommandError(str(error)) from error
        finally:
            patience.use(before)
            if not connection.in_atomic_block:
                connection.close()
