"""The only files that a PDF may use, and which characters they can show. Knows nothing of Django."""

import re
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "pdf"
#: Address in a style sheet → file and type. Fira Sans writes Latin, Greek and Cyrillic, IBM Plex Sans Arabic the rest.
BUNDLED = {
    **{
        f"asset:{name}.ttf": (FONTS / f"{name}.ttf", "font/ttf")
        for name in ("FiraSans-Regular", "FiraSans-SemiBold", "IBMPlexSansArabic-Regular", "IBMPlexSansArabic-SemiBold")
    },
    "asset:stamp.svg": (Path(__file__).with_name("stamp.svg"), "image/svg+xml"),
}
#: Stands for a letter of a script that no bundled font has: a name is never shortened in silence.
NO_GLYPH = "?"
#: Controls, direction marks, private use, what is no character: they mislead or break PDF/UA.
_UNWANTED = {"Cc", "Cf", "Cn", "Co", "Cs"}
#: Pictures and marks on letters: the words are the same without them.
_SPARE = {"So", "Sk", "Sm", "Mn", "Me", "Zs", "Zl", "Zp"}


@cache
def shown_characters() -> frozenset[int]:
    """Return the code points that every weight of the bundled fonts has a glyph for."""
    from fontTools.ttLib import TTFont

    by_weight = [
        {
            code
            for family in ("FiraSans", "IBMPlexSansArabic")
            for code in TTFont(FONTS / f"{family}-{weight}.ttf").getBestCmap()
        }
        for weight in ("Regular", "SemiBold")
    ]
    return frozenset(by_weight[0] & by_weight[1])


@cache
def _without_glyph() -> re.Pattern[str]:
    """Return the pattern of a single character that cannot be printed as it is."""
    kept = sorted(c for c in shown_characters() if unicodedata.category(chr(c)) not in _UNWANTED)
    ranges: list[list[int]] = []
    for code in kept:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[^\\n\\t{inside}]")


def printable(text: str) -> str:
    """Return `text` as the bundled fonts can show it.

    What has no meaning of its own or could mislead (controls, direction marks, private use, emoji) is left out, line
    breaks stay. A letter that no font has becomes its plain form where Unicode knows one (Ｆ → F), otherwise "?".
    """
    return _without_glyph().sub(_replacement, unicodedata.normalize("NFC", text))


def _replacement(match: re.Match[str]) -> str:
    character = match[0]
    category = unicodedata.category(character)
    if category in _UNWANTED:
        return ""
    plain = unicodedata.normalize("NFKD", character)
    shown = "".join(c for c in plain if ord(c) in shown_characters() and unicodedata.category(c) not in _UNWANTED)
    if shown:
        return unicodedata.normalize("NFC", shown)
    if category in _SPARE:
        return " " if category.startswith("Z") else ""
    return NO_GLYPH
