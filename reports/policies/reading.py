"""Who may release which type of report: the provider's policies, and who could do so today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from reports.engine.models import RELEASING_ROLES, ReleasePolicy, ReleaseRule
from reports.engine.registry import ReportType, report_types


def policy_of(provider_id: int, type: str) -> ReleasePolicy:
    """Return the provider's policy for a type; without a row an unsaved one: a second person of any such role."""
    found = ReleasePolicy.objects.filter(provider=provider_id, type=type).first()
    return found or ReleasePolicy(provider_id=provider_id, type=type)


def releasing_roles(policy: ReleasePolicy) -> list[Role]:
    """Return the roles that release under this policy."""
    return [role for role in RELEASING_ROLES if not policy.roles or role in policy.roles]


def roles_words(policy: ReleasePolicy) -> str:
    """Return the roles in words."""
    return ", ".join(str(role.label) for role in releasing_roles(policy))


def limits_for(user: User) -> tuple[list[str], list[str]]:
    """Return the types that the provider's policies keep from every role of this person, and those for other sites."""
    access = access_of(user)
    policies = list(ReleasePolicy.objects.filter(provider=access.provider_id))
    kept = [policy.type for policy in policies if policy.roles and not access.roles & set(policy.roles)]
    elsewhere = [policy.type for policy in policies if policy.rule == ReleaseRule.OTHER_SITE]
    return kept, elsewhere


@dataclass(frozen=True)
class Releasers:
    """Whoever could release today: persons, the sites they work at, and the sites of all who write reports."""

    persons: int
    sites: int
    writers_sites: int


@dataclass(frozen=True)
class PolicyLine:
    """One type with its policy, and what is wrong with it today (empty: nothing)."""

    kind: ReportType
    policy: ReleasePolicy
    roles: str
    problem: str


def sites_of(users: Collection[int | None]) -> set[int]:
    """Return the sites at which these people work today, by themselves or by their team."""
    return {site for sites in sites_by_user(users).values() for site in sites}


def sites_by_user(users: Collection[int | None]) -> dict[int, set[int]]:
    """Return the sites of each of these people, by themselves or by their team. One query."""
    rows = Membership.objects.active().filter(user__in=list(users)).values_list("user", "site", "team__site")
    found: dict[int, set[int]] = defaultdict(set)
    for user, *sites in rows:
        found[user].update(site for site in sites if site)
    return found


def is_from_elsewhere(mine: Collection[int], authors: Collection[int]) -> bool:
    """Return whether somebody of these sites may release what people of those wrote: an unknown site is no other."""
    return bool(mine and authors) and not set(mine) & set(authors)


def who_releases(roles: Collection[str], members: Collection[tuple[int, str, int | None, int | None]]) -> Releasers:
    """Return how many of the members (user, role, site, site of the team) hold one of the roles."""
    able = [row for row in members if row[1] in roles]
    writers = [row for row in members if row[1] in RELEASING_ROLES]
    return Releasers(len({row[0] for row in able}), _sites(able), _sites(writers))


def _sites(members: Collection[tuple[int, str, int | None, int | None]]) -> int:
    return len({site for row in members for site in row[2:] if site})


def members_today(provider_id: int) -> list[tuple[int, str, int | None, int | None]]:
    """Return everyone who works at the provider today: user, role, site, site of the team."""
    active = Membership.objects.active().filter(provider=provider_id)
    return list(active.values_list("user", "role", "site", "team__site"))


def problem_of(rule: str, roles: Collection[str], found: Releasers) -> str:
    """Return why nobody could release under such a policy today; empty when somebody could."""
    if not found.persons:
        return "Diese Rollen hat zurzeit niemand."
    if found.persons == 1 and set(roles) == set(RELEASING_ROLES):
        return "Zurzeit gibt es nur eine Person, die Berichte schreibt und freigibt: Es fehlt die zweite."
    if rule == ReleaseRule.OTHER_SITE and (not found.sites or found.writers_sites < 2):
        return "Dafür arbeiten zurzeit nicht genug Personen mit diesen Rollen an verschiedenen Standorten."
    return ""


def policy_lines(provider_id: int) -> list[PolicyLine]:
    """Return every type with its policy. Two queries."""
    saved = {policy.type: policy for policy in ReleasePolicy.objects.filter(provider=provider_id)}
    members = members_today(provider_id)
    lines = []
    for code, kind in report_types().items():
        policy = saved.get(code) or ReleasePolicy(provider_id=provider_id, type=code)
        roles = releasing_roles(policy)
        problem = problem_of(policy.rule, roles, who_releases(roles, members))
        lines.append(PolicyLine(kind, policy, roles_words(policy), problem))
    return lines
