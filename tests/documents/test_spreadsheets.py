"""A workbook carries real numbers and dates, and text that looks like a formula stays text."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from asa.documents.spreadsheets import Column, Format, Sheet, Workbook, sheet_name, workbook_bytes

COLUMNS = (Column("Name", 20), Column("Minuten", format=Format.WHOLE), Column("Tag", format=Format.DATE))


def _read(workbook):
    return load_workbook(BytesIO(workbook_bytes(workbook)))


def test_numbers_and_dates_are_real_and_the_head_is_frozen():
    book = _read(Workbook("Liste", "Träger", [Sheet("Stunden", COLUMNS, [["Ayşe", 90, date(2024, 2, 29)]])]))
    sheet = book["Stunden"]
    assert [cell.value for cell in sheet[2]] == ["Ayşe", 90, datetime(2024, 2, 29)]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C2"


def test_what_looks_like_a_formula_is_quoted_text():
    book = _read(Workbook("Liste", "Träger", [Sheet("Stunden", COLUMNS, [["=1+1", None, None]])]))
    cell = book["Stunden"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_totals_stand_outside_of_the_filter():
    rows = [["Ayşe", 90, None], ["Summe", 90, None]]
    book = _read(Workbook("Liste", "Träger", [Sheet("Stunden", COLUMNS, rows, totals=1)]))
    assert book["Stunden"].auto_filter.ref == "A1:C2"
    assert book["Stunden"]["A3"].font.bold


def test_moments_are_shown_in_local_time():
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("UTC"))
    book = _read(Workbook("Liste", "Träger", [Sheet("A", [Column("am", format=Format.MOMENT)], [[moment]])]))
    assert book["A"]["A2"].value == datetime(2026, 7, 1, 14, 0)


def test_the_explanation_is_a_sheet_of_its_own():
    book = _read(Workbook("Liste", "Träger", [Sheet("A", COLUMNS, [])], [("Rundung", "halbe Cent aufwärts")]))
    assert [cell.value for cell in book["Erläuterung"][1]] == ["Rundung", "halbe Cent aufwärts"]


def test_a_sheet_name_has_no_forbidden_characters():
    assert sheet_name("Los 1/2: [Übersicht] mit sehr langem Namen") == "Los 1-2- -Übersicht- mit sehr l"
