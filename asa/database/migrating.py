"""Migrations that give way: each takes its locks within two seconds, or is rolled back and tried again."""

import time
from collections.abc import Callable

from django.db import OperationalError

from asa.database import patience

TRIES = 30
PAUSE = 5.0  # seconds; together more than two minutes, longer than any request or dump of a quiet hour needs


class StillLockedError(Exception):
    """A table stayed in use during all tries; the message is German and for whoever runs the migration."""


def giving_way(work: Callable[[], object], say: Callable[[str], None], pause: float = PAUSE) -> None:
    """Run migrations, again from where they stand whenever a lock is not to be had.

    Every migration is a transaction of its own: what is done stays done, and nothing is half done. `say` gets a
    German line for each new try. Raises StillLockedError after `TRIES`, and whatever else `work` raises at once.
    """
    for attempt in range(1, TRIES + 1):
        try:
            work()
            return
        except OperationalError as error:
            if not is_locked(error):
                raise
        if attempt < TRIES:
            say(f"Eine Tabelle ist gerade in Gebrauch. Neuer Versuch in {pause:.0f} s ({attempt + 1} von {TRIES}).")
            time.sleep(pause)
    raise StillLockedError(
        "Die Tabellen ließen sich nicht ändern: eine von ihnen war die ganze Zeit in Gebrauch (von einer Sicherung "
        "oder einer offenen Abfrage). Es wurde nichts halb geändert. Bitte später noch einmal versuchen."
    )


def is_locked(error: BaseException) -> bool:
    """Return whether a lock was not to be had within the limit of time."""
    return getattr(error.__cause__, "sqlstate", None) == patience.LOCK_NOT_AVAILABLE
