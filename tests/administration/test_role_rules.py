"""The database itself refuses a role with insight into cases that no confirmed grant gives."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from asa.accounts.enums import CASE_ROLES, GrantState, Role
from asa.accounts.models import Invitation, Membership, RoleGrant
from asa.administration.members import add_member, change_member
from tests.factories import CaseFactory, MembershipFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
NEEDS_GRANT = "braucht eine Begründung und die Bestätigung einer zweiten Person"


@pytest.fixture
def admin(behind):
    """An administrator of a provider with a running case."""
    member = MembershipFactory(role=Role.ADMIN)
    CaseFactory(provider=member.provider)
    behind(member.provider)
    return member


@pytest.fixture
def lead(admin, behind):
    member = MembershipFactory(role=Role.TEAM_LEAD, provider=admin.provider, team=admin.team)
    behind(admin.provider)
    return member


def row(admin, role=Role.TEACHER, **more):
    values = {"user": UserFactory(), "starts_on": TODAY, "team": admin.team} | more
    return Membership.objects.create(provider=admin.provider, role=role, **values)


def granted(admin, lead, *, user, **more):
    values = {
        "role": Role.TEACHER, "starts_on": TODAY, "reason": "übernimmt die Gruppe", "state": GrantState.CONFIRMED,
        "asked_by": admin.user, "decided_by": lead.user, "decided_at": timezone.now(),
    } | more  # fmt: skip
    return RoleGrant.objects.create(provider=admin.provider, user=user, **values)


def refused(words):
    return pytest.raises(IntegrityError, match=words)


@pytest.mark.parametrize("role", CASE_ROLES)
def test_a_direct_row_is_refused(admin, role):
    with refused(NEEDS_GRANT), transaction.atomic():
        row(admin, role)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION])
def test_roles_without_insight_into_cases_need_none(admin, role):
    assert row(admin, role).pk


def test_before_the_first_active_case_one_person_sets_up_all(behind):
    admin = MembershipFactory(role=Role.ADMIN)
    behind(admin.provider)
    assert row(admin).pk


def test_a_confirmed_grant_carries_the_row(admin, lead):
    user = UserFactory()
    granted(admin, lead, user=user)
    assert row(admin, user=user).pk


@pytest.mark.parametrize("state", [GrantState.WAITING, GrantState.REFUSED])
def test_a_grant_that_is_not_confirmed_carries_nothing(admin, lead, state):
    user = UserFactory()
    decided = lead.user if state == GrantState.REFUSED else None
    granted(admin, lead, user=user, state=state, decided_by=decided)
    with refused(NEEDS_GRANT), transaction.atomic():
        row(admin, user=user)


@pytest.mark.parametrize(
    "wider",
    [
        {"starts_on": TODAY - timedelta(days=1), "ends_on": TODAY + timedelta(days=30)},
        {"ends_on": TODAY + timedelta(days=31)},
        {"ends_on": None},
        {"role": Role.SOCIAL_WORKER, "ends_on": TODAY + timedelta(days=30)},
    ],
)
def test_nothing_wider_than_the_grant(admin, lead, wider):
    user = UserFactory()
    granted(admin, lead, user=user, ends_on=TODAY + timedelta(days=30))
    with refused(NEEDS_GRANT), transaction.atomic():
        row(admin, user=user, **wider)


def test_another_team_of_a_lead_needs_its_grant(admin, lead):
    lead.team = TeamFactory(provider=admin.provider)
    with refused(NEEDS_GRANT), transaction.atomic():
        lead.save()


def test_a_right_from_before_ends_earlier_and_is_not_made_longer(behind):
    admin = MembershipFactory(role=Role.ADMIN)
    behind(admin.provider)
    old = row(admin, Role.CONTACT_PERSON)
    CaseFactory(provider=admin.provider)
    behind(admin.provider)
    old.ends_on = TODAY + timedelta(days=30)
    old.save()
    old.ends_on = None
    with refused(NEEDS_GRANT), transaction.atomic():
        old.save()


def test_who_came_after_the_invitation_confirms_nothing(admin):
    user = UserFactory()
    now = timezone.now()
    Invitation.objects.create(
        provider=admin.provider, user=user, email=user.email, sent_at=now - timedelta(days=2),
        secret_hash="x", expires_at=now,
    )  # fmt: skip
    late = row(admin, Role.ADMIN, joined_at=now - timedelta(days=1))
    with refused("vor der Einladung dieser Person"), transaction.atomic():
        granted(admin, late, user=user)


def test_who_neither_administers_nor_leads_confirms_nothing(admin):
    teacher = MembershipFactory(role=Role.TEACHER, provider=admin.provider)
    with refused("vor der Einladung dieser Person"), transaction.atomic():
        granted(admin, teacher, user=UserFactory())


def test_nobody_of_another_provider_confirms(admin, behind):
    other = MembershipFactory(role=Role.ADMIN)
    behind(admin.provider)
    with refused("vor der Einladung dieser Person"), transaction.atomic():
        granted(admin, other, user=UserFactory())


def test_a_grant_without_a_reason_is_refused(admin, lead):
    with refused("wofür die Person die Rolle braucht"), transaction.atomic():
        granted(admin, lead, user=UserFactory(), reason=" ")


def test_alone_is_over_with_the_first_case(admin, lead):
    with refused("Seit der ersten Teilnahme"), transaction.atomic():
        granted(admin, lead, user=UserFactory(), state=GrantState.ALONE, decided_by=None)


def test_a_decided_grant_is_not_widened(admin, lead):
    grant = granted(admin, lead, user=UserFactory(), ends_on=TODAY)
    grant.ends_on = None
    with refused("entschiedene Vergabe wird nicht geändert"), transaction.atomic():
        grant.save()


def test_the_services_stay_within_the_rule(admin, lead):
    person = {"email": "olga@neu.example", "first_name": "Olga", "last_name": "Petrenko"}
    added = add_member(
        provider=admin.provider, by=admin.user, person=person, roles=[Role.TEACHER], team=admin.team,
        starts_on=TODAY, reason="übernimmt die Gruppe",
    )  # fmt: skip
    assert (len(added.members), len(added.waiting)) == (0, 1)
    longer = change_member(
        member=lead, by=admin.user, kind=lead.kind, team=TeamFactory(provider=admin.provider), reason="neues Team",
        starts_on=lead.starts_on, ends_on=None,
    )  # fmt: skip
    assert isinstance(longer, RoleGrant)
