"""Passwords: at least twelve characters, none that a guesser tries first (`security.md` rule 19).

Django's list of common passwords is English; this adds German words, names, places and keyboard rows. A longer password
that is only such a word with numbers and signs around it is refused, too. There are no rules of composition.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

WORDS = Path(__file__).parent / "data" / "common_words.txt"
FEWEST_DIFFERENT = 5
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_REPLACEMENTS = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "i", "3": "e"})


@cache
def common_words() -> frozenset[str]:
    """Return the words of the bundled list in the spelling of `_letters`."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_letters(word) for line in lines if not line.startswith("#") for word in line.split())


def _letters(text: str) -> str:
    """Return what is left of a password without numbers, signs, capitals and umlauts."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS))


def _readings(password: str) -> set[str]:
    """Return the words that a guesser reads in a password: numbers left out, or taken for the letters they resemble."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    return {_letters(password), *(_letters(text.translate(_REPLACEMENTS)) for text in (password, core))}


def _is_chain_of(words: frozenset[str], letters: str) -> bool:
    """Return whether up to three of the words in a row make up the whole text ("passwortgeheim")."""
    rest = {letters}
    for _ in range(3):
        rest = {text.removeprefix(word) for text in rest for word in words if text.startswith(word)}
        if "" in rest:
            return True
    return False


def _words_of(user: Any) -> frozenset[str]:
    """Return the person's names and the words of the address."""
    texts = [getattr(user, name, "") or "" for name in ("first_name", "last_name", "email")]
    return frozenset(filter(None, (_letters(word) for text in texts for word in re.split(r"\W+", text))))


class CommonGermanPasswordValidator:
    """Refuse passwords made of common German words, of the person's own names, or of very few different characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where a guesser would come upon `password` early."""
        words = common_words() | _words_of(user)
        is_poor = len(set(password.casefold())) < FEWEST_DIFFERENT or password.isdigit()
        if is_poor or any(_is_chain_of(words, letters) for letters in _readings(password)):
            raise ValidationError(
                "Dieses Passwort wird oft benutzt und ist leicht zu erraten. "
                "Nehmen Sie mehrere Wörter, die nicht zusammengehören.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Mindestens 12 Zeichen, zum Beispiel mehrere Wörter, die nicht zusammengehören."
