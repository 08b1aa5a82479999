"""The database backend named in the settings; Django looks for `DatabaseWrapper` in a module of this name."""

from django.db.backends.postgresql import base

from asa.database import patience


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django speaks it, with the limits of this process in every session and transaction."""

    def init_connection_state(self) -> None:
        """Set the session's limits, for statements outside of a transaction."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(patience.current().sql("SET SESSION"))

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begin or end a transaction; each begins with the limits of this process."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(patience.current().sql("SET LOCAL"))
