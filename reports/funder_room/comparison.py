"""Quarters beside each other: only what released reports say, read from their snapshots and never counted anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.engine.blocks import Cell, Chart, Table, count, hours, number, percent, text
from reports.engine.charts import Bar
from reports.engine.models import Report, ReportState
from reports.engine.periods import Period
from reports.funder_room.read_model import MEASURE_TYPE
from reports.types.quarter.definitions import HIDDEN, definitions

#: So many quarters stand beside each other: two years.
QUARTERS = 8
EVERYTHING = "alle"
NOTE = (
    "Am Ende: Teilnehmende am letzten Tag. Stunden: angerechnet, Gruppen einmal. Quote: Teilnahmequote. Budget: "
    f"vereinbarte Stunden, die genutzt sind. „{HIDDEN}“ steht, wo eine Zahl zu wenige Personen betrifft."
)


@dataclass(frozen=True)
class Series:
    """The released quarters of one subject, oldest first. `key` stands in the address, `older` have other figures."""

    key: str
    name: str
    quarters: tuple[Mapping[str, Any], ...]
    older: int

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return a chart of the people, of the hours and of attendance, each with its message."""
        return (self._people(), self._hours(), self._attendance())

    @property
    def table(self) -> Table:
        """Return the same figures in rows, newest quarter first."""
        head = ("", "Eintritte", "Austritte", "am Ende", "Stunden", "Quote", "Budget")
        rows = [self._cells(figures) for figures in reversed(self.quarters)]
        return Table("Freigegebene Quartale im Vergleich", head, tuple(rows), NOTE, widths=(22, 13, 13, 13, 13, 13, 13))

    @property
    def definitions(self) -> list[tuple[str, str]]:
        """Return how the figures are counted, in the words of the newest report."""
        newest = self.quarters[-1]
        return definitions(newest, Period.parse(newest["period"]))

    @staticmethod
    def _cells(figures: Mapping[str, Any]) -> tuple[Cell, ...]:
        stock = figures["stock"]
        used = _ratio(figures, "hours_used")
        return (
            text(_label(figures)),
            *(count(stock[field], hidden=HIDDEN) for field in ("entries", "exits", "at_end")),
            hours(figures["totals"]["minutes"], hidden=HIDDEN),
            _share(figures["attendance"]),
            _share(used),
        )

    def _people(self) -> Chart:
        values = [figures["stock"]["at_end"] for figures in self.quarters]
        message = _message("Teilnehmende am Ende des Quartals", [number(v) if v is not None else "" for v in values])
        return Chart(message, self._bars(values, number))

    def _hours(self) -> Chart:
        values = [figures["totals"]["minutes"] for figures in self.quarters]
        message = _message(
            "Angerechnete Stunden", [hours(value).text if value is not None else "" for value in values], " Stunden"
        )
        return Chart(message, self._bars(values, lambda value: f"{hours(value).text} Std."))

    def _attendance(self) -> Chart:
        cells = [_share(figures["attendance"]) for figures in self.quarters]
        shares = [None if isinstance(cell.value, str) or cell.value is None else cell for cell in cells]
        message = _message("Teilnahmequote", [cell.text if cell else "" for cell in shares])
        bars = [
            Bar(_label(figures), int(float(str(shown.value)) * 1000) if shown else None, cell.text)
            for figures, cell, shown in zip(self.quarters, cells, shares, strict=True)
        ]
        return Chart(message, tuple(bars))

    def _bars(self, values: Sequence[int | None], words: Any) -> tuple[Bar, ...]:
        pairs = zip(self.quarters, values, strict=True)
        return tuple(Bar(_label(f), value, HIDDEN if value is None else words(value)) for f, value in pairs)


def all_series(reports: Sequence[Report]) -> list[Series]:
    """Return what can be compared of released reports: one series per subject, the report over everything first.

    `reports` are those that the reader may see, in any order; other than released ones are left out.
    """
    subjects: dict[str, tuple[str, list[Report]]] = {}
    for report in sorted(reports, key=lambda one: (one.type == MEASURE_TYPE, one.period)):
        if report.state == ReportState.RELEASED and report.snapshot:
            key = report.measure.number if report.measure else EVERYTHING
            name = f"{report.measure.name} ({key})" if report.measure else "Alle Maßnahmen zusammen"
            subjects.setdefault(key, (name, []))[1].append(report)
    return [_series(key, name, found) for key, (name, found) in subjects.items()]


def _series(key: str, name: str, reports: Sequence[Report]) -> Series:
    figures = [report.snapshot["figures"] for report in reports if report.snapshot]
    readable = [one for one in figures if "version" in one]
    return Series(key, name, tuple(readable[-QUARTERS:]), len(figures) - len(readable))


def _label(figures: Mapping[str, Any]) -> str:
    return Period.parse(figures["period"]).label


def _ratio(figures: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    none = {"numerator": 0, "denominator": 0}
    return next((ratio for ratio in figures["success"] if ratio["key"] == key), none)


def _share(ratio: Mapping[str, Any]) -> Cell:
    return percent(ratio["numerator"], ratio["denominator"], hidden=HIDDEN)


def _message(what: str, shown: Sequence[str], unit: str = "") -> str:
    """Return what the bars say: from the first to the last known value; words alone where there are less than two."""
    known = [one for one in shown if one]
    if len(known) < 2:
        return what
    if known[0] == known[-1]:
        return f"{what}: wieder {known[-1]}{unit}"
    return f"{what}: von {known[0]} auf {known[-1]}{unit}"
