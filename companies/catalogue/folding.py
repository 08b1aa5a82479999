"""The forgiving form of occupation names and places: what the search compares instead of the written form."""

import re
import unicodedata

#: Endings that name the other gender: "/in", "/-in", "(in)", ":in", "*in", "_in", also "/innen", "/r" and "(er/in)".
_GENDER_MARK = re.compile(r"(?:/-?|[:*_(])(?:er/)?(?:innen|in|r|n|e)\b\)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"))

#: Words that stand alone only as the rest of a gender form ("Kaufmann/-frau", "Friseur -in").
_LEFTOVERS = frozenset({"in", "innen", "r", "frau", "mann", "und", "u", "fuer", "fur", "der", "die", "im"})


def plain(text: str) -> str:
    """Return `text` in small letters without accents; ä, ae and a are the same, and ß is ss.

    Letters of other scripts stay: "Олена" is found as "олена".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i").replace("ł", "l")
    for written, folded in _SPELLINGS:
        letters = letters.replace(written, folded)
    return letters


def _one_gender(word: str) -> str:
    """Return a word without its female form: "friseurin" → "friseur", "kauffrau" → "kaufmann"."""
    if len(word) > 6 and word.endswith("frau"):
        return f"{word[:-4]}mann"
    if len(word) > 7 and word.endswith("innen"):
        return word[:-5]
    if len(word) > 4 and word.endswith("in"):
        return word[:-2]
    return word


def fold(text: str) -> str:
    """Return the search key of an occupation name: plain letters, one gender, each word once.

    The same function makes the stored keys and the key of what is typed, so both always agree.
    """
    words = _WORD.findall(plain(_GENDER_MARK.sub(" ", text)))
    folded = (_one_gender(word) for word in words if word not in _LEFTOVERS)
    return " ".join(dict.fromkeys(folded))
