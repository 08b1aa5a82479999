"""The life of a case with everything that hangs on it: exit, rest, re-entry. Pages and simulation call these.

The steps that concern the case alone are in `cases.people.life`; here they reach sessions, groups, hours and the
admission. All raise ValidationError with a German sentence, and do all or nothing.
"""

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import User
from asa.accounts.once import KeyReused
from asa.accounts.refusals import refusable
from cases.desk.admission.services import stay_in_sight
from cases.desk.life.open_things import cancel_sessions, check_nothing_after, end_open_things, open_sessions
from cases.months.emaw.enums import MessageState, Occasion
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import correct, drop, may_correct
from cases.people.enums import CaseEventKind, CaseState, ContractKind, ExitState
from cases.people.life import exits, phases
from cases.people.life.phases import ONE_DAY, locked
from cases.people.models import Admission, Case, CaseExit, Suspension, TrainingContract
from cases.people.services import open_case, start_contract


@refusable
@transaction.atomic
def end_case(
    *,
    case: Case,
    on: date,
    reason: str,
    by: User | None,
    outcome: str = "",
    whereabouts: str = "",
    remark: str = "",
    request_key: UUID | None = None,
    today: date | None = None,
) -> CaseExit:
    """Enter the exit of a case and end what is open after `on`; for a day ahead it comes true by itself then.

    `reason`, `outcome`, `whereabouts` are keys of the provider's lists. Refused where a session or an attendance after
    `on` is written down. The same `request_key` returns the first entry.
    """
    case = locked(case)
    today = today or timezone.localdate()
    if first := CaseExit.objects.filter(request_key=request_key).first() if request_key else None:
        if first.case_id != case.pk:
            raise KeyReused
        return first
    check_nothing_after(case, on)
    if on <= today and case.is_running and case.started_on and on >= case.started_on:
        end_open_things(case, on, by=by)
    return exits.enter_exit(
        case=case,
        on=on,
        reason=reason,
        outcome=outcome,
        whereabouts=whereabouts,
        remark=remark,
        by=by,
        request_key=request_key,
        today=today,
    )


@transaction.atomic
def follow_exit(*, leaving: CaseExit, today: date) -> None:
    """Let a planned exit come true once its day has come; twice is harmless. Raises ValidationError where it cannot."""
    case = locked(leaving.case)
    leaving = CaseExit.objects.select_for_update(of=("self",)).get(pk=leaving.pk)
    if leaving.state != ExitState.PLANNED or leaving.on > today:
        return
    leaving.case = case
    check_nothing_after(case, leaving.on)
    end_open_things(case, leaving.on, by=leaving.entered_by)
    exits.make_exit_true(leaving, by=leaving.entered_by)


@refusable
@transaction.atomic
def decide_correction(*, correction: CaseExit, is_accepted: bool, by: User, decision: str = "") -> CaseExit:
    """Decide on the correction of an exit as the second person; agreeing checks again that nothing lies after it."""
    if is_accepted and not correction.takes_back and correction.state == ExitState.REQUESTED:
        check_nothing_after(correction.case, correction.on)
    decided = exits.decide_exit_correction(correction=correction, is_accepted=is_accepted, by=by, decision=decision)
    if decided.state == ExitState.TAKEN_BACK:
        _take_back_message(decided.case, by=by)
    return decided


def _take_back_message(case: Case, *, by: User) -> None:
    """Let the journal follow: a message of the exit that is due is dropped, one that was sent is corrected."""
    rows = EmawMessage.objects.filter(case=case, occasion=Occasion.EVENT, occasion_key__startswith=f"exit:{case.pk}")
    rows = rows.filter(Q(occasion_key=f"exit:{case.pk}") | Q(occasion_key__startswith=f"exit:{case.pk}:k"))
    message = rows.select_related("corrected_by").order_by("-pk").first()
    if message is None:
        return
    if message.state == MessageState.DUE:
        # another key, so that an exit that really comes is a message of its own
        EmawMessage.objects.filter(pk=message.pk).update(occasion_key=f"exit:{case.pk}:zurück:{message.pk}")
        message.refresh_from_db()
        drop(message=message, by=by)
    elif may_correct(message):
        key = f"exit:{case.pk}:k{message.pk}"
        text = "Der Austritt wird zurückgenommen."
        correct(message=message, about_on=message.about_on, text=text, by=by, occasion_key=key)


@refusable
@transaction.atomic
def suspend(
    *,
    case: Case,
    on: date,
    reason: str,
    by: User | None,
    expected_on: date | None = None,
    cancels_sessions: bool = False,
    request_key: UUID | None = None,
    today: date | None = None,
) -> Suspension:
    """Let a case rest; with `cancels_sessions` the planned sessions until the expected return are cancelled.

    Without an expected return all that are planned. The same `request_key` returns the first rest.
    """
    case = locked(case)
    if first := Suspension.objects.filter(request_key=request_key).first() if request_key else None:
        return first
    rest = phases.suspend(
        case=case, on=on, reason=reason, by=by, expected_on=expected_on, request_key=request_key, today=today
    )
    if cancels_sessions:
        last = expected_on - ONE_DAY if expected_on else None
        cancel_sessions(case, open_sessions(case, on, last), reason="Teilnahme ruht", by=by)
    return rest


@refusable
@transaction.atomic
def reenter(*, case: Case, by: User, request_key: UUID | None = None, today: date | None = None) -> Admission:
    """Begin a new case of the same person with an open admission; the one that ended stays as it is.

    Need, goals, reason for support, team, measure (if it still runs) and the running contract are filled in. Refused
    while another case of the person is open. The same `request_key` returns the first admission.
    """
    today = today or timezone.localdate()
    case = locked(case)
    if first := Admission.objects.filter(request_key=request_key).first() if request_key else None:
        if first.case.trainee_id != case.trainee_id:
            raise KeyReused
        return first
    if case.state != CaseState.ENDED:
        raise ValidationError("Ein Wiedereintritt folgt auf einen Austritt.", code="not_ended")
    if Case.objects.filter(trainee=case.trainee_id).open().exists():
        raise ValidationError("Diese Person hat schon eine neue Teilnahme.", code="open_case")
    new = open_case(
        trainee=case.trainee,
        team=case.team,
        by=by,
        on=today,
        state=CaseState.ASSIGNED,
        eligibility=case.eligibility,
        needs=case.needs,
        goals=case.goals,
    )
    stay_in_sight(new, by, starts_on=today)
    _take_contract_along(case, new, by=by, today=today)
    stay = case.stays.select_related("measure").order_by("-starts_on").first()
    measure = stay.measure if stay is not None and stay.measure.ends_on >= today else None
    ended = f"{case.ended_on:%d.%m.%Y}"
    new.add_event(CaseEventKind.LIFE, by=by, on=today, text=f"Wiedereintritt nach dem Austritt am {ended}")
    case.add_event(CaseEventKind.LIFE, by=by, on=today, text="Wiedereintritt als neue Teilnahme begonnen")
    return Admission.objects.create(
        provider_id=new.provider_id, case=new, started_by=by, measure=measure, request_key=request_key or uuid4()
    )


def _take_contract_along(case: Case, new: Case, *, by: User, today: date) -> None:
    """Copy the contract that still runs into the new case: training went on while support did not."""
    running = TrainingContract.objects.current(today).filter(case=case).exclude(kind=ContractKind.PRACTICE)
    contract = running.select_related("company", "trainer", "occupation").first()
    if contract is None:
        return
    start_contract(
        case=new,
        company=contract.company,
        trainer=contract.trainer,
        occupation=contract.occupation,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        by=by,
        kind=contract.kind,
        occupation_name=contract.occupation_name,
        specialisation=contract.specialisation,
        chamber=contract.chamber,
        register_number=contract.register_number,
        signed_on=contract.signed_on,
        trial_ends_on=contract.trial_ends_on,
        shortened_months=contract.shortened_months,
        part_time_percent=contract.part_time_percent,
        public_funding=contract.public_funding,
    )
