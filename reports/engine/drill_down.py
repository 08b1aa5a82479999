"""The entries behind a figure: a list that those may open who may see each entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from asa.documents.csv_files import copied_csv, csv_lines
from asa.documents.spreadsheets import Column
from reports.engine.blocks import Cell


@dataclass(frozen=True)
class Entry:
    """One entry: its cells and where it is opened (may be empty)."""

    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True)
class EntryList:
    """The entries behind one figure as they stand today; `counted` is what the report says, `note` explains."""

    title: str
    head: tuple[str, ...]
    entries: Sequence[Entry]
    counted: str = ""
    today: str = ""
    note: str = ""
    #: How many entries the reader may not see.
    hidden: int = 0
    #: For a list of many thousands: the same rows as a `values_list`, one value for each of `columns`.
    stored: QuerySet[Any] | None = None
    columns: Sequence[Column] = ()

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Return the titles of the columns, and of each whether it holds numbers."""
        cells = self.entries[0].cells if self.entries else ()
        return [(title, index < len(cells) and cells[index].is_number) for index, title in enumerate(self.head)]


def entries_csv(found: EntryList) -> Iterator[bytes]:
    """Yield the list as CSV: written by the database where the type offers it, otherwise from its cells."""
    if found.stored is not None:
        return copied_csv(found.stored, found.columns)
    rows = ([_value(cell) for cell in entry.cells] for entry in found.entries)
    return csv_lines([title or "Merkmal" for title in found.head], rows)


def _value(cell: Cell) -> Any:
    return cell.text if cell.value is None else cell.value
