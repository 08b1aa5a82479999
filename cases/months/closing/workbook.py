"""The month of a measure as a spreadsheet: the frozen figures, with names joined for the one who asks."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from asa.documents.spreadsheets import Column, Format, Sheet, Workbook, workbook_bytes
from cases.months.closing.models import MonthClose
from cases.months.closing.services import month_words
from cases.months.closing.snapshot import Line, Snapshot
from cases.people.models import Case
from cases.sessions.enums import Outcome, SessionKind
from companies.catalogue.folding import plain

UNKNOWN = "nicht sichtbar"
#: Months of these years have a page.
YEARS = range(2000, 2100)


def hours_of(minutes: int) -> Decimal:
    """Return hours with two decimals, half a hundredth up."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def kind_words(line: Line) -> str:
    """Return what a line counts: the kind of session."""
    return str(SessionKind(line.kind).label)


def close_name(close: MonthClose) -> str:
    """Return the file's name."""
    return f"Monat_{close.month:%Y-%m}_{close.measure.number.replace('/', '-')}.xlsx"


def close_xlsx(close: MonthClose, snapshot: Snapshot, names: Mapping[str, Case], author: str) -> bytes:
    """Return the XLSX of a closed month; `names` are the cases that the reader may see, by public id."""
    title = f"{snapshot.number}, {month_words(snapshot.month)}"
    sheets = [_measure_sheet(snapshot), _case_sheet(snapshot, names), _line_sheet(snapshot, names)]
    explanation = [
        ("Stand", f"abgeschlossen am {close.closed_at:%d.%m.%Y}; spätere Korrekturen stehen in einem späteren Monat"),
        ("Minuten und Stunden", "Gezählt wird in Minuten. Stunden sind Minuten geteilt durch 60, auf zwei Stellen."),
        ("Maßnahmekontingent", "Eine Gruppe belastet die Maßnahme einmal, jede Person voll (Regeln: siehe unten)."),
        ("Leistungsmonat", "Der Monat des Termins. Ein früherer Monat heißt: nach dessen Abschluss gebucht."),
        ("Regeln", snapshot.rules),
        ("Prüfsumme", close.snapshot_sha256),
    ]
    return workbook_bytes(Workbook(title, author, sheets, explanation))


_LINE_COLUMNS = [
    Column("Leistungsmonat", 16, Format.DATE),
    Column("Maßnahmejahr", 14, Format.WHOLE),
    Column("Art", 34),
    Column("Betrieb war dabei", 18),
    Column("Minuten", 12, Format.WHOLE),
    Column("Stunden", 12, Format.HOURS),
    Column("Buchungen", 12, Format.WHOLE),
]


def _line_row(line: Line) -> list:
    with_company = "ja" if line.employer_present else "nein"
    return [
        line.service_month, line.year, kind_words(line), with_company, line.minutes, hours_of(line.minutes),
        line.entries,
    ]  # fmt: skip


def _measure_sheet(snapshot: Snapshot) -> Sheet:
    total = snapshot.measure_minutes
    entries = sum(line.entries for line in snapshot.lines)
    rows = [_line_row(line) for line in snapshot.lines]
    rows.append(["Summe", None, "", "", total, hours_of(total), entries])
    return Sheet("Maßnahmekontingent", _LINE_COLUMNS, rows, totals=1)


def _case_sheet(snapshot: Snapshot, names: Mapping[str, Case]) -> Sheet:
    outcomes = [outcome for outcome in Outcome if any(case.count(outcome) for case in snapshot.cases)]
    columns = [
        Column("Nachname", 22),
        Column("Vorname", 18),
        Column("Minuten", 12, Format.WHOLE),
        Column("Stunden", 12, Format.HOURS),
        Column("davon frühere Monate, Minuten", 20, Format.WHOLE),
        Column("Termine", 10, Format.WHOLE),
        *[Column(str(outcome.label), 14, Format.WHOLE) for outcome in outcomes],
        Column("Bemerkung", 24),
    ]
    rows: list[list] = [
        [
            *_name(names.get(case.case)), case.minutes, hours_of(case.minutes), case.late_minutes(snapshot.month),
            case.sessions, *[case.count(outcome) for outcome in outcomes],
            "Pro-forma-Leistung" if case.has_pro_forma else "",
        ]
        for case in sorted(snapshot.cases, key=lambda case: _sort_key(names.get(case.case)))
    ]  # fmt: skip
    total = snapshot.trainee_minutes
    late = sum(case.late_minutes(snapshot.month) for case in snapshot.cases)
    counts = [sum(case.count(outcome) for case in snapshot.cases) for outcome in outcomes]
    sessions = sum(case.sessions for case in snapshot.cases)
    rows.append(["Summe", "", total, hours_of(total), late, sessions, *counts, ""])
    return Sheet("Teilnehmende", columns, rows, totals=1)


def _line_sheet(snapshot: Snapshot, names: Mapping[str, Case]) -> Sheet:
    columns = [Column("Nachname", 22), Column("Vorname", 18), *_LINE_COLUMNS]
    cases = sorted(snapshot.cases, key=lambda case: _sort_key(names.get(case.case)))
    rows = [[*_name(names.get(case.case)), *_line_row(line)] for case in cases for line in case.lines]
    return Sheet("Teilnehmende nach Art", columns, rows)


def _name(case: Case | None) -> list[str]:
    return [case.trainee.last_name, case.trainee.first_name] if case else [UNKNOWN, ""]


def _sort_key(case: Case | None) -> tuple:

    return (case is None, plain(case.trainee.last_name), plain(case.trainee.first_name)) if case else (True, "", "")


def month_of_address(text: str) -> date | None:
    """Return the first day of the month written as "2026-09", None for anything else and for a year out of reach.

    Reports reckon months before and after the one asked for, which the ends of the calendar do not have.
    """
    try:
        month = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return month if month is not None and month.year in YEARS else None
