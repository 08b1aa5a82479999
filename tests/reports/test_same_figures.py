"""Page, PDF and spreadsheet of every type show the same figures: all three are read back and compared."""

from datetime import datetime
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from lxml import html as lxml_html
from openpyxl import load_workbook

from reports.engine.blocks import number
from reports.engine.documents import report_context, report_document, report_xlsx
from reports.engine.files import make_files
from reports.engine.registry import Subject
from tests.reports.every_type import CODES, made
from tests.reports.pdf_text import pdf_text

#: How a value of the spreadsheet reads, by the format of its cell.
READ = {
    "#,##0": number,
    "#,##0.0": lambda value: number(value, 1),
    "#,##0.00": lambda value: number(value, 2),
    "0.0%": lambda value: f"{number(value * 100, 1)} %",
    "#,##0.00 [$€-407]": lambda value: number(value, 2),
}


def page_tables(html: str) -> list[list[list[str]]]:
    """Return the rows of every table of the page, key figures included, without their heads."""
    tables = lxml_html.fromstring(html).xpath(
        "//table[contains(@class, 'report-table') or contains(@class, 'report-keys')]"
    )
    return [
        [[_words(cell) for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")] for table in tables
    ]


def _words(cell) -> str:
    return " ".join(cell.text_content().split())


def sheet_rows(sheet) -> list[list[str]]:
    return [[_shown(cell) for cell in row] for row in sheet.iter_rows(min_row=2)]


def _shown(cell) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        if cell.number_format == "mm/yyyy":
            return f"{cell.value:%m/%Y}"
        return f"{cell.value:%d.%m.%Y}"
    if isinstance(cell.value, str):
        return " ".join(cell.value.split())
    return READ[cell.number_format](cell.value)


@pytest.mark.parametrize("code", CODES)
def test_all_three_show_the_same(code, worked):
    report = made(code, worked)
    files = make_files(report)
    assert files
    for audience, file in files.items():
        document = report_document(report, audience)
        html = render_to_string(report.kind.template, report_context(report, audience))
        shown = page_tables(html)
        drawn = pdf_text(file.pdf)
        book = load_workbook(BytesIO(report_xlsx(report, audience)))
        sheets = [sheet for sheet in book.worksheets if sheet.title != "Erläuterung"]
        if not shown:  # a letter in simple words shows no table, and then none of its figures either
            continue
        assert len(shown) == len(sheets) == len(document.tables())
        for rows, sheet, table in zip(shown, sheets, document.tables(), strict=True):
            _compare(rows, sheet, table, drawn)


def _compare(rows, sheet, table, drawn) -> None:
    is_keys = table.head[-1:] == ("woraus",)
    for read, stored in zip(rows, sheet_rows(sheet), strict=True):
        made_of = stored[-1] if is_keys else ""
        html_row = [read[0].removesuffix(made_of).strip(), *read[1:]]
        xlsx_row = stored[:-1] if is_keys else stored
        if is_keys:  # the page leaves out what there is nothing to compare with
            xlsx_row = xlsx_row[: len(html_row)] + [value for value in xlsx_row[len(html_row) :] if value]
        assert [cell.rstrip(" €") for cell in html_row] == [cell.rstrip(" €") for cell in xlsx_row]
        for cell in html_row:
            assert "".join(cell.split()) in drawn
        values = "".join("".join(html_row[1:]).split())
        assert values in drawn


@pytest.mark.parametrize("code", CODES)
def test_every_sheet_has_a_german_head_frozen_with_a_filter_and_an_explanation(code, worked):
    report = made(code, worked)
    book = load_workbook(BytesIO(report_xlsx(report, str(report.audiences[0]), reader=worked.author.user)))
    assert book.sheetnames[-1] == "Erläuterung"
    for sheet in book.worksheets[:-1]:
        assert all(cell.value for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
    said = dict(row for row in book["Erläuterung"].iter_rows(values_only=True))
    assert said["Zustand"] == "Entwurf"
    assert report_document(report).title in said["Bericht"]
    # a report about one person may name it in the file's properties; a list of names may not
    is_personal = report.kind.subject == Subject.CASE
    assert is_personal or not any(case.trainee.last_name in str(vars(book.properties)) for case in worked.cases)
