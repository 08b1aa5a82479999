"""Unlimited roles are asked about again by somebody who can answer; roles from before the rule get their reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import GrantState, Role
from asa.accounts.grant_lists import reviews_for, waiting_grants, without_grant
from asa.accounts.models import Membership, RoleGrant
from asa.administration.grants import confirm_grant
from tests.factories import CaseFactory, MembershipFactory, confirmed_grant

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def admin(behind):
    """The only administrator of a provider with a running case, also a contact person since long ago."""
    member = MembershipFactory(role=Role.ADMIN)
    CaseFactory(provider=member.provider, contact_person=member_of(member, Role.CONTACT_PERSON))
    behind(member.provider)
    return member


def member_of(member, role, **more):
    return MembershipFactory(provider=member.provider, team=member.team, role=role, **more)


@pytest.fixture
def due(admin, behind):
    """A role of the administrator that nobody has looked at for a year."""
    behind(admin.provider)
    values = {"user": admin.user, "role": Role.TEACHER, "starts_on": TODAY}
    grant = confirmed_grant(provider=admin.provider, **values)
    RoleGrant.objects.filter(pk=grant.pk).update(reviewed_on=LONG_AGO)
    Membership.objects.create(provider=admin.provider, team=admin.team, **values)
    grant.refresh_from_db()
    return grant


@pytest.fixture
def lead(admin, behind):
    member = member_of(admin, Role.TEAM_LEAD)
    behind(admin.provider)
    return member


def test_nobody_is_asked_about_oneself(admin, due):
    assert reviews_for(admin.user, {Role.ADMIN}, TODAY) == []


def test_a_lead_is_asked_where_the_only_administrator_holds_the_role(sign_in, admin, lead, due, behind):
    assert reviews_for(lead.user, {Role.TEAM_LEAD}, TODAY) == [due]
    desk = sign_in(lead.user)
    assert "Unbefristete Rollen prüfen" in desk.get("/").content.decode()
    assert "Weiter nötig" in desk.get(reverse("role_grant_list")).content.decode()
    assert desk.post(reverse("role_grant_review", args=[due.public_id])).status_code == 302
    behind(admin.provider)
    due.refresh_from_db()
    assert (due.reviewed_by, due.reviewed_on) == (lead.user, TODAY)


def test_with_a_second_administrator_that_one_is_asked(sign_in, admin, lead, due, behind):
    second = member_of(admin, Role.ADMIN)
    behind(admin.provider)
    assert reviews_for(lead.user, {Role.TEAM_LEAD}, TODAY) == []
    assert reviews_for(second.user, {Role.ADMIN}, TODAY) == [due]
    assert sign_in(lead.user).post(reverse("role_grant_review", args=[due.public_id])).status_code == 403


def test_a_role_without_grant_gets_its_reason_and_a_second_person(sign_in, admin, lead, behind):
    (bare,) = without_grant(TODAY)
    desk = sign_in(admin.user)
    assert "Rollen begründen" in desk.get("/").content.decode()
    assert "Ohne Begründung aus früherer Zeit" in desk.get(reverse("role_grant_list")).content.decode()
    url = reverse("role_reason", args=[bare.pk])
    assert "wofür die Person die Rolle braucht" in desk.post(url, {"reason": " "}).content.decode()
    assert desk.post(url, {"reason": "betreut die Fälle in Lübeck"}).status_code == 302
    behind(admin.provider)
    assert without_grant(TODAY) == []
    grant = waiting_grants().get()
    # whoever confirms was here before; the contact person of the case came before the lead
    assert (grant.user, grant.reason) == (bare.user, "betreut die Fälle in Lübeck")
    bare.refresh_from_db()
    assert bare.ends_on is None


def test_a_confirmed_reason_changes_nothing_else(admin, behind):
    (bare,) = without_grant(TODAY)
    early, second = admin, member_of(admin, Role.ADMIN)
    behind(admin.provider)
    grant = RoleGrant.objects.create(
        provider=admin.provider, user=bare.user, role=bare.role, starts_on=bare.starts_on, team=bare.team,
        reason="betreut Fälle", asked_by=second.user, state=GrantState.WAITING,
    )  # fmt: skip
    assert confirm_grant(grant, by=early.user).pk == bare.pk
    assert without_grant(TODAY) == []


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.BILLING, Role.TEACHER])
def test_only_the_administration_gives_reasons(sign_in, admin, behind, role):
    (bare,) = without_grant(TODAY)
    other = member_of(admin, role)
    assert sign_in(other.user).get(reverse("role_reason", args=[bare.pk])).status_code == 403


def test_another_provider_finds_nothing(sign_in, admin):
    (bare,) = without_grant(TODAY)
    other = MembershipFactory(role=Role.ADMIN)
    assert sign_in(other.user).get(reverse("role_reason", args=[bare.pk])).status_code == 404


def test_help_says_what_is_stored_about_staff(sign_in, admin):
    page = sign_in(admin.user).get(reverse("help")).content.decode()
    assert "Was über Mitarbeitende gespeichert wird" in page
    assert "Führungszeugnis" in page
