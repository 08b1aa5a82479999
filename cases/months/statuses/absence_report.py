"""The monthly absence report of a measure (§ 318 Abs. 2 Satz 2 Nr. 2 SGB III) as figures, PDF/UA-1 and XLSX."""

from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import timezone

from asa.design.templatetags.asa import month_name
from asa.documents.rendering import html_to_pdf, printable
from asa.documents.spreadsheets import Cell, Column, Format, Sheet, Workbook, workbook_bytes
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayCode
from cases.months.statuses.read_model import Absence, PersonAbsences, absences_of, open_provisional
from cases.people.models import Measure

SOURCE = "§ 318 Abs. 2 SGB III: Fehltage und ihre Gründe je Kalendermonat"


@dataclass(frozen=True)
class AbsenceReport:
    """Everything in the report; `with_number` says whether the reader may see customer numbers (class B)."""

    measure: Measure
    month: date
    people: list[PersonAbsences]
    codes: list[DayCode]
    provisional: int
    with_number: bool
    made_at: datetime

    @property
    def days(self) -> int:
        return sum(person.days for person in self.people)

    @property
    def title(self) -> str:
        return f"Fehltage {month_name(self.month)}"

    @property
    def file_name(self) -> str:
        return f"Fehltage-{self.measure.number.replace('/', '-')}-{self.month:%Y-%m}"

    @property
    def rows(self) -> list[tuple[PersonAbsences, Absence]]:
        return [(person, absence) for person in self.people for absence in person.absences]


def report_of(measure: Measure, month: date, *, with_number: bool = False) -> AbsenceReport:
    """Return the figures of a month, read from the day statuses as they are now."""
    codes = DayCode.objects.filter(provider=measure.provider_id).valid(month)
    return AbsenceReport(
        measure=measure,
        month=month,
        people=absences_of(measure, month),
        codes=[code for code in codes if code.kind not in (DayKind.PRESENT, DayKind.ELSEWHERE, DayKind.OFF)],
        provisional=sum(len(row.days) for row in open_provisional(measure, month)),
        with_number=with_number,
        made_at=timezone.now(),
    )


def absence_pdf(report: AbsenceReport) -> bytes:
    """Return the report as PDF/UA-1. Raises RenderingError."""
    provider = report.measure.provider
    context = {
        "report": report,
        "provider": printable(provider.legal_name or provider.name),
        "rows": [
            (printable(person.case.trainee.full_name), printable(person.case.trainee.customer_number), absence)
            for person, absence in report.rows
        ],
        "source": SOURCE,
    }
    return html_to_pdf(render_to_string("cases/months/statuses/absence_report_pdf.html", context))


def absence_book(report: AbsenceReport) -> bytes:
    """Return the report as XLSX with one row per absence."""
    number = [Column("Kundennummer", 16)] if report.with_number else []
    columns = [
        Column("Nachname", 22),
        Column("Vorname", 18),
        *number,
        Column("von", 12, Format.DATE),
        Column("bis", 12, Format.DATE),
        Column("Fehltage", 10, Format.WHOLE),
        Column("Kürzel", 8),
        Column("Grund", 34),
        Column("offizielle Entsprechung", 24),
        Column("Nachweis", 40),
    ]
    rows: list[list[Cell]] = []
    for person, absence in report.rows:
        trainee = person.case.trainee
        rows.append(
            [
                trainee.last_name,
                trainee.first_name,
                *([trainee.customer_number] if report.with_number else []),
                absence.first,
                absence.last,
                absence.days,
                absence.letters,
                absence.label,
                absence.official,
                absence.proof,
            ]
        )
    blank = [""] * (len(number) + 3)
    rows.append(["Summe", *blank, report.days, "", "", "", ""])
    state = "vorläufig, Einträge sind noch zu klären" if report.provisional else "ohne vorläufige Einträge"
    explanation = [
        ("Maßnahme", str(report.measure)),
        ("Monat", f"{report.month:%m/%Y}"),
        ("Grundlage", SOURCE),
        ("Gezählt", "ganze Tage; Wochenenden und gesetzliche Feiertage haben keinen Eintrag"),
        ("Stand", f"{timezone.localtime(report.made_at):%d.%m.%Y, %H:%M} Uhr, {state}"),
        *((code.letters, code.label) for code in report.codes),
    ]
    sheet = Sheet("Fehltage", columns, rows, totals=1)
    return workbook_bytes(Workbook(report.title, report.measure.provider.name, [sheet], explanation))
