"""Counts parts from the facts of a scope: each number with the persons behind it, nothing hidden yet. No queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from cases.people.enums import (
    CaseState,
    ContractEnd,
    ContractKind,
    ExamKind,
    ExamResult,
    ExitReason,
    Gender,
)
from cases.people.models import TrainingContract
from cases.sessions.enums import ATTENDED, Outcome, SessionKind
from cases.support.budgets.enums import HourPart
from companies.records.enums import Chamber, CompanySize
from reports.engine.periods import Period
from reports.engine.small_cells import NOBODY_KNOWN, Part
from reports.types.quarter.queries import Facts, StateChange, Stay, state_on

NOT_STATED = "keine Angabe"
NO_CONTRACT = "no_contract"
KINDS = (SessionKind.TUITION, SessionKind.SOCIAL, SessionKind.COMPANION, SessionKind.CONTACT)
#: How a planned attendance ended, as far as the person is concerned: key, words, outcomes.
ATTENDANCE = (
    ("came", "anwesend, auch verspätet", ATTENDED),
    ("cancelled_before", "abgesagt bis zum Vortag", (Outcome.CANCELLED_BEFORE,)),
    ("cancelled_same_day", "abgesagt am selben Tag", (Outcome.CANCELLED_SAME_DAY,)),
    ("no_show", "kam nicht", (Outcome.NO_SHOW,)),
)
AGES = ((0, 17, "unter 18 Jahre"), (18, 19, "18 und 19 Jahre"), (20, 24, "20 bis 24 Jahre"), (25, 200, "ab 25 Jahre"))
BROKEN = tuple(end for end in ContractEnd if end not in (ContractEnd.EXAM, ContractEnd.EXPIRED))
FINAL_EXAMS = (ExamKind.PART_2, ExamKind.FINAL)


@dataclass(frozen=True)
class Spell:
    """Uninterrupted time of a case within the counted measures; changing between them neither ends nor begins one."""

    case_id: int
    starts_on: date
    ends_on: date | None
    last: Stay

    def is_there_after(self, day: date) -> bool:
        """Return whether the person is there when `day` is over: who leaves that day has left."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)

    def touches(self, period: Period) -> bool:
        return self.starts_on <= period.ends_on and (self.ends_on is None or self.ends_on >= period.starts_on)

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Counts:
    """The numbers of some measures of the scope; all of them unless `only` names one."""

    def __init__(self, facts: Facts, only: int | None = None) -> None:
        self.facts, self.scope, self.only = facts, facts.scope, only
        self.period = facts.scope.period
        self.spells = _spells(stay for stay in facts.stays if only in (None, stay.measure_id))

    def _mine(self, measure: int) -> bool:
        return self.only in (None, measure)

    # ---- persons ----

    def there_after(self, day: date) -> list[Spell]:
        return [spell for spell in self.spells if spell.is_there_after(day)]

    def entered(self, period: Period) -> list[Spell]:
        return [spell for spell in self.spells if period.starts_on <= spell.starts_on <= period.ends_on]

    def left(self, period: Period) -> list[Spell]:
        return [s for s in self.spells if s.ends_on and period.starts_on <= s.ends_on <= period.ends_on]

    @cached_property
    def during(self) -> list[Spell]:
        """Return the spells that touch the period."""
        return [spell for spell in self.spells if spell.touches(self.period)]

    @cached_property
    def at_end(self) -> dict[int, Stay]:
        """Return the persons in the measure when the period is over, with their last stay."""
        return {spell.case_id: spell.last for spell in self.there_after(self.period.ends_on)}

    def stock(self) -> list[Part]:
        """Return start, entries, exits and end; start + entries - exits = end."""
        return [
            part_of("start", "Bestand am Anfang", self.there_after(self.period.previous.ends_on)),
            part_of("entries", "Eintritte", self.entered(self.period)),
            part_of("exits", "Austritte", self.left(self.period)),
            part_of("end", "Bestand am Ende", self.there_after(self.period.ends_on)),
        ]

    def persons_at_end(self) -> dict[str, list[Part]]:
        """Return the tables about everyone there at the end of the period, each with the same total."""
        return {
            "phases": self._by_person("phase", self._phase, [(s.value, s.label) for s in CaseState]),
            "genders": self._by_person("gender", lambda stay: stay.gender, [(g.value, str(g.label)) for g in Gender]),
            "ages": self._by_person("age", self._age, [(str(low), label) for low, _, label in AGES]),
            "occupations": self._by_contract("occupation", lambda c: (c.occupation.area, c.occupation.area)),
            "sizes": self._by_contract("size", _size, [s.value for s in CompanySize]),
            "chambers": self._by_contract("chamber", _chamber),
        }

    def _by_person(self, name: str, key: Callable[[Stay], str], order: list[tuple[str, str]]) -> list[Part]:
        found: dict[str, list[int]] = defaultdict(list)
        for case, stay in self.at_end.items():
            found[key(stay)].append(case)
        labels = {**dict(order), "": NOT_STATED}
        keys = [*(code for code, _ in order if code and code in found), *([""] if "" in found else [])]
        return [counted(f"{name}:{code or 'none'}", labels[code], found[code]) for code in keys]

    def _by_contract(
        self, name: str, key: Callable[[TrainingContract], tuple[str, str]], order: Iterable[str] = ()
    ) -> list[Part]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        without = []
        for case in self.at_end:
            contract = self.contract_on(case, self.period.ends_on)
            if contract is None:
                without.append(case)
            else:
                code, label = key(contract)
                found[code, label or NOT_STATED].append(case)
        rank = {code: index for index, code in enumerate(order)}
        rows = sorted(found.items(), key=lambda item: (not item[0][0], rank.get(item[0][0], 0), -len(item[1]), item[0]))
        parts = [counted(f"{name}:{code or 'none'}", label, cases) for (code, label), cases in rows]
        return [*parts, *([counted(NO_CONTRACT, "ohne laufenden Vertrag", without)] if without else [])]

    def _phase(self, stay: Stay) -> str:
        return state_on(self.period.ends_on, self._changes.get(stay.case_id, ()), stay.state)

    @cached_property
    def _changes(self) -> Mapping[int, list[StateChange]]:
        found: dict[int, list[StateChange]] = defaultdict(list)
        for change in self.facts.states:
            found[change.case_id].append(change)
        return found

    def _age(self, stay: Stay) -> str:
        if stay.birth_date is None:
            return ""
        day, born = self.period.ends_on, stay.birth_date
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return next(str(low) for low, high, _ in AGES if low <= max(age, 0) <= high)

    def contract_on(self, case: int, day: date) -> TrainingContract | None:
        """Return the contract that runs on the day; the last begun, if there are several."""
        running = [c for c in self.facts.contracts.get(case, ()) if runs_on(c, day)]
        return running[-1] if running else None

    # ---- exits ----

    def exits(self) -> dict[str, list[Part]]:
        """Return the exits of the period by reason and by whereabouts; both tables have the same total."""
        by_reason: dict[tuple[str, str], list[int]] = defaultdict(list)
        by_place: dict[str, list[int]] = defaultdict(list)
        for spell in self.left(self.period):
            ended = spell.last.ended_on == spell.ends_on and spell.last.exit_reason
            reason = ExitReason(spell.last.exit_reason) if ended else None
            by_reason[
                (reason.value, str(reason.label)) if reason else ("moved_on", "Wechsel in eine andere Maßnahme")
            ].append(spell.case_id)
            by_place[spell.last.whereabouts.strip() if ended else "Wechsel in eine andere Maßnahme"].append(
                spell.case_id
            )
        reasons = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
        return {
            "reasons": [counted(f"exit:{code}", label, cases) for (code, label), cases in reasons],
            "places": self._places(by_place),
        }

    def _places(self, by_place: Mapping[str, list[int]]) -> list[Part]:
        """Put whereabouts of few persons together: the words are free, so they could say who it was."""
        told, others = [], []
        for place, cases in sorted(by_place.items(), key=lambda item: (-len(item[1]), item[0])):
            if place and len(cases) >= self.scope.minimum:
                told.append(counted(f"place:{place}", place, cases))
            elif place:
                others.extend(cases)
        if others:
            told.append(counted("place:other", "anderer Verbleib", others))
        if "" in by_place:
            told.append(counted("place:none", "nicht festgehalten", by_place[""]))
        return told

    # ---- hours ----

    def minutes(self, period: int = 0) -> list[Part]:
        """Return the minutes charged to the measures' account by kind; persons are those with minutes of their own."""
        charged: Counter[str] = Counter()
        persons = self._persons_with_minutes(period)
        by_measure: Counter[tuple[int, str]] = Counter()
        for row in self.facts.minutes:
            if row.period == period and row.case_id is None and self._mine(row.measure_id):
                by_measure[row.measure_id, row.kind] += row.minutes
        for (measure, kind), minutes in by_measure.items():
            charged[kind] += self.scope.share(measure, minutes)
        return [
            Part(f"minutes:{kind}", kind.label, charged[kind], _known(persons.get(kind, frozenset()), charged[kind]))
            for kind in KINDS
        ]

    def own_minutes(self, period: int = 0) -> dict[str, int]:
        """Return the minutes charged to persons by kind: a group counts for each of them."""
        totals: Counter[str] = Counter()
        for row in self.facts.minutes:
            if row.period == period and row.case_id is not None and self._mine(row.measure_id):
                totals[f"minutes:{row.kind}"] += self.scope.share(row.measure_id, row.minutes)
        return dict(totals)

    def _persons_with_minutes(self, period: int) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for row in self.facts.minutes:
            if row.period == period and row.case_id is not None and row.minutes and self._mine(row.measure_id):
                found[row.kind].add(row.case_id)
        return {kind: frozenset(cases) for kind, cases in found.items()}

    def missed_minutes(self, period: int = 0) -> list[Part]:
        """Return the minutes of sessions to which nobody came, by kind."""
        minutes: Counter[str] = Counter()
        persons: dict[str, set[int]] = defaultdict(set)
        for row in self.facts.missed:
            if row.period == period and self._mine(row.measure_id):
                minutes[row.kind] += self.scope.share(row.measure_id, row.minutes)
                persons[row.kind] |= row.cases
        return [Part(f"missed:{k}", k.label, minutes[k], frozenset(persons[k])) for k in KINDS[:3]]

    def agreed(self) -> list[Part]:
        """Return the minutes agreed for the period by part of the budget.

        Hours per month count for every month that the agreement touches in the period; a budget for a longer time
        counts by its days. An agreement without hours counts nothing.
        """
        minutes: Counter[str] = Counter()
        persons: dict[str, set[int]] = defaultdict(set)
        wanted = set(self.scope.measures)
        for grant in self.facts.grants:
            first, last = max(grant.starts_on, self.period.starts_on), min(grant.ends_on, self.period.ends_on)
            if grant.measure_id not in wanted or not self._mine(grant.measure_id) or first > last:
                continue
            for part, value in grant.monthly or grant.parts:
                if grant.monthly:
                    of_period = value * len(Period(first, last).months)
                else:
                    of_period = value * _days(first, last) // _days(grant.starts_on, grant.ends_on)
                minutes[part] += self.scope.share(grant.measure_id, of_period)
                if of_period:
                    persons[part].add(grant.case_id)
        return [
            Part(f"agreed:{part}", str(HourPart(part).label), minutes[part], frozenset(persons[part]))
            for part in HourPart
            if persons[part]
        ]

    # ---- sessions ----

    def attendance(self, period: int = 0) -> list[Part]:
        """Return how the attendances that the provider did not call off ended."""
        return [self._attended(period, f"attendance:{key}", label, of) for key, label, of in ATTENDANCE]

    def called_off(self, period: int = 0) -> Part:
        return self._attended(
            period, "attendance:called_off", "ausgefallen durch den Träger", (Outcome.CANCELLED_BY_PROVIDER,)
        )

    def _attended(self, period: int, key: str, label: str, outcomes: Iterable[str]) -> Part:
        rows = [
            row
            for row in self.facts.attendances
            if row.period == period and row.outcome in outcomes and self._mine(row.measure_id)
        ]
        return Part(key, label, sum(row.count for row in rows), frozenset(row.case_id for row in rows))

    def sessions(self) -> list[Part]:
        """Return the sessions to which somebody came, by kind."""
        rows = [row for row in self.facts.sessions if row.measure_id == self.only]
        return [
            Part(
                f"sessions:{kind}",
                kind.label,
                sum(row.count for row in rows if row.kind == kind),
                frozenset().union(*(row.cases for row in rows if row.kind == kind)),
            )
            for kind in KINDS
        ]

    def forms(self) -> list[Part]:
        """Return the same sessions by single and group."""
        rows = [row for row in self.facts.sessions if row.measure_id == self.only]
        return [
            Part(
                key,
                label,
                sum(row.count for row in rows if row.is_group == is_group),
                frozenset().union(*(row.cases for row in rows if row.is_group == is_group)),
            )
            for key, label, is_group in (
                ("form:single", "Einzeltermine", False),
                ("form:group", "Gruppentermine", True),
            )
        ]

    # ---- companies, contracts, exams ----

    def companies(self) -> tuple[Part, Part]:
        """Return the companies with an apprentice in the period: with contact, and without; persons are apprentices."""
        training: dict[int, set[int]] = defaultdict(set)
        for contract in self.contracts_during():
            training[contract.company_id].add(contract.case_id)
        reached = {company for measure, company in self.facts.reached if self._mine(measure)}
        return (
            _companies("companies:reached", "mit Kontakt", training, lambda company: company in reached),
            _companies("companies:not_reached", "ohne Kontakt", training, lambda company: company not in reached),
        )

    def contracts_during(self) -> list[TrainingContract]:
        """Return the contracts of the persons that ran on some day of the period while they were there."""
        return [
            contract
            for spell in self.during
            for contract in self.facts.contracts.get(spell.case_id, ())
            if contract.starts_on <= self.period.ends_on
            and real_end(contract) >= max(self.period.starts_on, spell.starts_on)
            and (spell.ends_on is None or contract.starts_on <= spell.ends_on)
        ]

    def broken(self) -> list[TrainingContract]:
        """Return the training contracts that were ended before their time in the period, while the person was there."""
        return [
            contract
            for contract in self.contracts_during()
            if contract.kind == ContractKind.REGULAR
            and contract.end_reason in BROKEN
            and contract.ended_on
            and self.period.starts_on <= contract.ended_on <= self.period.ends_on
        ]

    def after_breaks(self) -> list[Part]:
        """Return what followed the broken contracts until today."""
        found: dict[str, list[int]] = defaultdict(list)
        left = {spell.case_id for spell in self.spells if spell.ends_on is not None}
        for contract in self.broken():
            found[self._after(contract, left)].append(contract.case_id)
        labels = {
            "same": "neuer Vertrag im selben Beruf",
            "other": "neuer Vertrag in einem anderen Beruf",
            "left": "Teilnahme beendet, ohne neuen Vertrag",
            "open": "noch kein neuer Vertrag, Teilnahme läuft",
        }
        return [counted(f"break:{key}", label, found[key]) for key, label in labels.items()]

    def _after(self, broken: TrainingContract, left: set[int]) -> str:
        later = [c for c in self.facts.contracts[broken.case_id] if _follows(c, broken)]
        if later:
            return "same" if later[0].occupation_id == broken.occupation_id else "other"
        return "left" if broken.case_id in left else "open"

    def going_on(self) -> Part:
        """Return the training contracts of the period that were not broken in it."""
        broken = {contract.pk for contract in self.broken()}
        rest = [c for c in self.contracts_during() if c.kind == ContractKind.REGULAR and c.pk not in broken]
        return counted("contracts:going_on", "nicht gelöst", [contract.case_id for contract in rest])

    def trials(self) -> tuple[Part, Part]:
        """Return the contracts whose trial period ended in the period: those that went on, and those that did not."""
        ending = [
            contract
            for contract in (c for spell in self.during for c in self.facts.contracts.get(spell.case_id, ()))
            if contract.trial_ends_on and self.period.starts_on <= contract.trial_ends_on <= self.period.ends_on
        ]
        over = [c for c in ending if c.ended_on and c.trial_ends_on and c.ended_on <= c.trial_ends_on]
        gone = {contract.pk for contract in over}
        return (
            counted("trial:passed", "Probezeit bestanden", [c.case_id for c in ending if c.pk not in gone]),
            counted("trial:failed", "in der Probezeit gelöst", [c.case_id for c in over]),
        )

    def placements(self) -> tuple[Part, Part]:
        """Return the persons who left the pre-phase in the period: into training, and otherwise."""
        there = {spell.case_id for spell in self.during}
        left = [
            change
            for change in self.facts.states
            if change.before == CaseState.PRE_PHASE
            and change.after != CaseState.SUSPENDED
            and change.case_id in there
            and self.period.starts_on <= change.on <= self.period.ends_on
        ]
        placed = [change.case_id for change in left if change.after == CaseState.ACCOMPANYING]
        others = [change.case_id for change in left if change.after != CaseState.ACCOMPANYING]
        return (
            counted("placement:placed", "in Ausbildung", placed),
            counted("placement:other", "anders beendet", others),
        )

    def exams(self) -> list[Part]:
        """Return the exams of the period with a result: kind, for final exams first attempt or not, and result."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        before: set[tuple[int, str]] = set()
        for exam in self.facts.exams:
            case, kind = exam.contract.case_id, "final" if exam.kind in FINAL_EXAMS else exam.kind
            is_repeated = (case, kind) in before
            if exam.result:
                before.add((case, kind))
            if (
                exam.result
                and self.period.starts_on <= exam.on <= self.period.ends_on
                and any(spell.case_id == case and spell.contains(exam.on) for spell in self.during)
            ):
                attempt = "_again" if kind == "final" and is_repeated else "_first" if kind == "final" else ""
                found[f"{kind}{attempt}", exam.result].append(case)
        return [
            counted(f"exam:{kind}:{result.value}", f"{label}: {result.label}", cases)
            for kind, label in EXAM_LABELS
            for result in (ExamResult.PASSED, ExamResult.FAILED)
            if (cases := found.get((kind, result)))
        ]


EXAM_LABELS = (
    (ExamKind.INTERMEDIATE.value, "Zwischenprüfung"),
    (ExamKind.PART_1.value, "Abschlussprüfung Teil 1"),
    ("final_first", "Abschlussprüfung (auch Teil 2), erster Versuch"),
    ("final_again", "Abschlussprüfung (auch Teil 2), Wiederholung"),
)


def counted(key: str, label: str, cases: Iterable[int]) -> Part:
    """Return a part that counts one per entry of `cases`; a case may stand there twice."""
    cases = list(cases)
    return Part(key, label, len(cases), frozenset(cases))


def part_of(key: str, label: str, spells: Iterable[Spell]) -> Part:
    return counted(key, label, [spell.case_id for spell in spells])


def runs_on(contract: TrainingContract, day: date) -> bool:
    return contract.starts_on <= day <= real_end(contract)


def _follows(contract: TrainingContract, broken: TrainingContract) -> bool:
    """Return whether a contract is a training contract that began after the broken one and outlived it."""
    is_later = contract.pk != broken.pk and contract.starts_on >= broken.starts_on
    return is_later and contract.kind == ContractKind.REGULAR and real_end(contract) > real_end(broken)


def real_end(contract: TrainingContract) -> date:
    """Return the last day of a contract: the real end where there was one, else the agreed one."""
    return contract.ended_on or contract.ends_on


def _spells(stays: Iterable[Stay]) -> list[Spell]:
    """Join stays that follow each other; time before the entry and after the exit does not count."""
    found: dict[int, list[Spell]] = defaultdict(list)
    for stay in sorted(stays, key=lambda stay: (stay.case_id, stay.starts_on)):
        if stay.started_on is None:
            continue
        starts_on = max(stay.starts_on, stay.started_on)
        ends = [day for day in (stay.ends_on, stay.ended_on) if day]
        ends_on = min(ends) if ends else None
        if ends_on and ends_on < starts_on:
            continue
        mine = found[stay.case_id]
        if mine and mine[-1].ends_on and starts_on <= mine[-1].ends_on + timedelta(days=1):
            starts_on = mine.pop().starts_on
        mine.append(Spell(stay.case_id, starts_on, ends_on, stay))
    return [spell for spells in found.values() for spell in spells]


def _companies(key: str, label: str, training: Mapping[int, set[int]], wanted: Callable[[int], bool]) -> Part:
    chosen = [company for company in training if wanted(company)]
    return Part(key, label, len(chosen), frozenset().union(*(training[company] for company in chosen)))


def _size(contract: TrainingContract) -> tuple[str, str]:
    size = contract.company.size
    return size, str(CompanySize(size).label) if size else ""


def _chamber(contract: TrainingContract) -> tuple[str, str]:
    chamber = contract.chamber or contract.company.chamber
    return chamber, str(Chamber(chamber).label) if chamber else ""


def _known(persons: frozenset[int], minutes: int) -> frozenset[int]:
    """Minutes without a person (a service not delivered but billable) are treated as those of one person."""
    return persons or (NOBODY_KNOWN if minutes else frozenset())


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
