"""How numbers of a quarter or year become cells, bars and tables: what every part of the report is written with."""

from collections.abc import Mapping
from typing import Any

from asa.documents.spreadsheets import Format
from reports.engine.blocks import Block, Cell, Table, Words, count, hours, percent, text
from reports.engine.charts import Bar
from reports.engine.periods import Period
from reports.types.quarter.definitions import HIDDEN

#: Where there is nothing to compare with.
NONE = Cell("–", None, Format.WHOLE)
#: Widths of a table with one column of numbers.
NARROW = (74, 26)

#: What stands behind the sum of a table; all others are about the persons at the end.
SUMS = {
    "forms": "sessions",
    "exits": "exits",
    "places": "exits",
    "broken": "breaks",
    "broken_forms": "breaks",
    "broken_reasons": "breaks",
    "exams": "exams",
}


class Wording:
    """Read access to one snapshot in words. Nothing is counted here beyond sums and shares of what stands in it."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.head: Mapping[str, Any] = snapshot["head"]
        self.figures: Mapping[str, Any] = snapshot["figures"]
        self.period = Period.parse(self.figures["period"])
        self.is_year = self.period.is_year
        self.within = "im Jahr" if self.is_year else "im Quartal"
        self.before = "Vorjahr" if self.is_year else "Vorquartal"

    def shown(self, value: int | None, entries: str = "") -> Cell:
        return count(value, hidden=HIDDEN, entries=entries)

    def time(self, minutes: int | None, entries: str = "") -> Cell:
        return hours(minutes, hidden=HIDDEN, entries=entries)

    def share(self, ratio: Mapping[str, Any], entries: str = "") -> Cell:
        return percent(ratio["numerator"], ratio["denominator"], hidden=HIDDEN, entries=entries)

    def _bar(self, label: str, minutes: int | None, other: int | None = None, other_words: str = "") -> Bar:
        return Bar(
            label,
            minutes,
            HIDDEN if minutes is None else f"{hours(minutes).text} Std.",
            other,
            "" if not other_words else f"{self.time(other).text}{' Std.' if other is not None else ''} {other_words}",
        )

    def success(self, key: str) -> Mapping[str, Any]:
        return next(ratio for ratio in self.figures["success"] if ratio["key"] == key)

    def _periods(self) -> list[str]:
        """Return the names of the compared periods: this one, the one before, for a quarter that of last year."""
        period = self.period
        return [period.label, period.previous.label, *([] if self.is_year else [period.year_before.label])]

    def _at(self, key: str, number: int) -> str:
        """Return the key of a figure of one of the compared periods, in the order of `_periods`."""
        period = self.period
        compared = (period, period.previous, period.year_before)
        return f"{key}@{compared[number].code}" if number else key

    def _group(self, key: str, title: str, what: str) -> list[Block]:
        return self._table(key, self.figures.get(key), title, what)

    def _table(self, key: str, group: Mapping[str, Any] | None, title: str, what: str) -> list[Block]:
        """Return the table of a group with its sum; nothing for an empty one, a sentence where all is hidden.

        Hidden cells stand in one row with what lacks for the sum: everyone could subtract it, and it tells more. The
        row does not say which they are: one without a failed exam would tell that all passed.
        """
        cells = [cell for cell in (group or {"cells": ()})["cells"] if cell["value"] != 0]
        if not group or not cells:
            return []
        if group["total"] is None and all(cell["value"] is None for cell in cells):
            return [Words(f"{title}: {HIDDEN}, weil es zu wenige Personen betrifft.")]
        told = [cell for cell in cells if cell["value"] is not None]
        hidden = [cell["label"] for cell in cells if cell["value"] is None]
        rows = [(text(cell["label"]), self.shown(cell["value"], cell["key"])) for cell in told]
        if hidden:
            together = None if group["total"] is None else group["total"] - sum(cell["value"] for cell in told)
            label = "übrige, zusammen" if told else "alle zusammen, einzeln geschützt"
            rows.append((text(hidden[0] if len(hidden) == 1 else label), self.shown(together, f"rest:{key}")))
        if told:
            rows.append((text("Summe"), self.shown(group["total"], SUMS.get(key, "end"))))
        return [Table(title, ("", what), tuple(rows), last_is_sum=bool(told), widths=NARROW)]
