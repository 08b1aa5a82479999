"""Counts parts from the facts of a scope: each number with the persons behind it, nothing hidden yet. No queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from cases.people.enums import CaseState, Gender, LifeCodeKind
from cases.people.models import TrainingContract
from cases.sessions.enums import ATTENDED, Outcome, SessionKind
from cases.support.budgets.enums import HourPart
from cases.support.budgets.reading import AgreedGrant
from companies.records.enums import Chamber, CompanySize
from reports.engine.periods import Period
from reports.engine.small_cells import NOBODY_KNOWN, Part
from reports.types.quarter.outcomes import Outcomes, runs_on
from reports.types.quarter.queries import StateChange, Stay, state_on
from reports.types.quarter.spells import counted, part_of

NOT_STATED = "keine Angabe"
NO_CONTRACT = "no_contract"
MOVED_ON = "Wechsel in eine andere Maßnahme"
KINDS = (SessionKind.TUITION, SessionKind.SOCIAL, SessionKind.COMPANION, SessionKind.CONTACT)
#: How a planned attendance ended, as far as the person is concerned: key, words, outcomes.
ATTENDANCE = (
    ("came", "anwesend, auch verspätet", ATTENDED),
    ("cancelled_before", "abgesagt bis zum Vortag", (Outcome.CANCELLED_BEFORE,)),
    ("cancelled_same_day", "abgesagt am selben Tag", (Outcome.CANCELLED_SAME_DAY,)),
    ("no_show", "kam nicht", (Outcome.NO_SHOW,)),
)
AGES = ((0, 17, "unter 18 Jahre"), (18, 19, "18 und 19 Jahre"), (20, 24, "20 bis 24 Jahre"), (25, 200, "ab 25 Jahre"))


class Counts(Outcomes):
    """The numbers of some measures of the scope; all of them unless `only` names one."""

    # ---- persons ----

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
            by_reason[
                (spell.last.exit_reason, self._label(LifeCodeKind.REASON, spell.last.exit_reason))
                if ended
                else ("moved_on", MOVED_ON)
            ].append(spell.case_id)
            by_place[spell.last.whereabouts.strip() if ended else MOVED_ON].append(spell.case_id)
        reasons = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
        return {
            "reasons": [counted(f"exit:{code}", label, cases) for (code, label), cases in reasons],
            "places": self._places(by_place),
        }

    def _label(self, kind: LifeCodeKind, code: str) -> str:
        return self.facts.labels.get((kind.value, code), code)

    def _places(self, by_place: Mapping[str, list[int]]) -> list[Part]:
        """Put whereabouts of few persons together: the lists are the provider's, so a row could say who it was."""
        told, others = [], []
        for place, cases in sorted(by_place.items(), key=lambda item: (-len(item[1]), item[0])):
            if place and place != "other" and len(cases) >= self.scope.minimum:
                label = self._label(LifeCodeKind.WHEREABOUTS, place)
                told.append(counted(f"place:{place}", label, cases))
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

    def agreed(self, number: int = 0) -> list[Part]:
        """Return the minutes agreed for one of the compared periods by part of the budget, all parts that one has.

        Hours per month count for every month that the agreement touches in the period; a budget for a longer time
        counts by its days among those it was agreed for, also where somebody left early. One without hours counts
        nothing.
        """
        minutes: Counter[str] = Counter()
        persons: dict[str, set[int]] = defaultdict(set)
        for grant, part, of_period in self.agreements(number):
            minutes[part] += self.scope.share(grant.measure_id, of_period)
            if of_period:
                persons[part].add(grant.case_id)
        return [
            Part(f"agreed:{part}", str(HourPart(part).label), minutes[part], frozenset(persons[part]))
            for part in HourPart
            if persons[part]
        ]

    def agreements(self, number: int = 0) -> Iterator[tuple[AgreedGrant, str, int]]:
        """Yield each agreement of one of the compared periods by part of the budget, with its minutes of the period."""
        wanted, period = set(self.scope.measures), self.scope.compared[number]
        for grant in self.facts.grants:
            first, last = max(grant.starts_on, period.starts_on), min(grant.ends_on, period.ends_on)
            if grant.measure_id not in wanted or not self._mine(grant.measure_id) or first > last:
                continue
            for part, value in grant.monthly or grant.parts:
                if grant.monthly:
                    yield grant, part, value * len(Period(first, last).months)
                else:
                    yield grant, part, value * _days(first, last) // _days(grant.starts_on, grant.agreed_until)

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
