"""Roles that open case data: given with a reason, an end and a second person (`security.md` section 4, Grant).

The second person belonged to the provider before the account was invited, so that nobody invites a mailbox of their own
and confirms with it, and no new invitation ties the two (`asa.accounts.independence`). Before a provider's first case
one person sets up all roles alone; each stays marked as such.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import CASE_ROLES, GrantState, LogKind, Role
from asa.accounts.independence import Ties, ties_at
from asa.accounts.log import record
from asa.accounts.models import Invitation, Membership, Provider, RoleGrant, User
from asa.accounts.refusals import refusable
from asa.accounts.sorting import in_order_of
from cases.people.enums import CaseState
from cases.people.models import Case

#: States in which no support has begun: while a provider has only such cases, the founder sets up roles alone.
NOT_BEGUN = (CaseState.REPORTED, CaseState.CONTACT, CaseState.ASSIGNED, CaseState.DECLINED, CaseState.NOT_STARTED)

#: Who may be the second person.
SECOND_ROLES = (Role.ADMIN, Role.TEAM_LEAD)

#: What a grant says of the membership that it becomes.
VALUES = ("kind", "site", "team", "starts_on", "ends_on")
PROOFS = ("qualification", "conduct_seen_on", "secrecy_signed_on")


def is_before_first_case(provider_id: int) -> bool:
    """Return whether the provider has never had an active case. Needs the wall of the provider."""
    return not Case.objects.filter(provider=provider_id).exclude(state__in=NOT_BEGUN).exists()


def needs_second_person(member: Membership | None, role: str, values: dict[str, Any], *, on: date) -> bool:
    """Return whether giving `values` opens more case data than `member` (None: not yet) opens today."""
    if role not in CASE_ROLES:
        return False
    if member is None or (member.ends_on is not None and member.ends_on < on):
        return True
    is_longer = member.ends_on is not None and (values["ends_on"] is None or values["ends_on"] > member.ends_on)
    is_other_team = role == Role.TEAM_LEAD and values["team"] != member.team
    return is_longer or is_other_team or values["starts_on"] < member.starts_on


# ---- who could be the second person ----


def seconds_for(user: User, *, asked_by: User | None, now: datetime | None = None) -> list[User]:
    """Return who could confirm a role of `user` that `asked_by` asked for, by name. Needs the wall.

    Who was here before, and is tied to neither by a new invitation (`asa.accounts.independence`).
    """
    provider_id = wall.current_provider_id()
    there = Membership.objects.active().filter(provider=provider_id, role__in=SECOND_ROLES, user__is_invited=False)
    people = User.objects.filter(pk__in=there.values("user")).exclude(pk=user.pk)
    if asked_by is not None:
        people = people.exclude(pk=asked_by.pk)
    people = people.order_by(*in_order_of("last_name", "first_name"))
    here = [person for person in people if _was_here_before(person, user, provider_id)]
    if asked_by is None:
        return here
    ties = _ties(now or timezone.now())
    return [person for person in here if ties.are_free(person.pk, asked_by=asked_by.pk, target=user.pk)]


def _was_here_before(person: User, user: User, provider_id: int | None) -> bool:
    """Return whether `person` belonged to the provider before `user` was invited.

    Nobody was here before the founder: for the founder anybody else will do. Rows from before invitations were dated
    are compared by their order.
    """
    mine = Membership.objects.filter(provider=provider_id, user=person).aggregate(pk=Min("pk"), at=Min("joined_at"))
    theirs = Membership.objects.filter(provider=provider_id, user=user).aggregate(pk=Min("pk"))["pk"]
    first = Membership.objects.filter(provider=provider_id).aggregate(pk=Min("pk"))["pk"]
    if theirs is not None and theirs == first:
        return True
    invited = Invitation.objects.filter(provider=provider_id, user=user).aggregate(at=Min("sent_at"))["at"]
    if invited is not None and mine["at"] is not None:
        return bool(mine["at"] <= invited)
    return theirs is None or mine["pk"] < theirs


@dataclass(frozen=True)
class Seconds:
    """Who could confirm, in words for the page, and whether somebody has to be invited first."""

    names: tuple[str, ...]
    words: str
    is_missing: bool


def words_of_seconds(user: User, *, asked_by: User) -> Seconds:
    """Return who could confirm a role of `user`; where nobody could, what helps."""
    names = tuple(person.full_name for person in seconds_for(user, asked_by=asked_by))
    if names:
        return Seconds(names, f"Bestätigen kann: {', '.join(names)}.", False)
    here = seconds_for(user, asked_by=None)
    if words := _words_of_ties([person for person in here if person.pk != asked_by.pk], user, asked_by):
        return Seconds((), words, False)
    if any(person.pk == asked_by.pk for person in here):
        days = _ties(timezone.now()).lasts.days
        words = (
            "Nur Sie könnten bestätigen, denn sonst war niemand vor dieser Person hier. "
            "Laden Sie eine zweite Person für die Verwaltung ein: "
            f"Wenn sie {days} Tage hier ist, bittet sie um die Rolle, und Sie bestätigen."
        )
        return Seconds((), words, True)
    words = "Niemand kann bestätigen. Laden Sie zuerst eine zweite Person für die Verwaltung ein."
    return Seconds((), words, True)


def _ties(now: datetime) -> Ties:
    provider_id = wall.current_provider_id()
    assert provider_id is not None  # asked behind a wall only
    return ties_at(provider_id, now=now)


def _words_of_ties(people: list[User], user: User, asked_by: User) -> str:
    """Return from when each of `people` may confirm what an invitation ties them to; empty where there is nobody."""
    ties = _ties(timezone.now())
    days = sorted((ties.free_from(one.pk, asked_by=asked_by.pk, target=user.pk), one.full_name) for one in people)
    who = ", ".join(f"{name} ab {timezone.localtime(moment):%d.%m.%Y}" for moment, name in days)
    why = (
        f"Eine Einladung verbindet {ties.lasts.days} Tage lang: Wer eingeladen hat und wer eingeladen wurde, gelten so "
    )
    return f"Bestätigen kann: {who}. {why}lange nicht als zwei Personen." if who else ""


# ---- asking, deciding ----


def ask_for_grant(
    *, provider: Provider, user: User, role: str, by: User, reason: str, values: dict[str, Any], proofs: dict[str, Any]
) -> RoleGrant:
    """Write down that `by` gives `user` a role that opens case data; before the first case it counts at once.

    Asking again while it waits returns the first request. Raises ValidationError without a reason, and for oneself
    once there is a case.
    """
    waiting = RoleGrant.objects.filter(provider=provider, user=user, role=role, state=GrantState.WAITING).first()
    if waiting is not None:
        return waiting
    is_alone = is_before_first_case(provider.pk)
    if not is_alone and user.pk == by.pk:
        raise not_to_oneself(by)
    if not is_alone and not reason.strip():
        raise ValidationError({"reason": "Schreiben Sie, wofür die Person die Rolle braucht."})
    state = GrantState.ALONE if is_alone else GrantState.WAITING
    grant = RoleGrant(provider=provider, user=user, role=role, asked_by=by, state=state, **values, **proofs)
    grant.reason = reason.strip() or "Einrichtung vor der ersten Teilnahme"
    grant.full_clean(exclude=["provider", "user", "asked_by"])
    _check_lead_has_team(role, values)
    grant.save()
    record(LogKind.GRANT, by=by, subject=grant, what=f"role_{state}", role=role, user=user.pk)
    if is_alone:
        make_member(grant, by=by)
    return grant


@refusable
@transaction.atomic
def ask_for_held_role(*, member: Membership, by: User, reason: str) -> RoleGrant:
    """Give the reason for a role from before there were grants; it goes on meanwhile, a second person confirms.

    Raises ValidationError like `ask_for_grant`.
    """
    values = {name: getattr(member, name) for name in VALUES}
    proofs = {name: getattr(member, name) for name in PROOFS}
    return ask_for_grant(
        provider=member.provider, user=member.user, role=member.role, by=by, reason=reason, values=values, proofs=proofs
    )


def _check_lead_has_team(role: str, values: dict[str, Any]) -> None:
    if role == Role.TEAM_LEAD and values["team"] is None:
        raise ValidationError({"team": "Eine Teamleitung braucht ein Team."})


def not_to_oneself(by: User) -> ValidationError:
    """Return why nobody grants to themselves, with who could do it instead."""
    others = Membership.objects.active().filter(provider=wall.current_provider_id(), role=Role.ADMIN)
    others = others.filter(user__is_invited=False).exclude(user=by.pk).select_related("user")
    names = ", ".join(sorted(member.user.full_name for member in others))
    ask = f"Bitten Sie: {names}." if names else "Laden Sie zuerst eine zweite Person für die Verwaltung ein."
    return ValidationError(f"Niemand vergibt Rechte an sich selbst. {ask}", code="own")


def make_member(grant: RoleGrant, *, by: User) -> Membership:
    """Make or change the membership that the grant says."""
    member = Membership.objects.filter(provider=grant.provider_id, user=grant.user_id, role=grant.role).first()
    member = member or Membership(provider=grant.provider, user=grant.user, role=grant.role)
    for name in (*VALUES, *PROOFS):
        setattr(member, name, getattr(grant, name))
    return save_member(member, by=by)


def save_member(member: Membership, *, by: User) -> Membership:
    """Save a membership with its line in the log; it is accepted at once by somebody who belongs here already."""
    if member.joined_at is None and not member.user.is_invited and member._state.adding:
        member.joined_at = timezone.now()
    member.full_clean(exclude=["provider", "user"])
    member.save()
    record(LogKind.GRANT, by=by, subject=member, what="membership", role=member.role, user=member.user_id)
    return member


def check_second(grant: RoleGrant, *, by: User, now: datetime | None = None) -> None:
    """Raise ValidationError unless the grant waits and `by` may be its second person."""
    if grant.state != GrantState.WAITING:
        raise ValidationError(f"Diese Rolle ist schon entschieden: {grant.get_state_display()}.", code="done")
    if by.pk not in {person.pk for person in seconds_for(grant.user, asked_by=grant.asked_by, now=now)}:
        raise ValidationError("Das muss eine andere Person bestätigen.", code="second")


@refusable
@transaction.atomic
def confirm_grant(grant: RoleGrant, *, by: User, now: datetime | None = None) -> Membership:
    """Confirm as the second person: the role counts from its first day on. Raises ValidationError (`check_second`)."""
    grant = _locked(grant)
    check_second(grant, by=by, now=now)
    _decide(grant, GrantState.CONFIRMED, by=by, now=now)
    return make_member(grant, by=by)


@refusable
@transaction.atomic
def refuse_grant(grant: RoleGrant, *, by: User, now: datetime | None = None) -> None:
    """Refuse as the second person; nothing changes for the person. Raises ValidationError (`check_second`)."""
    grant = _locked(grant)
    check_second(grant, by=by, now=now)
    _decide(grant, GrantState.REFUSED, by=by, now=now)


@transaction.atomic
def withdraw_grant(grant: RoleGrant, *, by: User) -> None:
    """Take the request back; any administrator may. Raises ValidationError when it was decided meanwhile."""
    grant = _locked(grant)
    if grant.state != GrantState.WAITING:
        raise ValidationError(f"Diese Rolle ist schon entschieden: {grant.get_state_display()}.", code="done")
    grant.state = GrantState.WITHDRAWN
    grant.save(update_fields=["state"])
    record(LogKind.GRANT, by=by, subject=grant, what="role_withdrawn", role=grant.role, user=grant.user_id)


def _locked(grant: RoleGrant) -> RoleGrant:
    rows = RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "asked_by", "provider")
    return rows.get(pk=grant.pk)


def _decide(grant: RoleGrant, state: GrantState, *, by: User, now: datetime | None) -> None:
    grant.state, grant.decided_by, grant.decided_at = state, by, now or timezone.now()
    grant.save(update_fields=["state", "decided_by", "decided_at"])
    record(LogKind.GRANT, by=by, subject=grant, what=f"role_{state}", role=grant.role, user=grant.user_id)


# ---- asked again each year ----


@transaction.atomic
def review_grant(grant: RoleGrant, *, by: User, on: date) -> None:
    """Say that an unlimited role is still needed; it is asked again in a year. Raises ValidationError for oneself.

    Who may say it of others is asked before (`asa.accounts.grant_lists.may_review`).
    """
    if grant.user_id == by.pk:
        raise not_to_oneself(by)
    grant = _locked(grant)
    grant.reviewed_by, grant.reviewed_on = by, on
    grant.save(update_fields=["reviewed_by", "reviewed_on"])
    record(LogKind.GRANT, by=by, subject=grant, what="role_reviewed", role=grant.role, user=grant.user_id)
