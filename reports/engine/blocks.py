"""What a report shows, as plain values: page, PDF and spreadsheet are made from the same blocks.

A cell keeps its real value beside the German text, so that the spreadsheet gets numbers and dates and everybody reads
the same figures. Nothing is computed in a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString

from asa.design.numbers import half_up
from asa.documents.rendering import printable
from asa.documents.spreadsheets import Format
from reports.engine.charts import NARROW, Bar, bar_chart

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Cell:
    """One value of a table: what is read (`text`), what it is (`value`), and the key of the entries behind it.

    `leads_to` is the anchor of the section it names: a link, with the page's number behind it in the PDF.
    """

    text: str
    value: Value = None
    format: Format = Format.TEXT
    entries: str = ""
    leads_to: str = ""

    @property
    def is_number(self) -> bool:
        return self.format in (Format.WHOLE, Format.HOURS, Format.TENTHS, Format.EURO, Format.PERCENT)


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """Return a number in German spelling; None is an empty string."""
    if value is None:
        return ""
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def text(value: object) -> Cell:
    """Return a cell of words; what could mislead or has no glyph is left out."""
    shown = printable(str(value))
    return Cell(shown, shown)


def day(value: date | None) -> Cell:
    return Cell(f"{value:%d.%m.%Y}" if value else "", value, Format.DATE)


def count(value: int | None, *, hidden: str = "", entries: str = "") -> Cell:
    """Return a whole number; None is a hidden one and shown as `hidden`, without a way to its entries."""
    if value is None:
        return Cell(hidden, hidden or None, Format.WHOLE)
    return Cell(number(value), value, Format.WHOLE, entries)


def hours(minutes: int | None, *, hidden: str = "", entries: str = "") -> Cell:
    """Return minutes as hours with one decimal, half a tenth rounded up; None is a hidden value."""
    if minutes is None:
        return Cell(hidden, hidden or None, Format.TENTHS)
    tenths = rounded_tenths(minutes)
    return Cell(number(tenths, 1), tenths, Format.TENTHS, entries)


def rounded_tenths(minutes: int) -> Decimal:
    """Return hours with one decimal; exact, because 6 minutes are a tenth (3 minutes round away from zero)."""
    tenths, rest = divmod(abs(minutes), 6)
    tenths += rest >= 3
    return Decimal(tenths if minutes >= 0 else -tenths) / 10


def percent(numerator: int | None, denominator: int | None, *, hidden: str = "", entries: str = "") -> Cell:
    """Return a share with one decimal; hidden when one of its parts is, a dash without a denominator."""
    if numerator is None or denominator is None:
        return Cell(hidden, hidden or None, Format.PERCENT)
    if not denominator:
        return Cell("–", None, Format.PERCENT)
    share = Decimal(numerator * 2000 + denominator) // (denominator * 2) / 10
    return Cell(f"{number(share, 1)} %", share / 100, Format.PERCENT, entries)


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and a value, without numbers to add up."""

    rows: tuple[tuple[str, str], ...]
    caption: str = ""
    template = "reports/blocks/facts.html"


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures on the first page: what it is made of stands below it."""

    label: str
    made_of: str
    now: Cell
    before: Cell
    change: str


@dataclass(frozen=True)
class KeyFigures:
    """The figures on the first page, beside those of the period before."""

    caption: str
    now_head: str
    before_head: str
    figures: tuple[KeyFigure, ...]
    note: str = ""
    template = "reports/blocks/key_figures.html"


@dataclass(frozen=True)
class Table:
    """A table with its caption, head and rows; the first column names the row. `note` stands below."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    last_is_sum: bool = False
    #: Widths in percent, if the default (44 for the first, the rest shared) does not fit.
    widths: tuple[int, ...] = ()
    template = "reports/blocks/table.html"

    #: Up to this many rows a table of the PDF stays on one page.
    KEPT_TOGETHER = 12

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Return the titles of the columns, and of each whether it holds numbers (or the signs for hidden ones)."""
        return [
            (title, any(row[index].is_number for row in self.rows) or not self.rows)
            for index, title in enumerate(self.head)
        ]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > self.KEPT_TOGETHER

    @property
    def columns(self) -> list[int]:
        """Return the widths of the columns in percent."""
        if self.widths:
            return list(self.widths)
        others = len(self.head) - 1
        return [44, *[56 // others] * others] if others else [100]


@dataclass(frozen=True)
class Chart:
    """Bars drawn on the server. `message` is its headline and its text for screen readers."""

    message: str
    bars: tuple[Bar, ...]
    note: str = ""
    template = "reports/blocks/chart.html"

    @property
    def svg(self) -> SafeString:
        return bar_chart(self.message, self.bars)

    @property
    def narrow_svg(self) -> SafeString:
        """Return the same chart as a phone shows it; the style sheet chooses between the two."""
        return bar_chart(self.message, self.bars, NARROW)


@dataclass(frozen=True)
class Words:
    """Paragraphs that a person wrote, or a sentence that the report says itself."""

    text: str
    heading: str = ""
    template = "reports/blocks/words.html"


@dataclass(frozen=True)
class Items:
    """A list of short lines."""

    lines: tuple[str, ...]
    template = "reports/blocks/items.html"


Block = Facts | KeyFigures | Table | Chart | Words | Items


@dataclass(frozen=True)
class Section:
    """A part of the report; `headline` says its message, `kicker` its number and topic. `breaks` begins a new page.

    `anchor` is the name under which a cell of the contents leads here.
    """

    headline: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    breaks: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report as it is read.

    `title` goes into the file's properties and never holds a name unless the report itself is about one person.
    `definitions` say how each figure is counted, as pairs of term and meaning.
    """

    title: str
    kicker: str
    heading: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    definitions: tuple[tuple[str, str], ...] = ()
    language: str = "de"
    #: Lists with many columns lie across the sheet.
    is_wide: bool = False

    def tables(self) -> list[Table]:
        """Return the tables in their order, the key figures as one of them: the sheets of the spreadsheet."""
        found = []
        for block in (block for section in self.sections for block in section.blocks):
            if isinstance(block, Table):
                found.append(block)
            elif isinstance(block, KeyFigures):
                found.append(_as_table(block))
        return found

    def remarks(self) -> list[tuple[str, str]]:
        """Return what stands below the tables, as pairs of the table's name and the words."""
        blocks = (block for section in self.sections for block in section.blocks)
        return [(block.caption, block.note) for block in blocks if isinstance(block, Table | KeyFigures) and block.note]

    def widths(self) -> list[int]:
        """Return the widths of all columns in percent, each once: the style sheet of the PDF names them."""
        blocks = (block for section in self.sections for block in section.blocks)
        return sorted({width for block in blocks if isinstance(block, Table) for width in block.columns})

    def charts(self) -> list[Chart]:
        return [block for section in self.sections for block in section.blocks if isinstance(block, Chart)]


def _as_table(block: KeyFigures) -> Table:
    rows = [(text(f.label), f.now, f.before, text(f.change), text(f.made_of)) for f in block.figures]
    head = ("", block.now_head, block.before_head, "Veränderung", "woraus")
    return Table(block.caption, head, tuple(rows), block.note)


def change(now: float | None, before: float | None, unit: str = "", digits: int = 0) -> str:
    """Return the difference with its sign in German spelling; empty where one of both is hidden or missing.

    It is that of the two numbers as they are printed, so that whoever subtracts them finds the same.
    """
    if now is None or before is None:
        return ""
    difference = half_up(now, digits) - half_up(before, digits)
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"{sign} {number(abs(difference), digits)}{unit}"


def joined(parts: Sequence[str]) -> str:
    """Return "a, b und c"."""
    return " und ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
