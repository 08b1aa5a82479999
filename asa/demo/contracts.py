"""Training contracts with trial periods and exams, and how the broken ones ended, entered as on the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from asa.demo.firms import Firm
from asa.demo.lives import TRIAL_MONTHS
from asa.demo.participants import Participant
from asa.demo.world import World, months_before
from cases.desk.admission.parts import Part
from cases.desk.admission.services import save_training, skip_part
from cases.people.contract_ends import end_contract
from cases.people.enums import RUNNING_STATES, CaseState, ContractEnd, ContractKind, ExamKind, ExamResult
from cases.people.exams import plan_exam, record_result
from cases.people.models import Admission, TrainingContract
from cases.people.ranges import month_after
from cases.people.services import start_contract
from companies.catalogue.models import Occupation

EQ_DAYS = 250  # an Einstiegsqualifizierung began at most this long ago, so that it still runs
NOTICE_DAYS = 14  # so long before the end the provider learned of it
BREAKS = (ContractEnd.AGREEMENT, ContractEnd.TRIAL_COMPANY, ContractEnd.DISMISSAL, ContractEnd.RESIGNATION)
BREAK_REASONS = ("relation", "occupation", "school", "conduct", "health", "other")
PASSED = 0.85  # of the intermediate exams
WITH_TRAINING = {CaseState.ACCOMPANYING, CaseState.AFTERCARE}


@dataclass
class Terms:
    """A contract before it is entered; `firm` says with whom."""

    firm: Firm
    fields: dict[str, Any]
    ended_on: date | None = None
    reason: str = ""
    break_reason: str = ""

    @property
    def starts_on(self) -> date:
        return self.fields["starts_on"]


@dataclass
class Placements:
    """What each participant signs, in order, and the contracts made of it."""

    firms: dict[str, list[Firm]]
    occupations: dict[str, Occupation]
    terms: dict[int, list[Terms]] = field(default_factory=dict)
    rows: dict[int, list[tuple[TrainingContract, Firm]]] = field(default_factory=dict)

    def on(self, participant: Participant, day: date) -> tuple[TrainingContract, Firm] | None:
        """Return the contract that runs on `day`, if any."""
        for contract, firm in self.rows.get(participant.life.index, []):
            if contract.starts_on <= day <= (contract.ended_on or contract.ends_on):
                return contract, firm
        return None

    def add(self, participant: Participant, contract: TrainingContract, terms: Terms) -> None:
        self.rows.setdefault(participant.life.index, []).append((contract, terms.firm))


def plan_contracts(world: World, participant: Participant, placements: Placements) -> None:
    """Decide with whom a participant signs, from when to when, and how it ends."""
    placements.terms[participant.life.index] = [
        _terms(world, participant, firm, placements.occupations, is_first)
        for firm, is_first in _firms_in_turn(world, participant, placements.firms)
    ]


def sign_first(world: World, participant: Participant, admission: Admission, placements: Placements) -> None:
    """Enter the contract that runs at the entry, as the part of the admission; the part is left out without one."""
    life, by = participant.life, admission.started_by
    terms = next(iter(placements.terms[life.index]), None)
    if terms is None or life.entry is None or terms.starts_on > life.entry:
        skip_part(admission=admission, part=Part.TRAINING)
        return
    trainer = terms.firm.trainer
    contract = save_training(
        admission=admission,
        by=by,
        company=terms.firm.company,
        new_company="",
        new_place="",
        trainer={name: getattr(trainer, name) for name in ("first_name", "last_name", "phone", "email")},
        **terms.fields,
    )
    placements.add(participant, contract, terms)


def later_contracts(participant: Participant, placements: Placements) -> Iterator[tuple[date, Any]]:
    """Yield what happens to contracts after the entry, each as a day and the act of that day."""
    life = participant.life
    signed = len(placements.rows.get(life.index, []))
    for number, terms in enumerate(placements.terms[life.index]):
        if number >= signed:
            yield terms.starts_on, partial(_start, participant, placements, terms)
        if terms.ended_on:
            yield terms.ended_on, partial(_end, participant, placements, number, terms)


def _start(participant: Participant, placements: Placements, terms: Terms) -> None:
    contract = start_contract(
        case=participant.case,
        company=terms.firm.company,
        trainer=terms.firm.trainer,
        by=participant.contact_on(terms.starts_on).user,
        **terms.fields,
    )
    placements.add(participant, contract, terms)


def _end(participant: Participant, placements: Placements, number: int, terms: Terms) -> None:
    assert terms.ended_on is not None
    contract, _ = placements.rows[participant.life.index][number]
    end_contract(
        contract=contract,
        on=terms.ended_on,
        reason=ContractEnd(terms.reason),
        by=participant.contact_on(terms.ended_on).user,
        break_reason=terms.break_reason,
        notice_on=terms.ended_on - timedelta(days=NOTICE_DAYS) if terms.reason != ContractEnd.EXAM else None,
    )


# ---- deciding ----


def _firms_in_turn(world: World, participant: Participant, firms: dict[str, list[Firm]]) -> list[tuple[Firm, bool]]:
    """Return the firms of a participant and whether each is the first of two."""
    life = participant.life
    states = {state for _, state in life.steps}
    if life.entry is None or states.isdisjoint(WITH_TRAINING):
        return []
    choices = firms[participant.trade.code]
    second = world.pick(choices)
    if life.broken_on and life.second_on:
        first = world.pick([firm for firm in choices if firm is not second])
        return [(first, True), (second, False)]
    return [(second, False)]


def _later(day: date, months: int) -> date:
    return months_before(day, -months)


def _terms(
    world: World, participant: Participant, firm: Firm, occupations: dict[str, Occupation], is_first: bool
) -> Terms:
    life, trade = participant.life, participant.trade
    starts_on = _begin(world, participant, is_first)
    ended_on, reason = _ending(world, participant, starts_on, is_first)
    is_recent = starts_on > world.until - timedelta(days=EQ_DAYS)
    is_eq = life.index % 11 == 5 and ended_on is None and life.second_on is None and is_recent
    months = 12 if is_eq else trade.months
    fields = {
        "kind": ContractKind.EQ if is_eq else ContractKind.REGULAR,
        "occupation": occupations[trade.code],
        "occupation_name": trade.occupation,
        "chamber": trade.chamber,
        "register_number": f"{starts_on:%y}-{10000 + life.index * 3 + is_first}",
        "signed_on": starts_on - timedelta(days=world.rng.randint(20, 90)),
        "starts_on": starts_on,
        "ends_on": _later(starts_on, months) - timedelta(days=1),
        "trial_ends_on": _later(starts_on, TRIAL_MONTHS) - timedelta(days=1),
        "part_time_percent": 75 if world.chance(0.06) else None,
    }
    break_reason = world.pick(BREAK_REASONS) if reason in BREAKS else ""
    return Terms(firm, fields, ended_on, reason, break_reason)


def _ending(world: World, participant: Participant, starts_on: date, is_first: bool) -> tuple[date | None, str]:
    """Return when and how a contract ended, if it did."""
    life = participant.life
    if life.broken_on and (is_first or life.second_on is None):
        reason = world.pick(BREAKS)
        is_trial_over = life.broken_on >= _later(starts_on, TRIAL_MONTHS)
        if reason == ContractEnd.TRIAL_COMPANY and is_trial_over:
            reason = ContractEnd.AGREEMENT
        return life.broken_on, reason
    return (life.exam_on, ContractEnd.EXAM) if life.exam_on else (None, "")


def _begin(world: World, participant: Participant, is_first: bool) -> date:
    """Return when the contract began: with the training year, or in the middle of it after a break or Vorphase."""
    life = participant.life
    assert life.entry is not None
    if life.trial_soon:
        return life.entry
    if life.second_on and not is_first:
        return life.second_on
    years_ago = 0
    if life.exam_on:
        return months_before(month_after(life.exam_on), participant.trade.months)
    if not life.broken_on:
        # Nobody trains beyond the contract: leave at least half a year after today.
        years_ago = world.rng.randint(0, max(0, (participant.trade.months - 21) // 12))
    month = world.pick((8, 9))
    year = life.entry.year if life.entry >= date(life.entry.year, month, 1) else life.entry.year - 1
    return date(year - years_ago, month, 1)


# ---- exams ----


def hold_exams(world: World, participant: Participant, placements: Placements) -> None:
    """Put the intermediate exam into the middle and the final one near the end of the last contract."""
    rows = placements.rows.get(participant.life.index, [])
    if not rows or rows[-1][0].kind == ContractKind.EQ:
        return
    life, contract = participant.life, rows[-1][0]
    middle = contract.starts_on + (contract.ends_on - contract.starts_on) / 2
    last = contract.ended_on or world.until + timedelta(days=120)
    hold = partial(_exam, world, participant, contract)
    if life.exam_soon:
        hold(ExamKind.INTERMEDIATE, world.until + timedelta(days=5 + life.index))
    elif middle <= last:
        is_near = world.start <= middle <= world.until
        hold(ExamKind.INTERMEDIATE, world.calendar.open_from(middle) if is_near else middle)
    if life.exam_on:
        hold(ExamKind.FINAL, life.exam_on)
    elif life.state in RUNNING_STATES and contract.ends_on - timedelta(days=60) <= last and contract.ended_on is None:
        hold(ExamKind.FINAL, contract.ends_on - timedelta(days=60))


def _exam(world: World, participant: Participant, contract: TrainingContract, kind: ExamKind, on: date) -> None:
    by = participant.contact_on(on).user
    exam = plan_exam(contract=contract, kind=kind, on=on, by=by)
    if on < world.until:
        is_passed = kind == ExamKind.FINAL or world.chance(PASSED)
        record_result(exam=exam, result=ExamResult.PASSED if is_passed else ExamResult.FAILED, result_on=on, by=by)
