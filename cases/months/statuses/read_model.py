"""What the month grid, the list of provisional entries and the absence report show, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from cases.months.closing.models import MonthClose
from cases.months.statuses.days import Day, days_of, last_day, month_key, takes_entry
from cases.months.statuses.enums import ABSENT_KINDS, DayKind, ProofRoute
from cases.months.statuses.models import DayStatus
from cases.months.statuses.subjects import MEASURE, Subject
from cases.people.models import Case, Measure, MeasureStay

#: How kinds look: each has letters and words besides; the colour is only a help.
TONES = {
    DayKind.PRESENT: "good",
    DayKind.ELSEWHERE: "good",
    DayKind.OFF: "quiet",
    DayKind.PROTECTED: "quiet",
    DayKind.EXCUSED: "absent",
    DayKind.SICK: "absent",
    DayKind.UNEXCUSED: "bad",
    DayKind.PROVISIONAL: "open",
}


@dataclass(frozen=True)
class Cell:
    """One day of one person. `no_entry` says in words why it cannot be marked, "" when it can."""

    on: date
    value: str
    letters: str = ""
    label: str = ""
    tone: str = ""
    no_entry: str = ""
    is_ticked: bool = False

    @property
    def words(self) -> str:
        return self.label or "ohne Eintrag"


@dataclass(frozen=True)
class GridRow:
    """One person with all days of the month and the sums that people ask for."""

    case: Case
    cells: list[Cell]
    absent: int
    provisional: int
    may_mark: bool


@dataclass(frozen=True)
class Grid:
    """The month of a group."""

    subject: Subject
    month: date
    days: list[Day]
    rows: list[GridRow]
    is_closed: bool = False

    @property
    def provisional(self) -> int:
        return sum(row.provisional for row in self.rows)


def _stays(cases: Iterable[Case]) -> dict[int, list[MeasureStay]]:
    stays: dict[int, list[MeasureStay]] = {}
    for stay in MeasureStay.objects.filter(case__in=[case.pk for case in cases]):
        stays.setdefault(stay.case_id, []).append(stay)
    return stays


def _stay_on(stays: Sequence[MeasureStay], day: date) -> MeasureStay | None:
    return next((s for s in stays if s.starts_on <= day and (s.ends_on is None or day <= s.ends_on)), None)


def cell_value(case: Case, day: date) -> str:
    """Return what a ticked cell sends."""
    return f"{case.public_id}:{day:%Y-%m-%d}"


def grid_of(
    subject: Subject, month: date, cases: Sequence[Case], *, editable: set[int], ticked: Iterable[str] = ()
) -> Grid:
    """Return the grid in four queries, whatever the number of people. `editable` are the cases that may be marked."""
    days, chosen = days_of(month, subject.land), set(ticked)
    stays = _stays(cases)
    closed = set(MonthClose.objects.filter(month=month).values_list("measure", flat=True))
    found = DayStatus.objects.filter(case__in=[case.pk for case in cases], on__range=(month, last_day(month)))
    held = {(status.case_id, status.on): status for status in found.select_related("code")}
    rows = []
    for case in cases:
        cells = []
        for day in days:
            no_entry = _no_entry(case, day, subject, _stay_on(stays.get(case.pk, []), day.on), closed)
            cells.append(_cell(case, day, held.get((case.pk, day.on)), no_entry, chosen))
        kinds = [held[case.pk, day.on].code.kind for day in days if (case.pk, day.on) in held]
        rows.append(
            GridRow(
                case=case,
                cells=cells,
                absent=sum(kind in ABSENT_KINDS for kind in kinds),
                provisional=kinds.count(DayKind.PROVISIONAL),
                may_mark=case.pk in editable and any(not cell.no_entry for cell in cells),
            )
        )
    is_closed = subject.measure is not None and subject.measure.pk in closed
    return Grid(subject, month, days, rows, is_closed)


def _no_entry(case: Case, day: Day, subject: Subject, stay: MeasureStay | None, closed: set[int]) -> str:
    """Return why the day cannot be marked, "" when it can."""
    if day.closed_word:
        return day.closed_word
    if not _supported(case, day.on):
        return "nicht in der Unterstützung"
    if subject.measure is not None and (stay is None or stay.measure_id != subject.measure.pk):
        return "nicht in dieser Maßnahme"
    return "Monat abgeschlossen" if stay is not None and stay.measure_id in closed else ""


def _cell(case: Case, day: Day, status: DayStatus | None, no_entry: str, ticked: set[str]) -> Cell:
    value = cell_value(case, day.on)
    if status is None:
        return Cell(day.on, value, no_entry=no_entry, is_ticked=value in ticked)
    tone = TONES[DayKind(status.code.kind)]
    return Cell(day.on, value, status.code.letters, status.code.label, tone, no_entry, value in ticked)


def _supported(case: Case, day: date) -> bool:
    return case.started_on is not None and case.started_on <= day and (case.ended_on is None or day <= case.ended_on)


# ---- provisional entries, for the close ----


@dataclass(frozen=True)
class OpenProvisional:
    """A person with sick notes to be settled before the month closes, and where that is done."""

    case: Case
    days: tuple[date, ...]
    url: str

    @property
    def words(self) -> str:
        """Return "KO am 03.11., 04.11." as the list of gaps shows it."""
        return "vorläufig am " + ", ".join(f"{day:%d.%m.}" for day in self.days)


def in_measure(measure: Measure, month: date):
    """Return the day statuses of a month on days on which their case belongs to the measure."""
    stays = MeasureStay.objects.filter(measure=measure)
    days = DayStatus.objects.filter(on__range=(month, last_day(month)), case__in=stays.values("case"))
    condition = Q(pk__in=[])
    for stay in stays.filter(Q(ends_on=None) | Q(ends_on__gte=month), starts_on__lte=last_day(month)):
        condition |= Q(case=stay.case_id, on__gte=stay.starts_on, on__lte=stay.ends_on or last_day(month))
    return days.filter(condition).select_related("case__trainee", "code").order_by("on")


def open_provisional(measure: Measure, month: date) -> list[OpenProvisional]:
    """Return who has provisional entries in this month of the measure, by name, with a link to the row of the grid.

    Two queries. For the page "Monat": nothing may be left here when the month is closed.
    """
    found: dict[int, list[DayStatus]] = {}
    for status in in_measure(measure, month).filter(code__kind=DayKind.PROVISIONAL):
        found.setdefault(status.case_id, []).append(status)
    grid = reverse("day_grid", args=[MEASURE, measure.public_id, month_key(month)])
    rows = [
        OpenProvisional(days[0].case, tuple(s.on for s in days), f"{grid}?person={days[0].case.public_id}")
        for days in found.values()
    ]
    return sorted(rows, key=lambda row: (row.case.trainee.last_name, row.case.trainee.first_name))


# ---- absences per calendar month ----


@dataclass(frozen=True)
class Absence:
    """Consecutive days with one code: weekends and holidays between them do not break it and are not counted."""

    first: date
    last: date
    days: int
    letters: str
    label: str
    official: str
    proof: str


@dataclass
class PersonAbsences:
    """One person's absences in a month, in the order of days."""

    case: Case
    absences: list[Absence] = field(default_factory=list)

    @property
    def days(self) -> int:
        return sum(absence.days for absence in self.absences)


def proof_words(status: DayStatus) -> str:
    """Return "auf Papier an das Jobcenter, gesehen am 05.11.2026", "" for none."""
    route = ProofRoute(status.proof_route).label if status.proof_route else ""
    seen = f"gesehen am {status.proof_seen_on:%d.%m.%Y}" if status.proof_seen_on else ""
    return ", ".join(part for part in (route, seen) if part)


def _follows(before: DayStatus, status: DayStatus, land: str) -> bool:
    """Tell whether no day that takes an entry lies between two statuses."""
    between = (status.on - before.on).days
    return not any(takes_entry(before.on + timedelta(days=n), land) for n in range(1, between))


def _absences(statuses: Sequence[DayStatus], land: str) -> list[Absence]:
    runs: list[list[DayStatus]] = []
    for status in statuses:
        same = runs and (runs[-1][-1].code_id, proof_words(runs[-1][-1])) == (status.code_id, proof_words(status))
        if same and _follows(runs[-1][-1], status, land):
            runs[-1].append(status)
        else:
            runs.append([status])
    return [
        Absence(
            first=run[0].on,
            last=run[-1].on,
            days=len(run),
            letters=run[0].code.letters,
            label=run[0].code.label,
            official=run[0].code.official,
            proof=proof_words(run[0]),
        )
        for run in runs
    ]


def absences_of(measure: Measure, month: date) -> list[PersonAbsences]:
    """Return everybody's absence days and reasons in a calendar month (§ 318 Abs. 2 SGB III), sorted by name."""
    by_case: dict[int, list[DayStatus]] = {}
    for status in in_measure(measure, month).filter(code__kind__in=ABSENT_KINDS):
        by_case.setdefault(status.case_id, []).append(status)
    land = measure.site.land if measure.site else ""
    people = [PersonAbsences(statuses[0].case, _absences(statuses, land)) for statuses in by_case.values()]
    return sorted(people, key=lambda person: (person.case.trainee.last_name, person.case.trainee.first_name))
