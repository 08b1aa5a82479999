"""The funding body's list of participants: read as it was sent, compared with ours, never re-sorted or edited.

Only reading and comparing; nothing is stored here. Source: domain file eM@w, section 5.2 (AufforderungLieferung: the
list is the agency's and must not be re-sorted or edited).
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from asa.accounts.sorting import in_order_of
from asa.design.fields import parse_date
from cases.months.closing.snapshot import month_end
from cases.people.importing.reading import MAX_CELL, read_sheet
from cases.people.models import Case, Measure, MeasureStay
from companies.catalogue.folding import plain

MOST_ROWS = 1_000
MOST_BYTES = 2 * 1024 * 1024
MOST_CHARACTERS = 200_000
#: Words of a head; a first line in which one stands is not a person.
_HEADS = {
    "number": ("kundennummer", "kundennr", "kdnr", "kunden-nr", "nummer", "bg-nummer", "nr"),
    "first_name": ("vorname", "rufname"),
    "last_name": ("nachname", "familienname", "zuname"),
    "name": ("name", "teilnehmer", "teilnehmende", "teilnehmer/in"),
    "birth_date": ("geburtsdatum", "geb.-datum", "gebdatum", "geboren", "geb.", "geburtstag"),
}
_NUMBER = re.compile(r"[0-9]{3}[A-Z][0-9]{6}|[0-9A-Z][0-9A-Z/\- ]{3,15}", re.IGNORECASE)

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_WORD_MONTH = re.compile(r"[.\s]*\b(jan|feb|mär|mar|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?\s*", re.IGNORECASE)
#: A birth date without its year is none.
_WITH_YEAR = re.compile(r"\s*(\d{1,4}[.,/\- ]+\d{1,2}[.,/\- ]+\d{1,4}|\d{6}|\d{8})\s*")


@dataclass(frozen=True)
class ListRow:
    """One person as the funding body wrote it; `birth_date` as read from `birth_text`, which stays as written."""

    number: str
    name: str
    birth_text: str
    birth_date: date | None

    def to_json(self) -> dict[str, str]:
        day = self.birth_date.isoformat() if self.birth_date else ""
        return {"number": self.number, "name": self.name, "birth_text": self.birth_text, "birth_date": day}

    @classmethod
    def from_json(cls, values: dict[str, str]) -> "ListRow":
        day = date.fromisoformat(values["birth_date"]) if values["birth_date"] else None
        return cls(values["number"], values["name"], values["birth_text"], day)


class BrokenList(ValidationError):
    """A list of which nothing is taken; `faults` are (number of the line, what is wrong)."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        words = "1 Zeile ist" if len(faults) == 1 else f"{len(faults)} Zeilen sind"
        super().__init__(f"{words} nicht lesbar. Nichts wurde übernommen.", code="broken")
        self.faults = list(faults)


def read_text(text: str) -> list[ListRow]:
    """Read a pasted list: one person a line, cells parted by tab, semicolon or comma. Raises ValidationError."""
    if len(text) > MOST_CHARACTERS:
        raise ValidationError("Der Text ist zu lang. Laden Sie die Liste als Datei hoch.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    sign = next((sign for sign in "\t;," if any(sign in line for line in lines)), ";")
    try:
        cells = [next(csv.reader(io.StringIO(line), delimiter=sign), []) for line in lines]
    except csv.Error as error:
        raise ValidationError("Der Text ist keine Liste: Ein Anführungszeichen fehlt.") from error
    return read_cells(cells)


def read_file(file: IO[bytes], *, name: str, size: int) -> list[ListRow]:
    """Read an uploaded CSV or XLSX. Raises ValidationError for what is too large, hostile or no list."""
    if size > MOST_BYTES:
        raise ValidationError("Die Datei ist größer als 2 MB. Eine Teilnehmerliste ist viel kleiner.")
    return read_cells(read_sheet(file, name=name, size=size).rows)


def read_cells(lines: Sequence[Sequence[str]]) -> list[ListRow]:
    """Return every person of the list in its order. Raises BrokenList with the fault of each broken line."""
    rows: list[ListRow] = []
    faults: list[tuple[int, str]] = []
    order: dict[str, int] | None = None
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in enumerate(lines, start=1):
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if order is None:
            order = _head(values)
            if order:
                continue
        try:
            row = _row(values, order or {})
        except ValueError as error:
            faults.append((number, str(error)))
            continue
        key = (row.number, row.name, row.birth_text)
        if key in seen:
            faults.append((number, f"steht schon in Zeile {seen[key]}"))
        seen.setdefault(key, number)
        rows.append(row)
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"Die Liste hat mehr als {MOST_ROWS:,} Zeilen.".replace(",", "."))
    if faults:
        raise BrokenList(faults)
    if not rows:
        raise ValidationError("In der Liste steht niemand.")
    return rows


def _head(values: Sequence[str]) -> dict[str, int]:
    """Return where each column stands, if the line is a head; else nothing."""
    found: dict[str, int] = {}
    for index, value in enumerate(values):
        word = value.casefold().strip(" :*")
        for name, words in _HEADS.items():
            if word in words and name not in found:
                found[name] = index
    return found if {"name", "last_name"} & found.keys() else {}


def _row(values: Sequence[str], order: dict[str, int]) -> ListRow:
    if any(len(value) > MAX_CELL for value in values):
        raise ValueError("eine Angabe ist zu lang")
    if order:
        cells = {name: values[index] if index < len(values) else "" for name, index in order.items()}
        name = cells.get("name", "") or ", ".join(
            part for part in (cells.get("last_name", ""), cells.get("first_name", "")) if part
        )
        number, birth_text = cells.get("number", ""), cells.get("birth_date", "")
    else:
        number, name, birth_text = _guessed(values)
    if not name or not any(c.isalpha() for c in name):
        raise ValueError("der Name fehlt")
    return ListRow(number, name, birth_text, _birth(birth_text))


def _guessed(values: Sequence[str]) -> tuple[str, str, str]:
    """Read number, name (one cell or two) and birth date in this order; a line without number or date stays whole."""
    rest = [value for value in values if value]
    if len(rest) < 2:
        raise ValueError("erwartet sind Kundennummer, Name und Geburtsdatum")
    number = rest.pop(0) if _NUMBER.fullmatch(rest[0]) and any(c.isdigit() for c in rest[0]) else ""
    birth = rest.pop() if rest and any(c.isdigit() for c in rest[-1]) else ""
    if len(rest) > 2:
        raise ValueError("zu viele Angaben; erwartet sind Kundennummer, Name und Geburtsdatum")
    return number, ", ".join(rest), birth


def _birth(text: str) -> date | None:
    if not text:
        raise ValueError("das Geburtsdatum fehlt")
    today = timezone.localdate()
    written = _WORD_MONTH.sub(lambda match: f".{_MONTHS.index(plain(match[1])[:3]) + 1}.", text)
    try:
        if not _WITH_YEAR.fullmatch(written):
            raise ValueError(text)
        day = parse_date(written, today=today)
    except ValueError as error:
        raise ValueError(f"„{text[:40]}“ ist kein Datum") from error
    if day > today and re.search(r"(?<!\d)\d{2}$", text):
        day = day.replace(year=day.year - 100)
    if not date(1940, 1, 1) <= day <= today:
        raise ValueError(f"„{text[:40]}“ kann kein Geburtsdatum sein")
    return day


# ---- compared ----


@dataclass(frozen=True)
class Compared:
    """One line of their list, in their order, with our case (None: not with us) and how it was found."""

    row: ListRow
    case: Case | None
    hint: str = ""


@dataclass(frozen=True)
class Comparison:
    """Both sides: their lines in their order, and ours whom they do not name."""

    lines: tuple[Compared, ...]
    missing_there: tuple[Case, ...]

    @property
    def missing_here(self) -> list[Compared]:
        return [line for line in self.lines if line.case is None]

    @property
    def agrees(self) -> bool:
        return not self.missing_here and not self.missing_there


def cases_in(measure: Measure, month: date) -> list[Case]:
    """Return the cases that belonged to the measure on a day of the month, by name."""
    stays = MeasureStay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=month), measure=measure, starts_on__lte=month_end(month)
    )
    cases = Case.objects.filter(pk__in=stays.values("case"))
    return list(cases.select_related("trainee").order_by(*in_order_of("trainee__last_name", "trainee__first_name")))


def _number_key(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _name_key(text: str) -> tuple[str, ...]:
    """Return a name without accents, signs and order: "Öztürk, Ayşe" and "Ayse Oeztuerk" are the same."""
    return tuple(sorted(re.findall(r"[^\W_]+", plain(text))))


def compare(rows: Sequence[ListRow], ours: Iterable[Case]) -> Comparison:
    """Find our case for every line: by customer number, else by name and birth date. Each case answers once."""
    ours = list(ours)
    by_number: dict[str, list[Case]] = defaultdict(list)
    by_name: dict[tuple, list[Case]] = defaultdict(list)
    for case in ours:
        if number := _number_key(case.trainee.customer_number):
            by_number[number].append(case)
        by_name[_name_key(case.trainee.full_name), case.trainee.birth_date].append(case)
    found: dict[int, tuple[Case, str]] = {}
    used: set[int] = set()
    for index, row in enumerate(rows):
        by_its_number = _free(by_number.get(_number_key(row.number), []), used) if row.number else None
        if by_its_number:
            same = _name_key(by_its_number.trainee.full_name) == _name_key(row.name)
            found[index] = (by_its_number, "" if same else "Name anders geschrieben")
            used.add(by_its_number.pk)
    for index, row in enumerate(rows):
        if index in found:
            continue
        by_its_name = _free(by_name.get((_name_key(row.name), row.birth_date), []), used)
        if by_its_name:
            found[index] = (by_its_name, _number_hint(row, by_its_name))
            used.add(by_its_name.pk)
    lines = tuple(Compared(row, *found.get(index, (None, ""))) for index, row in enumerate(rows))
    return Comparison(lines, tuple(case for case in ours if case.pk not in used))


def _free(cases: Iterable[Case], used: set[int]) -> Case | None:
    return next((case for case in cases if case.pk not in used), None)


def _number_hint(row: ListRow, case: Case) -> str:
    if row.number and case.trainee.customer_number:
        return "Kundennummer weicht ab"
    return "Kundennummer fehlt bei uns" if row.number else ""
