"""Rows of planning that several tests begin with."""

from datetime import date, time
from typing import Any

from asa.accounts import wall
from cases.sessions.series.services import create_series
from cases.support.planning.models import GroupMember, LessonGroup, SessionSeries


def group_of(member: Any, *cases: Any, since: date = date(2025, 9, 1), **values: Any) -> LessonGroup:
    """A group that `member` leads, with these cases as members."""
    with wall.within(member.provider_id):
        values = {"name": "Mathe-Gruppe", "starts_on": since} | values
        group = LessonGroup.objects.create(provider_id=member.provider_id, staff=member, **values)
        for case in cases:
            GroupMember.objects.create(provider_id=member.provider_id, group=group, case=case, starts_on=since)
    return group


def series_of(owner: Any, staff: Any, **values: Any) -> SessionSeries:
    """A weekly series on Wednesdays at 19:00 for a group or a case, not saved."""
    defaults = {
        "module": "tuition",
        "staff": staff,
        "weekday": 2,
        "starts_at": time(19),
        "minutes": 90,
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 7, 31),
    }
    key = "group" if isinstance(owner, LessonGroup) else "case"
    return SessionSeries(provider_id=owner.provider_id, **{key: owner}, **(defaults | values))


def planned(owner: Any, staff: Any, *, by: Any = None, **values: Any) -> SessionSeries:
    """The same, saved with its sessions in the calendar; planned by whoever holds it unless `by` (a user) is told."""
    with wall.within(owner.provider_id):
        return create_series(series=series_of(owner, staff, **values), by=by or staff.user)[0]
