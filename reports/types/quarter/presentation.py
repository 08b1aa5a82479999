"""Turns a stored snapshot of a quarter or year into the blocks that page, PDF and spreadsheet share.

Works on the snapshot alone, so that a released report looks the same whatever the data say today.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

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
    hours,
    joined,
    number,
    percent,
    text,
)
from reports.engine.blocks import day as day_cell
from reports.engine.charts import Bar
from reports.engine.periods import Period
from reports.types.quarter.definitions import HIDDEN, SUCCESS, definitions
from reports.types.quarter.hours_part import HoursPart
from reports.types.quarter.wording import NARROW, NONE

OLD = (
    "Dieser Bericht ist mit einer früheren Fassung der Anwendung entstanden. Seine Zahlen stehen in der gespeicherten "
    "PDF-Datei; sie gilt unverändert. Ein Entwurf zeigt die heutigen Zahlen, sobald er neu erstellt ist."
)
MOVES_HIDDEN = (
    f"Eintritte und Austritte stehen als „{HIDDEN}“, damit niemand erkennbar wird; mehr dazu im letzten Abschnitt "
    "unter „Kleine Gruppen“."
)
#: So many signs of the narrative part stand on the first page, above the figures.
SHORT = 420
#: A funding body's part of a measure that nobody shares, in hundredths of a percent.
WHOLE = 10_000
RESULTS = (
    ("exits", "Austritte nach Grund", "Personen"),
    ("places", "Austritte nach Verbleib", "Personen"),
    ("broken_forms", "Gelöste Ausbildungsverträge nach Form", "Verträge"),
    ("broken_reasons", "Gelöste Ausbildungsverträge nach Grund", "Verträge"),
    ("broken", "Was auf gelöste Ausbildungsverträge folgte", "Verträge"),
    ("exams", "Prüfungen mit Ergebnis", "Prüfungen"),
)
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


class View(HoursPart):
    """The whole report in words, section by section."""

    # ---- the whole ----

    def document(self, narrative: str) -> Document:
        words = f"I{self.within[1:]} gab es hier keine Teilnehmenden und keine Termine."
        empty = words if self.is_empty() else ""
        sections = [Section("Fünf Kennzahlen", (self.key_figures(),))]
        if told := tuple(Words(one) for one in (narrative, empty) if one):
            # A short text has room above the figures of the first page, a long one gets a page of its own.
            is_short = len(narrative) <= SHORT
            sections.insert(0 if is_short else 1, Section("" if is_short else "Einleitung", told))
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
                (
                    self.hours_chart(),
                    self.hours_table(),
                    *self._agreed(),
                    self.missed_table(),
                    self.own_table(),
                    *self._forms(),
                ),
                "2 Stunden und Termine",
            ),
            Section(self.attendance_message(), (self.attendance_chart(), self.attendance_table()), "3 Teilnahme"),
            Section(
                "Verträge, Prüfungen und Austritte",
                (
                    self.success_table(),
                    *self._results(),
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
            kicker=f"{kind} · Kostenträger: {body}" if body else kind,
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
        shares = self.figures.get("shares", [WHOLE] * len(numbers))
        named = [
            one if part == WHOLE else f"{one} (Anteil {percent(part, WHOLE).text})"
            for one, part in zip(numbers, shares, strict=True)
        ]
        rows = [("Maßnahmen", ", ".join(named) or "keine")]
        if "lot" in head:
            return head["lot"], [("Los", head["lot"]), *rows]
        if "funding_body" in head:
            shared = (
                "Mehrere Kostenträger zahlen; Stunden zählen nach dem Anteil dieses Kostenträgers, Personen ganz."
                if self.figures.get("hours_by_share")
                else "Kein anderer Kostenträger ist beteiligt; alle Stunden zählen ganz."
            )
            return head["funding_body"], [("Kostenträger", head["funding_body"]), *rows, ("Finanzierung", shared)]
        return head["provider"], [("Träger", head["provider"]), *rows]

    def is_empty(self) -> bool:
        stock, totals = self.figures["stock"], self.figures["totals"]
        return not any(stock.values()) and None not in stock.values() and totals["sessions"] == 0

    # ---- first page ----

    def key_figures(self) -> KeyFigures:
        stock, totals = self.figures["stock"], self.figures["totals"]
        rate, earlier, companies = (self.figures[k] for k in ("attendance", "previous_attendance", "companies"))
        used, used_before = self.success("hours_used"), self.figures.get("previous_hours_used")
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
                    self.shown(stock["at_start"], "start"),
                    change(stock["at_end"], stock["at_start"]),
                ),
                KeyFigure(
                    "Angerechnete Stunden",
                    "alle Module, Gruppen einmal",
                    self.time(totals["minutes"], "minutes"),
                    self.time(totals["previous_minutes"], self._at("minutes", 1)),
                    change(_in_hours(totals["minutes"]), _in_hours(totals["previous_minutes"]), digits=1),
                ),
                KeyFigure(
                    "Teilnahmequote",
                    _made_of(rate, "angesetzten Teilnahmen"),
                    self.share(rate, "attendance"),
                    self.share(earlier, self._at("attendance", 1)),
                    change(_percent(rate), _percent(earlier), " Punkte", 1),
                ),
                KeyFigure(
                    "Vereinbarte Stunden genutzt",
                    self._used_words(used),
                    self.share(used, "success:hours_used"),
                    self.share(used_before, self._at("success:hours_used", 1)) if used_before else none,
                    change(_percent(used), _percent(used_before), " Punkte", 1) if used_before else "",
                ),
                KeyFigure(
                    "Betriebe mit Kontakt",
                    _made_of(companies, "Betrieben mit Auszubildenden") + self._contacts(),
                    self.share(companies, "companies"),
                    none,
                    "",
                ),
            ),
            f"„{HIDDEN}“ steht, wo eine Zahl weniger als {self.figures['minimum_cell']} Personen betrifft oder eine "
            "solche verraten würde, „–“, wo ein Vergleich fehlt. Stunden sind Zeitstunden. Wie jede Zahl entsteht, "
            "steht im letzten Abschnitt „Wie gerechnet wird“. Der Bericht enthält keine Namen.",
        )

    def _contacts(self) -> str:
        """Return how many sessions with companies or schools there were; nothing where that is hidden."""
        sessions = next((row["sessions"] for row in self.figures["modules"] if row["kind"] == "contact"), None)
        return f"; {number(sessions)} Kontakte mit Betrieb oder Schule" if sessions else ""

    @staticmethod
    def _used_words(used: Mapping[str, Any]) -> str:
        if used["numerator"] is None:
            return "zu wenige Personen"
        return f"{hours(used['numerator']).text} von {hours(used['denominator']).text} Stunden je Person"

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
            "" if stock["entries"] is not None else MOVES_HIDDEN,
            last_is_sum=True,
            widths=NARROW,
        )

    def movement_chart(self) -> Chart:
        """Return entries and exits of four quarters; where some of them are hidden, the persons at their ends."""
        rows = self.figures["movements"]
        if any(row["entries"] is None for row in rows):
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
        shown = [(Period.parse(row["period"]).label, row["at_end"]) for row in rows if row["at_end"] is not None]
        if len(shown) < 2 or rows[-1]["at_end"] is None:
            return "Teilnehmende am Ende der letzten vier Quartale"
        (since, first), (_, last) = shown[0], shown[-1]
        since = f"Seit Ende {since}"
        return f"{since} {f'von {number(first)} auf' if first != last else 'wieder'} {number(last)} Teilnehmende"

    def movement_table(self) -> Table:
        rows = [
            (
                text(Period.parse(row["period"]).label),
                *(
                    self.shown(row[field], f"{key}@{row['period']}")
                    for field, key in (("entries", "entries"), ("exits", "exits"), ("at_end", "end"))
                ),
            )
            for row in self.figures["movements"]
        ]
        head = ("", "Eintritte", "Austritte", "Teilnehmende am Ende")
        return Table("Eintritte, Austritte und Bestand nach Quartal", head, tuple(rows))

    def person_tables(self) -> list[Block]:
        persons = self.figures["persons"]
        return [
            table for key, title in PERSON_TABLES for table in self._table(key, persons.get(key), title, "Personen")
        ]

    # ---- 4 results ----

    def _results(self) -> list[Block]:
        """Return the tables of what became of persons; one sentence names those that are hidden altogether."""
        found: list[Block] = []
        hidden = []
        for key, title, what in RESULTS:
            blocks = self._group(key, title, what)
            if blocks and isinstance(blocks[0], Words):
                hidden.append(title)
            else:
                found += blocks
        if hidden:
            names = joined([f"„{title}“" for title in hidden])
            found.append(Words(f"{HIDDEN.capitalize()}, weil es zu wenige Personen betrifft: {names}."))
        return found

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
        key = f"success:{ratio['key']}"
        return [made(ratio["numerator"], f"{key}:met"), made(ratio["denominator"], key)]


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
