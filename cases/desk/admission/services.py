"""Saving the parts of an admission, and its end: the case begins to run."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, Team, User
from asa.accounts.once import KeyReused
from cases.desk.admission.parts import Part, PartState
from cases.desk.admission.taking_over import measure_start, take_over_hours
from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent
from cases.notes.services import give_consent, withdraw_consent
from cases.people.enums import CaseState, ContractKind, Eligibility
from cases.people.models import Admission, Case, CaseStaff, Trainee, TrainingContract
from cases.people.services import assign_contact_person, assign_measure, open_case, start_contract
from cases.people.takeover import Takeover
from companies.catalogue.folding import plain
from companies.records.models import Company, CompanyContact
from companies.records.services import create_company

NO_GUARDIAN = (
    "Die Person ist minderjährig. Tragen Sie im Teil „Person“ eine sorgeberechtigte Person ein, "
    "oder warum es keine gibt."
)


def _home_team(user: User) -> Team | None:
    """Return the team in which a person admits people: that of the lead or the contact person."""
    teams = [(s.role != Role.TEAM_LEAD, s.team_id) for s in access_of(user).standings if s.team_id is not None]
    return Team.objects.filter(pk=min(teams)[1]).first() if teams else None


def stay_in_sight(case: Case, user: User, starts_on: date) -> None:
    """Let a contact person go on with the admission before anybody answers for the case."""
    for standing in access_of(user).standings:
        if standing.role == Role.CONTACT_PERSON and standing.membership_id is not None:
            CaseStaff.objects.create(
                provider_id=case.provider_id,
                case=case,
                member_id=standing.membership_id,
                starts_on=starts_on,
            )


def same_people(*, provider_id: int, first_name: str, last_name: str, birth_date: date | None) -> list[Trainee]:
    """Return people with the same name (accents apart) and the same or an unknown birth date."""
    people = Trainee.objects.filter(provider_id=provider_id)
    if birth_date is not None:
        people = people.filter(Q(birth_date=birth_date) | Q(birth_date=None))
    wanted = (plain(first_name), plain(last_name))
    return [p for p in people if (plain(p.first_name), plain(p.last_name)) == wanted]


@transaction.atomic
def start_admission(
    *,
    provider_id: int,
    by: User,
    request_key: UUID | None,
    person: dict[str, Any],
    eligibility: str,
    trainee: Trainee | None = None,
    on: date | None = None,
    is_assigned: bool = True,
    **fields: Any,
) -> Admission:
    """Create person (unless `trainee` is known), case and admission; the same request key returns the first one.

    Raises KeyReused when that one is another person's or for somebody else.

    `fields` are measure and entry_on of the admission; `on` is the day of the referral, today unless told;
    without `is_assigned` the person is only reported so far, and contact, assignment or refusal follow.
    """
    day = on or timezone.localdate()
    key = request_key or uuid4()
    first = Admission.objects.filter(request_key=key).first()
    if first is not None:
        _check_same_post(first, by=by, person=person)
        return first
    if trainee is None:
        trainee = Trainee.objects.create(provider_id=provider_id, **person)
        record(LogKind.CHANGE, by=by, subject=trainee, event="created")
    case = open_case(
        trainee=trainee,
        team=_home_team(by),
        by=by,
        on=day,
        state=CaseState.ASSIGNED if is_assigned else CaseState.REPORTED,
        eligibility=eligibility,
    )
    stay_in_sight(case, by, day)
    return Admission.objects.create(provider_id=provider_id, case=case, started_by=by, request_key=key, **fields)


def _check_same_post(first: Admission, *, by: User, person: dict[str, Any]) -> None:
    """Refuse the key of another person's admission, or of one for somebody else. Raises KeyReused."""
    known = first.case.trainee
    is_same_name = plain(known.full_name) == plain(f"{person['first_name']} {person['last_name']}")
    if first.started_by_id != by.pk or not is_same_name:
        raise KeyReused


def _lock(admission: Admission) -> None:
    if Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk).completed_at is not None:
        raise ValidationError("Diese Aufnahme ist schon abgeschlossen.", code="completed")


def _keep(admission: Admission, part: Part, state: PartState) -> None:
    """Remember what cannot be read from the records: that a part is not needed, or was looked at."""
    admission.parts = {**admission.parts, part.value: state.value}
    admission.version += 1
    admission.save(update_fields=["parts", "version"])


@transaction.atomic
def save_person(*, admission: Admission, by: User, person: dict[str, Any], eligibility: str, **fields: Any) -> None:
    """Save the part "Person" with measure and day of entry."""
    _lock(admission)
    trainee, case = admission.case.trainee, admission.case
    for name, value in person.items():
        setattr(trainee, name, value)
    trainee.version += 1
    trainee.save(update_fields=[*person, "version"])
    case.eligibility = eligibility
    case.save(update_fields=["eligibility"])
    for name, value in fields.items():
        setattr(admission, name, value)
    admission.version += 1
    admission.save(update_fields=[*fields, "version"])
    record(LogKind.CHANGE, by=by, subject=trainee, event="changed")


@transaction.atomic
def save_training(
    *,
    admission: Admission,
    by: User,
    company: Company | None,
    new_company: str,
    new_place: str,
    trainer: dict[str, Any],
    **contract_fields: Any,
) -> TrainingContract:
    """Save the contract with its company, known or new, and its trainer."""
    _lock(admission)
    if company is None:
        company = _new_company(admission, new_company, new_place, by)
    contact = _trainer(company, trainer, by)
    present = admission.case.contracts.exclude(kind=ContractKind.PRACTICE).first()
    if present is None:
        contract = start_contract(case=admission.case, company=company, trainer=contact, by=by, **contract_fields)
    else:
        contract = present
        for name, value in {"company": company, "trainer": contact, **contract_fields}.items():
            setattr(contract, name, value)
        contract.version += 1
        contract.full_clean()
        contract.save()
        record(LogKind.CHANGE, by=by, subject=contract, event="changed")
    _keep(admission, Part.TRAINING, PartState.DONE)
    return contract


def _new_company(admission: Admission, name: str, place: str, by: User) -> Company:
    """Return the company of that name and place that this admission has just entered, or a new one.

    The admission is locked, so a form that is posted twice finds what the first post wrote.
    """
    entered = admission.case.contracts.exclude(kind=ContractKind.PRACTICE).select_related("company").first()
    if entered is not None and plain(entered.company.name) == plain(name) and entered.company.place == place:
        return entered.company
    return create_company(provider_id=admission.provider_id, by=by, name=name, place=place)


def _trainer(company: Company, fields: dict[str, Any], by: User) -> CompanyContact | None:
    """Return the contact of that name in the company, filled up with what is new, or a new one."""
    if not fields.get("last_name"):
        return None
    known = company.contacts.there().filter(last_name__iexact=fields["last_name"])
    contact = known.first() or CompanyContact(company=company, provider_id=company.provider_id)
    for name, value in fields.items():
        if value:
            setattr(contact, name, value)
    contact.save()
    record(LogKind.CHANGE, by=by, subject=contact, event="saved")
    return contact


def skip_part(*, admission: Admission, part: Part) -> None:
    """Mark a part as not needed (no contract yet, no vocational school)."""
    _lock(admission)
    _keep(admission, part, PartState.NOT_NEEDED)


@transaction.atomic
def save_school(*, admission: Admission, by: User, school: str, school_days: str) -> None:
    _lock(admission)
    trainee = admission.case.trainee
    trainee.school, trainee.school_days = school, school_days
    trainee.version += 1
    trainee.save(update_fields=["school", "school_days", "version"])
    record(LogKind.CHANGE, by=by, subject=trainee, event="changed")
    _keep(admission, Part.SCHOOL, PartState.BEGUN if school_days and not school else PartState.OPEN)


@transaction.atomic
def save_needs(*, admission: Admission, by: User, needs: str, goals: str) -> None:
    _lock(admission)
    case = admission.case
    case.needs, case.goals = needs, goals
    case.version += 1
    case.save(update_fields=["needs", "goals", "version"])
    record(LogKind.CHANGE, by=by, subject=case, event="needs")


@transaction.atomic
def save_consents(
    *, admission: Admission, by: User, purposes: set[ConsentPurpose], given_on: date, given_by: str
) -> None:
    """Record consents that are ticked and not there yet; those unticked again are withdrawn today."""
    _lock(admission)
    case = admission.case
    for purpose in ConsentPurpose:
        valid = Consent.objects.filter(case=case, purpose=purpose, withdrawn_on=None).first()
        if purpose in purposes and valid is None:
            give_consent(case=case, purpose=purpose, given_on=given_on, given_by=given_by, by=by, request_key=uuid4())
        elif purpose not in purposes and valid is not None:
            withdraw_consent(consent=valid, on=timezone.localdate(), by=by)
    _keep(admission, Part.CONSENTS, PartState.DONE)


@transaction.atomic
def save_contact_person(*, admission: Admission, by: User, member: Membership, on: date | None = None) -> None:
    """Make someone the fixed contact person, from `on` (today) or from the day of entry if that was earlier.

    Whoever began to work here after the entry answers for the case from the own first day on.
    """
    _lock(admission)
    today = on or timezone.localdate()
    case = admission.case
    starts_on = min(max(admission.entry_on or today, member.starts_on), today)
    assign_contact_person(case=case, member=member, starts_on=starts_on, by=by)
    if case.team_id is None and member.team_id is not None:
        case.team_id = member.team_id
        case.save(update_fields=["team"])


@transaction.atomic
def save_takeover_hours(*, admission: Admission, by: User, hours: Takeover) -> None:
    """Keep other hours from another software than the list brought; none at all drops them. The phase stays.

    They are booked when the admission is finished. Raises ValidationError at the fields that do not fit.
    """
    _lock(admission)
    takeover = Takeover.from_json(admission.takeover).with_hours_of(hours)
    if faults := takeover.faults(admission.measure, admission.entry_on, timezone.localdate()):
        raise ValidationError(faults)
    if takeover.to_json() == admission.takeover:
        return
    admission.takeover = takeover.to_json()
    admission.version += 1
    admission.save(update_fields=["takeover", "version"])
    event = "takeover_changed" if takeover.has_agreed else "takeover_dropped"
    record(LogKind.CHANGE, by=by, subject=admission, event=event)


def first_phase(admission: Admission) -> CaseState:
    """Return the phase in which the case begins: by contract, reason for support and measure (domain file 3.1).

    A phase that was taken over from another software goes before all of it.
    """
    entry_on, case = admission.entry_on, admission.case
    if phase := admission.takeover.get("phase"):
        return CaseState(phase)
    contract = case.contracts.exclude(kind=ContractKind.PRACTICE).first()
    if contract is not None and entry_on is not None and contract.starts_on <= entry_on:
        return CaseState.ACCOMPANYING
    if case.eligibility == Eligibility.AFTER_TRAINING:
        return CaseState.AFTERCARE
    has_pre_phase = admission.measure is not None and admission.measure.has_pre_phase
    if has_pre_phase and case.eligibility != Eligibility.AFTER_BREAK:
        return CaseState.PRE_PHASE
    return CaseState.ACCOMPANYING if contract is not None else CaseState.NO_CONTRACT


@transaction.atomic
def complete_admission(*, admission: Admission, by: User, on: date | None = None) -> Case:
    """Let the case begin on the day of entry with its measure. Completing twice changes nothing.

    `on` is the day on which that is done, today unless told: from then on the contact person sees the case by
    answering for it.

    An entry before the measure began is taken as it is; the time in the measure then starts with the measure. Hours
    from another software are written with it.

    Raises ValidationError without measure, day of entry or fixed contact person (§ 74 Abs. 4 SGB III), and for a
    minor with neither a guardian nor a reason why there is none.
    """
    admission = Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    case = admission.case
    if admission.completed_at is not None:
        return case
    if admission.measure is None or admission.entry_on is None:
        raise ValidationError("Ergänzen Sie im Teil „Person“ die Maßnahme und den Eintritt.", code="no_measure")
    today = on or timezone.localdate()
    if not case.has_contact_person(max(admission.entry_on, today)):
        raise ValidationError(
            "Eine Teilnahme läuft nur mit fester Ansprechperson (§ 74 Abs. 4 SGB III). "
            "Legen Sie im Teil „Ansprechperson“ fest, wer zuständig ist.",
            code="no_contact_person",
        )
    if case.trainee.lacks_guardian(max(admission.entry_on, today)):
        raise ValidationError(NO_GUARDIAN, code="no_guardian")
    if case.state in (CaseState.REPORTED, CaseState.CONTACT):
        raise ValidationError("Tragen Sie zuerst die Zuweisung ein (Verlauf der Teilnahme).", code="not_assigned")
    _reach_back(case, admission.entry_on)
    measure_from = measure_start(admission.measure, admission.entry_on)
    assign_measure(case=case, measure=admission.measure, starts_on=measure_from, by=by)
    case.enter_state(first_phase(admission), by=by, on=admission.entry_on)
    takeover = Takeover.from_json(admission.takeover)
    take_over_hours(case=case, measure=admission.measure, takeover=takeover, by=by, on=today)
    admission.completed_at, admission.completed_by = timezone.now(), by
    admission.version += 1
    admission.save(update_fields=["completed_at", "completed_by", "version"])
    case.staff.filter(member__user=by.pk, ends_on=None, starts_on__lte=today).update(ends_on=today)
    return case


def _reach_back(case: Case, entry_on: date) -> None:
    """Let the first assignment begin no later than the entry, which may have been changed after it was made."""
    first = case.assignments.order_by("starts_on").first()
    if first is not None and first.starts_on > entry_on:
        first.starts_on = entry_on
        first.save(update_fields=["starts_on"])
