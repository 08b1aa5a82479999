"""A role that a second person confirmed goes to the address that was confirmed, and to no other mailbox."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from asa.accounts.email_change import ask_new_address
from asa.accounts.enums import Role
from asa.accounts.invitations import open_invitation
from asa.administration.grants import confirm_grant
from asa.administration.members import add_member
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db

OLGA = {"email": "olga@neu.example", "first_name": "Olga", "last_name": "Petrenko"}


@pytest.fixture
def admin(behind):
    member = MembershipFactory(role=Role.ADMIN)
    CaseFactory(provider=member.provider)
    behind(member.provider)
    return member


@pytest.fixture
def lead(admin):
    return MembershipFactory(role=Role.TEAM_LEAD, provider=admin.provider, team=admin.team)


def asked(admin):
    (grant,) = add_member(
        provider=admin.provider, by=admin.user, person=OLGA, roles=["social_worker"], starts_on=timezone.localdate(),
        team=admin.team, reason="übernimmt Fälle",
    ).waiting  # fmt: skip
    return grant


def test_after_the_confirmation_the_invitation_cannot_be_sent_elsewhere(sign_in, behind, admin, lead):
    grant = asked(admin)
    confirm_grant(grant, by=lead.user)
    url = reverse("member_address", args=[grant.user.public_id])

    answer = sign_in(admin.user).post(url, {"email": "meine-zweite@post.example"})

    assert answer.status_code == 422
    assert "zweite Person schon eine Rolle bestätigt" in answer.content.decode()
    behind(admin.provider)
    assert open_invitation(grant.user, admin.provider).email == OLGA["email"]


def test_a_service_refuses_it_too(admin, lead):
    grant = asked(admin)
    confirm_grant(grant, by=lead.user)
    with pytest.raises(ValidationError, match="bestätigt"):
        ask_new_address(user=grant.user, email="a@b.example", provider=admin.provider, by=admin.user)


def test_before_it_a_slip_is_put_right(admin, lead):
    grant = asked(admin)
    ask_new_address(user=grant.user, email="olga@recht.example", provider=admin.provider, by=admin.user)
    assert open_invitation(grant.user, admin.provider).email == "olga@recht.example"
