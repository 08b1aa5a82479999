"""The files of a report: the PDFs and the spreadsheet, all from its stored snapshot."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from asa.accounts.models import User
from asa.documents.rendering import Archive, html_to_pdf, printable
from asa.documents.spreadsheets import Column, Format, Sheet, Shown, Workbook, workbook_bytes
from reports.completeness.words import NOTHING, completeness_words
from reports.engine.attached import archive_of
from reports.engine.blocks import Cell, Document, Table
from reports.engine.models import Report
from reports.engine.registry import Audience


def report_document(report: Report, audience: str = "") -> Document:
    """Return what the report says to an audience (its first one by default). `report` needs a snapshot."""
    snapshot, texts = _readable(report.snapshot or {}), _readable(report.texts)
    return report.kind.document(snapshot, texts, audience or report.kind.audiences[0])


def _readable(value: Any) -> Any:
    """Return the same JSON value with every text free of signs that mislead or that no font shows."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value


def report_context(report: Report, audience: str = "", *, opens: bool = False) -> dict[str, Any]:
    """Return what page and PDF show: head, document, state. With `opens`, figures lead to their entries."""
    snapshot = report.snapshot or {}
    return {
        "report": report,
        "head": {key: printable(str(value)) for key, value in snapshot["head"].items()},
        "data_as_of": timezone.localtime(parse_datetime(snapshot["head"]["data_as_of"])),
        "document": report_document(report, audience),
        "audience": Audience(audience or report.kind.audiences[0]),
        "is_draft": not report.is_frozen,
        "opens": opens,
        "gaps": completeness_words(snapshot["head"]),
    }


def report_page(report: Report, audience: str = "") -> tuple[str, Archive | None]:
    """Return the page that the PDF is made of; for a released report also what makes its PDF an archived one."""
    context = report_context(report, audience)
    html = render_to_string("reports/pdf/document.html", context)
    return html, archive_of(report, str(context["audience"]), context["document"]) if report.is_frozen else None


def report_pdf(report: Report, audience: str = "") -> bytes:
    """Return the PDF of the report as it stands, the same bytes each time. Raises RenderingError.

    A draft is PDF/UA-1 and carries its stamp; a released one is PDF/A-3a too and carries its figures.
    """
    return html_to_pdf(*report_page(report, audience))


#: The reader in the name of a file: letters that every file system keeps.
_READER = {
    Audience.FUNDER: "Kostentraeger",
    Audience.COMPANY: "Betrieb",
    Audience.TRAINEE: "Teilnehmende",
    Audience.PROVIDER: "Traeger",
    Audience.AUDIT: "Pruefdienst",
}


def file_name(report: Report, ending: str, audience: str = "", *, is_internal: bool = False) -> str:
    """Return the name of a saved file, "Quartalsbericht-427-1184-1-25-2026-Q3.pdf"; no names of people.

    `is_internal`: it holds more than the reader of the report gets, and its name says so.
    """
    parts = [slugify(report.kind.name.replace("ü", "ue").replace("ä", "ae").replace("ö", "oe"))]
    if report.measure is not None:
        parts.append(report.measure.number.replace("/", "-"))
    elif report.case is not None:
        parts.append(str(report.case.public_id)[:8])
    if len(report.kind.audiences) > 1 and audience:
        parts.append(_READER[Audience(audience)])
    parts.append(report.period)
    if report.number > 1:
        parts.append(f"Version-{report.number}")
    if is_internal:
        parts.append("intern")
    name = "-".join(parts)
    return f"{name[:1].upper()}{name[1:]}.{ending}"


def report_xlsx(report: Report, audience: str = "", *, reader: User | None = None) -> bytes:
    """Return the same figures as a spreadsheet: a sheet per table and "Erläuterung".

    With a `reader` inside the provider the lists behind the figures follow, as far as that person may see them.
    """
    context = report_context(report, audience)
    document: Document = context["document"]
    sheets = [_sheet(table) for table in document.tables()]
    if reader is not None and report.kind.entries is not None:
        for key in report.kind.internal_sheets:
            if found := report.kind.entries(report, key, reader):
                rows = tuple(entry.cells for entry in found.entries)
                sheets.append(_sheet(Table(found.title, found.head, rows)))
    explanation = [
        ("Bericht", f"{document.title}, Version {report.number}"),
        ("Zustand", report.get_state_display()),
        *document.facts,
        ("Stand der Daten", f"{timezone.localtime(context['data_as_of']):%d.%m.%Y, %H:%M} Uhr"),
        *([("Freigegeben am", f"{timezone.localtime(report.released_at):%d.%m.%Y}")] if report.released_at else []),
        *_completeness(report, document, context["gaps"]),
        *document.remarks(),
        *document.definitions,
    ]
    return workbook_bytes(
        Workbook(
            title=document.title,
            author=context["head"]["provider"],
            sheets=_named_once(sheets),
            explanation=explanation,
            made_at=context["data_as_of"],
        )
    )


def _completeness(report: Report, document: Document, told: Sequence[str]) -> list[tuple[str, str]]:
    """Return the line on completeness; a document may say for itself what its reader is told."""
    shown = getattr(document, "shown_gaps", told)
    return [("Vollständigkeit", "; ".join(shown) or NOTHING)] if report.kind.gaps and shown is not None else []


def _sheet(table: Table) -> Sheet:
    formats = [_format(table, index) for index in range(len(table.head))]
    columns = [
        Column(title or "Merkmal", 44 if not index else 18, formats[index]) for index, title in enumerate(table.head)
    ]
    rows = [[_value(cell, shown) for cell, shown in zip(row, formats, strict=True)] for row in table.rows]
    return Sheet(table.caption, columns, rows, int(table.last_is_sum))


def _format(table: Table, index: int) -> Format:
    """Return how a column of the spreadsheet is shown: as its first cell that is not words."""
    return next((row[index].format for row in table.rows if row[index].format != Format.TEXT), Format.TEXT)


def _value(cell: Cell, shown: Format) -> Any:
    """Return the value, with its own format where it differs from its column's (hours among counts)."""
    if cell.value is None:
        return cell.text
    return cell.value if cell.format == shown else Shown(cell.value, cell.format)


def _named_once(sheets: list[Sheet]) -> list[Sheet]:
    """Give sheets of the same short name a number: a workbook refuses two of one name."""
    seen: dict[str, int] = {}
    named = []
    for sheet in sheets:
        short = sheet.title[:28]
        seen[short] = seen.get(short, 0) + 1
        title = short if seen[short] == 1 else f"{short} {seen[short]}"
        named.append(Sheet(title, sheet.columns, sheet.rows, sheet.totals))
    return named
