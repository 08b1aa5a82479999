"""The billing sheet (Abrechnungsblatt) as XLSX and PDF/UA-1, of one measure or the total of a lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import timezone

from asa.design.numbers import german_number
from asa.documents.rendering import html_to_pdf, printable
from asa.documents.spreadsheets import Cell, Column, Format, Sheet, Workbook, workbook_bytes
from cases.months.billing.figures import HOURS_ROUNDING, ROUNDING, BillingLine, Sum, euros
from cases.months.billing.models import BillingSheet
from cases.months.closing.services import month_words
from cases.months.closing.workbook import hours_of
from cases.months.file_names import in_plain_letters


@dataclass(frozen=True)
class Part:
    """One measure's amounts in a document, with the frozen version they come from."""

    figures: Sum
    sheet: BillingSheet

    @property
    def state(self) -> str:
        words = f"Version {self.sheet.number} vom {timezone.localtime(self.sheet.created_at):%d.%m.%Y}"
        return f"{words}: {self.sheet.reason}" if self.sheet.reason else words


@dataclass(frozen=True)
class BillingDocument:
    """A sheet to be written: one measure's, or all of a lot; `missing` are numbers of measures without a sheet."""

    subject: str
    month: date
    provider: str
    parts: Sequence[Part]
    missing: Sequence[str] = ()
    is_lot: bool = False

    @property
    def title(self) -> str:
        return f"Abrechnungsblatt {month_words(self.month)}"

    @property
    def minutes(self) -> int:
        return sum(part.figures.minutes for part in self.parts)

    @property
    def cents(self) -> int:
        return sum(part.figures.cents for part in self.parts)

    @property
    def warning(self) -> str:
        return f"Ohne Abrechnungsblatt und nicht in der Summe: {', '.join(self.missing)}." if self.missing else ""


def file_name(document: BillingDocument, ending: str) -> str:
    """Return the file's name, of plain signs only."""
    version = "" if document.is_lot else f"_V{document.parts[0].sheet.number}"
    return f"Abrechnung_{in_plain_letters(document.subject)}_{document.month:%Y-%m}{version}.{ending}"


def line_words(line: BillingLine) -> str:
    """Return what the line counts, with the days where that is not the whole month."""
    return f"{line.label}, nachgebucht" if line.is_late else line.label


def _euro(cents: int) -> Decimal:
    return Decimal(cents) / 100


_COLUMNS = [
    Column("Maßnahme", 16),
    Column("Leistung", 52),
    Column("von", 12, Format.DATE),
    Column("bis", 12, Format.DATE),
    Column("Minuten", 11, Format.WHOLE),
    Column("Stunden", 11, Format.HOURS),
    Column("Stundensatz", 13, Format.EURO),
    Column("Betrag", 15, Format.EURO),
    Column("Hinweis", 60),
]


def billing_xlsx(document: BillingDocument) -> bytes:
    """Return the sheet as XLSX."""
    rows: list[list[Cell]] = [
        [
            part.figures.number, line_words(line), line.first_day, line.last_day, line.minutes, hours_of(line.minutes),
            _euro(line.cents_per_hour), _euro(line.cents), line.difference,
        ]
        for part in document.parts
        for line in part.figures.lines
    ]  # fmt: skip
    rows.append(
        ["Summe", "", None, None, document.minutes, hours_of(document.minutes), None, _euro(document.cents), ""]
    )
    explanation = [
        ("Abrechnungsblatt", document.title),
        ("Für", document.subject),
        *[(part.figures.number, part.state) for part in document.parts],
        ("Beträge", ROUNDING),
        ("Stunden", f"{HOURS_ROUNDING} Die Summe zählt die Minuten der Leistungen, ohne Auffüllungen."),
        *[(part.figures.number, note) for part in document.parts for note in part.figures.notes],
        *([("Achtung", document.warning)] if document.missing else []),
        *[("Prüfsumme", f"{part.figures.number}: {part.sheet.snapshot_sha256}") for part in document.parts],
    ]
    sheet = Sheet("Abrechnung", _COLUMNS, rows, totals=1)
    return workbook_bytes(Workbook(document.title, document.provider, [sheet], explanation))


def billing_pdf(document: BillingDocument) -> bytes:
    """Return the sheet as PDF/UA-1. Raises RenderingError."""
    context = {
        "document": document,
        "subject": printable(document.subject),
        "provider": printable(document.provider),
        "parts": [
            {
                "heading": printable(f"Maßnahme {part.figures.number}, {part.figures.name}"),
                "body": printable(part.figures.body),
                "state": printable(part.state),
                "lines": [printed(line) for line in part.figures.lines],
                "minutes": german_number(part.figures.minutes),
                "hours": german_number(hours_of(part.figures.minutes), 2),
                "amount": euros(part.figures.cents),
                "notes": [printable(note) for note in part.figures.notes],
                "differences": [
                    f"{printable(line_words(line))}: {line.difference}"
                    for line in part.figures.lines
                    if line.difference
                ],
                "checksum": part.sheet.snapshot_sha256,
            }
            for part in document.parts
        ],
        "total": euros(document.cents),
        "total_minutes": german_number(document.minutes),
        "total_hours": german_number(hours_of(document.minutes), 2),
        "made_at": max((part.sheet.created_at for part in document.parts), default=timezone.now()),
        "rounding": ROUNDING,
        "hours_rounding": HOURS_ROUNDING,
    }
    return html_to_pdf(render_to_string("cases/months/billing/sheet_pdf.html", context))


def printed(line: BillingLine) -> dict[str, str]:
    """Return a line as words."""
    return {
        "label": printable(line_words(line)),
        "days": f"{line.first_day:%d.%m.%Y} – {line.last_day:%d.%m.%Y}",
        "minutes": german_number(line.minutes),
        "hours": german_number(hours_of(line.minutes), 2),
        "rate": euros(line.cents_per_hour),
        "amount": euros(line.cents),
        "difference": line.difference,
    }
