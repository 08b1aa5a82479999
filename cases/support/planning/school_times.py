"""Days and blocks of the vocational school: read from pasted lines or a calendar file, all or nothing.

Pasted lines: `Tag oder "Block";ab;bis;Bezeichnung`, separated by semicolons or tabs. Nothing is taken while a line has
a fault; each fault names its line.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.design.fields import parse_date
from cases.people.models import Case
from cases.support.planning.models import SchoolTime

MOST_ROWS = 300
MOST_BYTES = 200_000
LONGEST_DAYS = 5 * 366
FIRST_YEAR, LAST_YEAR = 2000, 2100
WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
SHORT = ("mo", "di", "mi", "do", "fr", "sa", "so")
ICS_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Times:
    """One row: a weekly day (0 is Monday) or, with None, a block."""

    weekday: int | None
    starts_on: date
    ends_on: date
    title: str = ""


class FaultyLines(Exception):
    """`faults` are German sentences, one per broken line or event."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _check(row: Times) -> None:
    if row.ends_on < row.starts_on:
        raise ValueError("Das Ende liegt vor dem Beginn.")
    if (row.ends_on - row.starts_on).days > LONGEST_DAYS:
        raise ValueError("Der Zeitraum ist länger als fünf Jahre.")
    if not FIRST_YEAR <= row.starts_on.year <= row.ends_on.year <= LAST_YEAR:
        raise ValueError("Das Jahr ist nicht möglich.")
    if len(row.title) > 80:
        raise ValueError("Die Bezeichnung ist länger als 80 Zeichen.")


def _weekday(text: str) -> int | None:
    word = text.strip().rstrip(".").casefold()
    if word == "block":
        return None
    for names in (WEEKDAYS, SHORT):
        if word in names:
            return names.index(word)
    raise ValueError(f"„{text.strip()[:30]}“ ist kein Wochentag und nicht „Block“.")


def _date(text: str, today: date) -> date:
    try:
        return parse_date(text.strip(), today=today)
    except (ValueError, ValidationError) as error:
        raise ValueError(f"„{text.strip()[:30]}“ ist kein Datum (TT.MM.JJJJ).") from error


def _line(line: str, today: date) -> Times:
    cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
    if not 3 <= len(cells) <= 4:
        raise ValueError("Erwartet werden drei oder vier Angaben: Tag oder Block; ab; bis; Bezeichnung.")
    title = cells[3] if len(cells) == 4 else ""
    row = Times(_weekday(cells[0]), _date(cells[1], today), _date(cells[2], today), title)
    _check(row)
    return row


def from_lines(text: str) -> list[Times]:
    """Return the rows of pasted lines. Raises FaultyLines naming every broken line."""
    if "\x00" in text:
        raise FaultyLines(["Der Text enthält Zeichen, die kein Text sind."])
    today = timezone.localdate()
    rows, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        is_heading = number == 1 and line.casefold().lstrip().startswith(("tag", "wochentag"))
        if not line.strip() or is_heading:
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


def from_ics(data: bytes) -> list[Times]:
    """Return the rows of a calendar file: whole days and spans are blocks, weekly events weekly days.

    Raises FaultyLines with the reason when the file is too large, no calendar, or holds an event that cannot be read.
    """
    if len(data) > MOST_BYTES:
        raise FaultyLines([f"Die Datei ist größer als {MOST_BYTES // 1000} Kilobyte."])
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR"):
        raise FaultyLines(["Das ist keine Kalenderdatei (iCalendar)."])
    if data.upper().count(b"BEGIN:VEVENT") > MOST_ROWS:
        raise FaultyLines([f"Das sind mehr als {MOST_ROWS} Ereignisse. Wählen Sie einen kürzeren Zeitraum."])
    try:
        calendar = icalendar.Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
    except Exception as error:  # the parser raises many kinds on broken input
        raise FaultyLines(["Die Kalenderdatei ist beschädigt und lässt sich nicht lesen."]) from error
    rows: list[Times] = []
    faults = []
    for number, event in enumerate(events, start=1):
        try:
            found = _event(event)
            for row in found:
                _check(row)
            rows += found
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
            said = str(error) if isinstance(error, ValueError) else "lässt sich nicht lesen."
            faults.append(f"Ereignis {number}: {said}")
    if faults:
        raise FaultyLines(faults)
    if not rows:
        raise FaultyLines(["In der Datei steht kein Ereignis."])
    if len(rows) > MOST_ROWS:
        raise FaultyLines([f"Das sind mehr als {MOST_ROWS} Einträge. Wählen Sie einen kürzeren Zeitraum."])
    return rows


def _day(value: Any, *, is_end: bool = False) -> date:
    """Return the local day; the end of whole days is exclusive in iCalendar (RFC 5545, 3.6.1)."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if not isinstance(value, date):
        raise ValueError("Der Beginn oder das Ende ist kein Datum.")
    return value - timedelta(days=1) if is_end else value


def _event(event: Any) -> list[Times]:
    if event.get("DTSTART") is None:
        raise ValueError("Der Beginn fehlt.")
    starts_on = _day(event["DTSTART"].dt)
    ends_on = starts_on
    if event.get("DTEND") is not None:
        ends_on = max(_day(event["DTEND"].dt, is_end=True), starts_on) if _in_order(event) else date.min
    elif event.get("DURATION") is not None:
        ends_on = starts_on + max(event["DURATION"].dt - timedelta(seconds=1), timedelta())
    title = " ".join(str(event.get("SUMMARY", "")).split())[:80]
    rule = event.get("RRULE")
    if rule is None:
        return [Times(None, starts_on, ends_on, title)]
    if isinstance(rule, list) or rule.get("FREQ") != ["WEEKLY"] or rule.get("INTERVAL", [1]) != [1]:
        raise ValueError("Nur wöchentliche Wiederholungen lassen sich übernehmen.")
    until = rule.get("UNTIL")
    if until is None:
        raise ValueError("Die Wiederholung hat kein Ende.")
    days = [ICS_DAYS.index(str(day)) for day in rule.get("BYDAY", [])] or [starts_on.weekday()]
    return [Times(day, starts_on, _day(until[0]), title) for day in days]


def _in_order(event: Any) -> bool:
    first, last = event["DTSTART"].dt, event["DTEND"].dt
    return _day(last) >= _day(first)


@transaction.atomic
def add_times(*, case: Case, rows: Iterable[Times], by: User | None, request_key: uuid.UUID | None = None) -> int:
    """Take the rows over; those that stand there already are left as they are. Returns how many are new."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    stored = {(t.weekday, t.starts_on, t.ends_on) for t in SchoolTime.objects.filter(case=case)}
    key = request_key or uuid.uuid4()
    new = []
    for row in rows:
        _check(row)
        place = (row.weekday, row.starts_on, row.ends_on)
        if place in stored:
            continue
        stored.add(place)
        new.append(
            SchoolTime(
                provider_id=case.provider_id,
                case=case,
                weekday=row.weekday,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                title=row.title,
                request_key=uuid.uuid5(key, f"{case.pk}:{place}"),
            )
        )
    SchoolTime.objects.bulk_create(new)
    if new:
        record(LogKind.CHANGE, by=by, subject=case, act="school_times", added=len(new))
    return len(new)


@transaction.atomic
def remove_time(*, time: SchoolTime, by: User | None) -> None:
    """Take one row out."""
    record(LogKind.CHANGE, by=by, subject=time.case, act="school_time_removed", row=time.pk)
    time.delete()
