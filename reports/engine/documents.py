"""The files of a report: the PDF and the spreadsheet, both from its stored snapshot."""

import io
from typing import Any

import xlsxwriter
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from asa.documents.rendering import html_to_pdf, printable
from reports.engine.models import Report, ReportState
from reports.types.quarter.presentation import QuarterView, Table


def report_context(report: Report) -> dict[str, Any]:
    """Return what page and PDF show: head, figures in words, state. `report` needs a snapshot."""
    snapshot = report.snapshot or {}
    return {
        "report": report,
        "head": {key: printable(str(value)) for key, value in snapshot["head"].items()},
        "data_as_of": timezone.localtime(parse_datetime(snapshot["head"]["data_as_of"])),
        "view": QuarterView(snapshot),
        "narrative": printable(report.narrative),
        "is_draft": report.state not in (ReportState.RELEASED, ReportState.SUPERSEDED),
    }


def report_pdf(report: Report) -> bytes:
    """Return the PDF/UA-1 of the report as it stands; a draft carries its stamp. Raises RenderingError."""
    html = render_to_string("reports/pdf/document.html", report_context(report))
    return html_to_pdf(html)


def file_name(report: Report, ending: str) -> str:
    """Return the name of a saved file, "Quartalsbericht-427-1184-1-25-2026-Q3.pdf"; no names of people."""
    number = report.measure.number.replace("/", "-")
    version = f"-Version-{report.number}" if report.number > 1 else ""
    return f"Quartalsbericht-{number}-{report.period}{version}.{ending}"


def report_xlsx(report: Report) -> bytes:
    """Return the same figures as a spreadsheet: one sheet per table and "Erläuterung"; text never becomes a formula."""
    buffer = io.BytesIO()
    context = report_context(report)
    view: QuarterView = context["view"]
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": f"{view.quarter.label} {context['head']['measure_number']}",
                "author": context["head"]["provider"],
            }
        )
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for table in (view.stock_table(), view.hours_table(), *view.group_tables()):
            _write_table(book, table, head)
        _write_explanation(book, context, head)
    return buffer.getvalue()


def _write_table(book: xlsxwriter.Workbook, table: Table, head: Any) -> None:
    sheet = book.add_worksheet(table.caption.replace("/", "-")[:31])
    sheet.write_row(0, 0, [column or "Merkmal" for column in table.head], head)
    for index, row in enumerate(table.rows, start=1):
        for column, text in enumerate(row):
            _write_cell(sheet, index, column, text)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(table.head) - 1, 18)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)


def _write_cell(sheet: Any, row: int, column: int, text: str) -> None:
    """Write German numbers as real numbers, everything else as text."""
    plain = text.replace(".", "").replace(",", ".")
    if column and plain.replace(".", "", 1).isdigit():
        sheet.write_number(row, column, float(plain))
    else:
        sheet.write_string(row, column, text)


def _write_explanation(book: xlsxwriter.Workbook, context: dict[str, Any], head: Any) -> None:
    sheet = book.add_worksheet("Erläuterung")
    sheet.set_column(0, 0, 28)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_row(0, 0, ["Begriff", "Bedeutung"], head)
    data = context["head"]
    facts = [
        ("Bericht", f"{context['view'].quarter.label}, Version {context['report'].number}"),
        ("Zustand", context["report"].get_state_display()),
        ("Maßnahme", f"{data['measure']}, {data['measure_number']}"),
        ("Stand der Daten", f"{context['data_as_of']:%d.%m.%Y %H:%M} Uhr"),
        *context["view"].definitions(),
    ]
    for index, (term, meaning) in enumerate(facts, start=1):
        sheet.write_string(index, 0, term)
        sheet.write_string(index, 1, meaning, wrapped)
    sheet.freeze_panes(1, 0)
