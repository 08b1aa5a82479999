"""The columns of the form's list of participants: chosen, renamed and put in order as a setting of the measure.

The agency's form is not public in all its columns (domain file eM@w, section 9), so that unknown ones are settings:
an own column carries a fixed text, or nothing, for every person.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from asa.accounts.access import Access
from asa.accounts.enums import Action, DataClass
from asa.documents.spreadsheets import Cell, Format
from cases.months.closing.workbook import hours_of
from cases.months.contingent_form.figures import Overview, Person, PersonName
from cases.people.enums import MeasureModel

OWN = "own"
PRO_FORMA = "Pro-forma-Leistung"
UNKNOWN = "nicht sichtbar"


@dataclass(frozen=True)
class ColumnSpec:
    """A known column: its usual head, width in characters, and value for a person, whose name may be hidden."""

    key: str
    title: str
    width: int
    format: Format
    value: Callable[[Person, PersonName | None], Cell]


def _hours(minutes: int | None) -> Cell:
    return None if minutes is None else hours_of(minutes)


def _day(text: str) -> Cell:
    return date.fromisoformat(text) if text else None


def _remark(person: Person, _name: PersonName | None) -> Cell:
    if not person.pro_forma:
        return ""
    return PRO_FORMA if person.pro_forma == 1 else f"{PRO_FORMA} ({person.pro_forma} Termine)"


KNOWN: dict[str, ColumnSpec] = {
    spec.key: spec
    for spec in (
        ColumnSpec("last_name", "Nachname", 20, Format.TEXT, lambda _, c: c.last_name if c else UNKNOWN),
        ColumnSpec("first_name", "Vorname", 18, Format.TEXT, lambda _, c: c.first_name if c else ""),
        ColumnSpec("customer_number", "Kundennummer", 16, Format.TEXT, lambda _, c: c.customer_number if c else ""),
        ColumnSpec("birth_date", "Geburtsdatum", 13, Format.DATE, lambda _, c: _day(c.birth_date) if c else None),
        ColumnSpec("measure", "Maßnahme", 16, Format.TEXT, lambda p, _: p.measure),
        ColumnSpec("starts_on", "vereinbart ab", 13, Format.DATE, lambda p, _: _day(p.starts_on)),
        ColumnSpec("ends_on", "vereinbart bis", 13, Format.DATE, lambda p, _: _day(p.ends_on)),
        ColumnSpec("agreed", "vereinbart", 12, Format.HOURS, lambda p, _: _hours(p.agreed)),
        ColumnSpec("agreed_tuition", "SuF je Monat", 12, Format.HOURS, lambda p, _: _hours(p.agreed_tuition)),
        ColumnSpec(
            "agreed_stabilisation", "SbB je Monat", 12, Format.HOURS, lambda p, _: _hours(p.agreed_stabilisation)
        ),
        ColumnSpec("month", "im Monat", 11, Format.HOURS, lambda p, _: _hours(p.month)),
        ColumnSpec("month_tuition", "SuF im Monat", 12, Format.HOURS, lambda p, _: _hours(p.month_tuition)),
        ColumnSpec("month_stabilisation", "SbB im Monat", 12, Format.HOURS, lambda p, _: _hours(p.month_stabilisation)),
        ColumnSpec("rest_tuition", "Rest SuF im Monat", 12, Format.HOURS, lambda p, _: _hours(p.rest_tuition)),
        ColumnSpec(
            "rest_stabilisation", "Rest SbB im Monat", 12, Format.HOURS, lambda p, _: _hours(p.rest_stabilisation)
        ),
        ColumnSpec("used", "verbraucht", 12, Format.HOURS, lambda p, _: _hours(p.used)),
        ColumnSpec("remaining", "Rest", 11, Format.HOURS, lambda p, _: _hours(p.remaining)),
        ColumnSpec("remark", "Bemerkung", 24, Format.TEXT, _remark),
    )
}
#: Columns that add up under the list.
SUMMED = frozenset({"month", "month_tuition", "month_stabilisation", "used"})

_PERSON = ("last_name", "first_name", "customer_number")
USUAL: dict[str, tuple[str, ...]] = {
    MeasureModel.ASAFLEX_2021: (
        *_PERSON, "agreed_tuition", "agreed_stabilisation", "month_tuition", "month_stabilisation", "rest_tuition",
        "rest_stabilisation", "agreed", "used", "remaining", "remark",
    ),
    MeasureModel.ASAFLEX_2024: (*_PERSON, "agreed", "month", "used", "remaining", "remark"),
}  # fmt: skip


def usual_columns(model: str) -> list[dict[str, str]]:
    """Return the columns of a measure for which nobody chose any."""
    return [{"key": key, "title": KNOWN[key].title, "text": ""} for key in USUAL[model]]


def hidden_columns(access: Access) -> frozenset[str]:
    """Return the columns that somebody may not see: customer numbers (class B) and birth dates (class M)."""
    needed = {"customer_number": DataClass.BENEFIT, "birth_date": DataClass.MASTER}
    return frozenset(key for key, data_class in needed.items() if not access.may(data_class, Action.READ))


@dataclass(frozen=True)
class Shown:
    """One column as it is shown: a known one under its own or another head, or an own one with a fixed text."""

    title: str
    spec: ColumnSpec | None
    text: str = ""

    def value(self, person: Person, name: PersonName | None) -> Cell:
        return self.spec.value(person, name) if self.spec else self.text

    @property
    def is_number(self) -> bool:
        return self.spec is not None and self.spec.format == Format.HOURS


def shown_columns(overview: Overview, *, hidden: Collection[str] = ()) -> list[Shown]:
    """Return the form's columns without those `hidden` from the reader (`hidden_columns`)."""
    chosen: Sequence[Mapping[str, str]] = overview.columns or usual_columns(overview.model)
    return [
        Shown(column["title"], KNOWN.get(column["key"]), column.get("text", ""))
        for column in chosen
        if column["key"] not in hidden
    ]


def sum_row(columns: Sequence[Shown], people: Sequence[Person]) -> list[Cell]:
    """Return the row under the list: the minutes of the people added up, then written as hours."""
    cells: list[Cell] = []
    for column in columns:
        key = column.spec.key if column.spec else ""
        cells.append(hours_of(sum(getattr(person, key) for person in people)) if key in SUMMED else None)
    if cells and cells[0] is None:
        cells[0] = "Summe"
    return cells
