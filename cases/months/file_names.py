"""Names of downloaded files: German words in plain letters."""

import re
import unicodedata

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def in_plain_letters(words: str) -> str:
    """Return words as part of a file name: "Maßnahme 427/1/1" becomes "Massnahme-427-1-1"; headers carry ASCII only."""
    joined = re.sub(r"[\W_]+", "-", words.translate(GERMAN))
    return unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode().strip("-")
