"""The page "Kalender": one week, by links; no script needed."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import Membership, User
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from cases.sessions.calendar.read_model import MINE, TEAM, week_of
from cases.sessions.choices import STAFF_OF_SESSIONS

READERS = (Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)
#: The calendar goes so many years back and ahead; further addresses show this week.
REACH = timedelta(days=5 * 366)


def _monday(text: str) -> date:
    """Return the Monday of the day in the address; this week's for anything that is no day within reach."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if abs(day - today) > REACH:
        day = today
    return day - timedelta(days=day.weekday())


def _colleagues(user: User) -> Any:
    """Return whose calendar one may choose: as team lead the team's people, else those of one's own team."""
    teams = [s.team_id for s in access_of(user).standings if s.team_id]
    members = Membership.objects.active().filter(role__in=STAFF_OF_SESSIONS, team__in=teams).exclude(user=user.pk)
    return members.select_related("user", "site", "team__site").order_by(
        *in_order_of("user__last_name", "user__first_name")
    )


@needs_role(*READERS)
@require_safe
def calendar(request: UserRequest) -> HttpResponse:
    """Show a week: the own one, the team's, or a colleague's, as far as its sessions are visible."""
    user = request.user
    holds = access_of(user).may(DataClass.LESSON, Action.CREATE)
    who = request.GET.get("wer", MINE if holds else TEAM)
    member = None
    if who not in (MINE, TEAM):
        member = get_object_or_404(_colleagues(user), pk=int(who) if who.isdecimal() and len(who) < 12 else 0)
    week = week_of(user, _monday(request.GET.get("woche", "")), who=who, member=member)
    context = {
        "week": week,
        "who": who,
        "holds": holds,
        "colleagues": list(_colleagues(user)[:200]),
        "member": member,
        "today": timezone.localdate(),
    }
    return render(request, "cases/planning/calendar.html", context)
