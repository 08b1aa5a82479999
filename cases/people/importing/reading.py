"""Reading an uploaded list, XLSX or CSV, into plain text cells. What is no such list is refused with a reason."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import IO, Any

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_PARTS = 300
MAX_ROWS = 5_000
MAX_COLUMNS = 80
MAX_CELL = 500
DELIMITERS = ";,\t"
OLD_OFFICE = bytes.fromhex("d0cf11e0")


@dataclass(frozen=True)
class Sheet:
    """All rows of the first sheet as text; dates as 2024-02-29."""

    rows: list[list[str]]


def refuse(message: str) -> ValidationError:
    return ValidationError(message, code="file")


def read_sheet(file: IO[bytes], *, name: str, size: int) -> Sheet:
    """Read an upload of `size` bytes. Raises ValidationError in German; too large files are not even opened."""
    if size > MAX_BYTES:
        raise refuse("Die Datei ist größer als 20 MB. Teilen Sie die Liste oder entfernen Sie Bilder.")
    if size == 0:
        raise refuse("Die Datei ist leer.")
    start = file.read(4)
    file.seek(0)
    if start == OLD_OFFICE:
        raise refuse(
            "Das ist eine alte oder mit Kennwort geschützte Excel-Datei. "
            "Speichern Sie sie ohne Kennwort als „Excel-Arbeitsmappe (.xlsx)“."
        )
    if start.startswith(b"PK"):
        return Sheet(_limited(_xlsx_rows(file)))
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise refuse("Das ist keine Excel-Datei, auch wenn sie so heißt. Speichern Sie die Liste in Excel neu.")
    return Sheet(_limited(_csv_rows(file.read())))


def _limited(rows: list[list[str]]) -> list[list[str]]:
    filled = sum(1 for row in rows if any(row))
    if not filled:
        raise refuse("In der Datei steht keine Zeile.")
    if filled > MAX_ROWS + 1:
        raise refuse(f"Die Liste hat mehr als {MAX_ROWS:,} Zeilen. Teilen Sie sie.".replace(",", "."))
    if max(len(row) for row in rows) > MAX_COLUMNS:
        raise refuse(f"Die Liste hat mehr als {MAX_COLUMNS} Spalten.")
    return rows


# ---- Excel ----


def _check_archive(file: IO[bytes]) -> None:
    """Refuse what is no workbook, and what unpacks into far more than it should (zip bombs, entity bombs)."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise refuse("Das ist keine Excel-Datei. Erlaubt sind XLSX und CSV.")
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise refuse("Die Excel-Datei ist entpackt viel zu groß. Speichern Sie nur das Blatt mit der Liste.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(4096):
                            raise refuse("Diese Excel-Datei enthält Anweisungen, die nicht erlaubt sind.")
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError, OSError) as error:
        raise refuse("Die Excel-Datei ist beschädigt. Öffnen Sie sie in Excel und speichern Sie sie neu.") from error
    file.seek(0)


def _xlsx_rows(file: IO[bytes]) -> list[list[str]]:
    _check_archive(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[list[str]] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MAX_ROWS * 2:
                break
            rows.append(_trim([_text(cell) for cell in cells[: MAX_COLUMNS + 1]]))
        book.close()
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
        raise refuse("Die Excel-Datei ist beschädigt. Öffnen Sie sie in Excel und speichern Sie sie neu.") from error
    return rows


def _text(value: Any) -> str:
    """Write a cell as text: dates as ISO, whole numbers without ".0"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _clean(text: str) -> str:
    visible = "".join(c if c.isprintable() else " " for c in text.replace("\u00a0", " "))
    return " ".join(visible.split())[:MAX_CELL]


def _trim(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


# ---- CSV ----


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\x00" in data[:4096]:
            raise refuse("Das ist keine Textdatei. Erlaubt sind XLSX und CSV.")
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("Die Zeichen dieser Datei lassen sich nicht lesen. Speichern Sie als „CSV UTF-8“ oder als XLSX.")


def _csv_rows(data: bytes) -> list[list[str]]:
    text = _decode(data)
    try:
        parsed = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return [_trim([_clean(cell) for cell in row]) for row in parsed]
    except csv.Error as error:
        raise refuse(
            "Die CSV-Datei ist beschädigt: Ein Anführungszeichen fehlt oder eine Zelle ist zu lang."
        ) from error


def _delimiter(text: str) -> str:
    """Return the sign that splits the first lines into the most columns, most evenly."""
    lines = text.splitlines()[:30]

    def columns(delimiter: str) -> float:
        return median(len(row) for row in csv.reader(lines, delimiter=delimiter)) if lines else 0

    return max(DELIMITERS, key=columns)
