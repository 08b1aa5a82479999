"""A drawn signature: straight lines between whole points in a field of 600 × 200, and nothing else."""

import re

from django.core.exceptions import ValidationError

WIDTH, HEIGHT = 600, 200
LONGEST = 20_000
FEWEST_POINTS = 8

_PATH = re.compile(r"M\d{1,3} \d{1,3}(?: [ML]\d{1,3} \d{1,3})*", re.ASCII)
_POINT = re.compile(r"\d+ \d+")


def check_drawing(text: str) -> str:
    """Return the path when it is a plausible signature. Raises ValidationError in German for anything else."""
    text = text.strip()
    if len(text) > LONGEST:
        raise ValidationError("Die Zeichnung ist zu groß. Zeichnen Sie die Unterschrift einfacher.", code="drawing")
    if not _PATH.fullmatch(text):
        raise ValidationError("Die Zeichnung ließ sich nicht lesen. Zeichnen Sie noch einmal.", code="drawing")
    points = [tuple(int(part) for part in point.split()) for point in _POINT.findall(text)]
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        raise ValidationError("Die Zeichnung ließ sich nicht lesen. Zeichnen Sie noch einmal.", code="drawing")
    if len(set(points)) < FEWEST_POINTS:
        raise ValidationError("Das ist zu kurz für eine Unterschrift. Zeichnen Sie noch einmal.", code="drawing")
    return text
