"""Every role × class × action × relation, generated from the matrix: allowed where it is written, else nothing."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone

from asa.accounts.enums import STAFF_ROLES, Action, DataClass, Role, Scope
from asa.accounts.matrix import MATRIX, roles_with, scopes
from cases.people.models import AuditGrant, Case
from cases.people.models.trainees import AuditGrantCase
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    ContactAssignmentFactory,
    FunderAccessFactory,
    MeasureFactory,
    MembershipFactory,
    ProviderFactory,
    SessionFactory,
    TeamFactory,
    UserFactory,
)

RELATIONS = ("mine", "same team", "same provider", "other provider", "formerly mine")

#: Which scopes reach a case of each relation (`security.md` section 3).
#: One's own lessons reach sessions and their attendances, never the whole case (tests/cases/test_teachers_sight.py).
#: Without an access request nothing is reached for one.
REACHED = {
    "mine": set(Scope) - {Scope.LESSONS, Scope.ACCESS_REQUEST},
    "same team": {Scope.TEAM, Scope.PROVIDER},
    "same provider": {Scope.PROVIDER},
    "other provider": set(),
    "formerly mine": {Scope.PROVIDER},
}

#: Without an account: company trainers come by link, the operator never reaches a case.
WITHOUT_ACCOUNT = {Role.COMPANY_TRAINER, Role.OPERATOR}

YESTERDAY = timezone.localdate() - timedelta(days=1)


def _make_mine(role, user, member, provider, team, ends_on=None):
    """Create a case related to this role in the role's own way; `ends_on` ends the relation."""
    match role:
        case Role.CONTACT_PERSON:
            case = CaseFactory(provider=provider, team=team, contact_person=None)
            ContactAssignmentFactory(case=case, member=member, starts_on=date(2025, 9, 1), ends_on=ends_on)
        case Role.TEACHER:
            case = CaseFactory(provider=provider, team=team)
            starts = timezone.now() - timedelta(days=200 if ends_on else 2)
            SessionFactory(provider=provider, starts=starts, staff=[member], cases=[case])
        case Role.TRAINEE:
            case = CaseFactory(provider=provider, team=team, trainee__user=None if ends_on else user)
        case Role.FUNDER:
            measure = MeasureFactory(provider=provider)
            FunderAccessFactory(
                provider=provider, user=user, funding_body=measure.funding_body, sees_persons=True, ends_on=ends_on
            )
            case = CaseFactory(provider=provider, team=team, measure=measure)
        case Role.AUDITOR:
            case = CaseFactory(provider=provider, team=team)
            starts = timezone.localdate() - timedelta(days=10)
            grant = AuditGrant.objects.create(
                provider=provider, user=user, starts_on=starts, ends_on=ends_on or starts + timedelta(days=13)
            )
            AuditGrantCase.objects.create(provider=provider, grant=grant, case=case)
        case _:
            case = CaseFactory(provider=provider, team=team)
            if member:
                CaseStaffFactory(case=case, member=member, ends_on=ends_on)
    return case


@pytest.fixture
def situation(db, behind):
    """Return a function role → (user, {relation: case})."""

    def make(role):
        provider = ProviderFactory()
        behind(provider)
        user, team = UserFactory(), TeamFactory(provider=provider)
        elsewhere = TeamFactory(provider=provider)
        member = MembershipFactory(provider=provider, user=user, role=role, team=team) if role in STAFF_ROLES else None
        cases = {
            "mine": _make_mine(role, user, member, provider, team),
            "same team": CaseFactory(provider=provider, team=team),
            "same provider": CaseFactory(provider=provider, team=elsewhere),
            "other provider": CaseFactory(),
            "formerly mine": _make_mine(role, user, member, provider, elsewhere, ends_on=YESTERDAY),
        }
        behind(provider)
        return user, cases

    return make


def _expected(role, data_class, action, relation):
    return role not in WITHOUT_ACCOUNT and bool(scopes(role, data_class, action) & REACHED[relation])


@pytest.mark.parametrize("role", Role)
def test_every_cell_for_every_relation(role, situation, behind):
    user, cases = situation(role)
    deviations = []
    for data_class, action in product(DataClass, Action):
        visible = set(Case.objects.visible_to(user, data_class, action).values_list("pk", flat=True))
        deviations += [
            (role, data_class, action, relation)
            for relation in RELATIONS
            if (cases[relation].pk in visible) != _expected(role, data_class, action, relation)
        ]
    assert deviations == []


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_access_ends_by_itself_with_the_membership(role, situation, behind):
    user, _cases = situation(role)
    user.memberships.update(ends_on=YESTERDAY)
    user._access = None
    assert not Case.objects.visible_to(user, DataClass.MINIMAL).exists()


def test_a_person_with_two_roles_has_the_union_of_both_per_case(behind):
    team_member = MembershipFactory(role=Role.TEACHER)
    provider, user = team_member.provider, team_member.user
    behind(provider)
    contact = MembershipFactory(provider=provider, user=user, role=Role.CONTACT_PERSON, team=None)
    taught = CaseFactory(provider=provider)
    SessionFactory(provider=provider, staff=[team_member], cases=[taught])
    own = CaseFactory(provider=provider, contact_person=contact)
    behind(provider)
    assert set(Case.objects.visible_to(user, DataClass.MINIMAL)) == {taught, own}
    assert set(Case.objects.visible_to(user, DataClass.BENEFIT)) == {own}


def test_nobody_widens_notes_health_and_conflicts_beyond_the_case():
    wide = {Scope.PROVIDER, Scope.TEAM, Scope.MEASURE, Scope.WINDOW, Scope.LINK}
    texts = [p for p in MATRIX if p.data_class in (DataClass.NOTE, DataClass.HEALTH, DataClass.CONFLICT)]
    assert [p for p in texts if p.scope in wide and p.actions != (Action.META,)] == []


def test_signals_never_leave_the_provider():
    outside = {Role.AUDITOR, Role.COMPANY_TRAINER, Role.TRAINEE, Role.FUNDER, Role.OPERATOR}
    assert not outside & roles_with(DataClass.SIGNAL, Action.READ)
