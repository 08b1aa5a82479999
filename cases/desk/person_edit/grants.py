"""Who may name a contact person or a deputy, and who can be named."""

from django.db.models import QuerySet

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, Team, User
from asa.accounts.sorting import in_order_of
from cases.people.models import Case
from cases.people.services import DEPUTY_ROLES


def may_grant(user: User, case: Case) -> bool:
    """Return whether `user` may give others a role in the case: the lead of its team (`security.md` section 4, Grant).

    A change of contact person and a deputyship open confidential texts, so nobody gives them to themselves.
    """
    if case.team_id is None:
        return False
    return any(s.role == Role.TEAM_LEAD and s.team_id == case.team_id for s in access_of(user).standings)


def possible_contacts(case: Case, by: User) -> QuerySet[Membership]:
    """Members who can become the fixed contact person; never the person who decides."""
    return _members(case, by).filter(role=Role.CONTACT_PERSON)


def possible_deputies(case: Case, by: User, contact: Membership) -> QuerySet[Membership]:
    """Members who can stand in for `contact`."""
    return _members(case, by).filter(role__in=DEPUTY_ROLES).exclude(user=contact.user_id)


def _members(case: Case, by: User) -> QuerySet[Membership]:
    members = Membership.objects.active().filter(provider=case.provider_id).exclude(user=by.pk)
    return members.select_related("user", "team").order_by(*in_order_of("user__last_name", "user__first_name"))


def may_set_team(user: User, case: Case) -> bool:
    """Return whether `user` may say which team answers for the case: the administration, where no lead can act."""
    is_admin = any(s.role == Role.ADMIN for s in access_of(user).standings)
    return is_admin and not _leads(case).filter(team=case.team_id).exists()


def possible_teams(case: Case, by: User) -> QuerySet[Team]:
    """Teams of the provider with a lead; never one that the person who decides leads."""
    leads = _leads(case).exclude(user=by.pk)
    own = _leads(case).filter(user=by.pk)
    teams = Team.objects.filter(provider=case.provider_id, pk__in=leads.values("team"))
    return teams.exclude(pk__in=own.values("team")).order_by(*in_order_of("name"))


def _leads(case: Case) -> QuerySet[Membership]:
    leads = Membership.objects.active().filter(provider=case.provider_id, role=Role.TEAM_LEAD)
    return leads.exclude(team=None)
