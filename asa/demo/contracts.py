"""Training contracts with trial periods and exams, and how the broken ones ended."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from asa.demo.firms import Firm
from asa.demo.people_rows import Participant
from asa.demo.world import World, at, months_before
from cases.people.enums import (
    RUNNING_STATES,
    CaseEventKind,
    CaseState,
    ContractEnd,
    ContractKind,
    ExamKind,
    ExamResult,
)
from cases.people.models import CaseEvent, Exam, TrainingContract
from companies.catalogue.models import Occupation

TRIAL_MONTHS = 4
EQ_DAYS = 250  # an Einstiegsqualifizierung began at most this long ago, so that it still runs
BREAKS = (ContractEnd.AGREEMENT, ContractEnd.TRIAL_COMPANY, ContractEnd.DISMISSAL, ContractEnd.RESIGNATION)


@dataclass
class Placements:
    """The contracts of each participant in order, with the firm of each."""

    rows: dict[int, list[tuple[TrainingContract, Firm]]] = field(default_factory=dict)

    def on(self, participant: Participant, day: date) -> tuple[TrainingContract, Firm] | None:
        """Return the contract that runs on `day`, if any."""
        for contract, firm in self.rows.get(participant.life.index, []):
            if contract.starts_on <= day <= (contract.ended_on or contract.ends_on):
                return contract, firm
        return None


def sign_contracts(
    world: World,
    participants: list[Participant],
    firms: dict[str, list[Firm]],
    occupations: dict[str, Occupation],
) -> Placements:
    """Make the contracts of everybody who has or had one."""
    placements = Placements()
    for participant in participants:
        rows = [
            _contract(world, participant, firm, occupations, first)
            for firm, first in _firms_in_turn(world, participant, firms)
        ]
        placements.rows[participant.life.index] = rows
        if rows:
            _exams(world, participant, rows[-1][0])
    return placements


def _firms_in_turn(world: World, participant: Participant, firms: dict[str, list[Firm]]) -> list[tuple[Firm, bool]]:
    """Return the firms of a participant and whether each is the first of two."""
    life = participant.life
    states = {state for _, state in life.steps}
    if life.entry is None or states.isdisjoint({CaseState.ACCOMPANYING, CaseState.AFTERCARE}):
        return []
    choices = firms[participant.trade.code]
    second = world.pick(choices)
    if life.broken_on and life.second_on:
        first = world.pick([firm for firm in choices if firm is not second])
        return [(first, True), (second, False)]
    return [(second, False)]


def _later(day: date, months: int) -> date:
    return months_before(day, -months)


def _contract(
    world: World, participant: Participant, firm: Firm, occupations: dict[str, Occupation], is_first: bool
) -> tuple[TrainingContract, Firm]:
    life, trade = participant.life, participant.trade
    starts_on = _begin(world, participant, is_first)
    ends_on = _later(starts_on, trade.months) - timedelta(days=1)
    ended_on, reason = None, ""
    if life.broken_on and (is_first or life.second_on is None):
        ended_on, reason = life.broken_on, world.pick(BREAKS)
        trial_over = _later(starts_on, TRIAL_MONTHS)
        if reason == ContractEnd.TRIAL_COMPANY and ended_on >= trial_over:
            reason = ContractEnd.AGREEMENT
    elif life.exam_on:
        ended_on, reason = life.exam_on, ContractEnd.EXAM
    is_eq = life.index % 11 == 5 and ended_on is None and starts_on > world.until - timedelta(days=EQ_DAYS)
    contract = world.add(
        TrainingContract,
        case=participant.case,
        company=firm.company,
        trainer=firm.trainer,
        kind=ContractKind.EQ if is_eq else ContractKind.REGULAR,
        occupation=occupations[trade.code],
        occupation_name=trade.occupation,
        chamber=trade.chamber,
        register_number=f"{starts_on:%y}-{10000 + life.index * 3 + is_first}",
        signed_on=starts_on - timedelta(days=world.rng.randint(20, 90)),
        starts_on=starts_on,
        ends_on=_later(starts_on, 12) - timedelta(days=1) if is_eq else ends_on,
        trial_ends_on=_later(starts_on, TRIAL_MONTHS) - timedelta(days=1),
        part_time_percent=75 if world.chance(0.06) else None,
        notice_on=ended_on - timedelta(days=14) if ended_on and reason != ContractEnd.EXAM else None,
        ended_on=ended_on,
        end_reason=reason,
    )
    _events(world, participant, contract, firm)
    return contract, firm


def _begin(world: World, participant: Participant, is_first: bool) -> date:
    """Return when the contract began: with the training year, or in the middle of it after a break or Vorphase."""
    life = participant.life
    assert life.entry is not None
    if life.trial_soon:
        return months_before(world.until + timedelta(days=8 + life.index), TRIAL_MONTHS) + timedelta(days=1)
    if life.second_on and not is_first:
        return life.second_on
    years_ago = 0
    if life.exam_on:
        return months_before(life.exam_on + timedelta(days=20), participant.trade.months).replace(day=1)
    if not life.broken_on:
        # Nobody trains beyond the contract: leave at least half a year after today.
        years_ago = world.rng.randint(0, max(0, (participant.trade.months - 21) // 12))
    month = world.pick((8, 9))
    year = life.entry.year if life.entry >= date(life.entry.year, month, 1) else life.entry.year - 1
    return date(year - years_ago, month, 1)


def _events(world: World, participant: Participant, contract: TrainingContract, firm: Firm) -> None:
    life = participant.life
    assert life.entry is not None
    days = [(contract.starts_on, f"Vertrag mit {firm.company.name} begonnen")]
    if contract.ended_on:
        days.append((contract.ended_on, f"Vertrag mit {firm.company.name} beendet"))
    for on, text in days:
        if on >= life.entry:
            world.add(
                CaseEvent,
                case=participant.case,
                kind=CaseEventKind.CONTRACT,
                on=on,
                at=at(on, time(12, 30)),
                by=participant.contact_on(on).user,
                details={"text": text},
            )


def _exams(world: World, participant: Participant, contract: TrainingContract) -> None:
    """Put the intermediate exam into the middle and the final one near the end of the contract."""
    life = participant.life
    if contract.kind == ContractKind.EQ:
        return
    middle = contract.starts_on + (contract.ends_on - contract.starts_on) / 2
    last = contract.ended_on or world.until + timedelta(days=120)
    if life.exam_soon:
        _exam(world, contract, ExamKind.INTERMEDIATE, world.until + timedelta(days=5 + life.index))
    elif middle <= last:
        _exam(
            world, contract, ExamKind.INTERMEDIATE, world.calendar.open_from(middle) if _near(world, middle) else middle
        )
    if life.exam_on:
        _exam(world, contract, ExamKind.FINAL, life.exam_on)
    elif life.state in RUNNING_STATES and contract.ends_on - timedelta(days=60) <= last and contract.ended_on is None:
        _exam(world, contract, ExamKind.FINAL, contract.ends_on - timedelta(days=60))


def _near(world: World, day: date) -> bool:
    return world.start <= day <= world.until


def _exam(world: World, contract: TrainingContract, kind: ExamKind, on: date) -> None:
    result = ExamResult.OPEN
    if on < world.until:
        result = ExamResult.PASSED if kind == ExamKind.FINAL or world.chance(0.85) else ExamResult.FAILED
    world.add(Exam, contract=contract, kind=kind, on=on, result=result)
