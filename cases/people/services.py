"""Changes of a case that span several rows: contact person, deputies, measure, training contract.

Every function locks the case, checks, writes, and leaves an event row with its log entry, in one transaction.
All raise ValidationError with a German sentence for what is not allowed.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, Team, User
from cases.people.enums import CaseEventKind, CaseState, ContractKind
from cases.people.models import Case, ContactAssignment, ContactDeputy, Measure, MeasureStay, Trainee, TrainingContract
from cases.people.telling import tell_change
from cases.people.trial import trial_fault
from companies.catalogue.models import Occupation
from companies.records.models import Company, CompanyContact

ONE_DAY = timedelta(days=1)

#: States in which a case waits for a training contract to begin.
WAITING_STATES = (CaseState.PRE_PHASE, CaseState.NO_CONTRACT)

#: Who may stand in for a contact person.
DEPUTY_ROLES = (Role.CONTACT_PERSON, Role.SOCIAL_WORKER)


def lock_case(case: Case) -> None:
    """Let one change of a case happen after the other."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _check_same_provider(case: Case, *others: Any) -> None:
    if any(other is not None and other.provider_id != case.provider_id for other in others):
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")


def _check_works(member: Membership, roles: tuple[Role, ...], day: date) -> None:
    """Raise unless the membership has one of the roles and runs on the day."""
    if member.role not in roles:
        raise ValidationError(
            f"{member.user.full_name} hat nicht die Rolle „{roles[0].label}“ und kann das nicht übernehmen.",
            code="role",
        )
    if member.starts_on > day or (member.ends_on is not None and member.ends_on < day) or not member.user.is_active:
        raise ValidationError(
            f"{member.user.full_name} arbeitet am {day:%d.%m.%Y} nicht beim Träger.", code="not_working"
        )


@transaction.atomic
def open_case(*, trainee: Trainee, team: Team | None, by: User | None, on: date | None = None, **fields: Any) -> Case:
    """Create the case of a trainee with its first event row; `fields` are further fields of Case (state, eligibility).

    The state is REPORTED or ASSIGNED; everything later comes through `Case.enter_state`.
    """
    if fields.get("state", CaseState.REPORTED) not in (CaseState.REPORTED, CaseState.ASSIGNED):
        raise ValueError("a new case is reported or assigned")
    case = Case(provider_id=trainee.provider_id, trainee=trainee, team=team, **fields)
    if on is not None:
        case.reported_on = on
    _check_same_provider(case, team)
    case.save()
    case.add_event(CaseEventKind.CREATED, by=by, on=case.reported_on, text=f"angelegt als „{case.get_state_display()}“")
    return case


@transaction.atomic
def assign_contact_person(
    *,
    case: Case,
    member: Membership,
    starts_on: date,
    by: User | None,
    reason: str = "",
    request_key: UUID | None = None,
) -> ContactAssignment:
    """Make `member` the fixed contact person from `starts_on` on; the one before ends the day before (§ 74 Abs. 4).

    The same person again is no change, and so is the same `request_key`.
    Refused: another provider, another role, someone who does not work that day,
    a day that lies before the start of the present assignment (unless the case does not run yet).
    """
    lock_case(case)
    if first := case.assignments.filter(request_key=request_key).first() if request_key else None:
        return first
    _check_same_provider(case, member)
    _check_works(member, (Role.CONTACT_PERSON,), starts_on)
    later = case.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).order_by("starts_on")
    for present in later:
        if present.member_id == member.pk and present.starts_on <= starts_on and present.ends_on is None:
            return present
        if present.starts_on >= starts_on:
            if case.is_running:
                raise ValidationError(
                    f"Seit {present.starts_on:%d.%m.%Y} gibt es schon eine feste Ansprechperson. "
                    "Wählen Sie einen späteren Tag.",
                    code="later_assignment",
                )
            present.delete()
        else:
            _end_assignment(present, starts_on - ONE_DAY)
    assignment = ContactAssignment.objects.create(
        provider_id=case.provider_id,
        case=case,
        member=member,
        starts_on=starts_on,
        reason=reason,
        request_key=request_key or uuid4(),
    )
    text = f"Feste Ansprechperson: {member.user.full_name}"
    case.add_event(CaseEventKind.CONTACT_PERSON, by=by, on=starts_on, text=text, reason=reason)
    return assignment


def _end_assignment(assignment: ContactAssignment, on: date) -> None:
    """End an assignment and the deputyships that hang on it."""
    assignment.deputies.filter(starts_on__gt=on).delete()
    assignment.deputies.filter(ends_on__gt=on).update(ends_on=on)
    assignment.ends_on = on
    assignment.save(update_fields=["ends_on"])


@transaction.atomic
def name_deputy(
    *,
    assignment: ContactAssignment,
    member: Membership,
    starts_on: date,
    ends_on: date,
    by: User | None,
    reason: str = "",
    reads_notes: bool = True,
    request_key: UUID | None = None,
) -> ContactDeputy:
    """Name a dated deputy (Vertretung) of the contact person; never the contact person, one deputy at a time.

    `reads_notes` opens the contact person's confidential notes for that time (`security.md` section 2). The same
    `request_key` again returns the first one.
    """
    case = assignment.case
    lock_case(case)
    if first := assignment.deputies.filter(request_key=request_key).first() if request_key else None:
        return first
    _check_same_provider(case, member)
    _check_works(member, DEPUTY_ROLES, starts_on)
    if ends_on < starts_on:
        raise ValidationError("Das Ende darf nicht vor dem Beginn liegen.", code="ends_before_start")
    if member.user_id == assignment.member.user_id:
        raise ValidationError("Die Vertretung muss eine andere Person sein.", code="same_person")
    if starts_on < assignment.starts_on or (assignment.ends_on and ends_on > assignment.ends_on):
        raise ValidationError("Die Vertretung liegt außerhalb der Zeit der Ansprechperson.", code="outside")
    if assignment.deputies.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise ValidationError("In diesem Zeitraum gibt es schon eine Vertretung.", code="overlap")
    deputy = ContactDeputy.objects.create(
        provider_id=case.provider_id,
        assignment=assignment,
        member=member,
        starts_on=starts_on,
        ends_on=ends_on,
        reads_notes=reads_notes,
        request_key=request_key or uuid4(),
    )
    text = f"Vertretung durch {member.user.full_name} bis {ends_on:%d.%m.%Y}"
    case.add_event(CaseEventKind.CONTACT_PERSON, by=by, on=starts_on, text=text, reason=reason)
    return deputy


@transaction.atomic
def end_deputy(*, deputy: ContactDeputy, on: date, by: User | None) -> None:
    """Let a deputyship end early: `on` is its last day. On a day before its beginning it is struck out.

    Only ever shorter: a longer one is a new deputyship. The same last day again changes nothing.
    """
    case = deputy.assignment.case
    lock_case(case)
    deputy = ContactDeputy.objects.select_related("member__user").get(pk=deputy.pk)
    if on > deputy.ends_on:
        raise ValidationError(
            f"Die Vertretung endet schon am {deputy.ends_on:%d.%m.%Y}. Für länger tragen Sie eine neue ein.",
            code="longer",
        )
    if on == deputy.ends_on:
        return
    name = deputy.member.user.full_name
    if on < deputy.starts_on:
        deputy.delete()
        text = f"Vertretung durch {name} gestrichen"
    else:
        deputy.ends_on = on
        deputy.save(update_fields=["ends_on"])
        text = f"Vertretung durch {name} endet am {on:%d.%m.%Y}"
    case.add_event(CaseEventKind.CONTACT_PERSON, by=by, on=timezone.localdate(), text=text)


@transaction.atomic
def assign_measure(*, case: Case, measure: Measure, starts_on: date, by: User | None, reason: str = "") -> MeasureStay:
    """Move the case into a measure from `starts_on` on; the stay before ends the day before, without a gap.

    The case and its documentation go on (option year, change of funding body). The same measure again is no change.
    `reason` stands in the history before the number.
    """
    lock_case(case)
    _check_same_provider(case, measure)
    if not measure.starts_on <= starts_on <= measure.ends_on:
        raise ValidationError(
            f"Die Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}. "
            "Wählen Sie einen Tag in dieser Zeit.",
            code="outside_measure",
        )
    last = case.stays.order_by("-starts_on").first()
    if last is not None and last.measure_id == measure.pk and last.ends_on is None and last.starts_on <= starts_on:
        return last
    if last is not None:
        _end_stay(last, starts_on)
    stay = MeasureStay.objects.create(provider_id=case.provider_id, case=case, measure=measure, starts_on=starts_on)
    text = f"{reason}: Maßnahme {measure.number}" if reason else f"Maßnahme {measure.number}"
    case.add_event(CaseEventKind.MEASURE, by=by, on=starts_on, text=text)
    tell_change(provider_id=case.provider_id, case=case, by=by)
    return stay


def _end_stay(stay: MeasureStay, new_start: date) -> None:
    if new_start <= stay.starts_on:
        raise ValidationError(
            f"Seit {stay.starts_on:%d.%m.%Y} gehört die Teilnahme schon zu einer Maßnahme. "
            "Wählen Sie einen späteren Tag.",
            code="later_stay",
        )
    if stay.ends_on is not None and stay.ends_on < new_start - ONE_DAY:
        raise ValidationError("Zwischen zwei Maßnahmen darf keine Lücke liegen.", code="gap")
    stay.ends_on = new_start - ONE_DAY
    stay.save(update_fields=["ends_on"])


@transaction.atomic
def start_contract(
    *,
    case: Case,
    company: Company,
    trainer: CompanyContact | None,
    occupation: Occupation,
    starts_on: date,
    ends_on: date,
    by: User | None,
    **fields: Any,
) -> TrainingContract:
    """Enter a training contract; a case in Vorphase or without contract goes into the accompanying phase.

    `fields` are further fields of TrainingContract (kind, occupation_name, trial_ends_on, request_key …). The phase
    changes on the first day of the contract, so not yet for one that begins in the future, and not for an
    internship. A second contract at the same time is refused.
    """
    lock_case(case)
    case.refresh_from_db()
    _check_same_provider(case, company, trainer)
    if trainer is not None and trainer.company_id != company.pk:
        raise ValidationError({"trainer": "Diese Person gehört nicht zu diesem Betrieb."})
    fields["occupation_name"] = fields.get("occupation_name") or occupation.short_title
    contract = TrainingContract(
        provider_id=case.provider_id,
        case=case,
        company=company,
        trainer=trainer,
        occupation=occupation,
        starts_on=starts_on,
        ends_on=ends_on,
        **fields,
    )
    _check_contract(contract)
    if contract.kind == ContractKind.REGULAR:
        check_no_other_contract(case, starts_on, ends_on)
    contract.save()
    text = f"Ausbildungsvertrag: {contract.occupation_name} bei {company.name}"
    case.add_event(CaseEventKind.CONTRACT, by=by, on=starts_on, text=text)
    _begin_accompanying(contract, by=by)
    return contract


@transaction.atomic
def begin_contract(*, contract: TrainingContract, by: User | None) -> None:
    """Move the case of a contract on when its first day has come; a case that does not wait is left alone.

    Raises ValidationError where the case lacks a fixed contact person on that day.
    """
    lock_case(contract.case)
    contract.case.refresh_from_db()
    _begin_accompanying(contract, by=by)


def first_day_with_contact(case: Case, day: date) -> date:
    """Return `day`, or where nobody answered for the case then, the day up to today on which somebody began to."""
    if case.has_contact_person(day):
        return day
    later = case.assignments.filter(starts_on__gt=day, starts_on__lte=timezone.localdate()).order_by("starts_on")
    first = later.values_list("starts_on", flat=True).first()
    return first or day


def _begin_accompanying(contract: TrainingContract, *, by: User | None) -> None:
    """Move the case on where it waited for this contract and the contract has begun."""
    case, starts_on = contract.case, contract.starts_on
    waits = case.state in WAITING_STATES and contract.kind == ContractKind.REGULAR
    if waits and starts_on <= timezone.localdate():
        case.enter_state(
            CaseState.ACCOMPANYING,
            by=by,
            on=first_day_with_contact(case, max(starts_on, case.started_on or starts_on)),
        )


@transaction.atomic
def change_contract(*, contract: TrainingContract, version: int, by: User | None, **fields: Any) -> bool:
    """Correct a training contract if nobody changed it since `version`; return whether it was written.

    Refused: a second contract in the same time, a trainer of another company, and another company once the first
    one was told something about the trainee (then the contract ends and a new one begins).
    """
    lock_case(contract.case)
    contract = TrainingContract.objects.select_related("case", "company").get(pk=contract.pk)
    if contract.version != version:
        return False
    changed = sorted(name for name, value in fields.items() if getattr(contract, name) != value)
    if not changed:
        return True
    if "company" in changed and (contract.links.exists() or contract.statuses.exists()):
        raise ValidationError(
            {
                "company": f"{contract.company.name} hat schon einen Stand bekommen. "
                "Tragen Sie das Ende dieses Vertrags ein und legen Sie einen neuen an."
            }
        )
    for name in changed:
        setattr(contract, name, fields[name])
    _check_same_provider(contract.case, contract.company, contract.trainer)
    if contract.trainer is not None and contract.trainer.company_id != contract.company_id:
        raise ValidationError({"trainer": "Diese Person gehört nicht zu diesem Betrieb."})
    if "starts_on" in changed and contract.exams.filter(on__lt=contract.starts_on).exists():
        raise ValidationError({"starts_on": "Zu diesem Vertrag gehört eine Prüfung vor diesem Tag."})
    _check_contract(contract)
    if contract.kind == ContractKind.REGULAR:
        last_day = contract.ended_on or contract.ends_on
        check_no_other_contract(contract.case, contract.starts_on, last_day, except_for=contract)
    contract.version += 1
    contract.save(update_fields=[*changed, "version"])
    text = f"Ausbildungsvertrag berichtigt: {contract.occupation_name} bei {contract.company.name}"
    contract.case.add_event(CaseEventKind.CONTRACT, by=by, on=timezone.localdate(), text=text)
    record(LogKind.CHANGE, by=by, subject=contract, event="changed", fields=changed)
    if contract.ended_on is None and contract.notice_on is None and contract.ends_on >= timezone.localdate():
        _begin_accompanying(contract, by=by)
    return True


def _check_contract(contract: TrainingContract) -> None:
    """Raise ValidationError with a German sentence at its field for what the rules of a contract forbid."""
    fault = trial_fault(
        kind=contract.kind,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        trial_ends_on=contract.trial_ends_on,
        occupation_name=contract.occupation_name,
    )
    if fault:
        raise ValidationError({"trial_ends_on": fault})
    contract.full_clean()


def check_no_other_contract(
    case: Case, starts_on: date, ends_on: date, *, except_for: TrainingContract | None = None
) -> None:
    """Raise ValidationError where the case has another training contract in these days."""
    regular = case.contracts.filter(kind=ContractKind.REGULAR, starts_on__lte=ends_on)
    if except_for is not None:
        regular = regular.exclude(pk=except_for.pk)
    if regular.filter(Q(ended_on__gte=starts_on) | Q(ended_on=None, ends_on__gte=starts_on)).exists():
        raise ValidationError(
            "In dieser Zeit gibt es schon einen Ausbildungsvertrag. Beenden Sie ihn zuerst.", code="second_contract"
        )
