"""The exit (Austritt) of a case: entered, planned ahead, corrected with a second person, taken back.

What is still open for the case (sessions, series, groups, proposals) lies above people and is ended by
`cases.desk.life`; here are the facts of the case itself. All raise ValidationError with a German sentence.
"""

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from asa.accounts.refusals import refusable
from cases.people.enums import CaseEventKind, CaseState, ExitState, LifeCodeKind
from cases.people.life.built_in import USUAL_OUTCOME
from cases.people.life.codes import code_of
from cases.people.life.phases import check_day, locked
from cases.people.models import Case, CaseEvent, CaseExit, LifeCode, PrePhase
from cases.people.telling import tell_change

#: What the case itself says about its exit.
EXIT_FIELDS = ("state", "ended_on", "exit_reason", "exit_outcome", "whereabouts", "whereabouts_remark")


@refusable
@transaction.atomic
def enter_exit(
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
    """Enter the exit with `on` as the last day; one ahead is kept in mind (`make_exit_true` makes it true).

    `reason`, `outcome` and `whereabouts` are keys of the provider's lists; without an outcome the usual one of the
    reason counts. The same `request_key` returns the first entry.
    """
    case = locked(case)
    today = today or timezone.localdate()
    if first := CaseExit.objects.filter(request_key=request_key).first() if request_key else None:
        if first.case_id != case.pk:
            raise KeyReused
        return first
    case.check_state(CaseState.ENDED, on=on)
    check_day(case, on, today=today, may_lie_ahead=True)
    if case.exits.filter(state=ExitState.PLANNED).exists():
        raise ValidationError("Ein Austritt ist schon vorgemerkt. Nehmen Sie ihn zuerst zurück.", code="exit_once")
    leaving = CaseExit(
        provider_id=case.provider_id,
        case=case,
        on=on,
        state=ExitState.PLANNED,
        entered_by=by,
        remark=remark.strip(),
        request_key=request_key or uuid4(),
        **_codes(case, reason, outcome, whereabouts),
    )
    leaving.clean_fields(exclude=["request_key", "provider", "entered_by"])
    leaving.save()
    record(LogKind.CHANGE, by=by, subject=leaving, event="entered")
    if on <= today:
        make_exit_true(leaving, by=by)
    else:
        text = f"Austritt zum {on:%d.%m.%Y} vorgemerkt: {leaving.reason.label}"
        case.add_event(CaseEventKind.LIFE, by=by, on=today, text=text)
    return leaving


def _codes(case: Case, reason: str, outcome: str, whereabouts: str) -> dict[str, LifeCode | None]:
    """Return the rows of the lists for these keys; raises ValidationError without a reason or an outcome."""
    if not reason:
        raise ValidationError({"reason": "Wählen Sie den Austrittsgrund."}, code="no_reason")
    outcome = outcome or USUAL_OUTCOME.get(reason, "")
    if not outcome:
        raise ValidationError(
            {"outcome": "Wählen Sie das Ergebnis; aus diesem Grund ergibt es sich nicht von selbst."}, code="no_outcome"
        )
    provider = case.provider_id
    return {
        "reason": code_of(provider, LifeCodeKind.REASON, reason),
        "outcome": code_of(provider, LifeCodeKind.OUTCOME, outcome),
        "whereabouts": code_of(provider, LifeCodeKind.WHEREABOUTS, whereabouts),
    }


@transaction.atomic
def make_exit_true(leaving: CaseExit, *, by: User | None) -> None:
    """Let a planned exit count: the case ends, and with it stay, contact person, deputies and staff."""
    case = locked(leaving.case)
    case.check_state(CaseState.ENDED, on=leaving.on)
    before = case.state
    leaving.state = ExitState.VALID
    leaving.save(update_fields=["state"])
    case.state = CaseState.ENDED
    _write(case, leaving)
    _close(case, leaving.on)
    case.add_event(
        CaseEventKind.STATE,
        by=by,
        on=leaving.on,
        before=before,
        after=CaseState.ENDED,
        reason=leaving.reason.code,
        text=leaving.reason.label,
    )
    tell_change(provider_id=case.provider_id, case=case, by=by)


def _write(case: Case, leaving: CaseExit) -> None:
    """Put the facts of the exit into the case, where everything that counts reads them."""
    case.ended_on, case.exit_reason = leaving.on, leaving.reason.code
    case.exit_outcome = leaving.outcome.code if leaving.outcome else ""
    case.whereabouts = leaving.whereabouts.code if leaving.whereabouts else ""
    case.whereabouts_remark = leaving.remark
    case.version += 1
    case.save(
        update_fields=[
            "state",
            "ended_on",
            "exit_reason",
            "exit_outcome",
            "whereabouts",
            "whereabouts_remark",
            "version",
        ]
    )


def _close(case: Case, on: date) -> None:
    """End whatever is dated and hangs on the case: stay, contact person with deputies, staff, rest, Vorphase."""
    for rows in (case.stays, case.assignments, case.staff):
        rows.filter(starts_on__gt=on).delete()
        rows.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    for assignment in case.assignments.all():
        assignment.deputies.filter(starts_on__gt=on).delete()
        assignment.deputies.filter(ends_on__gt=on).update(ends_on=on)
    case.suspensions.filter(starts_on__gt=on).delete()
    case.suspensions.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    PrePhase.objects.filter(case=case, ended_on=None).update(ended_on=on)


@refusable
@transaction.atomic
def take_back_planned_exit(*, case: Case, by: User | None, why: str = "", today: date | None = None) -> None:
    """Take back an exit that lies ahead; nothing has happened yet, so no second person is needed."""
    case = locked(case)
    leaving = case.exits.filter(state=ExitState.PLANNED).first()
    if leaving is None:
        return
    leaving.state, leaving.decided_by, leaving.decided_at = ExitState.TAKEN_BACK, by, timezone.now()
    leaving.decision = why.strip()
    leaving.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    words = f": {why.strip()}" if why.strip() else ""
    text = f"Vorgemerkter Austritt zum {leaving.on:%d.%m.%Y} zurückgenommen{words}"
    case.add_event(CaseEventKind.LIFE, by=by, on=today or timezone.localdate(), text=text)
    record(LogKind.CHANGE, by=by, subject=leaving, event="taken_back")


# ---- after the exit ----


def exit_of(case: Case) -> CaseExit | None:
    """Return the exit that counts or is planned; for a case that was ended elsewhere its facts are made an entry."""
    found = (
        case.exits.filter(state__in=[ExitState.PLANNED, ExitState.VALID])
        .select_related("reason", "outcome", "whereabouts", "entered_by")
        .first()
    )
    if found is None and case.state == CaseState.ENDED and case.ended_on is not None:
        case = locked(case)
        reason = code_of(case.provider_id, LifeCodeKind.REASON, case.exit_reason)
        assert case.ended_on is not None
        assert reason is not None  # an ended case has both (constraint)
        found = CaseExit.objects.create(
            provider_id=case.provider_id,
            case=case,
            on=case.ended_on,
            reason=reason,
            outcome=code_of(case.provider_id, LifeCodeKind.OUTCOME, case.exit_outcome),
            whereabouts=code_of(case.provider_id, LifeCodeKind.WHEREABOUTS, case.whereabouts),
            remark=case.whereabouts_remark,
        )
    return found


@refusable
@transaction.atomic
def add_whereabouts(*, case: Case, whereabouts: str, by: User | None, remark: str = "") -> CaseExit:
    """Add where the person went, once it is known; what stands there already is changed by a correction only."""
    case = locked(case)
    leaving = exit_of(case)
    row = code_of(case.provider_id, LifeCodeKind.WHEREABOUTS, whereabouts)
    if leaving is None or row is None:
        raise ValidationError({"whereabouts": "Wählen Sie den Verbleib."}, code="no_whereabouts")
    if leaving.whereabouts_id is not None:
        if leaving.whereabouts_id == row.pk:
            return leaving
        raise ValidationError("Der Verbleib steht schon da. Ändern Sie ihn mit einer Berichtigung.", code="known")
    leaving.whereabouts, leaving.remark = row, remark.strip() or leaving.remark
    leaving.save(update_fields=["whereabouts", "remark"])
    if leaving.state == ExitState.VALID:
        _write(case, leaving)
    text = f"Verbleib: {row.label}"
    case.add_event(CaseEventKind.LIFE, by=by, on=timezone.localdate(), text=text)
    return leaving


@refusable
@transaction.atomic
def correct_exit(
    *,
    case: Case,
    why: str,
    by: User,
    on: date | None = None,
    reason: str = "",
    outcome: str = "",
    whereabouts: str = "",
    remark: str | None = None,
    take_back: bool = False,
    request_key: UUID | None = None,
    today: date | None = None,
) -> CaseExit:
    """Ask for a correction of a wrong exit: other values, or `take_back` for one that never was; with its reason.

    What is left out stays. Nothing changes before a second person agrees (`decide_exit_correction`).
    """
    case = locked(case)
    if first := CaseExit.objects.filter(request_key=request_key).first() if request_key else None:
        if first.case_id != case.pk:
            raise KeyReused
        return first
    stands = exit_of(case)
    if stands is None or stands.state != ExitState.VALID:
        raise ValidationError("Hier gilt kein Austritt, der sich berichtigen ließe.", code="no_exit")
    if not why.strip():
        raise ValidationError({"why": "Nennen Sie den Grund der Berichtigung."}, code="no_reason")
    day = on or stands.on
    _check_new_day(case, stands, day, today or timezone.localdate())
    kept_outcome = stands.outcome.code if stands.outcome and not reason else ""
    codes = _codes(
        case,
        reason or stands.reason.code,
        outcome or kept_outcome,
        whereabouts or (stands.whereabouts.code if stands.whereabouts else ""),
    )
    new = CaseExit(
        provider_id=case.provider_id,
        case=case,
        on=day,
        remark=stands.remark if remark is None else remark.strip(),
        state=ExitState.REQUESTED,
        corrects=stands,
        takes_back=take_back,
        why=why.strip(),
        entered_by=by,
        request_key=request_key or uuid4(),
        **codes,
    )
    if not take_back and _says(new) == _says(stands):
        raise ValidationError("Die Berichtigung sagt dasselbe wie der Eintrag.", code="same")
    new.clean_fields(exclude=["request_key", "provider", "entered_by"])
    new.save()
    words = "zurücknehmen" if take_back else f"zum {day:%d.%m.%Y}: {new.reason.label}"
    case.add_event(
        CaseEventKind.LIFE,
        by=by,
        on=timezone.localdate(),
        text=f"Berichtigung des Austritts beantragt, {words}. {why.strip()}",
    )
    return new


def _says(leaving: CaseExit) -> tuple:
    return (leaving.on, leaving.reason_id, leaving.outcome_id, leaving.whereabouts_id, leaving.remark)


def _check_new_day(case: Case, stands: CaseExit, day: date, today: date) -> None:
    if case.started_on and day < case.started_on:
        raise ValidationError({"on": f"Der Eintritt war am {case.started_on:%d.%m.%Y}."}, code="before_start")
    ended = _exit_event(case)
    changes = case.events.filter(kind=CaseEventKind.STATE).order_by("-on", "-id")
    last = changes.filter(pk__lt=ended.pk).first() if ended else None
    if last is not None and day < last.on:
        raise ValidationError(
            {"on": f"Die letzte Phase begann am {last.on:%d.%m.%Y}. Wählen Sie diesen Tag oder einen späteren."},
            code="before_change",
        )
    if day > today:
        raise ValidationError(
            {"on": "Wählen Sie heute oder früher. Für einen Austritt, der noch kommt, nehmen Sie diesen zurück."},
            code="future",
        )


def _exit_event(case: Case) -> CaseEvent | None:
    ended = case.events.filter(kind=CaseEventKind.STATE, details__after=CaseState.ENDED)
    return ended.order_by("-id").first()


@refusable
@transaction.atomic
def decide_exit_correction(*, correction: CaseExit, is_accepted: bool, by: User, decision: str = "") -> CaseExit:
    """Decide as the second person. Refusing changes nothing; agreeing lets the new values count, or no exit at all.

    Deciding twice the same way changes nothing.
    """
    case = locked(correction.case)
    correction = CaseExit.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if correction.state != ExitState.REQUESTED:
        return correction
    if correction.entered_by_id == by.pk:
        raise ValidationError("Über eine Berichtigung entscheidet eine zweite Person.", code="second_person")
    if not is_accepted and not decision.strip():
        raise ValidationError({"decision": "Nennen Sie den Grund der Ablehnung."}, code="no_reason")
    correction.decided_by, correction.decided_at, correction.decision = by, timezone.now(), decision.strip()
    if not is_accepted:
        correction.state = ExitState.REFUSED
        correction.save(update_fields=["state", "decided_by", "decided_at", "decision"])
        text = f"Berichtigung des Austritts abgelehnt: {decision.strip()}"
        case.add_event(CaseEventKind.LIFE, by=by, on=timezone.localdate(), text=text)
    else:
        _apply(case, correction, by=by)
    record(LogKind.CHANGE, by=by, subject=correction, event="decided", accepted=is_accepted)
    return correction


def _apply(case: Case, correction: CaseExit, *, by: User) -> None:
    stands = correction.corrects
    assert stands is not None
    CaseExit.objects.filter(pk=stands.pk).update(
        state=ExitState.TAKEN_BACK if correction.takes_back else ExitState.REPLACED
    )
    correction.state = ExitState.TAKEN_BACK if correction.takes_back else ExitState.VALID
    correction.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if correction.takes_back:
        _reopen(case, stands, correction.why, by=by)
    elif correction.on != stands.on:
        before = _undo(case, stands.on, by=by, text=f"Austritt berichtigt: {correction.why}")
        _move_ends(case, stands.on, correction.on)
        _write(case, correction)
        case.add_event(
            CaseEventKind.STATE,
            by=by,
            on=correction.on,
            before=before,
            after=CaseState.ENDED,
            reason=correction.reason.code,
            text=f"{correction.reason.label} (berichtigt)",
        )
    else:
        _write(case, correction)
        text = f"Austritt berichtigt, jetzt: {correction.reason.label}. {correction.why}"
        case.add_event(CaseEventKind.LIFE, by=by, on=timezone.localdate(), text=text)
    tell_change(provider_id=case.provider_id, case=case, by=by)


def _undo(case: Case, on: date, *, by: User | None, text: str) -> str:
    """Write the event that makes the exit's event as if it had not been; return the phase before the exit."""
    ended = _exit_event(case)
    before: str = ended.details["before"] if ended else case.state_before_pause or CaseState.ACCOMPANYING
    undone = {"undoes": str(ended.pk)} if ended else {}
    case.add_event(CaseEventKind.STATE, by=by, on=on, before=CaseState.ENDED, after=before, text=text, **undone)
    return before


def _move_ends(case: Case, old: date, new: date | None) -> None:
    """Let what ended with the exit end on another day, or go on (None)."""
    for rows in (case.stays, case.assignments, case.staff):
        rows.filter(ends_on=old).update(ends_on=new)
    case.suspensions.filter(ends_on=old).update(ends_on=new)
    PrePhase.objects.filter(case=case, ended_on=old).update(ended_on=new)


def _reopen(case: Case, stands: CaseExit, why: str, *, by: User) -> None:
    before = _undo(case, stands.on, by=by, text=f"Austritt zurückgenommen: {why}")
    _move_ends(case, stands.on, None)
    case.state, case.ended_on = before, None
    case.exit_reason = case.exit_outcome = case.whereabouts = case.whereabouts_remark = ""
    case.version += 1
    case.save(
        update_fields=[
            "state",
            "ended_on",
            "exit_reason",
            "exit_outcome",
            "whereabouts",
            "whereabouts_remark",
            "version",
        ]
    )
