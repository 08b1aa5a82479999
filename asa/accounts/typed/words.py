"""Which of the posted values are words."""

import re

#: Keys, numbers, days, ticks and the short codes of choices.
_CODE = re.compile(r"[0-9a-z_.:/-]*|[A-Z_]+|on")


def readable(value: str) -> bool:
    """Return whether a value says something to a person."""
    return not _CODE.fullmatch(value.strip())
