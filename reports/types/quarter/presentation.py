"""Turns a stored snapshot of the quarter into the words and rows that page, PDF and spreadsheet share.

Works on the snapshot alone, so that a released report looks the same whatever the data say today.
"""

from dataclasses import dataclass
from typing import Any

from reports.engine.charts import Bar, bar_chart
from reports.engine.periods import Quarter

HIDDEN = "unter {minimum}"


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures on the first page: what it is made of stands below it."""

    label: str
    made_of: str
    now: str
    before: str
    change: str


@dataclass(frozen=True)
class Table:
    """A table with its caption, head and rows of text; `note` stands below."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    last_is_sum: bool = False


def number(value: float | None, digits: int = 0) -> str:
    """Return a number in German spelling; None is an empty string."""
    if value is None:
        return ""
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def hours(minutes: int | None) -> str:
    return number(_hours_or_none(minutes), 1)


def _hours_or_none(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60


class QuarterView:
    """Read access to one snapshot in words. Nothing is counted here beyond sums and shares of what stands in it."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.figures = snapshot["figures"]
        self.quarter = Quarter.parse(self.figures["period"])
        self.hidden = HIDDEN.format(minimum=self.figures["minimum_cell"])

    def shown(self, value: int | None) -> str:
        return self.hidden if value is None else number(value)

    def _change(self, now: float | None, before: float | None, unit: str = "", digits: int = 0) -> str:
        if now is None or before is None:
            return ""
        difference = now - before
        sign = "+" if difference > 0 else "−" if difference < 0 else "±"
        return f"{sign} {number(abs(difference), digits)}{unit}"

    @staticmethod
    def _percent(ratio: dict[str, int | None]) -> float | None:
        if not ratio["denominator"] or ratio["numerator"] is None:
            return None
        return ratio["numerator"] / ratio["denominator"] * 100

    def _share(self, ratio: dict[str, int | None]) -> str:
        percent = self._percent(ratio)
        if ratio["denominator"] is None:
            return self.hidden
        return "–" if percent is None else f"{number(percent, 1)} %"

    def _sum(self, field: str) -> int | None:
        values = [module[field] for module in self.figures["modules"]]
        return None if any(value is None for value in values) else sum(values)

    def key_figures(self) -> list[KeyFigure]:
        stock, rate, before = self.figures["stock"], self.figures["attendance"], self.figures["previous_attendance"]
        companies = self.figures["companies"]
        minutes, previous = self._sum("minutes"), self._sum("previous_minutes")
        return [
            KeyFigure(
                "Teilnehmende",
                "am letzten Tag des Quartals",
                self.shown(stock["at_end"]),
                self.shown(stock["at_start"]),
                self._change(stock["at_end"], stock["at_start"]),
            ),
            KeyFigure(
                "Stunden der Termine",
                "alle Arten, Gruppen einmal, nicht abgerechnet",
                self.hidden if minutes is None else hours(minutes),
                self.hidden if previous is None else hours(previous),
                self._change(_hours_or_none(minutes), _hours_or_none(previous), digits=1),
            ),
            KeyFigure(
                "Teilnahmequote",
                self._made_of(rate, "angesetzten Teilnahmen"),
                self._share(rate),
                self._share(before),
                self._change(self._percent(rate), self._percent(before), " Punkte", 1),
            ),
            KeyFigure(
                "Betriebe mit Kontakt",
                self._made_of(companies, "Betrieben"),
                self._share(companies),
                "",
                "",
            ),
        ]

    @staticmethod
    def _made_of(ratio: dict[str, int | None], of_what: str) -> str:
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

    def hours_chart(self) -> str:
        label = self.quarter.previous.label
        bars = [
            Bar(
                module["label"],
                module["minutes"],
                self.hidden if module["minutes"] is None else f"{hours(module['minutes'])} Std.",
                module["previous_minutes"],
                self.hidden
                if module["previous_minutes"] is None
                else f"{hours(module['previous_minutes'])} Std. ({label})",
            )
            for module in self.figures["modules"]
        ]
        return bar_chart(self.hours_message(), bars)

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
                (f"Bestand am {quarter.previous.ends_on:%d.%m.%Y}", self.shown(stock["at_start"])),
                ("Eintritte im Quartal", self.shown(stock["entries"])),
                ("Austritte im Quartal", self.shown(stock["exits"])),
                (f"Bestand am {quarter.ends_on:%d.%m.%Y}", self.shown(stock["at_end"])),
            ),
            last_is_sum=True,
        )

    def hours_table(self) -> Table:
        rows = [
            (
                module["label"],
                self.shown(module["sessions"]),
                self.shown(module["group_sessions"]),
                self.hidden if module["minutes"] is None else hours(module["minutes"]),
                self.hidden if module["attended"] is None else hours(module["attended"]),
            )
            for module in self.figures["modules"]
        ]
        return Table(
            "Termine und Stunden nach Art",
            ("", "Termine", "davon in Gruppen", "Stunden", "Stunden je Person, summiert"),
            tuple(rows),
            "Stunden sind die Dauer der Termine, nicht abgerechnet: Unterrichtseinheiten und Kontingente "
            "kommen mit dem Stundenkonto.",
        )

    def group_tables(self) -> list[Table]:
        """Return the tables of persons at the end of the quarter and of the exits; empty groups are left out."""
        titles = {"phases": "Teilnehmende nach Phase", "exits": "Austritte nach Grund"}
        tables = []
        for key in ("phases", "exits", "outcomes", "occupations", "sizes"):
            group = self.figures[key]
            if not group["cells"]:
                continue
            rows = [(cell["label"], self.shown(cell["value"])) for cell in group["cells"]]
            rows.append(("Summe", self.shown(group["total"])))
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
