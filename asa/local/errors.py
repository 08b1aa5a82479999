"""The one kind of failure that is shown to the person at the terminal instead of a traceback."""

import errno


class LocalError(Exception):
    """Something on this machine stands in the way; the message is German and says what to do."""


def disk_full_message(place: object) -> str:
    """Return what to say when the disk below `place` is full."""
    return (
        f"Der Datenträger ist voll ({place}). Bitte Platz schaffen oder mit ASA_DATA=… einen anderen Ordner "
        "wählen und den Befehl wiederholen. Es ist nichts beschädigt."
    )


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error of the operating system means "no space left" (or quota exceeded)."""
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
