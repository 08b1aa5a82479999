"""Granting and ending rights. Nobody grants to themselves; every change of a role ends the person's sessions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts.enums import LogKind
from asa.accounts.invitations import invite
from asa.accounts.log import record
from asa.accounts.models import FunderAccess, FundingBody, Membership, Provider, User
from asa.accounts.sessions import end_sessions
from asa.administration.handover import check_handed_over
from cases.people.models import AuditGrant, Case
from cases.people.models.trainees import AuditGrantCase


def _person(provider: Provider, by: User, *, email: str, first_name: str, last_name: str) -> User:
    """Return the person with this address, made and invited where new. Raises ValidationError for oneself."""
    if email == by.email:
        raise ValidationError("Niemand vergibt Rechte an sich selbst. Bitten Sie eine zweite Person der Verwaltung.")
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
    if not user.has_usable_password():
        invite(user, provider, by)
    return user


@transaction.atomic
def add_member(*, provider: Provider, by: User, person: dict[str, str], role: str, **fields: Any) -> Membership:
    """Give a person a role. Posting twice returns the first result; a role that had ended runs again."""
    known = Membership.objects.select_for_update().filter(provider=provider, user__email=person["email"], role=role)
    member = known.first()
    if member is not None and person["email"] != by.email and member.ends_on == fields["ends_on"]:
        return member
    user = _person(provider, by, **person)
    if member is None:
        team = fields.get("team")
        member = Membership(provider=provider, user=user, role=role, site=team.site if team else None, **fields)
    else:
        if fields["ends_on"] is not None:
            check_handed_over(member, fields["ends_on"])
        for name, value in fields.items():
            setattr(member, name, value)
    member.full_clean(exclude=["provider", "user"])
    member.save()
    end_sessions(user)
    record(LogKind.GRANT, by=by, subject=member, what="membership", role=role, user=user.pk)
    return member


@transaction.atomic
def add_reader(*, body: FundingBody, by: User, person: dict[str, str], **fields: Any) -> FunderAccess:
    """Let a person read the released reports of one funding body. Posting twice returns the first result."""
    known = FunderAccess.objects.filter(funding_body=body, user__email=person["email"]).first()
    if known is not None and known.ends_on == fields["ends_on"] and known.sees_persons == fields["sees_persons"]:
        return known
    user = _person(body.provider, by, **person)
    access, _ = FunderAccess.objects.update_or_create(
        provider=body.provider, funding_body=body, user=user, defaults=fields
    )
    end_sessions(user)
    record(LogKind.GRANT, by=by, subject=access, what="funder_access", user=user.pk)
    return access


@transaction.atomic
def add_auditor(
    *, provider: Provider, by: User, person: dict[str, str], starts_on: date, ends_on: date, cases: Iterable[Case]
) -> AuditGrant:
    """Open a sample of cases to an auditor for at most 14 days. Posting twice returns the first result.

    Raises ValidationError for oneself, for colleagues and for a longer window.
    """
    sample = {case.pk for case in cases}
    known = AuditGrant.objects.filter(provider=provider, user__email=person["email"], ends_on=ends_on)
    for grant in known.filter(starts_on=starts_on).prefetch_related("cases"):
        if {case.pk for case in grant.cases.all()} == sample:
            return grant
    if Membership.objects.filter(provider=provider, user__email=person["email"]).exists():
        raise ValidationError("Diese Person arbeitet hier. Ein Prüfrecht ist für Personen von außen.")
    grant = AuditGrant(provider=provider, user=_person(provider, by, **person), starts_on=starts_on, ends_on=ends_on)
    grant.full_clean(exclude=["provider"])
    grant.save()
    AuditGrantCase.objects.bulk_create(AuditGrantCase(provider=provider, grant=grant, case_id=pk) for pk in sample)
    end_sessions(grant.user)
    record(LogKind.GRANT, by=by, subject=grant, what="audit", user=grant.user_id, cases=len(sample))
    return grant


@transaction.atomic
def end_right(row: Membership | FunderAccess | AuditGrant, *, by: User, on: date, reason: str) -> None:
    """End a role or a reader's access with the day `on`; the person's sessions end now.

    Raises ValidationError for oneself, StillResponsible while open cases would be left without their person.
    """
    if row.user_id == by.pk:
        raise ValidationError("Niemand ändert die eigenen Rechte. Bitten Sie eine zweite Person der Verwaltung.")
    type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)  # two at once take turns
    row.refresh_from_db(fields=["ends_on"])
    if row.ends_on == on:
        return
    check_handed_over(row, on)
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    end_sessions(row.user)
    record(LogKind.GRANT, by=by, subject=row, what="ended", reason=reason, on=on.isoformat())
