"""Who takes part: the life, the trade, and who works with the person, decided before any record is made."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.demo.data import names, staff
from asa.demo.data.trades import TRADES, Trade
from asa.demo.lives import Life
from asa.demo.organisation import Organisation
from asa.demo.world import World
from cases.people.enums import CaseState
from cases.people.models import Case, Measure

SILENT_DAYS = 37
CHANGE_EVERY = 8  # one in this many long cases got another contact person
MOVED_EVERY, MOVED_AFTER = 17, 70  # one in this many moved to the Jobcenter's measure, days after the entry
LONG_DAYS = 180


@dataclass
class Participant:
    """A simulated trainee: life, and who works with them; `case` follows with the admission."""

    life: Life
    trade: Trade
    measure: Measure
    site: int
    contact: Membership
    social: Membership
    reliability: float
    school_days: str
    contact_before: Membership | None = None
    contact_changed_on: date | None = None
    moved_on: date | None = None  # to the Jobcenter's measure (Rechtskreiswechsel)
    silent_from: date | None = None  # deliberate fault: nobody meets the person from this day on
    case: Case = field(init=False)

    @property
    def in_blocks(self) -> bool:
        return self.school_days.startswith("Block")

    @property
    def sick_from(self) -> date | None:
        return self.life.sick_from

    def contact_on(self, day: date) -> Membership:
        if self.contact_before and self.contact_changed_on and day < self.contact_changed_on:
            return self.contact_before
        return self.contact

    @property
    def is_main(self) -> bool:
        """Whether this is one of the three people of the demo's first contact person."""
        return self.life.index < 3


def choose(world: World, organisation: Organisation, life: Life) -> Participant:
    """Decide measure, site, trade and staff of one life."""
    is_first = life.index < 3 or life.is_silent or life.trial_soon or life.exam_soon
    index = 0 if is_first else _measure_index(world, life)
    site = staff.MEASURES[index][4]
    contact = organisation.sabine if is_first else world.pick(organisation.of(Role.CONTACT_PERSON, site))
    workers = organisation.of(Role.SOCIAL_WORKER, site)
    participant = Participant(
        life,
        TRADES[life.index % len(TRADES)],
        organisation.measures[index],
        site,
        contact,
        workers[0] if is_first else world.pick(workers),
        reliability=0.7 if is_first else world.pick((0.5, 0.7, 1, 1, 1.2, 1.8)),
        school_days=world.pick(names.SCHOOL_DAYS),
        silent_from=world.until - timedelta(days=SILENT_DAYS) if life.is_silent else None,
    )
    _plan_changes(world, organisation, participant)
    return participant


def _measure_index(world: World, life: Life) -> int:
    has_pre_phase = any(state == CaseState.PRE_PHASE for _, state in life.steps)
    shares = [row[6] if row[5] or not has_pre_phase else 0 for row in staff.MEASURES]
    return world.rng.choices(range(len(shares)), weights=shares)[0]


def _plan_changes(world: World, organisation: Organisation, participant: Participant) -> None:
    """Let a few who are long there get another contact person, and a few move to another measure."""
    life = participant.life
    if life.entry is None or life.exit is not None or life.entry >= world.until - timedelta(days=LONG_DAYS):
        return
    others = [m for m in organisation.of(Role.CONTACT_PERSON, 1 - participant.site) if m is not participant.contact]
    if (life.index % CHANGE_EVERY == 4 or life.index == 2) and others:
        participant.contact_before = others[0]
        participant.contact_changed_on = life.entry + timedelta(days=world.rng.randint(60, 120))
    if participant.measure is organisation.measures[0] and life.index % MOVED_EVERY == 13:
        participant.moved_on = life.entry + timedelta(days=MOVED_AFTER)
