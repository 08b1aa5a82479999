"""Numbers as people read them in German, with the one rounding of page, PDF and spreadsheet."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def half_up(value: Any, places: int) -> Decimal:
    """Return the number with so many decimals, a five rounded away from zero: as pages, PDFs and Excel do."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def german_number(value: Any, places: int | None = None) -> str:
    """Write a number as 1.234,5; without `places` as many decimals as it has."""
    number = Decimal(str(value)) if places is None else half_up(value, places)
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))
