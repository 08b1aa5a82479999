"""Granting rights to people outside the provider, and ending rights. Nobody grants to themselves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.joining import belongs_here_alone, person_for
from asa.accounts.log import record
from asa.accounts.models import FunderAccess, FundingBody, Membership, Provider, User
from asa.accounts.sessions import end_sessions
from asa.administration.handover import check_handed_over
from cases.people.models import AuditGrant, Case
from cases.people.models.trainees import AuditGrantCase


def end_own_sessions(user: User) -> None:
    """End the sessions of somebody whose right changed; who works for another provider too keeps them.

    Rights are read on every request, so a session that goes on opens no more than it may.
    """
    if not user.is_invited and belongs_here_alone(user):
        end_sessions(user)


def outsider(
    provider: Provider, by: User, *, email: str, first_name: str, last_name: str, ends_on: date | None
) -> User:
    """Return the person with this address, invited where new here. Raises ValidationError for oneself."""
    if email == by.email:
        raise ValidationError("Niemand vergibt Rechte an sich selbst. Bitten Sie eine zweite Person der Verwaltung.")
    is_current = ends_on is None or ends_on >= timezone.localdate()
    return person_for(provider, by, email=email, first_name=first_name, last_name=last_name, is_current=is_current)


@transaction.atomic
def add_reader(*, body: FundingBody, by: User, person: dict[str, str], **fields: Any) -> FunderAccess:
    """Let a person read the released reports of one funding body. Posting twice returns the first result."""
    user = outsider(body.provider, by, **person, ends_on=fields["ends_on"])
    known = FunderAccess.objects.select_for_update(of=("self",)).filter(funding_body=body, user=user).first()
    if known is not None and known.ends_on == fields["ends_on"] and known.sees_persons == fields["sees_persons"]:
        return known
    access, _ = FunderAccess.objects.update_or_create(
        provider=body.provider, funding_body=body, user=user, defaults=fields
    )
    end_own_sessions(user)
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
    user = outsider(provider, by, **person, ends_on=ends_on)
    known = AuditGrant.objects.filter(provider=provider, user=user, ends_on=ends_on, starts_on=starts_on)
    for grant in known.prefetch_related("cases"):
        if {case.pk for case in grant.cases.all()} == sample:
            return grant
    if Membership.objects.filter(provider=provider, user=user).exists():
        raise ValidationError("Diese Person arbeitet hier. Ein Prüfrecht ist für Personen von außen.")
    grant = AuditGrant(provider=provider, user=user, starts_on=starts_on, ends_on=ends_on)
    grant.full_clean(exclude=["provider"])
    grant.save()
    AuditGrantCase.objects.bulk_create(AuditGrantCase(provider=provider, grant=grant, case_id=pk) for pk in sample)
    end_own_sessions(user)
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
    if isinstance(row, Membership) and row.ends_on is not None and on > row.ends_on:
        raise ValidationError(f"Diese Rolle endet schon am {row.ends_on:%d.%m.%Y}. Verlängern Sie sie unter „Ändern“.")
    check_handed_over(row, on)
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    end_own_sessions(row.user)
    record(LogKind.GRANT, by=by, subject=row, what="ended", reason=reason, on=on.isoformat())
