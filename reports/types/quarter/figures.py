"""The figures of one measure and quarter.

Every figure names what it counts, its numerator and denominator, and the day it stands for. Persons are cases: someone
who takes part twice counts twice, as in the agency's statistics (domain file, section 1).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cases.people.enums import CaseState, ExitReason
from cases.people.models import Case, Measure, TrainingContract
from cases.sessions.enums import ATTENDED, Outcome, SessionKind
from companies.records.enums import CompanySize
from reports.engine.periods import Period
from reports.engine.small_cells import Group, protected, protected_group
from reports.types.quarter import queries
from reports.types.quarter.queries import KindFigures, Stay

NOT_STATED = "keine Angabe"


@dataclass(frozen=True)
class Ratio:
    """A share in percent with what it is made of; all None where one of them is hidden."""

    numerator: int | None
    denominator: int | None


@dataclass(frozen=True)
class ModuleFigures:
    """Minutes of one kind of session. `minutes` counts a group once, `attended` each person; None is hidden."""

    kind: str
    label: str
    sessions: int | None
    group_sessions: int | None
    minutes: int | None
    attended: int | None
    previous_minutes: int | None


@dataclass(frozen=True)
class Stock:
    """Persons in the measure. Hidden together where one of them would give away another."""

    at_start: int | None
    entries: int | None
    exits: int | None
    at_end: int | None


@dataclass(frozen=True)
class QuarterFigures:
    """Everything that the quarterly report of one measure says in numbers."""

    period: str
    starts_on: date
    ends_on: date
    minimum_cell: int
    stock: Stock
    phases: Group
    exits: Group
    modules: tuple[ModuleFigures, ...]
    outcomes: Group
    attendance: Ratio
    previous_attendance: Ratio
    companies: Ratio
    occupations: Group
    sizes: Group


def quarter_figures(measure: Measure, quarter: Period, *, minimum: int) -> QuarterFigures:
    """Count one measure's quarter from stays, contracts and documented sessions. Reads, writes nothing.

    `minimum` is the smallest group of persons that may be shown (a provider's setting, never below 3).
    """
    stays = queries.stays_of(measure)
    there = _cases_there(stays, quarter.ends_on)
    contracts = _current_contracts(queries.contracts_during(_cases_during(stays, quarter), quarter))
    outcomes = queries.outcomes(measure, quarter)
    return QuarterFigures(
        period=quarter.code,
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        minimum_cell=minimum,
        stock=_stock(stays, quarter, minimum),
        phases=_phases(there, quarter.ends_on, minimum),
        exits=_exits(stays, quarter, minimum),
        modules=_modules(measure, quarter, minimum),
        outcomes=protected_group(
            "Ausgang der Teilnahmen",
            [(Outcome(outcome).label, count, persons) for outcome, count, persons in sorted(outcomes)],
            minimum=minimum,
        ),
        attendance=_attendance(outcomes, minimum),
        previous_attendance=_attendance(queries.outcomes(measure, quarter.previous), minimum),
        companies=_companies(measure, quarter, contracts.values(), minimum),
        occupations=_by(there, contracts, "Berufsbereich nach KldB 2010", lambda c: c.occupation.area, minimum),
        sizes=_by(there, contracts, "Größe des Betriebs", _size, minimum),
    )


def _cases_there(stays: Iterable[Stay], day: date) -> set[int]:
    return {stay.case_id for stay in stays if stay.is_there_after(day)}


def _cases_during(stays: Iterable[Stay], quarter: Period) -> set[int]:
    return {
        stay.case_id
        for stay in stays
        if stay.starts_on <= quarter.ends_on and (stay.ends_on is None or stay.ends_on >= quarter.starts_on)
    }


def _entered(stays: list[Stay], quarter: Period) -> set[int]:
    """Return the cases whose first stay in the measure began in the quarter."""
    first: dict[int, date] = {}
    for stay in stays:
        first.setdefault(stay.case_id, stay.starts_on)
    return {case for case, day in first.items() if quarter.starts_on <= day <= quarter.ends_on}


def _left(stays: list[Stay], quarter: Period) -> list[Stay]:
    """Return the last stays of the cases that left the measure in the quarter."""
    last = {stay.case_id: stay for stay in stays}
    return [stay for stay in last.values() if stay.ends_on and quarter.starts_on <= stay.ends_on <= quarter.ends_on]


def _stock(stays: list[Stay], quarter: Period, minimum: int) -> Stock:
    """Count start, entries, exits and end; start + entries - exits = end, so entries and exits are hidden together."""
    start, end = (len(_cases_there(stays, day)) for day in (quarter.previous.ends_on, quarter.ends_on))
    moves = len(_entered(stays, quarter)), len(_left(stays, quarter))
    entries, exits = moves if None not in [protected(n, minimum=minimum) for n in moves] else (None, None)
    return Stock(protected(start, minimum=minimum), entries, exits, protected(end, minimum=minimum))


def _phases(there: set[int], day: date, minimum: int) -> Group:
    today = dict(Case.objects.filter(pk__in=there).values_list("pk", "state"))
    states = Counter(queries.states_on(day, today).values())
    parts = [(state.label, states[state], states[state]) for state in CaseState if states[state]]
    return protected_group("Phase", parts, minimum=minimum)


def _exits(stays: list[Stay], quarter: Period, minimum: int) -> Group:
    def reason(stay: Stay) -> str:
        ended_here = stay.ended_on == stay.ends_on and stay.exit_reason
        return ExitReason(stay.exit_reason).label if ended_here else "Wechsel in eine andere Maßnahme"

    reasons = Counter(reason(stay) for stay in _left(stays, quarter))
    parts = [(label, count, count) for label, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))]
    return protected_group("Gründe der Austritte", parts, minimum=minimum)


def _modules(measure: Measure, quarter: Period, minimum: int) -> tuple[ModuleFigures, ...]:
    now, before = (queries.minutes_by_kind(measure, q) for q in (quarter, quarter.previous))
    kinds = (SessionKind.TUITION, SessionKind.SOCIAL, SessionKind.COMPANION, SessionKind.CONTACT)

    def row(kind: SessionKind) -> ModuleFigures:
        this, last = now.get(kind, KindFigures()), before.get(kind, KindFigures())
        is_shown = protected(this.persons, minimum=minimum) is not None
        was_shown = protected(last.persons, minimum=minimum) is not None
        return ModuleFigures(
            kind=kind.value,
            label=kind.label,
            sessions=this.sessions if is_shown else None,
            group_sessions=this.group_sessions if is_shown else None,
            minutes=this.minutes if is_shown else None,
            attended=this.attended if is_shown else None,
            previous_minutes=last.minutes if was_shown else None,
        )

    return tuple(row(kind) for kind in kinds)


def _attendance(outcomes: list[tuple[str, int, int]], minimum: int) -> Ratio:
    """Attended sessions over all that were set for a person and not called off by the provider."""
    counted = [row for row in outcomes if row[0] != Outcome.CANCELLED_BY_PROVIDER]
    persons = max((persons for *_, persons in counted), default=0)
    if protected(persons, minimum=minimum) is None:
        return Ratio(None, None)
    came = sum(count for outcome, count, _ in counted if outcome in ATTENDED)
    return Ratio(came, sum(count for _, count, _ in counted))


def _current_contracts(contracts: Iterable[TrainingContract]) -> dict[int, TrainingContract]:
    """Return the latest contract of each case."""
    return {contract.case_id: contract for contract in contracts}


def _companies(measure: Measure, quarter: Period, contracts: Iterable[TrainingContract], minimum: int) -> Ratio:
    """Companies with contact in the quarter over companies with an apprentice of the measure in it."""
    training = {contract.company_id for contract in contracts}
    if protected(len(training), minimum=minimum) is None:
        return Ratio(None, None)
    return Ratio(len(training & queries.companies_with_contact(measure, quarter)), len(training))


def _size(contract: TrainingContract) -> str:
    return CompanySize(contract.company.size).label if contract.company.size else NOT_STATED


def _by(
    there: set[int],
    contracts: dict[int, TrainingContract],
    title: str,
    label: Callable[[TrainingContract], str],
    minimum: int,
) -> Group:
    """Group the persons there at the end who have a contract by a property of it."""
    counts = Counter(label(contract) for case, contract in contracts.items() if case in there)
    parts = [(name or NOT_STATED, n, n) for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return protected_group(title, parts, minimum=minimum)
