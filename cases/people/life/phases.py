"""The steps of a case between entry and exit: Vorphase, accompanying phase, no contract, after-care, rest and return.

Every function locks the case, checks, writes, and leaves an event with who, when and why, in one transaction. All
raise ValidationError with a German sentence for what is not allowed. The same step once more changes nothing.
Nothing here asks for rights: views hand over only cases that the person may change.
"""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import User
from asa.accounts.refusals import refusable
from cases.people.enums import CaseEventKind, CaseState, ContractKind, LifeRuleKey
from cases.people.life.codes import life_rule
from cases.people.life.dates import (
    EXTENSION_MONTHS,
    LAW_AFTERCARE,
    LAW_PRE_PHASE,
    LONGEST_PRE_PHASE,
    PRE_PHASE_MONTHS,
    aftercare_cap,
    last_day,
)
from cases.people.models import AfterCare, Case, PrePhase, Suspension, TrainingContract

ONE_DAY = timedelta(days=1)

#: Phases that may rest, and return to where they were.
MAY_REST = (CaseState.PRE_PHASE, CaseState.ACCOMPANYING, CaseState.NO_CONTRACT)

#: Nobody plans a rest or an exit further ahead.
FAR_AHEAD = timedelta(days=366)


def locked(case: Case) -> Case:
    """Lock the case and bring the given object up to date."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.refresh_from_db()
    return case


def since(case: Case) -> date | None:
    """Return the day on which the present phase began, as far as the events say."""
    event = case.events.filter(kind=CaseEventKind.STATE).order_by("-on", "-id").first()
    return event.on if event else case.started_on


def check_day(case: Case, on: date, *, today: date, may_lie_ahead: bool = False) -> None:
    """Raise unless the day lies after entry and last change, and not ahead (or, if it may, not far ahead)."""
    if case.started_on and on < case.started_on:
        raise ValidationError(
            {"on": f"Der Eintritt war am {case.started_on:%d.%m.%Y}. Wählen Sie diesen Tag oder einen späteren."},
            code="before_start",
        )
    last = since(case)
    if last and on < last:
        raise ValidationError(
            {
                "on": f"Die Phase „{case.get_state_display()}“ begann am {last:%d.%m.%Y}. "
                "Wählen Sie diesen Tag oder einen späteren."
            },
            code="before_change",
        )
    if not may_lie_ahead:
        _check_not_ahead(on, today)
    if on > today + FAR_AHEAD:
        raise ValidationError({"on": "Der Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr."}, code="far")


def _check_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "Nennen Sie den Grund."}, code="no_reason")
    return reason.strip()


def _is_done(case: Case, state: CaseState, on: date) -> bool:
    """Return whether the very same step was done before."""
    return case.state == state and since(case) == on


# ---- Vorphase ----


@refusable
@transaction.atomic
def begin_pre_phase(
    *, case: Case, on: date, by: User | None, planned_end_on: date | None = None, today: date | None = None
) -> PrePhase:
    """Let an assigned case begin with the Vorphase; its end is planned six months later unless given.

    Refused: a measure without Vorphase, an end after six months (§ 75a Abs. 3 SGB III).
    """
    case = locked(case)
    if not _is_done(case, CaseState.PRE_PHASE, on):
        check_day(case, on, today=today or timezone.localdate())
        stay = case.stays.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on).select_related("measure")
        if not any(one.measure.has_pre_phase for one in stay):
            raise ValidationError("Diese Maßnahme hat keine Vorphase.", code="no_pre_phase")
        case.enter_state(CaseState.PRE_PHASE, by=by, on=on)
    if planned_end_on is not None:
        plan_pre_phase(case=case, planned_end_on=planned_end_on, by=by)
    return PrePhase.objects.get(case=case)


@refusable
@transaction.atomic
def plan_pre_phase(*, case: Case, planned_end_on: date, by: User | None) -> PrePhase:
    """Set the planned end of the Vorphase, at most six months after its beginning; an extension stays possible."""
    case = locked(case)
    phase = _pre_phase(case)
    if phase.planned_end_on == planned_end_on:
        return phase
    latest = last_day(phase.starts_on, PRE_PHASE_MONTHS)
    if not phase.starts_on <= planned_end_on <= latest:
        raise ValidationError(
            {
                "planned_end_on": f"Die Vorphase dauert bis zu sechs Monate ({LAW_PRE_PHASE}), hier bis "
                f"{latest:%d.%m.%Y}. Für länger tragen Sie eine Verlängerung ein."
            },
            code="six_months",
        )
    if phase.extended_to is not None and phase.extended_to <= planned_end_on:
        phase.extended_to, phase.extension_reason = None, ""
    phase.planned_end_on = planned_end_on
    phase.version += 1
    phase.save()
    text = f"Vorphase geplant bis {planned_end_on:%d.%m.%Y}"
    case.add_event(CaseEventKind.LIFE, by=by, on=timezone.localdate(), text=text)
    return phase


def _pre_phase(case: Case) -> PrePhase:
    is_there = CaseState.PRE_PHASE in (case.state, case.state_before_pause)
    phase = PrePhase.objects.filter(case=case).first() if is_there else None
    if phase is None:
        raise ValidationError("Diese Teilnahme ist nicht in der Vorphase.", code="not_in_pre_phase")
    return phase


@refusable
@transaction.atomic
def extend_pre_phase(*, case: Case, until: date, reason: str, by: User | None, today: date | None = None) -> PrePhase:
    """Extend the Vorphase up to and including `until`, at most eight months after its beginning, with the reason."""
    case = locked(case)
    phase = _pre_phase(case)
    reason = _check_reason(reason)
    if (phase.extended_to, phase.extension_reason) == (until, reason):
        return phase
    latest = last_day(phase.starts_on, LONGEST_PRE_PHASE)
    if until <= phase.last_on:
        raise ValidationError(
            {"until": f"Die Vorphase ist schon bis {phase.last_on:%d.%m.%Y} geplant. Wählen Sie einen späteren Tag."},
            code="not_longer",
        )
    if until > latest:
        raise ValidationError(
            {
                "until": f"Eine Vorphase wird um höchstens {EXTENSION_MONTHS} Monate verlängert, auf zusammen acht "
                f"({LAW_PRE_PHASE}). Der letzte mögliche Tag ist der {latest:%d.%m.%Y}."
            },
            code="eight_months",
        )
    phase.extended_to, phase.extension_reason = until, reason
    phase.version += 1
    phase.save()
    text = f"Vorphase verlängert bis {until:%d.%m.%Y}: {reason}"
    case.add_event(CaseEventKind.LIFE, by=by, on=today or timezone.localdate(), text=text)
    return phase


# ---- accompanying phase, no contract ----


@refusable
@transaction.atomic
def enter_accompanying(*, case: Case, on: date, by: User | None, reason: str = "", today: date | None = None) -> Case:
    """Move a case by hand from Vorphase or "ohne Vertrag" into the accompanying phase.

    A contract does it by itself on its first day; by hand it is for what begins without one in the records.
    """
    case = locked(case)
    if _is_done(case, CaseState.ACCOMPANYING, on):
        return case
    check_day(case, on, today=today or timezone.localdate())
    if case.state not in (CaseState.PRE_PHASE, CaseState.NO_CONTRACT):
        case.check_state(CaseState.ACCOMPANYING, on=on)
    case.enter_state(CaseState.ACCOMPANYING, by=by, on=on, **_text(reason))
    return case


@refusable
@transaction.atomic
def enter_no_contract(*, case: Case, on: date, by: User | None, reason: str, today: date | None = None) -> Case:
    """Let support go on without a contract (§ 75 Abs. 5 SGB III). Refused while a training contract runs that day."""
    case = locked(case)
    if _is_done(case, CaseState.NO_CONTRACT, on):
        return case
    check_day(case, on, today=today or timezone.localdate())
    reason = _check_reason(reason)
    running = case.contracts.filter(
        Q(ended_on=None) | Q(ended_on__gt=on), kind=ContractKind.REGULAR, starts_on__lte=on, ends_on__gt=on
    )
    if contract := running.select_related("company").first():
        raise ValidationError(
            f"An diesem Tag läuft der Vertrag mit {contract.company.name}. Tragen Sie zuerst dessen Ende ein; "
            "die Phase ändert sich dann von selbst.",
            code="contract_runs",
        )
    case.enter_state(CaseState.NO_CONTRACT, by=by, on=on, text=reason)
    return case


def _text(reason: str) -> dict[str, str]:
    return {"text": reason.strip()} if reason.strip() else {}


# ---- after-care ----


@refusable
@transaction.atomic
def begin_aftercare(
    *,
    case: Case,
    on: date,
    by: User | None,
    training_ended_on: date | None = None,
    job_started_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    today: date | None = None,
) -> AfterCare:
    """Begin after-care, or give one that runs other dates; it ends on `ends_on`, by default on the last possible day.

    The cap: six months after the job began, one year after the training ended; which of both counts is the provider's
    rule. The end of training is taken from the contracts where it is not given. Refused beyond the cap.
    """
    case = locked(case)
    _check_training_over(case, on)
    training_ended_on = training_ended_on or _training_end(case, on)
    if training_ended_on is None and job_started_on is None:
        raise ValidationError(
            {"training_ended_on": "Geben Sie das Ende der Ausbildung oder den Beginn der Arbeit an."}, code="no_anchor"
        )
    cap = cap_of(case, training_ended_on=training_ended_on, job_started_on=job_started_on)
    last = ends_on or cap
    if last > cap:
        raise ValidationError(
            {"ends_on": f"Die Nachbetreuung endet hier spätestens am {cap:%d.%m.%Y} ({LAW_AFTERCARE})."}, code="cap"
        )
    if last < on:
        words = f"Die Grenze lag schon am {cap:%d.%m.%Y} ({LAW_AFTERCARE})." if cap < on else "Das Ende liegt davor."
        raise ValidationError({"on": f"{words} Eine Nachbetreuung ist ab diesem Tag nicht möglich."}, code="over")
    if case.state != CaseState.AFTERCARE:
        check_day(case, on, today=today or timezone.localdate())
        case.enter_state(CaseState.AFTERCARE, by=by, on=on, **_text(reason))
    dates = {"training_ended_on": training_ended_on, "job_started_on": job_started_on, "ends_on": last}
    held = AfterCare.objects.filter(case=case).first()
    if held is not None and all(getattr(held, name) == value for name, value in dates.items()):
        return held
    care = held or AfterCare(provider_id=case.provider_id, case=case, starts_on=on)
    for name, value in dates.items():
        setattr(care, name, value)
    care.version += 1 if held else 0
    care.save()
    case.add_event(
        CaseEventKind.LIFE, by=by, on=today or timezone.localdate(), text=f"Nachbetreuung bis {last:%d.%m.%Y}"
    )
    return care


def _check_training_over(case: Case, on: date) -> None:
    """Raise ValidationError while a training contract runs: its end counts everywhere, so it is entered first."""
    contracts = TrainingContract.objects.filter(case=case, kind=ContractKind.REGULAR)
    lasts = [contract.ended_on or contract.ends_on for contract in contracts.running(on)]
    if (last := max(lasts, default=on)) > on:  # the last day of the training may be the first of after-care
        words = f"Der Ausbildungsvertrag läuft hier bis {last:%d.%m.%Y}. Tragen Sie zuerst sein Ende ein."
        raise ValidationError({"training_ended_on": words}, code="contract_runs")


def cap_of(case: Case, *, training_ended_on: date | None, job_started_on: date | None) -> date:
    """Return the last possible day of after-care by the provider's reading of the law."""
    is_earlier = life_rule(case.provider_id, LifeRuleKey.AFTERCARE_CAP).value == "earlier"
    return aftercare_cap(training_ended_on=training_ended_on, job_started_on=job_started_on, is_earlier=is_earlier)


def _training_end(case: Case, on: date) -> date | None:
    """Return the last day of the latest training contract that was over on `on`."""
    contracts = TrainingContract.objects.filter(case__trainee=case.trainee_id, kind=ContractKind.REGULAR)
    ends = [contract.ended_on or contract.ends_on for contract in contracts]
    return max((end for end in ends if end <= on), default=None)


def training_end(case: Case, on: date) -> date | None:
    """Return what a form proposes as the end of training."""
    return _training_end(case, on)


# ---- rest and return ----


@refusable
@transaction.atomic
def suspend(
    *,
    case: Case,
    on: date,
    reason: str,
    by: User | None,
    expected_on: date | None = None,
    request_key: UUID | None = None,
    today: date | None = None,
) -> Suspension:
    """Let the case rest from `on` until further notice; a day ahead is kept in mind and comes true by itself.

    The same `request_key` returns the first rest. Sessions to come are no business of this function.
    """
    case = locked(case)
    today = today or timezone.localdate()
    if first := Suspension.objects.filter(request_key=request_key).first() if request_key else None:
        return first
    reason = _check_reason(reason)
    if case.state not in MAY_REST:
        raise ValidationError(f"In der Phase „{case.get_state_display()}“ kann nichts ruhen.", code="transition")
    if case.suspensions.filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists():
        raise ValidationError("Ein Ruhen ist schon eingetragen.", code="suspension_once")
    check_day(case, on, today=today, may_lie_ahead=True)
    rest = Suspension(
        provider_id=case.provider_id,
        case=case,
        starts_on=on,
        expected_on=expected_on,
        reason=reason,
        entered_by=by,
        request_key=request_key or uuid4(),
    )
    if expected_on is not None and expected_on <= on:
        raise ValidationError({"expected_on": "Die Rückkehr muss nach dem Beginn liegen."}, code="expected")
    rest.save()
    if on <= today:
        case.enter_state(CaseState.SUSPENDED, by=by, on=on, text=_rest_words(rest))
    else:
        case.add_event(
            CaseEventKind.LIFE, by=by, on=today, text=f"Ruhen ab {on:%d.%m.%Y} vorgemerkt: {_rest_words(rest)}"
        )
    return rest


def _rest_words(rest: Suspension) -> str:
    back = f", Rückkehr erwartet am {rest.expected_on:%d.%m.%Y}" if rest.expected_on else ""
    return f"{rest.reason}{back}"


@refusable
@transaction.atomic
def resume(*, case: Case, on: date, by: User | None, reason: str = "", today: date | None = None) -> Case:
    """Let a resting case go on from `on` in the phase in which it stopped; a day ahead comes true by itself."""
    case = locked(case)
    today = today or timezone.localdate()
    rest = case.suspensions.filter(starts_on__lte=today).order_by("-starts_on").first()
    if case.state != CaseState.SUSPENDED:
        if rest is not None and rest.ends_on == on - ONE_DAY:
            return case
        raise ValidationError("Diese Teilnahme ruht nicht.", code="not_suspended")
    begun = since(case)
    if begun is not None and on <= begun:
        raise ValidationError(
            {"on": f"Die Teilnahme ruht seit {begun:%d.%m.%Y}. Wählen Sie einen späteren Tag."}, code="before_change"
        )
    check_day(case, on, today=today, may_lie_ahead=True)
    if rest is not None:
        rest.ends_on = on - ONE_DAY
        rest.version += 1
        rest.save(update_fields=["ends_on", "version"])
    if on <= today:
        case.enter_state(CaseState(case.state_before_pause), by=by, on=on, **_text(reason))
    elif rest is None:
        raise ValidationError({"on": "Wählen Sie heute oder früher."}, code="future")
    else:
        case.add_event(CaseEventKind.LIFE, by=by, on=today, text=f"Rückkehr am {on:%d.%m.%Y} vorgemerkt")
    return case


@transaction.atomic
def take_back_rest(*, case: Case, by: User | None, today: date | None = None) -> None:
    """Strike out a rest that has not begun yet; without one nothing happens."""
    case = locked(case)
    today = today or timezone.localdate()
    if case.state == CaseState.SUSPENDED:
        return
    for rest in case.suspensions.filter(starts_on__gt=today):
        text = f"Ruhen ab {rest.starts_on:%d.%m.%Y} gestrichen"
        rest.delete()
        case.add_event(CaseEventKind.LIFE, by=by, on=today, text=text)


@transaction.atomic
def follow_rest(*, case: Case, today: date) -> None:
    """Let a rest begin or end whose day has come. Running it twice changes nothing."""
    case = locked(case)
    begun = case.suspensions.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today).first()
    if begun is not None and case.state in MAY_REST:
        on = max(begun.starts_on, since(case) or begun.starts_on)
        case.enter_state(CaseState.SUSPENDED, by=begun.entered_by, on=on, text=_rest_words(begun))
    over = case.suspensions.filter(ends_on__lt=today).order_by("-ends_on").first()
    if begun is None and over is not None and over.ends_on and case.state == CaseState.SUSPENDED:
        case.enter_state(CaseState(case.state_before_pause), by=over.entered_by, on=over.ends_on + ONE_DAY)


# ---- before entry ----


@refusable
@transaction.atomic
def take_contact(*, case: Case, on: date, by: User | None, reason: str = "", today: date | None = None) -> Case:
    """Note that somebody who was reported has been contacted (Kontakt aufgenommen)."""
    return _go_on_before_entry(case, CaseState.CONTACT, on, reason, by=by, today=today)


@refusable
@transaction.atomic
def assign(*, case: Case, on: date, by: User | None, reason: str = "", today: date | None = None) -> Case:
    """Note that agency or Jobcenter assigned somebody who was reported (Anmeldung)."""
    return _go_on_before_entry(case, CaseState.ASSIGNED, on, reason, by=by, today=today)


def _go_on_before_entry(
    case: Case, state: CaseState, on: date, reason: str, *, by: User | None, today: date | None
) -> Case:
    case = locked(case)
    if case.state == state:
        return case
    _check_not_ahead(on, today)
    check_day(case, on, today=on)
    if on < case.reported_on:
        raise ValidationError({"on": f"Gemeldet wurde am {case.reported_on:%d.%m.%Y}."}, code="before_report")
    case.enter_state(state, by=by, on=on, **_text(reason))
    return case


@refusable
@transaction.atomic
def decline(*, case: Case, on: date, reason: str, by: User | None, today: date | None = None) -> Case:
    """Note that somebody reported declines before being assigned (Absage)."""
    _check_not_ahead(on, today)
    return _close_before_entry(case, CaseState.DECLINED, on, reason, by=by)


@refusable
@transaction.atomic
def not_started(*, case: Case, on: date, reason: str, by: User | None, today: date | None = None) -> Case:
    """Note that somebody assigned did not begin (nicht angetreten)."""
    _check_not_ahead(on, today)
    return _close_before_entry(case, CaseState.NOT_STARTED, on, reason, by=by)


def _check_not_ahead(on: date, today: date | None) -> None:
    if on > (today or timezone.localdate()):
        raise ValidationError({"on": "Der Tag liegt in der Zukunft. Wählen Sie heute oder früher."}, code="future")


def _close_before_entry(case: Case, state: CaseState, on: date, reason: str, *, by: User | None) -> Case:
    case = locked(case)
    if case.state == state:
        return case
    check_day(case, on, today=on)
    reason = _check_reason(reason)
    if on < case.reported_on:
        raise ValidationError({"on": f"Gemeldet wurde am {case.reported_on:%d.%m.%Y}."}, code="before_report")
    case.enter_state(state, by=by, on=on, text=reason)
    case.assignments.filter(starts_on__gt=on).delete()
    case.assignments.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    case.staff.filter(starts_on__gt=on).delete()
    case.staff.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    return case
