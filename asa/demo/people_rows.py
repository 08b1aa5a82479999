"""Trainees with their cases: master data, states, measure, contact person, staff, admission texts."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.demo.data import names, staff, texts
from asa.demo.data.trades import TRADES, Trade
from asa.demo.lives import BEFORE_ENTRY, Life, plan_lives
from asa.demo.organisation import Organisation, person
from asa.demo.spelling import mail_name
from asa.demo.world import World, at
from cases.people.enums import RUNNING_STATES, CaseEventKind, CaseState, Eligibility, SchoolLeaving
from cases.people.models import (
    Admission,
    Case,
    CaseEvent,
    CaseStaff,
    ContactAssignment,
    ContactDeputy,
    Measure,
    MeasureStay,
    Trainee,
)

ADULT = 18
SILENT_DAYS = 37
CHANGE_EVERY = 8  # one in this many long cases got another contact person


@dataclass
class Participant:
    """A simulated trainee: life, rows, and who works with them."""

    life: Life
    case: Case
    trade: Trade
    site: int
    contact: Membership
    contact_before: Membership | None
    contact_changed_on: date | None
    social: Membership
    reliability: float
    in_blocks: bool
    silent_from: date | None = None  # deliberate fault: nobody meets the person from this day on

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


def admit_all(world: World, organisation: Organisation, trainees: int) -> list[Participant]:
    """Make every trainee with case, stays, assignments and staff."""
    participants = [_admit(world, organisation, life) for life in plan_lives(world, trainees)]
    _deputies(world, organisation, participants)
    return participants


def _admit(world: World, organisation: Organisation, life: Life) -> Participant:
    is_first = life.index < 3 or life.is_silent or life.trial_soon or life.exam_soon
    measure_index = 0 if is_first else _measure_index(world, life)
    measure, site = organisation.measures[measure_index], staff.MEASURES[measure_index][4]
    trade = TRADES[life.index % len(TRADES)]
    trainee = _trainee(world, life, trade)
    case = _case(world, organisation, life, trainee, site)
    contact = organisation.sabine if is_first else world.pick(organisation.of(Role.CONTACT_PERSON, site))
    social = (
        organisation.of(Role.SOCIAL_WORKER, site)[0]
        if is_first
        else world.pick(organisation.of(Role.SOCIAL_WORKER, site))
    )
    participant = Participant(
        life,
        case,
        trade,
        site,
        contact,
        None,
        None,
        social,
        reliability=0.7 if is_first else world.pick((0.5, 0.7, 1, 1, 1.2, 1.8)),
        in_blocks=trainee.school_days.startswith("Block"),
        silent_from=world.until - timedelta(days=SILENT_DAYS) if life.is_silent else None,
    )
    _history(world, life, case, contact.user)
    if life.state in BEFORE_ENTRY:
        _admission(world, participant, measure)
    if life.entry is not None:
        _stay(world, organisation, participant, measure)
        _assign(world, organisation, participant)
    if life.index == 0:
        trainee.user = _trainee_user(world, trainee, life)
    return participant


def _admission(world: World, participant: Participant, measure: Measure) -> None:
    """Begin the admission of someone who has not entered yet."""
    is_assigned = participant.life.state == CaseState.ASSIGNED
    world.add(
        Admission,
        case=participant.case,
        measure=measure if is_assigned else None,
        entry_on=world.calendar.open_from(world.until + timedelta(days=9)) if is_assigned else None,
        started_by=participant.contact.user,
        parts={"einwilligungen": "done" if is_assigned else "open"},
    )


def date_admissions(world: World) -> None:
    """Give saved admissions the time of their referral: the model sets now, which is no part of the simulation."""
    for admission in Admission.objects.select_related("case"):
        started_at = at(admission.case.reported_on, time(10))
        Admission.objects.filter(pk=admission.pk, provider=world.provider).update(started_at=started_at)


def _measure_index(world: World, life: Life) -> int:
    has_pre_phase = any(state == CaseState.PRE_PHASE for _, state in life.steps)
    shares = [row[6] if row[5] or not has_pre_phase else 0 for row in staff.MEASURES]
    return world.rng.choices(range(len(shares)), weights=shares)[0]


def _trainee(world: World, life: Life, trade: Trade) -> Trainee:
    first_name, gender, language = names.FIRST_NAMES[life.index % len(names.FIRST_NAMES)]
    last_name = names.LAST_NAMES[(life.index * 7 + life.index // len(names.LAST_NAMES)) % len(names.LAST_NAMES)]
    born = world.until - timedelta(days=world.rng.randint(_least_age(life), 24 * 365))
    if life.birthday_soon:
        soon = world.until + timedelta(days=3)
        born = date(soon.year - 19, soon.month, min(soon.day, 28))
    postcode, place = world.pick(names.PLACES)
    age_at_report = (life.reported_on - born).days // 365
    guardian = f"{world.pick(names.FIRST_NAMES)[0]} {last_name}" if age_at_report < ADULT else ""
    return world.add(
        Trainee,
        first_name=first_name,
        last_name=last_name,
        birth_date=born,
        gender=gender,
        customer_number=f"427D{100000 + life.index * 37:06d}",
        school_leaving=world.pick([*SchoolLeaving]),
        language=language,
        street=f"{world.pick(names.STREETS)} {world.rng.randint(1, 80)}",
        postcode=postcode,
        place=place,
        land="HE",
        phone=f"+4917139200{life.index % 100:02d}",
        email=f"{mail_name(first_name)}.{mail_name(last_name)}{life.index}@post.example",
        guardian_name=guardian,
        guardian_phone=f"+496990009{500 + life.index % 100}" if guardian else "",
        school=names.SCHOOLS[{"office": 2, "service": 0}.get(trade.subject, 1)],
        school_days=world.pick(names.SCHOOL_DAYS),
    )


def _least_age(life: Life) -> int:
    """Return in days how old someone must be today so that nobody began training before the age of 16."""
    if life.exam_on:
        return 21 * 365
    if life.trial_soon or life.entry is None or life.state == CaseState.PRE_PHASE:
        return 17 * 365
    return 19 * 365 + 120


def _trainee_user(world: World, trainee: Trainee, life: Life) -> User:
    assert life.entry is not None
    user = person(world, (trainee.first_name, trainee.last_name), "post.example", life.entry)
    trainee.email = user.email
    return user


def _case(world: World, organisation: Organisation, life: Life, trainee: Trainee, site: int) -> Case:
    reason = life.exit_reason
    return world.add(
        Case,
        trainee=trainee,
        team=organisation.teams[site],
        state=life.state,
        state_before_pause=life.steps[-2][1] if life.state == CaseState.SUSPENDED else "",
        eligibility=Eligibility.BASIC if world.chance(0.85) else Eligibility.AFTER_BREAK,
        reported_on=life.reported_on,
        started_on=life.entry,
        planned_end_on=(life.entry + timedelta(days=540)) if life.entry else None,
        ended_on=life.exit,
        exit_reason=reason or "",
        whereabouts=texts.WHEREABOUTS.get(reason, "") if reason else "",
        needs=world.pick(texts.NEEDS),
        goals=world.pick(texts.GOALS),
    )


def _history(world: World, life: Life, case: Case, by: User) -> None:
    """Write the event rows from which the state on any past day can be read."""

    def event(kind: CaseEventKind, on: date, **details: str) -> None:
        world.add(CaseEvent, case=case, kind=kind, on=on, at=at(on, time(12)), by=by, details=details)

    event(CaseEventKind.CREATED, life.reported_on, text=f"angelegt als „{CaseState.REPORTED.label}“")
    before = CaseState.REPORTED
    for on, after in life.steps:
        details = {"before": before.value, "after": after.value}
        if after == CaseState.ENDED and life.exit_reason:
            details["reason"] = life.exit_reason.value
        event(CaseEventKind.STATE, on, **details)
        before = after


def _stay(world: World, organisation: Organisation, participant: Participant, measure: Measure) -> None:
    """Put the case into its measure; a few moved from one measure to the other (Rechtskreiswechsel)."""
    life, case = participant.life, participant.case
    assert life.entry is not None
    starts_on = life.entry
    changes = measure is organisation.measures[0] and life.index % 17 == 13 and _is_long(world, life)
    if changes:
        changed = life.entry + timedelta(days=70)
        world.add(MeasureStay, case=case, measure=measure, starts_on=starts_on, ends_on=changed - timedelta(days=1))
        measure, starts_on = organisation.measures[1], changed
        _note_event(world, participant, CaseEventKind.MEASURE, changed, f"Maßnahme {measure.number}")
    world.add(MeasureStay, case=case, measure=measure, starts_on=starts_on, ends_on=life.exit)


def _is_long(world: World, life: Life) -> bool:
    assert life.entry is not None
    return life.exit is None and life.entry < world.until - timedelta(days=180)


def _note_event(world: World, participant: Participant, kind: CaseEventKind, on: date, text: str) -> None:
    by = participant.contact_on(on).user
    world.add(CaseEvent, case=participant.case, kind=kind, on=on, at=at(on, time(12)), by=by, details={"text": text})


def _assign(world: World, organisation: Organisation, participant: Participant) -> None:
    """Give the case its contact person, without a gap from entry to exit, and its further staff."""
    life, case = participant.life, participant.case
    assert life.entry is not None
    starts_on, reason = life.entry, ""
    others = [m for m in organisation.of(Role.CONTACT_PERSON, 1 - participant.site) if m is not participant.contact]
    if (life.index % CHANGE_EVERY == 4 or life.index == 2) and _is_long(world, life) and others:
        changed = life.entry + timedelta(days=world.rng.randint(60, 120))
        participant.contact_before, participant.contact_changed_on = others[0], changed
        world.add(
            ContactAssignment,
            case=case,
            member=others[0],
            starts_on=starts_on,
            ends_on=changed - timedelta(days=1),
        )
        text = f"Ansprechperson: {participant.contact.user.full_name}"
        _note_event(world, participant, CaseEventKind.CONTACT_PERSON, changed, text)
        starts_on, reason = changed, texts.CHANGE_REASON
    world.add(
        ContactAssignment,
        case=case,
        member=participant.contact,
        starts_on=starts_on,
        ends_on=life.exit,
        reason=reason,
    )
    world.add(CaseStaff, case=case, member=participant.social, starts_on=life.entry, ends_on=life.exit)


def _deputies(world: World, organisation: Organisation, participants: list[Participant]) -> None:
    """Let a colleague stand in: during one holiday in the past for all of one person, and now for two cases."""
    assignments = world.pending(ContactAssignment)
    lead = organisation.of(Role.CONTACT_PERSON, 0)[1]
    first = world.until - timedelta(days=100)
    running = {id(p.case) for p in participants if p.life.state in RUNNING_STATES}
    of_sabine = [
        a
        for a in assignments
        if a.member is organisation.sabine and a.ends_on is None and a.starts_on < first and id(a.case) in running
    ]
    for assignment in of_sabine:
        world.add(
            ContactDeputy,
            assignment=assignment,
            member=lead,
            starts_on=first,
            ends_on=first + timedelta(days=13),
        )
    of_lead = [a for a in assignments if a.member is lead and a.ends_on is None]
    for assignment in of_lead[:2]:
        world.add(
            ContactDeputy,
            assignment=assignment,
            member=organisation.sabine,
            starts_on=world.until - timedelta(days=2),
            ends_on=world.until + timedelta(days=9),
        )
