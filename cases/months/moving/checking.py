"""What is possible for whom before cases move on, in a fixed number of queries for any number of cases."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from cases.months.closing.models import MonthClose
from cases.months.moving.enums import MoveKind
from cases.months.statuses.models import DayStatus
from cases.people.enums import CaseState
from cases.people.models import Case, ContactAssignment, Measure, MeasureStay, TrainingContract
from cases.people.ranges import valid_on
from cases.people.services import ONE_DAY
from cases.sessions.models import Attendance
from cases.support.budgets.models import HourGrant


@dataclass
class MoveLine:
    """One case on the check page: why it cannot move (`trouble`), or what happens to it (`notes`)."""

    case: Case
    stay: MeasureStay | None = None
    trouble: str = ""
    notes: list[str] = field(default_factory=list)
    is_done: bool = False

    @property
    def is_possible(self) -> bool:
        return not self.trouble and not self.is_done


def last_day_of(month: date) -> date:
    """Return the last day of a month given by any of its days."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE_DAY


@dataclass(frozen=True)
class Move:
    """Where the cases go, from which day on, and why."""

    measure: Measure
    on: date
    kind: MoveKind


def check_moves(cases: Sequence[Case], move: Move) -> list[MoveLine]:
    """Return one line per case, in the given order. `cases` come with their trainee. Reads, writes nothing."""
    stays = MeasureStay.objects.filter(case__in=cases).select_related("measure").order_by("starts_on")
    last = {stay.case_id: stay for stay in stays}
    facts = _Facts(cases, move, last.values())
    lines = []
    for case in cases:
        line = MoveLine(case, last.get(case.pk))
        line.is_done = _is_done(line, move)
        if not line.is_done:
            line.trouble = _trouble(line, move, facts)
        if line.is_possible:
            line.notes = _notes(line, move, facts)
        lines.append(line)
    return lines


class _Facts:
    """What the lines need to know of all cases at once."""

    def __init__(self, cases: Sequence[Case], move: Move, stays: Iterable[MeasureStay]) -> None:
        on = move.on
        start = timezone.make_aware(datetime.combine(on, time.min))
        rows = Attendance.objects.filter(case__in=cases, session__starts_at__gte=start, session__cancelled_at=None)
        self.planned: Counter[int] = Counter()
        self.held: Counter[int] = Counter()
        self.first_counted: dict[int, date] = {}
        for case_id, documented, starts_at in rows.values_list("case", "session__documented_at", "session__starts_at"):
            if documented:
                self.held[case_id] += 1
                self._count(case_id, timezone.localdate(starts_at))
            else:
                self.planned[case_id] += 1
        for case_id, day in _booked_or_marked(cases, on):
            self._count(case_id, day)
        contacts = ContactAssignment.objects.filter(valid_on(on), case__in=cases)
        self.contacts = set(contacts.values_list("case", flat=True))
        contracts = TrainingContract.objects.running(on).filter(case__in=cases)
        self.contracts = set(contracts.values_list("case", flat=True))
        grants = HourGrant.objects.agreed().filter(case__in=cases, agreed_step__ends_on__gte=on)
        self.grants = set(grants.values_list("case", "measure"))
        self.closed = _last_closed([move.measure, *(stay.measure for stay in stays)])

    def _count(self, case_id: int, day: date) -> None:
        self.first_counted[case_id] = min(day, self.first_counted.get(case_id, day))


def _booked_or_marked(cases: Iterable[Case], on: date) -> list[tuple[int, date]]:
    """Return case and day of every booking that stands and of every day status from `on` on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.case_id, e.service_on FROM cases_ledgerentry e WHERE e.case_id = ANY(%s) AND e.service_on >= %s"
            " AND e.reverses_id IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM cases_ledgerentry r WHERE r.reverses_id = e.id)",
            [[case.pk for case in cases], on],
        )
        rows = list(cursor.fetchall())
    return rows + list(DayStatus.objects.filter(case__in=list(cases), on__gte=on).values_list("case", "on"))


def _last_closed(measures: Iterable[Measure]) -> dict[int, date]:
    """Return per measure the last day of its last closed month."""
    closed: dict[int, date] = {}
    for measure_id, month in MonthClose.objects.filter(measure__in=set(measures)).values_list("measure", "month"):
        closed[measure_id] = max(last_day_of(month), closed.get(measure_id, month))
    return closed


def _stays_already(line: MoveLine, move: Move) -> bool:
    stay = line.stay
    return (
        stay is not None and stay.measure_id == move.measure.pk and stay.ends_on is None and stay.starts_on <= move.on
    )


def changes_phase(case: Case, move: Move) -> bool:
    """Return whether the move changes the phase now; one of the future leaves that to the contract's first day."""
    return move.kind == MoveKind.ACCOMPANYING and case.state == CaseState.PRE_PHASE and move.on <= timezone.localdate()


def _is_done(line: MoveLine, move: Move) -> bool:
    """Return whether the move is already done; the step from the Vorphase also needs the new phase."""
    waits = changes_phase(line.case, move)
    return line.case.is_running and _stays_already(line, move) and not waits


def _trouble(line: MoveLine, move: Move, facts: _Facts) -> str:
    return (
        _not_running(line.case)
        or _outside(move)
        or _wrong_phase(line.case, move, facts)
        or _stay_in_the_way(line, move)
        or _closed_month(line, move, facts)
    )


def _not_running(case: Case) -> str:
    if case.state == CaseState.ENDED:
        return f"Die Teilnahme ist am {case.ended_on:%d.%m.%Y} beendet."
    return "" if case.is_running else f"Die Teilnahme läuft nicht (Stand: {case.get_state_display()})."


def _outside(move: Move) -> str:
    measure = move.measure
    if measure.starts_on <= move.on <= measure.ends_on:
        return ""
    return f"Die Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}."


def _wrong_phase(case: Case, move: Move, facts: _Facts) -> str:
    if move.kind != MoveKind.ACCOMPANYING:
        return ""
    if case.state != CaseState.PRE_PHASE:
        return f"Die Teilnahme ist nicht in der Vorphase (Stand: {case.get_state_display()})."
    if case.pk not in facts.contacts:
        return "Ohne feste Ansprechperson beginnt die begleitende Phase nicht (§ 74 Abs. 4 SGB III)."
    return ""


def _stay_in_the_way(line: MoveLine, move: Move) -> str:
    stay, on = line.stay, move.on
    if stay is None or _stays_already(line, move):
        return ""
    if stay.starts_on >= on:
        return f"Es gibt schon eine Zuordnung ab {stay.starts_on:%d.%m.%Y}. Wählen Sie einen späteren Tag."
    if stay.ends_on is not None and stay.ends_on < on - ONE_DAY:
        return f"Die Zuordnung endet am {stay.ends_on:%d.%m.%Y}. Zwischen zwei Maßnahmen darf keine Lücke liegen."
    return ""


def _closed_month(line: MoveLine, move: Move, facts: _Facts) -> str:
    """Refuse what would change a closed month: hours or days counted there would change their measure."""
    first = facts.first_counted.get(line.case.pk)
    if first is None or line.stay is None or line.stay.measure_id == move.measure.pk:
        return ""
    ends = [facts.closed[key] for key in (line.stay.measure_id, move.measure.pk) if key in facts.closed]
    last = max(ends, default=None)
    if last is None or first > last:
        return ""
    return f"Der Monat {first:%m/%Y} ist abgeschlossen. Möglich ist es ab dem {last + ONE_DAY:%d.%m.%Y}."


def _notes(line: MoveLine, move: Move, facts: _Facts) -> list[str]:
    notes, stay, pk = [], line.stay, line.case.pk
    changes = stay is None or stay.measure_id != move.measure.pk
    planned, held = facts.planned[pk], facts.held[pk]
    if planned:
        notes.append("1 geplanter Termin bleibt" if planned == 1 else f"{planned} geplante Termine bleiben")
    if held and changes:
        notes.append(f"{held} gehaltene Termine werden umgebucht" if held > 1 else "1 gehaltener Termin wird umgebucht")
    if changes_phase(line.case, move):
        notes.append("neue Phase: begleitende Phase")
    elif move.kind == MoveKind.ACCOMPANYING:
        notes.append("die Phase wechselt am ersten Tag des Ausbildungsvertrags")
    if move.kind == MoveKind.ACCOMPANYING and pk not in facts.contracts:
        notes.append("noch kein Ausbildungsvertrag für diesen Tag eingetragen")
    if stay is not None and stay.measure.model != move.measure.model:
        notes.append(f"anderes Vertragsmodell: {move.measure.get_model_display()}")
    if changes and (pk, move.measure.pk) not in facts.grants:
        notes.append("Stunden sind in der neuen Maßnahme noch nicht vereinbart")
    return notes


def hint_of(lines: Iterable[MoveLine], move: Move) -> str:
    """Return a sentence where the kind does not fit to the measures; a hint, never a refusal."""
    measure, kind = move.measure, move.kind
    sources = [line.stay.measure for line in lines if line.stay is not None and line.is_possible]
    bodies = {source.funding_body_id for source in sources if source.pk != measure.pk}
    if not bodies:
        return ""
    if kind == MoveKind.FUNDING_BODY and bodies == {measure.funding_body_id}:
        return "Der Kostenträger bleibt derselbe. Prüfen Sie, ob das ein Rechtskreiswechsel ist."
    if kind == MoveKind.OPTION_YEAR and bodies != {measure.funding_body_id}:
        return "Der Kostenträger ändert sich. Prüfen Sie, ob das ein Rechtskreiswechsel ist."
    return ""


def running_in(measure: Measure, on: date) -> Q:
    """Return the condition of cases that belong to a measure on a day or later, the day before among them."""
    stays = MeasureStay.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on - ONE_DAY), measure=measure)
    return Q(pk__in=stays.values("case"))
