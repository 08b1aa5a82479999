"""Who could be the second person, by name: a page that says "eine zweite Person entscheidet" also says who."""

from collections.abc import Collection

from django.db.models import Q

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.accounts.sorting import in_order_of

SHOWN = 5


def second_people(roles: Collection[Role], *, without: Collection[int], team_id: int | None = None) -> list[str]:
    """Return the names of everyone who works here today in one of the roles, but for some accounts. Needs the wall.

    `team_id` is the team that a team lead has to lead; None: any.
    """
    there = Membership.objects.active().filter(role__in=roles, user__is_invited=False).exclude(user__in=without)
    if team_id is not None:
        there = there.exclude(~Q(team=team_id) | Q(team=None), role=Role.TEAM_LEAD)
    names = there.order_by(*in_order_of("user__last_name", "user__first_name")).select_related("user")
    return list(dict.fromkeys(member.user.full_name for member in names))


def second_words(roles: Collection[Role], *, without: Collection[int], team_id: int | None = None) -> str:
    """Return who decides in one German sentence; where nobody could, what helps."""
    names = second_people(roles, without=without, team_id=team_id)
    if not names:
        return "Das kann hier zurzeit niemand sonst. Die Verwaltung kann eine zweite Person einladen."
    more = f" und {len(names) - SHOWN} weitere" if len(names) > SHOWN else ""
    return f"Entscheiden kann: {', '.join(names[:SHOWN])}{more}."
