"""Passwords: at least twelve characters, none that a guesser tries first (`security.md` rule 19).

Django's list of common passwords is English; this adds German words, names, places and keyboard rows. A longer password
that is only such a word with numbers and signs around it is refused, too. There are no rules of composition.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

WORDS = Path(__file__).parent / "data" / "common_words.txt"
FEWEST_DIFFERENT = 5
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "@": "a", "$": "s", "0": "o", "3": "e"})


@cache
def common_words() -> frozenset[str]:
    """Return the words of the bundled list in the spelling of `_letters`."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_letters(word) for line in lines if not line.startswith("#") for word in line.split())


def _letters(text: str) -> str:
    """Return what is left of a password without numbers, signs, capitals and usual replacements of letters."""
    spelled = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLINGS)
    return re.sub(r"[^a-z]", "", spelled)


def _is_chain_of_common_words(letters: str) -> bool:
    """Return whether up to three common words in a row make up the whole text ("passwortgeheim")."""
    rest = {letters}
    for _ in range(3):
        rest = {text.removeprefix(word) for text in rest for word in common_words() if word and text.startswith(word)}
        if "" in rest:
            return True
    return False


class CommonGermanPasswordValidator:
    """Refuse passwords made of common German words or of very few different characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError where a guesser would come upon `password` early."""
        stripped = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
        candidates = {_letters(password), _letters(stripped)}
        if len(set(password.casefold())) < FEWEST_DIFFERENT or any(map(_is_chain_of_common_words, candidates)):
            raise ValidationError(
                "Dieses Passwort wird oft benutzt und ist leicht zu erraten. "
                "Nehmen Sie mehrere Wörter, die nicht zusammengehören.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Mindestens 12 Zeichen, zum Beispiel mehrere Wörter, die nicht zusammengehören."
