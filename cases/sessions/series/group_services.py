"""Groups and their members; every change also reaches the sessions still to come."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, Team, User
from asa.accounts.once import KeyReused, is_by
from asa.accounts.refusals import refusable
from cases.people.models import Case
from cases.people.models.trainees import CaseQuerySet
from cases.sessions.series.services import StaleSeries, bring_in_line
from cases.support.planning.models import GroupMember, LessonGroup

GROUP_FIELDS = ("name", "module", "staff", "place", "room", "starts_on", "ends_on")


def home_team(holder: Membership, by: User | None) -> Team | None:
    """Return the team to which a group belongs: that of the lead who makes it, else the holder's, else the maker's."""
    standings = access_of(by).standings if by is not None else ()
    led = next((s.team_id for s in standings if s.role == Role.TEAM_LEAD and s.team_id), None)
    own = next((s.team_id for s in standings if s.team_id), None)
    return Team.objects.filter(pk=led or holder.team_id or own or 0).first()


def placeable(user: User) -> CaseQuerySet:
    """Open cases that the person may put into a group: those for whom lessons may be planned."""
    return Case.objects.visible_to(user, DataClass.LESSON, Action.PLAN).open()


def knows_all_members(user: User, group: LessonGroup) -> bool:
    """Return whether `user` reads every member's name already, as who holds or leads the group or one by one.

    Whoever does not cannot become its holder by their own hand: that would open the others' people to them.
    """
    if LessonGroup.objects.known_whole_by(user).filter(pk=group.pk).exists():
        return True
    return not GroupMember.objects.filter(group=group).exclude(case__in=Case.objects.visible_to(user)).exists()


@refusable
@transaction.atomic
def create_group(*, group: LessonGroup, by: User | None) -> LessonGroup:
    """Save a new group of the holder's provider and of a team. Posted twice, the first comes back."""
    group.provider_id = group.staff.provider_id
    group.team = group.team or home_team(group.staff, by)
    first = LessonGroup.objects.filter(request_key=group.request_key).first()
    if first is not None:
        if not is_by(first, by):
            raise KeyReused
        return first
    group.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        first = LessonGroup.objects.filter(request_key=group.request_key).first()
        if first is None or not is_by(first, by):
            raise
        return first
    record(LogKind.CHANGE, by=by, subject=group, act="created")
    return group


@refusable
@transaction.atomic
def change_group(*, group: LessonGroup, values: dict[str, Any], by: User | None, version: int) -> LessonGroup:
    """Change a group's own values; its series keep theirs. Raises StaleSeries."""
    current = LessonGroup.objects.select_for_update().get(pk=group.pk)
    if current.version != version:
        raise StaleSeries(current)
    for name in GROUP_FIELDS:
        if name in values:
            setattr(current, name, values[name])
    if current.staff.provider_id != current.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    current.version += 1
    current.full_clean(validate_unique=False)
    current.save()
    record(LogKind.CHANGE, by=by, subject=current, act="changed")
    return current


@refusable
@transaction.atomic
def add_member(
    *, group: LessonGroup, case: Case, starts_on: date, ends_on: date | None, by: User | None
) -> GroupMember:
    """Let a person belong to a group; the same period twice is one. Raises ValidationError when periods overlap."""
    LessonGroup.objects.select_for_update().get(pk=group.pk)
    if case.provider_id != group.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    same = GroupMember.objects.filter(group=group, case=case, starts_on=starts_on, ends_on=ends_on).first()
    if same is not None:
        return same
    member = GroupMember(provider_id=group.provider_id, group=group, case=case, starts_on=starts_on, ends_on=ends_on)
    member.full_clean()
    member.save()
    record(LogKind.CHANGE, by=by, subject=group, act="member_added", case=case.pk)
    bring_in_line(group, case)
    return member


@refusable
@transaction.atomic
def end_member(*, member: GroupMember, last_on: date, by: User | None) -> None:
    """End a membership after a day; one that would end before it began is taken back altogether."""
    member = GroupMember.objects.select_for_update().select_related("group", "case").get(pk=member.pk)
    if member.ends_on is not None and member.ends_on <= last_on:
        return
    if last_on < member.starts_on:
        member.delete()
    else:
        member.ends_on = last_on
        member.save(update_fields=["ends_on"])
    record(LogKind.CHANGE, by=by, subject=member.group, act="member_ended", case=member.case_id)
    bring_in_line(member.group, member.case)
