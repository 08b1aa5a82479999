"""People of the provider: added with one or several roles, changed, ended. Nobody grants to themselves.

The one exception is a provider before its first case: there one person sets up all roles alone (`grants`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import CASE_ROLES, EmploymentKind, LogKind, Role
from asa.accounts.joining import check_alone, person_for
from asa.accounts.log import record
from asa.accounts.models import Membership, Provider, RoleGrant, Site, Team, User
from asa.accounts.refusals import refusable
from asa.administration.grants import (
    PROOFS,
    ask_for_grant,
    is_before_first_case,
    needs_second_person,
    not_to_oneself,
    save_member,
)
from asa.administration.handover import check_handed_over
from asa.administration.services import end_own_sessions


@dataclass
class Added:
    """What became of the roles given: memberships that count, and requests that wait for a second person."""

    user: User
    members: list[Membership] = field(default_factory=list)
    waiting: list[RoleGrant] = field(default_factory=list)


@refusable
@transaction.atomic
def add_member(
    *,
    provider: Provider,
    by: User,
    person: dict[str, str],
    roles: Iterable[str],
    starts_on: date,
    ends_on: date | None = None,
    kind: str = EmploymentKind.EMPLOYED,
    team: Team | None = None,
    site: Site | None = None,
    qualification: str = "",
    conduct_seen_on: date | None = None,
    secrecy_signed_on: date | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Added:
    """Give a person (email, first_name, last_name) one or several roles, and invite who is new here, once.

    A role that had ended runs again; posting twice changes nothing. Roles that open case data wait for a second person
    once the provider has a case. Raises ValidationError for oneself then, without a reason, for a team lead without a
    team, and StillResponsible where a shorter role would leave cases without their person.
    """
    user = _who(provider, by, person, ends_on=ends_on, now=now)
    User.objects.select_for_update().get(pk=user.pk)  # two at once take turns
    place = site or (team.site if team else None)
    values = {"kind": kind, "site": place, "team": team, "starts_on": starts_on, "ends_on": ends_on}
    proofs = _proofs_of(user, provider) | {
        name: value
        for name, value in zip(PROOFS, (qualification, conduct_seen_on, secrecy_signed_on), strict=True)
        if value
    }
    added = Added(user)
    for role in roles:
        _give(added, provider, by, role, values, proofs, reason)
    return added


def _who(provider: Provider, by: User, person: dict[str, str], *, ends_on: date | None, now: datetime | None) -> User:
    if person["email"] == by.email:
        if not is_before_first_case(provider.pk):
            raise not_to_oneself(by)
        return by
    is_current = ends_on is None or ends_on >= timezone.localdate(now)
    return person_for(provider, by, is_current=is_current, now=now, **person)


def _proofs_of(user: User, provider: Provider) -> dict[str, Any]:
    """Return what is known of the person from another role: it is asked once."""
    known = Membership.objects.filter(provider=provider, user=user).order_by("pk").first()
    return {name: getattr(known, name) for name in PROOFS} if known else {}


def _give(  # noqa: PLR0917 the parts of one form
    added: Added,
    provider: Provider,
    by: User,
    role: str,
    values: dict[str, Any],
    proofs: dict[str, Any],
    reason: str,
) -> None:
    member = Membership.objects.filter(provider=provider, user=added.user, role=role).first()
    if member is not None and all(getattr(member, name) == value for name, value in values.items()):
        added.members.append(member)
        return
    result = _set(member or Membership(provider=provider, user=added.user, role=role), by, values, proofs, reason)
    if isinstance(result, RoleGrant):
        added.waiting.append(result)
    else:
        added.members.append(result)


def _set(
    member: Membership, by: User, values: dict[str, Any], proofs: dict[str, Any], reason: str
) -> Membership | RoleGrant:
    """Let `member` have `values` now, or ask a second person where that opens more case data."""
    saved = None if member._state.adding else member
    if saved is not None and values["ends_on"] is not None:
        check_handed_over(member, values["ends_on"])
    if needs_second_person(saved, member.role, values, on=timezone.localdate()):
        grant = ask_for_grant(
            provider=member.provider, user=member.user, role=member.role, by=by,
            reason=reason, values=values, proofs=proofs,
        )  # fmt: skip
        made = Membership.objects.filter(provider=grant.provider_id, user=grant.user_id, role=grant.role).first()
        return made if made is not None and grant.state == "alone" else grant
    if member.user_id == by.pk and not is_before_first_case(member.provider_id):
        raise not_to_oneself(by)
    for name, value in {**values, **proofs}.items():
        setattr(member, name, value)
    return save_member(member, by=by)


@refusable
@transaction.atomic
def change_member(
    *,
    member: Membership,
    by: User,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    team: Team | None = None,
    site: Site | None = None,
    reason: str = "",
) -> Membership | RoleGrant:
    """Change one role: kind, team, site, first and last day, shorter or longer. Returns what waits, or what counts.

    A longer case role and another team of a team lead wait for a second person (`grants`). Raises ValidationError like
    `add_member`.
    """
    member = Membership.objects.select_for_update(of=("self",)).select_related("user", "provider").get(pk=member.pk)
    values = {"kind": kind, "site": site, "team": team, "starts_on": starts_on, "ends_on": ends_on}
    if all(getattr(member, name) == value for name, value in values.items()):
        return member
    was_until = member.ends_on
    result = _set(member, by, values, {name: getattr(member, name) for name in PROOFS}, reason)
    is_over = ends_on is not None and ends_on <= timezone.localdate() and ends_on != was_until
    if isinstance(result, Membership) and is_over:
        end_own_sessions(member.user)
    return result


@refusable
@transaction.atomic
def change_person(
    *,
    user: User,
    provider: Provider,
    by: User,
    first_name: str,
    last_name: str,
    qualification: str,
    conduct_seen_on: date | None,
    secrecy_signed_on: date | None,
) -> None:
    """Change the name and the proofs of a person of the provider; the proofs stand at each of the person's roles.

    Raises ValidationError where the name changes and the person belongs to another provider too.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if (user.first_name, user.last_name) != (first_name, last_name):
        check_alone(user)
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
    proofs = dict(zip(PROOFS, (qualification, conduct_seen_on, secrecy_signed_on), strict=True))
    Membership.objects.filter(provider=provider, user=user).update(**proofs)
    RoleGrant.objects.filter(provider=provider, user=user, state="waiting").update(**proofs)
    record(LogKind.CHANGE, by=by, subject=user, provider_id=provider.pk, what="person")


def opens_case_data(roles: Iterable[str]) -> bool:
    """Return whether one of the roles needs a second person once the provider has a case."""
    return bool(set(roles) & {Role(role).value for role in CASE_ROLES})
