"""The entries behind a figure: a list that those may open who may see each entry."""

from collections.abc import Sequence
from dataclasses import dataclass

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
