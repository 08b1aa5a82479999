"""How a training contract ends: a notice, an end now or later, what was entered wrongly, and what the case does.

The contract runs through its last day; on the day after, the case goes on without a contract, by itself. Every function
locks the case and leaves an event with its log entry. All raise ValidationError with German sentences at the fields
`notice_on`, `ended_on`, `reason`, `break_reason` where they belong to one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.people.enums import (
    TRIAL_ENDS,
    WITH_REASON,
    CaseEventKind,
    CaseState,
    ContractEnd,
    ContractKind,
    LifeCodeKind,
)
from cases.people.life.codes import code_of
from cases.people.models import Case, LifeCode, TrainingContract
from cases.people.models.contracts import TrainingContractQuerySet
from cases.people.services import check_no_other_contract, first_day_with_contact, lock_case
from cases.people.telling import tell_change

ONE_DAY = timedelta(days=1)

#: The two states that the end of a contract moves a case between.
WITH_OR_WITHOUT = (CaseState.ACCOMPANYING, CaseState.NO_CONTRACT)

END_FIELDS = ("notice_on", "ended_on", "end_reason", "break_reason")


@transaction.atomic
def note_notice(*, contract: TrainingContract, on: date, by: User | None) -> None:
    """Note a notice from `on`; the contract runs on until its end is entered, the company's rights end on that day."""
    lock_case(contract.case)
    contract.refresh_from_db()
    if contract.ended_on is not None:
        raise ValidationError("Dieser Vertrag ist schon beendet.", code="already_ended")
    contract.notice_on = on
    _save(contract, by=by, fields=["notice_on"])
    text = f"Kündigung des Ausbildungsvertrags bekannt am {on:%d.%m.%Y}"
    contract.case.add_event(CaseEventKind.CONTRACT, by=by, on=on, text=text)


@transaction.atomic
def end_contract(
    *,
    contract: TrainingContract,
    on: date,
    reason: ContractEnd,
    by: User | None,
    notice_on: date | None = None,
    break_reason: str = "",
) -> None:
    """End a contract with its last day `on`, which may lie ahead, and its form `reason`.

    From the day after, the case is without a contract, unless the exam was passed or another contract runs then;
    for an end that lies ahead the nightly job does that step. `notice_on` is the day from which the notice is known:
    the company's rights end with it. `break_reason` is the key of a row of the provider's list (`LifeCodeKind.BREAK`).
    A contract whose training never began (`NOT_BEGUN`) ends before its first day.
    """
    lock_case(contract.case)
    contract.case.refresh_from_db()
    contract.refresh_from_db()
    if contract.ended_on is not None:
        raise ValidationError("Dieser Vertrag ist schon beendet.", code="already_ended")
    _put_end(contract, on=on, reason=reason, notice_on=notice_on or contract.notice_on, break_reason=break_reason)
    _save(contract, by=by, fields=END_FIELDS)
    verb = "endet" if on > timezone.localdate() else "beendet"
    text = f"Ausbildungsvertrag {verb} am {on:%d.%m.%Y}: {ContractEnd(reason).label}"
    contract.case.add_event(CaseEventKind.CONTRACT, by=by, on=on, text=text, reason=reason)
    leave_contract(contract=contract, by=by)
    tell_change(provider_id=contract.provider_id, case=contract.case, by=by)


@transaction.atomic
def leave_contract(*, contract: TrainingContract, by: User | None, today: date | None = None) -> None:
    """Move the case of a contract on whose last day has passed; one that does not accompany it is left alone."""
    lock_case(contract.case)
    case, step = contract.case, step_day(contract)
    case.refresh_from_db()
    if step is None or step > (today or timezone.localdate()) or case.state != CaseState.ACCOMPANYING:
        return
    if _others(contract).running(step).exists():
        return
    changes = case.events.filter(kind=CaseEventKind.STATE).values_list("on", flat=True)
    day = first_day_with_contact(case, max([step, *changes]))
    case.enter_state(CaseState.NO_CONTRACT, by=by, on=day)


def step_day(contract: TrainingContract) -> date | None:
    """Return the first day without this contract; None where its end leads to no such step (none, exam, internship)."""
    if contract.ended_on is None or contract.end_reason == ContractEnd.EXAM or contract.kind != ContractKind.REGULAR:
        return None
    return contract.starts_on if contract.end_reason == ContractEnd.NOT_BEGUN else contract.ended_on + ONE_DAY


@transaction.atomic
def correct_contract_end(
    *,
    contract: TrainingContract,
    version: int,
    on: date,
    reason: ContractEnd,
    why: str,
    by: User | None,
    notice_on: date | None = None,
    break_reason: str = "",
) -> bool:
    """Put a wrong end right if nobody changed the contract since `version`; return whether it was written.

    `why` says what was wrong. What stood there before stays in the event; the phases of the case follow, also those
    of the past, so that the next report counts right. Released reports do not change.
    """
    seen = _seen(contract, version)
    if seen is None:
        return False
    contract = seen
    before = _words_of(contract)
    _put_end(contract, on=on, reason=reason, notice_on=notice_on, break_reason=break_reason)
    if contract.kind == ContractKind.REGULAR and reason != ContractEnd.NOT_BEGUN:
        check_no_other_contract(contract.case, contract.starts_on, on, except_for=contract)
    text = f"Vertragsende berichtigt: bisher {before}, jetzt {_words_of(contract)}"
    _write_correction(contract, text, why, by=by)
    return True


@transaction.atomic
def take_back_contract_end(
    *, contract: TrainingContract, version: int, why: str, by: User | None, wrong_person: bool = False
) -> bool:
    """Let a contract run on whose notice or end was taken back or was entered by mistake; return whether written.

    Refused where another contract has begun or is agreed for the time.
    """
    seen = _seen(contract, version)
    if seen is None:
        return False
    contract = seen
    before, was_ahead = _words_of(contract), contract.ended_on is None or contract.ended_on >= timezone.localdate()
    if contract.kind == ContractKind.REGULAR:
        check_no_other_contract(contract.case, contract.starts_on, contract.ends_on, except_for=contract)
    contract.notice_on, contract.ended_on, contract.end_reason, contract.break_reason = None, None, "", ""
    said = "Kündigung zurückgenommen" if was_ahead else "Vertragsende berichtigt"
    if wrong_person:
        said = "Vertragsende war bei der falschen Person eingetragen"
    _write_correction(contract, f"{said}: Der Vertrag läuft weiter (bisher {before})", why, by=by)
    return True


def _seen(contract: TrainingContract, version: int) -> TrainingContract | None:
    """Return the contract as it stands, or None where it is not the one that was seen."""
    lock_case(contract.case)
    fresh = TrainingContract.objects.select_related("case", "company").get(pk=contract.pk)
    if fresh.version != version:
        return None
    if fresh.ended_on is None and fresh.notice_on is None:
        raise ValidationError("Dieser Vertrag hat kein Ende, das sich berichtigen lässt.", code="not_ended")
    return fresh


def _put_end(contract: TrainingContract, *, on: date, reason: str, notice_on: date | None, break_reason: str) -> None:
    """Write the end into the object; raise where it does not fit the contract."""
    _check_begun(contract, on, reason)
    if on > contract.ends_on and reason != ContractEnd.EXAM:  # the exam may lie after the agreed end
        raise ValidationError(
            {
                "ended_on": f"Der Vertrag läuft nur bis {contract.ends_on:%d.%m.%Y}. "
                "Wurde er verlängert, tragen Sie zuerst das neue vertragliche Ende ein."
            }
        )
    trial_over = contract.trial_ends_on is not None and contract.trial_ends_on < (notice_on or on)
    if reason in TRIAL_ENDS and trial_over:
        raise ValidationError(
            {"reason": f"Die Probezeit endete am {contract.trial_ends_on:%d.%m.%Y}. Wählen Sie eine andere Form."}
        )
    group = _group_of(contract, break_reason) if reason in WITH_REASON else None
    contract.notice_on, contract.ended_on, contract.end_reason = notice_on, on, reason
    contract.break_reason = group.code if group else ""


def _check_begun(contract: TrainingContract, on: date, reason: str) -> None:
    """Raise ValidationError where the day and the form disagree about whether the training began."""
    if reason == ContractEnd.NOT_BEGUN and on >= contract.starts_on:
        words = (
            f"Die Ausbildung begann am {contract.starts_on:%d.%m.%Y}. Wählen Sie eine andere Form oder einen Tag davor."
        )
        raise ValidationError({"ended_on": words})
    if reason != ContractEnd.NOT_BEGUN and on < contract.starts_on:
        words = (
            "Das Ende darf nicht vor dem Beginn des Vertrags liegen. Wurde er vorher aufgelöst, wählen Sie diese Form."
        )
        raise ValidationError({"ended_on": words})


def _group_of(contract: TrainingContract, key: str) -> LifeCode | None:
    try:
        return code_of(contract.provider_id, LifeCodeKind.BREAK, key)
    except ValidationError as error:
        raise ValidationError({"break_reason": "Wählen Sie einen Grund aus der Liste."}) from error


def _words_of(contract: TrainingContract) -> str:
    """Return notice and end of a contract in German words, the group of reasons without what is personal."""
    parts = []
    if contract.ended_on:
        parts += [f"{contract.ended_on:%d.%m.%Y}", contract.get_end_reason_display(), contract.break_words]
    if contract.notice_on:
        parts.append(f"Kündigung bekannt am {contract.notice_on:%d.%m.%Y}")
    return ", ".join(part for part in parts if part)


def _save(contract: TrainingContract, *, by: User | None, fields: Iterable[str]) -> None:
    contract.version += 1
    contract.save(update_fields=[*fields, "version"])
    record(LogKind.CHANGE, by=by, subject=contract, event="ended", fields=sorted(fields))


def _write_correction(contract: TrainingContract, text: str, why: str, *, by: User | None) -> None:
    _save(contract, by=by, fields=END_FIELDS)
    case = contract.case
    case.add_event(CaseEventKind.CONTRACT, by=by, on=timezone.localdate(), text=f"{text}. Anlass: {why}", reason=why)
    _align_states(contract, by=by)
    tell_change(provider_id=contract.provider_id, case=case, by=by)


def _others(contract: TrainingContract) -> TrainingContractQuerySet:
    return contract.case.contracts.filter(kind=ContractKind.REGULAR).exclude(pk=contract.pk)


# ---- the phases of the case follow ----


@dataclass
class _Change:
    on: date
    after: str


def _align_states(contract: TrainingContract, *, by: User | None) -> None:
    """Let the phases of the case follow the end as it stands now.

    Events are never rewritten: on each day on which the phase would be wrong, one more event puts it right, and the
    last event of a day counts. Other phases (Vorphase, pause, after-care, exit) are left alone, and so is the time
    from a later contract on.
    """
    if contract.kind != ContractKind.REGULAR:
        return
    case, today, step = contract.case, timezone.localdate(), step_day(contract)
    later = _others(contract).filter(starts_on__gt=contract.starts_on).order_by("starts_on")
    until = later.values_list("starts_on", flat=True).first() or date.max
    rows = case.events.filter(kind=CaseEventKind.STATE).order_by("on", "id").values_list("on", "details")
    changes = [_Change(on, details["after"]) for on, details in rows]
    days = {change.on for change in changes} | ({step} if step and step <= today else set())
    for day in sorted(day for day in days if contract.starts_on <= day < until):
        now, right = _state_on(day, changes), _right_state(day, step)
        if now in WITH_OR_WITHOUT and now != right:
            details = {"before": now, "after": right, "correction": "yes"}
            case.add_event(CaseEventKind.STATE, by=by, on=day, **details)
            changes.append(_Change(day, right))
    if until > today:
        _put_state(case, _right_state(today, step))


def _right_state(day: date, step: date | None) -> CaseState:
    return CaseState.NO_CONTRACT if step is not None and day >= step else CaseState.ACCOMPANYING


def _state_on(day: date, changes: list[_Change]) -> str:
    """Return the phase of a day: that of the latest day up to it, and there of the event that was written last."""
    known = [(change.on, number, change.after) for number, change in enumerate(changes) if change.on <= day]
    return max(known)[2] if known else ""


def _put_state(case: Case, right: CaseState) -> None:
    """Write the phase of today, or the one to which a pause will return."""
    case.refresh_from_db()
    name = "state_before_pause" if case.state == CaseState.SUSPENDED else "state"
    if getattr(case, name) in WITH_OR_WITHOUT and getattr(case, name) != right:
        setattr(case, name, right)
        case.version += 1
        case.save(update_fields=[name, "version"])
