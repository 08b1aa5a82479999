"""What becomes of each trainee: states with dates, decided before any row is made."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from asa.demo.world import World, months_before
from cases.people.enums import CaseState, ExitReason

#: Of a hundred trainees, how many end in which state today. The order makes small demos hold the important ones.
SHARES: tuple[tuple[CaseState, int], ...] = (
    (CaseState.ACCOMPANYING, 56),
    (CaseState.ENDED, 20),
    (CaseState.PRE_PHASE, 4),
    (CaseState.NO_CONTRACT, 3),
    (CaseState.AFTERCARE, 3),
    (CaseState.SUSPENDED, 2),
    (CaseState.ASSIGNED, 8),
    (CaseState.NOT_STARTED, 4),
)

#: Reasons of exit in turn.
EXITS = (
    ExitReason.EXAM_PASSED,
    ExitReason.NO_LONGER_NEEDED,
    ExitReason.EXAM_PASSED,
    ExitReason.BREAK,
    ExitReason.EXAM_PASSED,
    ExitReason.TRANSFER,
    ExitReason.WORK,
    ExitReason.UNREACHABLE,
    ExitReason.EXAM_PASSED,
    ExitReason.MOVED,
)

NEVER_ENTERED = (CaseState.ASSIGNED, CaseState.NOT_STARTED)
FIRST_DAYS = 24  # most enter soon after the measure's year begins
TRIAL_MONTHS = 4
SICK_MONTHS = 3  # the sick pay ends with the third month after the one in which the illness began
BREAK_EVERY = 9  # of those accompanied, one in this many lost a contract and found a new one


@dataclass
class Life:
    """One trainee's way through the measure. `steps` are (day, state) after the referral, in order."""

    index: int
    reported_on: date
    steps: list[tuple[date, CaseState]] = field(default_factory=list)
    contact_on: date | None = None  # the first talk, before the entry
    is_prepared: bool = False  # not yet entered, but measure and day of entry are known
    entry: date | None = None
    exit: date | None = None
    exit_reason: ExitReason | None = None
    broken_on: date | None = None  # the first contract ended before its time
    second_on: date | None = None  # the next contract began
    exam_on: date | None = None  # the final exam was passed
    is_silent: bool = False  # deliberately nobody has met the person for weeks
    sick_from: date | None = None  # ill from this day on, for months
    trial_soon: bool = False
    exam_soon: bool = False
    birthday_soon: bool = False

    @property
    def state(self) -> CaseState:
        return self.steps[-1][1] if self.steps else CaseState.ASSIGNED

    def state_on(self, day: date) -> CaseState:
        """Return the state when `day` is over."""
        return next((state for on, state in reversed(self.steps) if on <= day), CaseState.ASSIGNED)

    def is_met_on(self, day: date) -> bool:
        """Return whether support takes place: entered, not left, not resting."""
        if self.entry is None or day < self.entry or (self.exit is not None and day > self.exit):
            return False
        return self.state_on(day) != CaseState.SUSPENDED


def plan_lives(world: World, trainees: int) -> list[Life]:
    """Plan the given number of lives; the same seed and day give the same."""
    states = _states(world, trainees)
    lives, exits, companions = [], 0, 0
    for index, state in enumerate(states):
        if state in NEVER_ENTERED:
            lives.append(_without_entry(world, index, state))
        elif state == CaseState.ENDED:
            lives.append(_ended(world, index, EXITS[exits % len(EXITS)]))
            exits += 1
        else:
            lives.append(_running(world, index, state, companions))
            companions += state == CaseState.ACCOMPANYING
    _fall_ill(world, lives)
    return lives


def _fall_ill(world: World, lives: list[Life]) -> None:
    """Let one person be ill since the month three before the present one, so that the sick pay soon ends."""
    month = months_before(world.until, SICK_MONTHS).replace(day=1)
    day = world.calendar.open_from(month + timedelta(days=11))
    plain = (
        life
        for life in lives[3:]
        if life.state == CaseState.ACCOMPANYING
        and life.entry is not None
        and life.entry < month
        and len(life.steps) == 1
        if not (life.is_silent or life.trial_soon or life.exam_soon)
    )
    if life := next(plain, None):
        life.sick_from = day


def _states(world: World, trainees: int) -> list[CaseState]:
    states = [state for state, share in SHARES for _ in range(max(1, round(share * trainees / 100)))]
    states = (states + [CaseState.ACCOMPANYING] * trainees)[: max(trainees, 1)]
    head, rest = states[:3], states[3:]  # the first three are accompanied: the demo's main people
    world.rng.shuffle(rest)
    return head + rest


def _refer(world: World, index: int, entry: date) -> Life:
    """Begin a life with referral and first contact before the entry."""
    reported = entry - timedelta(days=world.rng.randint(18, 45))
    contact = reported + timedelta(days=world.rng.randint(2, 7))
    return Life(index, reported, contact_on=contact, entry=entry)


def _entry_day(world: World, last: date) -> date:
    first = world.start
    if world.chance(0.4):
        return world.working_day(first, min(first + timedelta(days=FIRST_DAYS), last))
    return world.working_day(first, last)


def _without_entry(world: World, index: int, state: CaseState) -> Life:
    """Plan someone whose admission is under way, more or less far, or who never came."""
    if state == CaseState.NOT_STARTED:
        reported = world.day(world.start, world.until - timedelta(days=40))
        path: list[tuple[date, CaseState]] = [(reported + timedelta(days=25), state)]
        return Life(index, reported, path, contact_on=reported + timedelta(days=4))
    days = world.pick((4, 9, 16))
    reported = world.until - timedelta(days=days + world.rng.randint(0, 3))
    contact = reported + timedelta(days=3) if days > 4 else None
    return Life(index, reported, contact_on=contact, is_prepared=days > 9)


def _ended(world: World, index: int, reason: ExitReason) -> Life:
    life = _refer(world, index, _entry_day(world, world.until - timedelta(days=150)))
    assert life.entry is not None
    life.exit = world.working_day(life.entry + timedelta(days=100), world.until - timedelta(days=12))
    life.exit_reason = reason
    life.steps.append((life.entry, CaseState.ACCOMPANYING))
    if reason == ExitReason.EXAM_PASSED:
        life.exam_on = life.exit - timedelta(days=1)
    if reason in (ExitReason.TRANSFER, ExitReason.WORK):
        life.broken_on = life.exit - timedelta(days=30)
        life.steps.append((life.broken_on, CaseState.NO_CONTRACT))
    life.steps.append((life.exit, CaseState.ENDED))
    return life


def _running(world: World, index: int, state: CaseState, companions: int) -> Life:
    until = world.until
    match state:
        case CaseState.PRE_PHASE:
            life = _refer(world, index, world.working_day(until - timedelta(days=130), until - timedelta(days=20)))
            life.steps.append((life.entry, CaseState.PRE_PHASE))  # type: ignore[arg-type]
            return life
        case CaseState.ACCOMPANYING:
            return _accompanied(world, index, companions)
    life = _refer(world, index, _entry_day(world, until - timedelta(days=140)))
    life.steps.append((life.entry, CaseState.ACCOMPANYING))  # type: ignore[arg-type]
    changed = until - timedelta(days=world.rng.randint(12, 40))
    if state == CaseState.NO_CONTRACT:
        life.broken_on = changed
    if state == CaseState.AFTERCARE:
        life.exam_on = changed
    life.steps.append((changed, state))
    return life


def _accompanied(world: World, index: int, companions: int) -> Life:
    """Plan someone in training today: most plainly, some after a Vorphase, a broken contract or a rest."""
    if companions < 3:  # the demo's main people are long there
        life = _refer(world, index, world.working_day(world.start, world.start + timedelta(days=FIRST_DAYS)))
    else:
        life = _refer(world, index, _entry_day(world, world.until - timedelta(days=15)))
    entry = life.entry
    assert entry is not None
    long_there = entry < world.until - timedelta(days=200)
    life.trial_soon, life.exam_soon, life.birthday_soon = companions in (1, 7), companions in (2, 8), companions == 0
    life.is_silent = companions == 4
    if life.is_silent or life.trial_soon:
        soon = months_before(world.until + timedelta(days=8 + index), TRIAL_MONTHS) + timedelta(days=1)
        life.entry = entry = soon if life.trial_soon else world.start + timedelta(days=40)
        life = _at_entry(life, entry)
    if companions % BREAK_EVERY == 5 and long_there:
        life.broken_on = entry + timedelta(days=world.rng.randint(50, 90))
        life.second_on = life.broken_on + timedelta(days=world.rng.randint(20, 45))
        life.steps += [
            (entry, CaseState.ACCOMPANYING),
            (life.broken_on, CaseState.NO_CONTRACT),
            (life.second_on, CaseState.ACCOMPANYING),
        ]
    elif companions % BREAK_EVERY == 6 and long_there:
        life.second_on = entry + timedelta(days=world.rng.randint(60, 110))
        life.steps += [(entry, CaseState.PRE_PHASE), (life.second_on, CaseState.ACCOMPANYING)]
    elif companions % BREAK_EVERY == 3 and long_there:
        rest = entry + timedelta(days=world.rng.randint(60, 100))
        life.steps += [
            (entry, CaseState.ACCOMPANYING),
            (rest, CaseState.SUSPENDED),
            (rest + timedelta(days=28), CaseState.ACCOMPANYING),
        ]
    else:
        life.steps.append((entry, CaseState.ACCOMPANYING))
    return life


def _at_entry(life: Life, entry: date) -> Life:
    """Move the days before the entry so that they fit it."""
    life.reported_on, life.contact_on, life.steps = entry - timedelta(days=30), entry - timedelta(days=26), []
    return life
