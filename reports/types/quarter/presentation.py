"""Turns a stored snapshot of the quarter into the blocks that page, PDF and spreadsheet share.

Works on the snapshot alone, so that a released report looks the same whatever the data say today.
"""

from collections.abc import Mapping
from typing import Any

from reports.engine.blocks import (
    Cell,
    Chart,
    Document,
    KeyFigure,
    KeyFigures,
    Section,
    Table,
    Words,
    change,
    count,
    hours,
    number,
    percent,
    text,
)
from reports.engine.charts import Bar
from reports.engine.periods import Period

HIDDEN = "unter {minimum}"


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> Document:
    """Return the quarterly report in words and rows."""
    return QuarterView(snapshot).document(texts.get("narrative", ""))


class QuarterView:
    """Read access to one snapshot in words. Nothing is counted here beyond sums and shares of what stands in it."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.head = snapshot["head"]
        self.figures = snapshot["figures"]
        self.quarter = Period.parse(self.figures["period"])
        self.hidden = HIDDEN.format(minimum=self.figures["minimum_cell"])

    def document(self, narrative: str) -> Document:
        head, quarter = self.head, self.quarter
        sections = [Section("Vier Kennzahlen", (self.key_figures(),))]
        if narrative or self.is_empty():
            empty = "In diesem Quartal gab es in der Maßnahme keine Teilnehmenden und keine Termine."
            blocks = [Words(words) for words in (narrative, empty if self.is_empty() else "") if words]
            sections.insert(0, Section("Einleitung", tuple(blocks)))
        sections += [
            Section(self.stock_message(), (self.stock_table(),), "1 Teilnehmende"),
            Section(self.hours_message(), (self.hours_chart(), self.hours_table()), "2 Termine und Stunden"),
            Section("Wer unterstützt wurde und was daraus wurde", tuple(self.group_tables()), "3 Verteilung"),
        ]
        return Document(
            title=f"Quartalsbericht {quarter.label}, {head['measure_number']}",
            kicker=f"Bericht an {head['funding_body']}",
            heading=quarter.label,
            subtitle=f"Assistierte Ausbildung flexibel (AsA flex), {head['lot']}",
            facts=(
                ("Zeitraum", f"{quarter.starts_on:%d.%m.%Y} bis {quarter.ends_on:%d.%m.%Y}"),
                ("Maßnahme", f"{head['measure']}, Maßnahmenummer {head['measure_number']}"),
            ),
            sections=tuple(sections),
            definitions=tuple(self.definitions()),
        )

    def shown(self, value: int | None) -> Cell:
        return count(value, hidden=self.hidden)

    def _share(self, ratio: Mapping[str, int | None]) -> Cell:
        return percent(ratio["numerator"], ratio["denominator"], hidden=self.hidden)

    def _sum(self, field: str) -> int | None:
        values = [module[field] for module in self.figures["modules"]]
        return None if any(value is None for value in values) else sum(values)

    def key_figures(self) -> KeyFigures:
        stock, rate, before = self.figures["stock"], self.figures["attendance"], self.figures["previous_attendance"]
        companies = self.figures["companies"]
        minutes, previous = self._sum("minutes"), self._sum("previous_minutes")
        return KeyFigures(
            "Vier Kennzahlen",
            self.quarter.label,
            "Vorquartal",
            (
                KeyFigure(
                    "Teilnehmende",
                    "am letzten Tag des Quartals",
                    self.shown(stock["at_end"]),
                    self.shown(stock["at_start"]),
                    change(stock["at_end"], stock["at_start"]),
                ),
                KeyFigure(
                    "Stunden der Termine",
                    "alle Arten, Gruppen einmal",
                    hours(minutes, hidden=self.hidden),
                    hours(previous, hidden=self.hidden),
                    change(_hours(minutes), _hours(previous), digits=1),
                ),
                KeyFigure(
                    "Teilnahmequote",
                    self._made_of(rate, "angesetzten Teilnahmen"),
                    self._share(rate),
                    self._share(before),
                    change(_percent(rate), _percent(before), " Punkte", 1),
                ),
                KeyFigure(
                    "Betriebe mit Kontakt",
                    self._made_of(companies, "Betrieben"),
                    self._share(companies),
                    text(""),
                    "",
                ),
            ),
            "Wie jede Zahl entsteht, steht im Abschnitt „Wie gerechnet wird“. Der Bericht enthält keine Namen.",
        )

    @staticmethod
    def _made_of(ratio: Mapping[str, int | None], of_what: str) -> str:
        if ratio["numerator"] is None:
            return f"zu wenige {of_what.replace('angesetzten ', '').replace('Betrieben', 'Betriebe')}"
        return f"{number(ratio['numerator'])} von {number(ratio['denominator'])} {of_what}"

    def hours_message(self) -> str:
        """Return the headline of the chart: what the reader should see in it."""
        known = [m for m in self.figures["modules"] if m["minutes"]]
        if not known:
            return "Im Quartal sind keine Stunden zu zeigen"
        most = max(known, key=lambda module: module["minutes"])
        now, before = self._sum("minutes"), self._sum("previous_minutes")
        trend = ""
        if now is not None and before:
            trend = ", insgesamt mehr als im Vorquartal" if now > before else ", insgesamt weniger als im Vorquartal"
            trend = trend if now != before else ", insgesamt wie im Vorquartal"
        return f"Die meisten Stunden: {most['label']}{trend}"

    def hours_chart(self) -> Chart:
        before = self.quarter.previous.label
        bars = [
            Bar(
                module["label"],
                module["minutes"],
                self.hidden if module["minutes"] is None else f"{hours(module['minutes']).text} Std.",
                module["previous_minutes"],
                self.hidden
                if module["previous_minutes"] is None
                else f"{hours(module['previous_minutes']).text} Std. ({before})",
            )
            for module in self.figures["modules"]
        ]
        note = f"Gefüllt: {self.quarter.label}. Schraffiert: {before}. Gruppen einmal gezählt."
        return Chart(self.hours_message(), tuple(bars), note)

    def stock_message(self) -> str:
        stock = self.figures["stock"]
        if stock["at_end"] is None:
            return f"Weniger als {self.figures['minimum_cell']} Teilnehmende"
        if stock["entries"] is None:
            return f"{number(stock['at_end'])} Teilnehmende am Quartalsende"
        return (
            f"{number(stock['entries'])} Eintritte, {number(stock['exits'])} Austritte, "
            f"{number(stock['at_end'])} Teilnehmende am Ende"
        )

    def stock_table(self) -> Table:
        stock, quarter = self.figures["stock"], self.quarter
        return Table(
            "Bestand und Bewegung",
            ("", "Personen"),
            (
                (text(f"Bestand am {quarter.previous.ends_on:%d.%m.%Y}"), self.shown(stock["at_start"])),
                (text("Eintritte im Quartal"), self.shown(stock["entries"])),
                (text("Austritte im Quartal"), self.shown(stock["exits"])),
                (text(f"Bestand am {quarter.ends_on:%d.%m.%Y}"), self.shown(stock["at_end"])),
            ),
            last_is_sum=True,
        )

    def hours_table(self) -> Table:
        rows = [
            (
                text(module["label"]),
                self.shown(module["sessions"]),
                self.shown(module["group_sessions"]),
                hours(module["minutes"], hidden=self.hidden),
                hours(module["attended"], hidden=self.hidden),
            )
            for module in self.figures["modules"]
        ]
        return Table(
            "Termine und Stunden nach Art",
            ("", "Termine", "davon in Gruppen", "Stunden", "Stunden je Person, summiert"),
            tuple(rows),
        )

    def group_tables(self) -> list[Table]:
        """Return the tables of persons at the end of the quarter and of the exits; empty groups are left out."""
        titles = {"phases": "Teilnehmende nach Phase", "exits": "Austritte nach Grund"}
        tables = []
        for key in ("phases", "exits", "outcomes", "occupations", "sizes"):
            group = self.figures[key]
            if not group["cells"]:
                continue
            rows = [(text(cell["label"]), self.shown(cell["value"])) for cell in group["cells"]]
            rows.append((text("Summe"), self.shown(group["total"])))
            tables.append(Table(titles.get(key, group["title"]), ("", "Anzahl"), tuple(rows), last_is_sum=True))
        return tables

    def is_empty(self) -> bool:
        stock = self.figures["stock"]
        return (
            not any(stock.values())
            and not any(m["sessions"] for m in self.figures["modules"])
            and None not in stock.values()
        )

    def definitions(self) -> list[tuple[str, str]]:
        """Return how each figure is counted, in the words of the report's last section."""
        return [
            (
                "Teilnehmende",
                "Teilnahmen, die der Maßnahme am Stichtag zugeordnet sind und deren Austritt nicht an oder vor ihm "
                "lag. Jede Teilnahme zählt einmal, auch nach einem Wechsel der Phase.",
            ),
            (
                "Eintritte und Austritte",
                "Erster Tag und letzter Tag der Zuordnung zur Maßnahme im Quartal. Bestand am Anfang plus Eintritte "
                "minus Austritte ergibt den Bestand am Ende.",
            ),
            (
                "Stunden",
                "Dauer der erfassten Termine, zu denen mindestens eine Person kam. Ein Termin in der Gruppe zählt "
                "einmal. „Je Person, summiert“ zählt die Minuten jeder anwesenden Person, Verspätung abgezogen. "
                "Nicht abgerechnet.",
            ),
            (
                "Teilnahmequote",
                "Teilnahmen „anwesend“ oder „verspätet“, geteilt durch alle angesetzten Teilnahmen im Quartal ohne "
                "die, die der Träger absagte.",
            ),
            (
                "Betriebe mit Kontakt",
                "Betriebe, mit denen oder in denen im Quartal mindestens ein Termin stattfand, geteilt durch alle "
                "Betriebe mit einem Ausbildungsvertrag von Teilnehmenden der Maßnahme im Quartal.",
            ),
            (
                "Kleine Gruppen",
                f"Zahlen über weniger als {self.figures['minimum_cell']} Personen stehen als „{self.hidden}“. Damit "
                "sie sich nicht errechnen lassen, ist wo nötig auch die nächstkleinere Zahl so gekennzeichnet.",
            ),
        ]


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60


def _percent(ratio: Mapping[str, int | None]) -> float | None:
    if not ratio["denominator"] or ratio["numerator"] is None:
        return None
    return ratio["numerator"] / ratio["denominator"] * 100
