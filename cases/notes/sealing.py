"""The one accessor for the text of confidential notes: whoever reads leaves a log entry in the same transaction."""

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.notes.models import Note


def seal(note: Note, text: str) -> None:
    """Put `text` into the note; the caller saves it. Control characters are dropped, nothing else is changed."""
    note.sealed_text = "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()


def open_text(note: Note, *, by: User) -> str:
    """Return the text of a note and log the reading.

    Raises PermissionError when the reader may not see it, so that no caller can forget to ask.
    """
    if not type(note).objects.visible_to(by).filter(pk=note.pk).exists():
        raise PermissionError(f"User {by.pk} may not read note {note.pk}")
    record(LogKind.READ, by=by, subject=note)
    return note.sealed_text
