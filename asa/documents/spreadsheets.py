"""Spreadsheets with real dates and numbers, German heads, a frozen head, filters and a sheet "Erläuterung"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from django.utils import timezone

#: A spreadsheet may read a text that starts like this as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
#: Signs that a cell of a spreadsheet can hold.
LONGEST_TEXT = 32_767

Value = str | int | float | Decimal | date | datetime | None


class Format(Enum):
    """How a column shows its values."""

    TEXT = "@"
    WHOLE = "#,##0"
    HOURS = "#,##0.00"
    TENTHS = "#,##0.0"
    PERCENT = "0.0%"
    EURO = "#,##0.00 [$€-407]"
    DATE = "dd.mm.yyyy"
    MONTH = "mm/yyyy"
    MOMENT = "dd.mm.yyyy hh:mm"


class Shown(NamedTuple):
    """A value that is shown otherwise than the rest of its column."""

    value: Value
    format: Format


Cell = Value | Shown


@dataclass(frozen=True)
class Column:
    """One column: its German head, its width in characters, how its values are shown."""

    title: str
    width: int = 16
    format: Format = Format.TEXT


@dataclass(frozen=True)
class Sheet:
    """One sheet. The last `totals` rows stand apart, in bold, outside of the filter."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: int = 0


@dataclass(frozen=True)
class Workbook:
    """A workbook; `explanation` becomes the sheet "Erläuterung" as pairs of name and sentence.

    With `made_at` the same values give the same bytes.
    """

    title: str
    author: str
    sheets: Sequence[Sheet]
    explanation: Sequence[tuple[str, str]] = field(default_factory=tuple)
    made_at: datetime | None = None


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the XLSX. Text never becomes a formula or a link; moments are shown in local time."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    properties: dict[str, Any] = {"title": workbook.title, "author": workbook.author, "comments": ""}
    if workbook.made_at is not None:
        properties["created"] = timezone.localtime(workbook.made_at).replace(tzinfo=None)
    book.set_properties(properties)
    formats = _Formats(book)
    for sheet in workbook.sheets:
        _write_sheet(book.add_worksheet(sheet_name(sheet.title)), sheet, formats)
    if workbook.explanation:
        _write_explanation(book.add_worksheet("Erläuterung"), workbook.explanation, formats)
    book.close()
    return target.getvalue()


def sheet_name(title: str) -> str:
    """Return `title` without the characters that a sheet's name may not have, at most 31 characters."""
    return "".join("-" if c in "[]:*?/\\" else c for c in title)[:31]


class _Formats:
    """The cell formats of one book, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple, Any] = {}
        head, wrap = (
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
            {"text_wrap": True, "valign": "top"},
        )
        #: Without and with the mark that keeps a text from being read as a formula.
        self.heads, self.wraps = (
            [book.add_format({**values, "quote_prefix": quoted}) for quoted in (False, True)] for values in (head, wrap)
        )

    def of(self, value: Value, shown: Format, *, bold: bool) -> Any:
        """Return the format of a value: text stays text in every column."""
        shown = Format.TEXT if isinstance(value, str) else shown
        quoted = isinstance(value, str) and value.startswith(DANGEROUS)
        key = (shown, bold, quoted)
        if key not in self._made:
            values = {"num_format": shown.value, "bold": bold, "quote_prefix": quoted, "top": 1 if bold else 0}
            self._made[key] = self._book.add_format(values)
        return self._made[key]


def _write_sheet(target: Any, sheet: Sheet, formats: _Formats) -> None:
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        target.write_string(0, index, _within(column.title), formats.heads[column.title.startswith(DANGEROUS)])
    target.freeze_panes(1, 0)
    body = len(sheet.rows) - sheet.totals
    target.autofilter(0, 0, max(body, 1), len(sheet.columns) - 1)
    for line, row in enumerate(sheet.rows, start=1):
        for index, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            value, shown = cell if isinstance(cell, Shown) else (cell, column.format)
            style = formats.of(value, shown, bold=line > body)
            _write_cell(target, line, index, value, style)


def _write_cell(target: Any, line: int, index: int, value: Value, style: Any) -> None:
    if value is None or value == "":
        target.write_blank(line, index, None, style)
    elif isinstance(value, str):
        target.write_string(line, index, _within(value), style)
    elif isinstance(value, datetime):
        target.write_datetime(line, index, timezone.localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        target.write_datetime(line, index, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        target.write_number(line, index, value, style)


def _within(text: str) -> str:
    """Return the text as far as a cell can hold it; what lacks is marked."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _write_explanation(target: Any, lines: Iterable[tuple[str, str]], formats: _Formats) -> None:
    target.set_column(0, 0, 28)
    target.set_column(1, 1, 90)
    for line, (name, text) in enumerate(lines):
        for index, (words, style) in enumerate(((name, formats.heads), (text, formats.wraps))):
            target.write_string(line, index, _within(words), style[words.startswith(DANGEROUS)])
