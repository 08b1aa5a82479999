"""Counts what became of training: companies, contracts, trial periods, exams, ways out of the pre-phase. No queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from cases.people.enums import BREAKS, FINAL_EXAMS, CaseState, ContractKind, ExamKind, ExamResult, LifeCodeKind
from cases.people.life.built_in import PERSONAL
from cases.people.models import Exam, TrainingContract
from reports.engine.small_cells import Part
from reports.types.quarter.spells import Spells, counted

EXAM_LABELS = (
    (ExamKind.INTERMEDIATE.value, "Zwischenprüfung"),
    (ExamKind.PART_1.value, "Abschlussprüfung Teil 1"),
    ("final_first", "Abschlussprüfung (auch Teil 2), erster Versuch"),
    ("final_again", "Abschlussprüfung (auch Teil 2), Wiederholung"),
)


class Outcomes(Spells):
    """Companies, contracts and exams of the persons of a scope."""

    def companies(self) -> tuple[Part, Part]:
        """Return the companies with an apprentice in the period: with contact, and without; persons are apprentices."""
        training = self.apprentices()
        reached = self.reached()
        return (
            _companies("companies:reached", "mit Kontakt", training, lambda company: company in reached),
            _companies("companies:not_reached", "ohne Kontakt", training, lambda company: company not in reached),
        )

    def apprentices(self) -> Mapping[int, set[int]]:
        """Return the companies with a contract in the period, each with its apprentices."""
        training: dict[int, set[int]] = defaultdict(set)
        for contract in self.contracts_during():
            training[contract.company_id].add(contract.case_id)
        return training

    def reached(self) -> set[int]:
        """Return the companies that a session of the period was held with or in."""
        return {company for measure, company in self.facts.reached if self._mine(measure)}

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
            and contract.end_reason in BREAKS
            and contract.ended_on
            and self.period.starts_on <= contract.ended_on <= self.period.ends_on
        ]

    def after_breaks(self) -> list[Part]:
        """Return what followed the broken contracts until today."""
        labels = {
            "same": "neuer Vertrag im selben Beruf",
            "other": "neuer Vertrag in einem anderen Beruf",
            "left": "Teilnahme beendet, ohne neuen Vertrag",
            "open": "noch kein neuer Vertrag, Teilnahme läuft",
        }
        found = self.broken_by_sequel()
        return [
            counted(f"break:{key}", label, [contract.case_id for contract in found[key]])
            for key, label in labels.items()
        ]

    def breaks(self) -> dict[str, list[Part]]:
        """Return the broken contracts by sequel, form and group of reasons; the tables have the same total."""
        return {"sequels": self.after_breaks(), "forms": self._by_form(), "reasons": self._by_reason()}

    def _by_form(self) -> list[Part]:
        return [
            counted(f"break_form:{form.value}", str(form.label), [c.case_id for c in found])
            for form in BREAKS
            if (found := [c for c in self.broken() if c.end_reason == form])
        ]

    def _by_reason(self) -> list[Part]:
        """Put reasons of few persons together: the list is the provider's, so a row could say who it was."""
        return [
            counted(f"break_reason:{key}", label, [contract.case_id for contract in contracts])
            for (key, label), contracts in self.broken_by_reason().items()
        ]

    def broken_by_reason(self) -> Mapping[tuple[str, str], list[TrainingContract]]:
        """Return the broken contracts by key and words of the row of the report, most frequent first."""
        by_words: dict[str, list[TrainingContract]] = defaultdict(list)
        for contract in self.broken():
            key = (LifeCodeKind.BREAK.value, contract.break_reason)
            by_words[self.facts.labels.get(key, "") if contract.break_reason else ""].append(contract)
        found: dict[tuple[str, str], list[TrainingContract]] = {}
        others: list[TrainingContract] = []
        for words, contracts in sorted(by_words.items(), key=lambda item: (-len(item[1]), item[0])):
            if words == PERSONAL:
                found["personal", words] = contracts
            elif words and len({c.case_id for c in contracts}) >= self.scope.minimum:
                found[contracts[0].break_reason, words] = contracts
            elif words:
                others.extend(contracts)
        if others:
            found["few", "weitere Gründe"] = others
        if "" in by_words:
            found["none", "nicht festgehalten"] = by_words[""]
        return found

    def broken_by_sequel(self) -> Mapping[str, list[TrainingContract]]:
        """Return the broken contracts by what followed them."""
        found: dict[str, list[TrainingContract]] = defaultdict(list)
        left = {spell.case_id for spell in self.spells if spell.ends_on is not None}
        for contract in self.broken():
            found[self._after(contract, left)].append(contract)
        return found

    def _after(self, broken: TrainingContract, left: set[int]) -> str:
        later = [c for c in self.facts.contracts[broken.case_id] if _follows(c, broken)]
        if later:
            return "same" if later[0].occupation_id == broken.occupation_id else "other"
        return "left" if broken.case_id in left else "open"

    def going_on(self) -> Part:
        """Return the training contracts of the period that were not broken in it."""
        broken = {contract.pk for contract in self.broken()}
        rest = [contract for contract in self.training_contracts() if contract.pk not in broken]
        return counted("contracts:going_on", "nicht gelöst", [contract.case_id for contract in rest])

    def training_contracts(self) -> list[TrainingContract]:
        """Return the training contracts that ran in the period, without other kinds of contracts."""
        return [contract for contract in self.contracts_during() if contract.kind == ContractKind.REGULAR]

    def trials(self) -> tuple[Part, Part]:
        """Return the contracts whose trial period ended in the period: those that went on, and those that did not."""
        passed, failed = self.contracts_after_trial()
        return (
            counted("trial:passed", "Probezeit bestanden", [contract.case_id for contract in passed]),
            counted("trial:failed", "in der Probezeit gelöst", [contract.case_id for contract in failed]),
        )

    def contracts_after_trial(self) -> tuple[list[TrainingContract], list[TrainingContract]]:
        """Return the same as contracts."""
        ending = [
            contract
            for contract in (c for spell in self.during for c in self.facts.contracts.get(spell.case_id, ()))
            if contract.trial_ends_on and self.period.starts_on <= contract.trial_ends_on <= self.period.ends_on
        ]
        over = [c for c in ending if c.ended_on and c.trial_ends_on and c.ended_on <= c.trial_ends_on]
        gone = {contract.pk for contract in over}
        return [contract for contract in ending if contract.pk not in gone], over

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
        """Return the exams whose result came in the period: kind, for final ones first attempt or not, and result."""
        found = self.exams_by_result()
        return [
            counted(f"exam:{kind}:{result.value}", f"{label}: {result.label}", [e.contract.case_id for e in exams])
            for kind, label in EXAM_LABELS
            for result in (ExamResult.PASSED, ExamResult.FAILED)
            if (exams := found.get((kind, result)))
        ]

    def exams_by_result(self) -> Mapping[tuple[str, str], list[Exam]]:
        """Return the same as exams, by kind (with the attempt) and result."""
        found: dict[tuple[str, str], list[Exam]] = defaultdict(list)
        for exam in self.facts.exams:
            day = exam.result_on
            if day is None or not self.period.starts_on <= day <= self.period.ends_on:
                continue
            case, days = exam.contract.case_id, (exam.on, day)
            if any(spell.case_id == case and any(map(spell.contains, days)) for spell in self.during):
                kind = exam.kind
                if kind in FINAL_EXAMS:
                    kind = "final_again" if exam.attempt > 1 else "final_first"
                found[kind, exam.result].append(exam)
        return found


def runs_on(contract: TrainingContract, day: date) -> bool:
    return contract.starts_on <= day <= real_end(contract)


def real_end(contract: TrainingContract) -> date:
    """Return the last day of a contract: the real end where there was one, else the agreed one."""
    return contract.ended_on or contract.ends_on


def _follows(contract: TrainingContract, broken: TrainingContract) -> bool:
    """Return whether a contract is a training contract that began after the broken one and outlived it."""
    is_later = contract.pk != broken.pk and contract.starts_on >= broken.starts_on
    return is_later and contract.kind == ContractKind.REGULAR and real_end(contract) > real_end(broken)


def _companies(key: str, label: str, training: Mapping[int, set[int]], wanted: Callable[[int], bool]) -> Part:
    chosen = [company for company in training if wanted(company)]
    return Part(key, label, len(chosen), frozenset().union(*(training[company] for company in chosen)))
