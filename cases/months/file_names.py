"""Names of downloaded files: German words in plain letters."""

import re
import unicodedata

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def in_plain_letters(words: str) -> str:
    """Return words as part of a file name: "Maßnahme 427/1/1" becomes "Massnahme-427-1-1"; headers carry ASCII only."""
    plain = unicodedata.normalize("NFKD", words.translate(GERMAN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
