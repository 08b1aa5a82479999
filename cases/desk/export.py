"""The XLSX of "Teilnehmende": exactly the rows and columns that the list shows."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone

from cases.desk.people_list import PersonRow

HEAD = (
    ("Nachname", 22),
    ("Vorname", 18),
    ("Ausbildungsberuf", 34),
    ("Ausbildungsjahr", 16),
    ("Betrieb", 34),
    ("Nächster Termin", 20),
    ("Hinweis", 26),
)
#: A spreadsheet may read a text that starts like this as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def people_workbook(rows: list[PersonRow], *, filters: list[str], provider_name: str) -> bytes:
    """Return the workbook: sheet "Teilnehmende" and sheet "Erläuterung" with date, filters and meaning."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": "Teilnehmende", "author": provider_name, "comments": ""})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        # the quote prefix tells the spreadsheet that the cell is text even when somebody edits it
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _write_people(book.add_worksheet("Teilnehmende"), rows, formats)
    _write_explanation(book.add_worksheet("Erläuterung"), len(rows), filters, provider_name, formats)
    book.close()
    return target.getvalue()


def _write_people(sheet: Any, rows: list[PersonRow], formats: dict[str, Any]) -> None:
    for column, (title, width) in enumerate(HEAD):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, formats["head"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(HEAD) - 1)
    for line, row in enumerate(rows, start=1):
        trainee = row.case.trainee
        texts = {0: trainee.last_name, 1: trainee.first_name, 2: row.occupation, 4: row.company}
        texts[6] = row.badge[1] if row.badge else ""
        for column, text in texts.items():
            sheet.write_string(line, column, text, formats["quoted" if text.startswith(DANGEROUS) else "text"])
        if row.training_year:
            sheet.write_number(line, 3, row.training_year)
        if row.next_at:
            local = timezone.localtime(row.next_at).replace(tzinfo=None)
            sheet.write_datetime(line, 5, local, formats["moment"])


def _write_explanation(sheet: Any, count: int, filters: list[str], provider_name: str, formats: dict[str, Any]) -> None:
    made = timezone.localtime()
    lines = [
        ("Träger", provider_name),
        ("Erstellt am", f"{made:%d.%m.%Y %H:%M} Uhr"),
        ("Zeilen", str(count)),
        ("Filter", "; ".join(filters) or "keine"),
        ("Ausbildungsjahr", "gezählt ab dem Beginn des Ausbildungsvertrags, mit Verkürzung"),
        ("Nächster Termin", "der nächste geplante, nicht abgesagte Termin; Ortszeit"),
        ("Hinweis", "Wochen ohne Termin: seit mehr als 14 Tagen kein Termin mit Anwesenheit; sonst die Phase"),
        ("Vertraulich", "Diese Datei enthält Namen. Geben Sie sie nur an Befugte und löschen Sie sie danach."),
    ]
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    for line, (name, text) in enumerate(lines):
        sheet.write_string(line, 0, name, formats["head"])
        sheet.write_string(line, 1, text, formats["wrap"])
