"""Turns a stored snapshot of a quarter or year into the blocks that page, PDF and spreadsheet share.

Works on the snapshot alone, so that a released report looks the same whatever the data say today.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from asa.documents.spreadsheets import Format
from reports.engine.blocks import (
    Block,
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
from reports.engine.blocks import day as day_cell
from reports.engine.charts import Bar
from reports.engine.periods import Period
from reports.types.quarter.definitions import HIDDEN, SUCCESS, definitions

OLD = (
    "Dieser Bericht ist mit einer früheren Fassung der Anwendung entstanden. Seine Zahlen stehen in der gespeicherten "
    "PDF-Datei; sie gilt unverändert. Ein Entwurf zeigt die heutigen Zahlen, sobald er neu erstellt ist."
)
#: Where there is nothing to compare with.
NONE = Cell("–", None, Format.WHOLE)
#: Widths of a table with one column of numbers.
NARROW = (74, 26)
PERSON_TABLES = (
    ("phases", "Teilnehmende nach Phase"),
    ("genders", "Teilnehmende nach Geschlecht"),
    ("ages", "Teilnehmende nach Alter"),
    ("occupations", "Teilnehmende nach Berufsbereich (KldB 2010)"),
    ("sizes", "Teilnehmende nach Größe des Betriebs"),
    ("chambers", "Teilnehmende nach Kammer"),
)


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> Document:
    """Return the report in words and rows; one of an older release says where its figures are."""
    view = View(snapshot)
    narrative = texts.get("narrative", "")
    return view.document(narrative) if "version" in view.figures else view.old(narrative)


class View:
    """Read access to one snapshot in words. Nothing is counted here beyond sums and shares of what stands in it."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.head: Mapping[str, Any] = snapshot["head"]
        self.figures: Mapping[str, Any] = snapshot["figures"]
        self.period = Period.parse(self.figures["period"])
        self.is_year = self.period.is_year
        self.within = "im Jahr" if self.is_year else "im Quartal"
        self.before = "Vorjahr" if self.is_year else "Vorquartal"

    # ---- the whole ----

    def document(self, narrative: str) -> Document:
        empty = (
            f"{self.within.capitalize()} gab es hier keine Teilnehmenden und keine Termine." if self.is_empty() else ""
        )
        sections = [Section("Fünf Kennzahlen", (self.key_figures(),))]
        if words := tuple(Words(one) for one in (narrative, empty) if one):
            sections.append(Section("Einleitung", words))
        if not empty:
            sections += self.sections()
        return self._document(tuple(sections), tuple(definitions(self.figures, self.period)))

    def old(self, narrative: str) -> Document:
        return self._document((Section("Zahlen", tuple(Words(one) for one in (narrative, OLD) if one)),), ())

    def sections(self) -> list[Section]:
        return [
            Section(self.stock_message(), (self.stock_table(),), "1 Teilnehmende"),
            Section(self.movement_message(), (self.movement_chart(), self.movement_table())),
            Section(
                self.hours_message(),
                (self.hours_chart(), self.hours_table(), self.own_table(), *self._agreed(), *self._forms()),
                "2 Stunden und Termine",
            ),
            Section(self.attendance_message(), (self.attendance_chart(), self.attendance_table()), "3 Teilnahme"),
            Section(
                "Was daraus wurde",
                (
                    self.success_table(),
                    *self._group("exits", "Austritte nach Grund", "Personen"),
                    *self._group("places", "Austritte nach Verbleib", "Personen"),
                    *self._group("broken", "Was auf gelöste Ausbildungsverträge folgte", "Verträge"),
                    *self._group("exams", "Prüfungen mit Ergebnis", "Prüfungen"),
                ),
                "4 Ergebnisse",
            ),
            Section(f"Wer am {self.period.ends_on:%d.%m.%Y} dabei war", tuple(self.person_tables()), "5 Verteilung"),
        ]

    def _document(self, sections: tuple[Section, ...], meanings: tuple[tuple[str, str], ...]) -> Document:
        head, period = self.head, self.period
        about, rows = self._about()
        kind = "Jahresbericht" if self.is_year else "Quartalsbericht"
        body = head.get("funding_body")
        return Document(
            title=f"{kind} {period.label}, {about}",
            kicker=f"{kind} an {body}" if body else kind,
            heading=period.label,
            subtitle=f"Assistierte Ausbildung flexibel (AsA flex), {about}",
            facts=(("Zeitraum", f"{period.starts_on:%d.%m.%Y} bis {period.ends_on:%d.%m.%Y}"), *rows),
            sections=sections,
            definitions=meanings,
        )

    def _about(self) -> tuple[str, list[tuple[str, str]]]:
        """Return what the report is about in a few words, and as facts."""
        head = self.head
        if "measure_number" in head:
            about = f"Maßnahmenummer {head['measure_number']}"
            return about, [("Maßnahme", f"{head['measure']}, {about}"), ("Los", head["lot"])]
        numbers = self.figures.get("measures", [])
        rows = [("Maßnahmen", ", ".join(numbers) or "keine")]
        if "lot" in head:
            return head["lot"], [("Los", head["lot"]), *rows]
        if "funding_body" in head:
            shared = "Stunden nach dem Anteil des Kostenträgers" if self.figures.get("hours_by_share") else "voll"
            return head["funding_body"], [("Kostenträger", head["funding_body"]), *rows, ("Finanzierung", shared)]
        return head["provider"], [("Träger", head["provider"]), *rows]

    def is_empty(self) -> bool:
        stock, totals = self.figures["stock"], self.figures["totals"]
        return not any(stock.values()) and None not in stock.values() and totals["sessions"] == 0

    # ---- cells ----

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

    # ---- first page ----

    def key_figures(self) -> KeyFigures:
        stock, totals = self.figures["stock"], self.figures["totals"]
        rate, earlier, companies = (self.figures[k] for k in ("attendance", "previous_attendance", "companies"))
        used = self.success("hours_used")
        none = NONE
        return KeyFigures(
            "Fünf Kennzahlen",
            self.period.label,
            self.before,
            (
                KeyFigure(
                    "Teilnehmende",
                    f"am {self.period.ends_on:%d.%m.%Y}",
                    self.shown(stock["at_end"], "end"),
                    self.shown(stock["at_start"]),
                    change(stock["at_end"], stock["at_start"]),
                ),
                KeyFigure(
                    "Angerechnete Stunden",
                    "alle Module, Gruppen einmal",
                    self.time(totals["minutes"], "minutes"),
                    self.time(totals["previous_minutes"]),
                    change(_in_hours(totals["minutes"]), _in_hours(totals["previous_minutes"]), digits=1),
                ),
                KeyFigure(
                    "Teilnahmequote",
                    _made_of(rate, "angesetzten Teilnahmen"),
                    self.share(rate, "attendance"),
                    self.share(earlier),
                    change(_percent(rate), _percent(earlier), " Punkte", 1),
                ),
                KeyFigure("Vereinbarte Stunden genutzt", self._used_words(used), self.share(used, "agreed"), none, ""),
                KeyFigure(
                    "Betriebe mit Kontakt",
                    _made_of(companies, "Betrieben mit Auszubildenden"),
                    self.share(companies, "companies"),
                    none,
                    "",
                ),
            ),
            f"„{HIDDEN}“ steht, wo eine Zahl zu wenige Personen betrifft. Der Bericht enthält keine Namen.",
        )

    @staticmethod
    def _used_words(used: Mapping[str, Any]) -> str:
        if used["numerator"] is None:
            return "zu wenige Personen"
        return f"{hours(used['numerator']).text} von {hours(used['denominator']).text} Stunden je Person"

    def success(self, key: str) -> Mapping[str, Any]:
        return next(ratio for ratio in self.figures["success"] if ratio["key"] == key)

    # ---- 1 persons ----

    def stock_message(self) -> str:
        stock = self.figures["stock"]
        if stock["at_end"] is None:
            return "Die Zahl der Teilnehmenden ist geschützt"
        at_end = f"{number(stock['at_end'])} Teilnehmende am Ende"
        if stock["entries"] is None:
            return at_end
        return f"{_many(stock['entries'], 'Eintritt')}, {_many(stock['exits'], 'Austritt')}, {at_end}"

    def stock_table(self) -> Table:
        stock, period = self.figures["stock"], self.period
        return Table(
            "Bestand und Bewegung",
            ("", "Personen"),
            (
                (text(f"Bestand am {period.previous.ends_on:%d.%m.%Y}"), self.shown(stock["at_start"], "start")),
                (text(f"Eintritte {self.within}"), self.shown(stock["entries"], "entries")),
                (text(f"Austritte {self.within}"), self.shown(stock["exits"], "exits")),
                (text(f"Bestand am {period.ends_on:%d.%m.%Y}"), self.shown(stock["at_end"], "end")),
            ),
            last_is_sum=True,
            widths=NARROW,
        )

    def movement_chart(self) -> Chart:
        """Return entries and exits of four quarters; where all of them are hidden, the persons at their ends."""
        rows = self.figures["movements"]
        if all(row["entries"] is None for row in rows):
            bars = [
                Bar(Period.parse(row["period"]).label, row["at_end"], self.shown(row["at_end"]).text) for row in rows
            ]
            return Chart(self.movement_message(), tuple(bars), "Teilnehmende am Ende des Quartals.")
        bars = [
            Bar(
                Period.parse(row["period"]).label,
                row["entries"],
                HIDDEN if row["entries"] is None else _many(row["entries"], "Eintritt"),
                row["exits"],
                HIDDEN if row["exits"] is None else _many(row["exits"], "Austritt"),
            )
            for row in rows
        ]
        return Chart(self.movement_message(), tuple(bars), "Gefüllt: Eintritte. Schraffiert: Austritte.")

    def movement_message(self) -> str:
        """Return what four quarters show: the balance of moves, or where those are hidden how the stock developed."""
        rows = self.figures["movements"]
        if all(row["entries"] is not None for row in rows):
            entries, exits = sum(row["entries"] for row in rows), sum(row["exits"] for row in rows)
            trend = "mehr Eintritte als Austritte" if entries > exits else "mehr Austritte als Eintritte"
            trend = trend if entries != exits else "so viele Eintritte wie Austritte"
            return f"In vier Quartalen {trend}: {number(entries)} zu {number(exits)}"
        first, last = rows[0]["at_end"], rows[-1]["at_end"]
        if first is None or last is None:
            return "Eintritte und Austritte der letzten vier Quartale"
        if first == last:
            return f"Nach vier Quartalen wieder {number(last)} Teilnehmende"
        return f"In vier Quartalen von {number(first)} auf {number(last)} Teilnehmende"

    def movement_table(self) -> Table:
        rows = [
            (
                text(Period.parse(row["period"]).label),
                *(self.shown(row[field]) for field in ("entries", "exits", "at_end")),
            )
            for row in self.figures["movements"]
        ]
        head = ("", "Eintritte", "Austritte", "Teilnehmende am Ende")
        return Table("Eintritte, Austritte und Bestand nach Quartal", head, tuple(rows))

    def person_tables(self) -> list[Block]:
        persons = self.figures["persons"]
        return [table for key, title in PERSON_TABLES for table in self._table(persons.get(key), title, "Personen")]

    def _group(self, key: str, title: str, what: str) -> list[Block]:
        return self._table(self.figures.get(key), title, what)

    def _table(self, group: Mapping[str, Any] | None, title: str, what: str) -> list[Block]:
        """Return the table of a group with its sum; nothing for an empty one, a sentence where all is hidden."""
        cells = [cell for cell in (group or {"cells": ()})["cells"] if cell["value"] != 0]
        if not group or not cells:
            return []
        if group["total"] is None and all(cell["value"] is None for cell in cells):
            return [Words(f"{title}: {HIDDEN}, weil es zu wenige Personen betrifft.")]
        rows = [(text(cell["label"]), self.shown(cell["value"], cell["key"])) for cell in cells]
        rows.append((text("Summe"), self.shown(group["total"])))
        return [Table(title, ("", what), tuple(rows), last_is_sum=True, widths=NARROW)]

    # ---- 2 hours ----

    def hours_message(self) -> str:
        """Return the headline of the chart: what the reader should see in it."""
        used = self.success("hours_used")
        if used["denominator"]:
            share = percent(used["numerator"], used["denominator"]).text
            return f"{share} der vereinbarten Stunden sind angerechnet"
        totals = self.figures["totals"]
        if totals["minutes"] is None:
            return "Die Summe der Stunden ist geschützt"
        return f"{hours(totals['minutes']).text} Stunden sind angerechnet" if totals["minutes"] else "Keine Stunden"

    def hours_chart(self) -> Chart:
        """Return the hours of the persons by module, beside what was agreed where it was agreed by module."""
        agreed = {cell["key"].removeprefix("agreed:"): cell["value"] for cell in self.figures["agreed"]["cells"]}
        by_module = "total" not in agreed
        bars = []
        for module in self.figures["modules"]:
            is_tuition = by_module and module["kind"] == "tuition" and "tuition" in agreed
            bars.append(
                self._bar(module["label"], module["own_minutes"], agreed["tuition"], "vereinbart")
                if is_tuition
                else self._bar(module["label"], module["own_minutes"])
            )
        total = self.figures["agreed"]["total"]
        own = self.figures["totals"]["own_minutes"]
        bars.append(self._bar("zusammen", own, total, "vereinbart") if agreed else self._bar("zusammen", own))
        note = "Gefüllt: angerechnete Stunden je Person, Gruppen für jede Person." + (
            " Schraffiert: für den Zeitraum vereinbart." if agreed else ""
        )
        return Chart(self.hours_message(), tuple(bars), note)

    def hours_table(self) -> Table:
        has_year = self.figures["has_year_before"]
        fields = ["minutes", "previous_minutes", *(["year_before_minutes"] if has_year else [])]
        head = [self.period.label, self.period.previous.label, *([self.period.year_before.label] if has_year else [])]
        rows = [
            (
                text(module["label"]),
                *(
                    self.time(module[field], f"minutes:{module['kind']}" if field == "minutes" else "")
                    for field in fields
                ),
            )
            for module in self.figures["modules"]
        ]
        totals = self.figures["totals"]
        rows.append((text("Summe"), *(self.time(totals[field]) for field in fields)))
        return Table("Angerechnete Stunden nach Modul, Gruppen einmal", ("", *head), tuple(rows), last_is_sum=True)

    def own_table(self) -> Table:
        fields = ("own_minutes", "missed_minutes", "previous_missed_minutes")
        rows = []
        for module in (*self.figures["modules"], {"label": "Summe", **self.figures["totals"]}):
            kind = module.get("kind", "")
            keys = (f"own:{kind}", f"missed:{kind}", "") if kind else ("", "", "")
            cells = [
                NONE if kind == "contact" and "missed" in field else self.time(module[field], key)
                for field, key in zip(fields, keys, strict=True)
            ]
            cells.insert(0, self.shown(module["sessions"], f"sessions:{kind}" if kind else ""))
            rows.append((text(module["label"]), *cells))
        head = ("", "Termine", "Stunden je Person, summiert", "ausgefallene Stunden", f"ausgefallen, {self.before}")
        return Table("Termine, Stunden je Person und Ausfall", head, tuple(rows), last_is_sum=True)

    def _agreed(self) -> list[Block]:
        group = self.figures["agreed"]
        if not group["cells"]:
            return []
        rows = [(text(cell["label"]), self.time(cell["value"], cell["key"])) for cell in group["cells"]]
        rows.append((text("Summe"), self.time(group["total"], "agreed")))
        return [
            Table("Für den Zeitraum vereinbarte Stunden", ("", "Stunden"), tuple(rows), last_is_sum=True, widths=NARROW)
        ]

    def _forms(self) -> list[Block]:
        return self._group("forms", "Termine einzeln und in Gruppen", "Termine")

    # ---- 3 attendance ----

    def attendance_message(self) -> str:
        ratio = self.figures["attendance"]
        if not ratio["denominator"]:
            return (
                "Die Teilnahmequote ist geschützt" if ratio["denominator"] is None else "Keine angesetzten Teilnahmen"
            )
        return f"{self.share(ratio).text} der angesetzten Teilnahmen fanden statt"

    def attendance_chart(self) -> Chart:
        bars = [
            Bar(cell["label"], cell["value"], self.shown(cell["value"]).text)
            for cell in self.figures["attendances"]["cells"]
        ]
        return Chart(self.attendance_message(), tuple(bars), "Teilnahmen von Personen an Terminen der drei Module.")

    def attendance_table(self) -> Table:
        group, called_off = self.figures["attendances"], self.figures["called_off"]
        rows = [(text(cell["label"]), self.shown(cell["value"], cell["key"])) for cell in group["cells"]]
        rows.append((text("Summe"), self.shown(group["total"], "attendance")))
        note = (
            "Außerdem fielen Teilnahmen durch den Träger aus; ihre Zahl ist geschützt."
            if called_off is None
            else f"Außerdem fielen durch den Träger aus: {number(called_off)}. Sie zählen in der Quote nicht mit."
        )
        return Table("Angesetzte Teilnahmen", ("", "Anzahl"), tuple(rows), note, last_is_sum=True, widths=NARROW)

    # ---- 4 results ----

    def success_table(self) -> Table:
        rows = [
            (
                text(SUCCESS[ratio["key"]][0]),
                *self._of(ratio),
                self.share(ratio, f"success:{ratio['key']}"),
                day_cell(date.fromisoformat(str(ratio["cut_off"]))),
            )
            for ratio in self.figures["success"]
        ]
        head = ("Kennzahl", "Zähler", "Nenner", "Anteil", "Stichtag")
        return Table("Erfolg und Verlauf", head, tuple(rows), widths=(40, 14, 14, 14, 18))

    def _of(self, ratio: Mapping[str, Any]) -> Sequence[Cell]:
        made = self.time if ratio["key"] == "hours_used" else self.shown
        return [made(ratio["numerator"]), made(ratio["denominator"])]


def _made_of(ratio: Mapping[str, Any], of_what: str) -> str:
    if ratio["numerator"] is None:
        return "zu wenige Personen"
    return f"{number(ratio['numerator'])} von {number(ratio['denominator'])} {of_what}"


def _many(value: int, word: str) -> str:
    return f"{number(value)} {word}{'' if value == 1 else 'e'}"


def _in_hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60


def _percent(ratio: Mapping[str, Any]) -> float | None:
    if not ratio["denominator"] or ratio["numerator"] is None:
        return None
    return ratio["numerator"] / ratio["denominator"] * 100
