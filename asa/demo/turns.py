"""What becomes of a case after its entry: contracts, another contact person, a move, a rest, the exit, day by day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.demo.contracts import Placements, later_contracts
from asa.demo.data import texts
from asa.demo.lives import Life
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World
from cases.months.moving.checking import Move
from cases.months.moving.enums import MoveKind
from cases.months.moving.services import move_cases
from cases.people.case_team import name_case_staff_for
from cases.people.enums import RUNNING_STATES, CaseState
from cases.people.life.exits import enter_exit
from cases.people.life.phases import begin_aftercare, not_started, resume, suspend
from cases.people.models import Case, ContactAssignment
from cases.people.services import assign_contact_person, name_deputy

REST_DAYS = 28
HOLIDAY_AGO, HOLIDAY_DAYS = 100, 13

Turn = tuple[date, Callable[[], object]]


def live(
    organisation: Organisation, participant: Participant, placements: Placements, teacher: Membership | None
) -> None:
    """Let everything happen to a case that the life has planned, day by day; `teacher` leads the group."""
    life = participant.life
    if life.entry is not None:
        by = participant.contact_on(life.entry).user
        members = [participant.social, *([teacher] if teacher else [])]
        name_case_staff_for([participant.case], members=members, starts_on=life.entry, ends_on=life.exit, by=by)
    turns = [*later_contracts(participant, placements), *_changes(organisation, participant), *_phases(participant)]
    for _, act in sorted(turns, key=lambda turn: turn[0]):
        act()
    participant.case.refresh_from_db()
    if participant.case.state != life.state:
        raise AssertionError(f"{life.index} is {participant.case.state} instead of {life.state}")


def _changes(organisation: Organisation, participant: Participant) -> Iterator[Turn]:
    """Yield the change of contact person and of measure."""
    case, contact = participant.case, participant.contact
    lead = organisation.of(Role.TEAM_LEAD, participant.site)[0].user
    if (changed := participant.contact_changed_on) is not None:
        yield (
            changed,
            lambda: assign_contact_person(
                case=case, member=contact, starts_on=changed, by=lead, reason=texts.CHANGE_REASON
            ),
        )
    if (moved := participant.moved_on) is not None:
        move = Move(organisation.measures[1], moved, MoveKind.FUNDING_BODY)
        yield moved, partial(move_cases, cases=[case], move=move, by=organisation.admin)


def _phases(participant: Participant) -> Iterator[Turn]:
    """Yield rests, after-care and exit."""
    life, case = participant.life, participant.case
    before: CaseState = CaseState.ASSIGNED
    for on, state in life.steps:
        step: Callable[..., object] | None = partial(_STEPS[state], life=life) if state in _STEPS else None
        if before == CaseState.SUSPENDED and state != CaseState.ENDED:
            step = resume
        if step is not None:
            yield on, partial(step, case=case, on=on, by=participant.contact_on(on).user)
        before = state


def _rest(*, life: Life, case: Case, on: date, by: User) -> None:
    suspend(case=case, on=on, reason=texts.REST_REASON, expected_on=on + timedelta(days=REST_DAYS), by=by)


def _look_after(*, life: Life, case: Case, on: date, by: User) -> None:
    begin_aftercare(case=case, on=on, training_ended_on=life.exam_on, by=by)


def _stay_away(*, life: Life, case: Case, on: date, by: User) -> None:
    not_started(case=case, on=on, reason=texts.NOT_STARTED_REASON, by=by)


def _leave(*, life: Life, case: Case, on: date, by: User) -> None:
    reason = life.exit_reason or ""
    outcome, whereabouts = texts.OUTCOMES.get(reason, ""), texts.WHEREABOUTS.get(reason, "")
    enter_exit(case=case, on=on, reason=reason, outcome=outcome, whereabouts=whereabouts, by=by)


#: Phases that somebody enters by hand; the others follow from contracts and entry.
_STEPS = {
    CaseState.SUSPENDED: _rest,
    CaseState.AFTERCARE: _look_after,
    CaseState.NOT_STARTED: _stay_away,
    CaseState.ENDED: _leave,
}


def name_deputies(world: World, organisation: Organisation, participants: list[Participant]) -> None:
    """Let a colleague stand in: during one holiday in the past for all of one person, and now for two cases."""
    other = organisation.of(Role.CONTACT_PERSON, 0)[1]
    lead = organisation.of(Role.TEAM_LEAD, 0)[0].user
    first = world.until - timedelta(days=HOLIDAY_AGO)
    running = [p.case.pk for p in participants if p.life.state in RUNNING_STATES]
    open_ended = ContactAssignment.objects.filter(case__in=running, ends_on=None).select_related("case", "member__user")
    for assignment in open_ended.filter(member=organisation.sabine, starts_on__lt=first).order_by("pk"):
        name_deputy(
            assignment=assignment,
            member=other,
            starts_on=first,
            ends_on=first + timedelta(days=HOLIDAY_DAYS),
            by=lead,
            reason=texts.DEPUTY_REASON,
        )
    for assignment in open_ended.filter(member=other).order_by("pk")[:2]:
        name_deputy(
            assignment=assignment,
            member=organisation.sabine,
            starts_on=world.until - timedelta(days=2),
            ends_on=world.until + timedelta(days=9),
            by=lead,
            reason=texts.DEPUTY_REASON,
        )
