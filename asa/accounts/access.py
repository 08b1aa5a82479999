"""What a signed-in person is to the current provider: the roles held today, read afresh for every request."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import STAFF_ROLES, Action, DataClass, Role, Scope
from asa.accounts.matrix import scopes
from asa.accounts.models import FunderAccess, Membership, User


@dataclass(frozen=True)
class Standing:
    """One role of a person towards the current provider, with what narrows it."""

    role: Role
    membership_id: int | None = None
    team_id: int | None = None
    funding_body_id: int | None = None
    sees_persons: bool = False


class Access:
    """The roles of one person behind the current wall. Built once per request, never kept longer."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.provider_id = wall.current_provider_id()

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        if not self.user.is_active or self.provider_id is None:
            return ()
        today = timezone.localdate()
        staff = Membership.objects.active(today).filter(user=self.user.pk, provider=self.provider_id)
        standings = [
            Standing(Role(role), membership_id=pk, team_id=team)
            for pk, role, team in staff.values_list("pk", "role", "team")
        ]
        funders = FunderAccess.objects.active(today).filter(user=self.user.pk, provider=self.provider_id)
        standings += [
            Standing(Role.FUNDER, funding_body_id=body, sees_persons=persons)
            for body, persons in funders.values_list("funding_body", "sees_persons")
        ]
        return (*standings, *self._standings_from_cases())

    def _standings_from_cases(self) -> list[Standing]:
        """Trainee, company trainer and auditor come from tables further up, registered there as providers of roles."""
        return [standing for source in STANDING_SOURCES for standing in source(self.user, self.provider_id)]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(standing.role for standing in self.standings)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & set(STAFF_ROLES))

    def may(self, data_class: DataClass, action: Action) -> bool:
        """Return whether any role of this person may do `action` with `data_class` for at least some case."""
        return any(scopes(role, data_class, action) for role in self.roles)

    def may_for_cases(self, data_class: DataClass, action: Action) -> bool:
        """As `may`, but for all entries of some case: a right to one's own lessons alone does not count."""
        return any(scopes(role, data_class, action) - {Scope.LESSONS} for role in self.roles)

    def holders(self, data_class: DataClass, action: Action) -> list[int]:
        """Return the memberships whose role may do `action` with the entries of sessions that they hold themselves."""
        own = (Scope.OWN, Scope.LESSONS)
        return [s.membership_id for s, scope in self.grants(data_class, action) if s.membership_id and scope in own]

    def grants(self, data_class: DataClass, action: Action) -> list[tuple[Standing, Scope]]:
        """Return every (standing, scope) under which the action is allowed."""
        return [(s, scope) for s in self.standings for scope in sorted(scopes(s.role, data_class, action))]


#: Functions (user, provider_id) → list of standings, added by the apps that hold the link (see `cases.apps`).
STANDING_SOURCES: list = []


def keep_for_request(user: User) -> None:
    """Remember the access of `user` for the rest of this request, so that asking for it again costs no query.

    Called by `WallMiddleware` with the request's own user object after the wall stands. It ends with that object, and
    at once when the wall is moved in between (`wall.position`).
    """
    user._access = Access(user)  # type: ignore[attr-defined]
    user._access_position = wall.position()  # type: ignore[attr-defined]


def access_of(user: User) -> Access:
    """Return the access of `user` behind the current wall, built once per user object and provider.

    Outside a request, and after the wall was moved inside one, the database is asked where the wall stands.
    """
    access = getattr(user, "_access", None)
    if access is not None and getattr(user, "_access_position", None) == wall.position():
        return access
    provider_id = wall.current_provider_id()
    if access is None or access.provider_id != provider_id:
        access = user._access = Access(user)  # type: ignore[attr-defined]
    return access
