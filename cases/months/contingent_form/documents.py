"""The form as XLSX and PDF/UA-1, of one measure or of all measures of a lot together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from asa.design.numbers import german_number
from asa.documents.rendering import html_to_pdf, printable
from asa.documents.spreadsheets import Cell, Column, Format, Sheet, Workbook, workbook_bytes
from cases.months.closing.services import month_words
from cases.months.closing.workbook import hours_of
from cases.months.contingent_form.columns import Shown, shown_columns, sum_row
from cases.months.contingent_form.figures import Group, Overview, Person, PersonName, Row
from cases.months.contingent_form.models import FormIssue
from cases.months.file_names import in_plain_letters
from companies.catalogue.folding import plain

TITLE = "Übersicht Gesamtstundenkontingent"
NO_YEAR = "ohne Maßnahmejahr"
EXPLANATION = (
    ("Stunden", "Gezählt wird in Minuten. Stunden sind Minuten ÷ 60 auf zwei Stellen; 1 UE sind 0,75 Stunden."),
    ("belastet im Monat", "Was im Monat gebucht wurde; Nachbuchungen stehen in dem Maßnahmejahr ihres Leistungstags."),
    ("bisher im Maßnahmejahr", "Alles bis zum Ende des Monats, auch der Monat selbst."),
    ("Rest", "Kontingent weniger bisher. Ein Minus heißt: mehr belastet als vereinbart."),
    ("Mehrere Kostenträger", "Nach dem Finanzierungsanteil geteilt, auf ganze Minuten; die Summe stimmt immer."),
    ("davon-Zeilen", "Teil der Zeile darüber; „Betriebskontakt“ heißt: Der Betrieb war beim Termin dabei."),
    ("Pro-forma-Leistung", "Nicht erbracht, aber abrechenbar; von einer zweiten Person bestätigt."),
)


@dataclass(frozen=True)
class FormDocument:
    """A form to be written: `overviews` of one measure, or of a lot; `groups` are its lines.

    `names` are those whom the reader may see, `hidden` the columns that the reader may not. `issue` is the frozen
    version (None: a lot, or provisional), `notes` are sentences on top.
    """

    subject: str
    month: date
    provider: str
    overviews: Sequence[Overview]
    groups: Sequence[Group]
    names: Mapping[str, PersonName]
    hidden: Collection[str] = ()
    issue: FormIssue | None = None
    notes: Sequence[str] = ()

    @property
    def is_provisional(self) -> bool:
        return any(overview.is_provisional for overview in self.overviews)

    @property
    def state(self) -> str:
        """Return in words how final the figures are."""
        if self.is_provisional:
            return "vorläufig, der Monat ist noch nicht abgeschlossen"
        if self.issue is None:
            return "nach dem Monatsabschluss"
        words = f"Version {self.issue.number} vom {timezone.localtime(self.issue.created_at):%d.%m.%Y}"
        return f"{words}: {self.issue.reason}" if self.issue.reason else words

    @property
    def title(self) -> str:
        return f"{TITLE} {month_words(self.month)}"

    @property
    def trainer_minutes(self) -> int:
        return sum(overview.trainer_minutes for overview in self.overviews)

    @property
    def remarks(self) -> list[str]:
        """Return what is said of Vorphase, sharing and corrections, per measure where the form has several."""
        several = len(self.overviews) > 1
        found = [(o.number, words) for o in self.overviews for words in (o.pre_phase, o.sharing, *o.corrected) if words]
        return [f"{number}: {words}" if several else words for number, words in found]

    def columns(self, overview: Overview) -> list[Shown]:
        return shown_columns(overview, hidden=self.hidden)

    def people(self, overview: Overview) -> list[Person]:
        """Return the people by name; whoever may not be seen comes last."""
        return sorted(overview.people, key=lambda person: _by_name(self.names.get(person.case)))


def _by_name(name: PersonName | None) -> tuple:
    return (False, plain(name.last_name), plain(name.first_name)) if name else (True, "", "")


def year_words(group: Group) -> str:
    return NO_YEAR if group.year is None else f"{group.year}. Maßnahmejahr"


def file_name(document: FormDocument, ending: str) -> str:
    """Return the file's name, of plain signs only."""
    version = f"_V{document.issue.number}" if document.issue else ("_vorlaeufig" if document.is_provisional else "")
    return f"Stundenkontingent_{in_plain_letters(document.subject)}_{document.month:%Y-%m}{version}.{ending}"


# ---- XLSX ----


def form_xlsx(document: FormDocument) -> bytes:
    """Return the form as XLSX: contingents, and a sheet of participants per measure."""
    sheets = [_contingent_sheet(document)]
    for overview in document.overviews:
        title = "Teilnehmende" if len(document.overviews) == 1 else f"TN {overview.number}"
        sheets.append(_people_sheet(document, overview, title))
    explanation = [
        ("Formular", document.title),
        ("Für", document.subject),
        ("Stand", document.state),
        *[("Hinweis", note) for note in document.notes],
        *[("Anmerkung", words) for words in document.remarks],
        *EXPLANATION,
        ("Regeln", "; ".join(sorted({overview.rules for overview in document.overviews}))),
    ]
    if document.issue:
        explanation.append(("Prüfsumme", document.issue.snapshot_sha256))
    return workbook_bytes(Workbook(document.title, document.provider, sheets, explanation))


_CONTINGENT_COLUMNS = [
    Column("Kostenträger", 30),
    Column("Maßnahmejahr", 14),
    Column("von", 12, Format.DATE),
    Column("bis", 12, Format.DATE),
    Column("Zeile", 52),
    Column("Kontingent", 13, Format.HOURS),
    Column("belastet im Monat", 13, Format.HOURS),
    Column("bisher im Maßnahmejahr", 15, Format.HOURS),
    Column("Rest", 13, Format.HOURS),
    Column("Stand", 12),
]


def _contingent_sheet(document: FormDocument) -> Sheet:
    state = "vorläufig" if document.is_provisional else "fest"
    rows: list[list[Cell]] = []
    for group in document.groups:
        year = NO_YEAR if group.year is None else f"{group.year}. Jahr"
        for row in group.rows:
            hours = [_hours(row.contingent), _hours(row.month), _hours(row.so_far), _hours(row.remaining)]
            rows.append([group.body, year, group.first_day, group.last_day, row.label, *hours, state])
    trainer = ["", "", None, None, "Unterricht durch Ausbilder/innen (Angabe)", None]
    rows.append([*trainer, hours_of(document.trainer_minutes), None, None, state])
    return Sheet("Kontingent", _CONTINGENT_COLUMNS, rows)


def _hours(minutes: int | None) -> Decimal | None:
    return None if minutes is None else hours_of(minutes)


def _people_sheet(document: FormDocument, overview: Overview, title: str) -> Sheet:
    shown = document.columns(overview)
    columns = [
        Column(
            column.title, column.spec.width if column.spec else 18, column.spec.format if column.spec else Format.TEXT
        )
        for column in shown
    ]
    people = document.people(overview)
    rows = [[column.value(person, document.names.get(person.case)) for column in shown] for person in people]
    rows.append(sum_row(shown, people))
    return Sheet(title, columns, rows, totals=1)


# ---- PDF ----


def form_pdf(document: FormDocument, made_at: datetime | None = None) -> bytes:
    """Return the form as PDF/UA-1 in landscape. Raises RenderingError. A frozen version gives the same bytes again."""
    day = document.issue.created_at if document.issue else made_at or timezone.now()
    context = {
        "document": document,
        "title": document.title,
        "subject": printable(document.subject),
        "provider": printable(document.provider),
        "state": printable(document.state),
        "notes": [printable(note) for note in document.notes],
        "made_at": day,
        "groups": [
            (printable(group.body), year_words(group), group, [_printed(row) for row in group.rows])
            for group in document.groups
        ],
        "remarks": [printable(words) for words in document.remarks],
        "trainer": _cell_words(hours_of(document.trainer_minutes)),
        "lists": [table_of(document, overview) for overview in document.overviews],
        "explanation": EXPLANATION,
    }
    return html_to_pdf(render_to_string("cases/months/contingent_form/form_pdf.html", context))


def _printed(row: Row) -> dict[str, Any]:
    values = (row.contingent, row.month, row.so_far, row.remaining)
    return {"label": row.label, "is_part": row.is_part, "cells": [_cell_words(_hours(value)) for value in values]}


def _cell_words(value: Cell) -> str:
    """Write a cell for people: hours with two decimals, days as 05.10.2026, nothing as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Decimal):
        return german_number(value, 2)
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else printable(str(value))


def table_of(document: FormDocument, overview: Overview) -> dict[str, Any]:
    """Return the list of participants as words: heads, rows, sums; each cell with its head (for phones)."""
    shown = document.columns(overview)
    people = document.people(overview)
    return {
        "number": overview.number,
        "heads": [(printable(column.title), column.is_number) for column in shown],
        "rows": [
            [
                (_cell_words(c.value(person, document.names.get(person.case))), c.is_number, printable(c.title))
                for c in shown
            ]
            for person in people
        ],
        "sums": [
            (_cell_words(value), column.is_number, printable(column.title))
            for column, value in zip(shown, sum_row(shown, people), strict=True)
        ],
        "count": len(people),
    }
