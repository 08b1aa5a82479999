"""School holidays of a Land: the provider's own table before the built-in calendar, which ends in 2029.

Pasted lines: `Land;von;bis;Bezeichnung`, separated by semicolons or tabs. The name "keine Ferien" makes the days
ordinary ones. Nothing is taken while a line has a fault; each fault names its line.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider, User
from asa.design.fields import parse_date
from cases.support.planning.days import FEWEST_SCHOOL_HOLIDAYS, knows_school_holidays, school_holiday
from cases.support.planning.models import SchoolHoliday
from cases.support.planning.school_times import FIRST_YEAR, LAST_YEAR, MOST_ROWS, FaultyLines
from companies.records.enums import Land

#: School holidays last at most so long; more is a slip of the pen.
LONGEST_DAYS = 60
NO_HOLIDAYS = "keine ferien"


@dataclass(frozen=True)
class SchoolHolidays:
    """The school holidays of one Land, the provider's own read once."""

    land: str
    own: list[SchoolHoliday] = field(default_factory=list)

    @classmethod
    def of(cls, land: str, first: date, last: date) -> "SchoolHolidays":
        """Read the provider's own rows that touch the days from `first` to `last`: one query, none without a Land."""
        rows = SchoolHoliday.objects.filter(land=land, starts_on__lte=last, ends_on__gte=first).order_by("pk")
        return cls(land, list(rows) if land else [])

    def name(self, day: date) -> str:
        """Return the name of the holidays on that day, or ""; of several own rows the last one entered counts."""
        for row in reversed(self.own):
            if row.starts_on <= day <= row.ends_on:
                return "" if row.is_school else row.name
        return school_holiday(day, self.land)

    def knows(self, year: int) -> bool:
        """Return whether the holidays of that calendar year are known; read for the whole year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = sum(
            (min(row.ends_on, last) - max(row.starts_on, first)).days + 1
            for row in self.own
            if not row.is_school and row.starts_on <= last and row.ends_on >= first
        )
        return days >= FEWEST_SCHOOL_HOLIDAYS or knows_school_holidays(year, self.land)


def unknown_years(land: str, years: Iterable[int]) -> list[int]:
    """Return the calendar years whose school holidays neither the provider nor the built-in calendar knows."""
    years = sorted(set(years))
    if not years:
        return []
    known = SchoolHolidays.of(land, date(years[0], 1, 1), date(years[-1], 12, 31))
    return [year for year in years if not known.knows(year)]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    land: str
    starts_on: date
    ends_on: date
    name: str

    @property
    def is_school(self) -> bool:
        return self.name.casefold() == NO_HOLIDAYS


def _land(text: str) -> str:
    word = text.strip().casefold()
    for land in Land:
        if word in (land.value.casefold(), str(land.label).casefold()):
            return land.value
    raise ValueError(f"„{text.strip()[:30]}“ ist kein Land (zum Beispiel HE oder Hessen).")


def _date(text: str, today: date) -> date:
    try:
        return parse_date(text.strip(), today=today)
    except (ValueError, ValidationError) as error:
        raise ValueError(f"„{text.strip()[:30]}“ ist kein Datum (TT.MM.JJJJ).") from error


def _line(line: str, today: date) -> Row:
    cells = [" ".join(cell.split()) for cell in line.split("\t" if "\t" in line else ";")]
    if len(cells) != 4:
        raise ValueError("Erwartet werden vier Angaben: Land; von; bis; Bezeichnung.")
    row = Row(_land(cells[0]), _date(cells[1], today), _date(cells[2], today), cells[3])
    if not row.name:
        raise ValueError("Die Bezeichnung fehlt.")
    if len(row.name) > 80:
        raise ValueError("Die Bezeichnung ist länger als 80 Zeichen.")
    if row.ends_on < row.starts_on:
        raise ValueError("Das Ende liegt vor dem Beginn.")
    if (row.ends_on - row.starts_on).days >= LONGEST_DAYS:
        raise ValueError(f"Das sind mehr als {LONGEST_DAYS} Tage.")
    if not FIRST_YEAR <= row.starts_on.year <= row.ends_on.year <= LAST_YEAR:
        raise ValueError("Das Jahr ist nicht möglich.")
    return row


def from_lines(text: str) -> list[Row]:
    """Return the rows of pasted lines. Raises FaultyLines naming every broken line."""
    if "\x00" in text:
        raise FaultyLines(["Der Text enthält Zeichen, die kein Text sind."])
    today = timezone.localdate()
    rows, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or (number == 1 and line.casefold().lstrip("\ufeff ").startswith("land")):
            continue
        try:
            rows.append(_line(line, today))
        except ValueError as error:
            faults.append(f"Zeile {number}: {error}")
    if len(rows) + len(faults) > MOST_ROWS:
        raise FaultyLines([f"Das sind mehr als {MOST_ROWS} Zeilen. Teilen Sie den Text."])
    if faults:
        raise FaultyLines(faults)
    if not rows:
        raise FaultyLines(["Es steht keine Zeile darin."])
    return rows


@transaction.atomic
def add_holidays(
    *, provider_id: int, rows: Iterable[Row], by: User | None, request_key: uuid.UUID | None = None
) -> int:
    """Take the rows over; those that stand there already are left as they are. Returns how many are new.

    Sessions that are planned already stay: series leave the days out from the next night or change on.
    """
    list(Provider.objects.select_for_update(of=("self",), no_key=True).filter(pk=provider_id).values("pk"))
    stored = set(SchoolHoliday.objects.filter(provider=provider_id).values_list("land", "starts_on", "ends_on"))
    key, new = request_key or uuid.uuid4(), []
    for row in rows:
        place = (row.land, row.starts_on, row.ends_on)
        if place in stored:
            continue
        stored.add(place)
        new.append(
            SchoolHoliday(
                provider_id=provider_id,
                land=row.land,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                name=row.name,
                is_school=row.is_school,
                request_key=uuid.uuid5(key, f"{provider_id}:{place}"),
            )
        )
    SchoolHoliday.objects.bulk_create(new)
    for one in new[:1]:
        record(LogKind.CHANGE, by=by, subject=one, act="school_holidays", added=len(new))
    return len(new)


@transaction.atomic
def remove_holiday(*, holiday: SchoolHoliday, by: User | None) -> None:
    """Take one row out; the built-in calendar counts again on its days."""
    record(LogKind.CHANGE, by=by, subject=holiday, act="school_holiday_removed")
    holiday.delete()
