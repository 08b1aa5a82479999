"""Changes that the page "Person" offers: contact person and deputies with their mails, master data, goals."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Membership, Team, User
from asa.accounts.once import KeyReused
from cases.desk.person_edit.notices import people_told, tell_of_contact, tell_of_deputy
from cases.people.models import Case, ContactAssignment, ContactDeputy, Trainee, TrainingContract
from cases.people.services import assign_contact_person, name_deputy, start_contract
from companies.catalogue.folding import plain
from companies.records.models import Company
from companies.records.services import create_company


def latest_assignment(case: Case) -> ContactAssignment | None:
    """Return the assignment that began or begins last; it stands for the version of "who answers for the case"."""
    return case.assignments.select_related("member__user").order_by("-starts_on").first()


def _check_not_oneself(member: Membership, by: User) -> None:
    if member.user_id == by.pk:
        raise ValidationError("Sich selbst können Sie hier nicht einsetzen.", code="oneself")


@transaction.atomic
def change_contact_person(
    *, case: Case, member: Membership, starts_on: date, reason: str, by: User, request_key: UUID
) -> ContactAssignment:
    """Make `member` the fixed contact person from `starts_on` on and tell everyone concerned; once per request key."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = case.assignments.filter(request_key=request_key).first()
    if first is not None:
        return first
    _check_not_oneself(member, by)
    before = latest_assignment(case)
    told = people_told(case, before.member if before else None)
    assignment = assign_contact_person(
        case=case, member=member, starts_on=starts_on, by=by, reason=reason, request_key=request_key
    )
    if assignment.request_key == request_key:  # else the same person answered for the case already
        record(LogKind.GRANT, by=by, subject=assignment, what="contact_person", case=case.pk, member=member.pk)
        tell_of_contact(assignment, told, by=by)
    return assignment


@transaction.atomic
def enter_deputy(
    *,
    assignment: ContactAssignment,
    member: Membership,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: User,
    request_key: UUID,
    reads_notes: bool = True,
    with_staff: bool = True,
) -> ContactDeputy:
    """Name a dated deputy and tell everyone concerned; once per request key.

    Without `with_staff` the caller tells the colleagues, once for all deputyships it enters.
    """
    case = assignment.case
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = ContactDeputy.objects.filter(assignment__case=case, request_key=request_key).first()
    if first is not None:
        return first
    _check_not_oneself(member, by)
    deputy = name_deputy(
        assignment=assignment,
        member=member,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        reason=reason,
        reads_notes=reads_notes,
        request_key=request_key,
    )
    record(LogKind.GRANT, by=by, subject=deputy, what="deputy", case=case.pk, member=member.pk)
    tell_of_deputy(deputy, people_told(case, assignment.member), by=by, with_staff=with_staff)
    return deputy


@transaction.atomic
def change_trainee(*, trainee: Trainee, version: int, by: User, **fields: Any) -> bool:
    """Write the changed fields if nobody changed the person since `version`; return whether it was written."""
    changed = Trainee.objects.filter(pk=trainee.pk, version=version).update(version=F("version") + 1, **fields)
    if changed:
        record(LogKind.CHANGE, by=by, subject=trainee, event="changed", fields=sorted(fields))
    return bool(changed)


@transaction.atomic
def change_needs(*, case: Case, version: int, by: User, needs: str, goals: str) -> bool:
    """Write needs and goals if nobody changed the case since `version`; return whether it was written."""
    changed = Case.objects.filter(pk=case.pk, version=version).update(
        version=F("version") + 1, needs=needs, goals=goals
    )
    if changed:
        record(LogKind.CHANGE, by=by, subject=case, event="needs")
    return bool(changed)


@transaction.atomic
def set_team(*, case: Case, team: Team, version: int, by: User) -> bool:
    """Let a team answer for the case if nobody changed it since `version`; return whether it was written."""
    changed = Case.objects.filter(pk=case.pk, version=version).update(version=F("version") + 1, team=team)
    if changed:
        record(LogKind.GRANT, by=by, subject=case, what="team", before=case.team_id, after=team.pk)
    return bool(changed)


@transaction.atomic
def enter_contract(
    *,
    case: Case,
    by: User,
    request_key: UUID,
    company: Company | None = None,
    new_company: str = "",
    new_place: str = "",
    **fields: Any,
) -> TrainingContract:
    """Enter a further contract of the case, once per request key, with a known company or with a new one.

    Raises KeyReused for the key of another contract.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = TrainingContract.objects.select_related("company").filter(request_key=request_key).first()
    if first is not None:
        same = first.company == company if company else plain(first.company.name) == plain(new_company)
        if first.case_id != case.pk or not same:
            raise KeyReused
        return first
    if company is None:
        key = uuid5(request_key, "company")
        company = create_company(
            provider_id=case.provider_id, by=by, request_key=key, name=new_company, place=new_place
        )
    contract = start_contract(case=case, company=company, trainer=None, by=by, request_key=request_key, **fields)
    record(LogKind.CHANGE, by=by, subject=contract, event="created")
    return contract
