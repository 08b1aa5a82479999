"""A role that opens case data needs a reason and a second person who was here before; asked again each year."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import CASE_ROLES, GrantState, Role
from asa.accounts.grant_lists import due_reviews, waiting_grants
from asa.accounts.invitations import accept_invitation, open_invitation
from asa.accounts.models import Membership, RoleGrant, User
from asa.administration.grants import (
    confirm_grant,
    refuse_grant,
    review_grant,
    seconds_for,
    withdraw_grant,
    words_of_seconds,
)
from asa.administration.members import add_member, change_member
from asa.administration.services import end_right
from tests.factories import CaseFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
OLGA = {"email": "olga@neu.example", "first_name": "Olga", "last_name": "Petrenko"}


@pytest.fixture
def admin(behind):
    """An administrator of a provider with a running case; the first of its people."""
    member = MembershipFactory(role=Role.ADMIN)
    CaseFactory(provider=member.provider)
    behind(member.provider)
    return member


@pytest.fixture
def lead(admin, behind):
    member = MembershipFactory(role=Role.TEAM_LEAD, provider=admin.provider, team=admin.team)
    behind(admin.provider)
    return member


def ask(admin, roles=("teacher",), person=None, **changes):
    values = {"starts_on": TODAY, "team": admin.team, "reason": "übernimmt die Gruppe"} | changes
    return add_member(provider=admin.provider, by=admin.user, person=person or OLGA, roles=roles, **values)


def test_it_waits_then_counts(admin, lead):
    added = ask(admin, roles=["teacher", "billing"])
    assert [member.role for member in added.members] == [Role.BILLING]
    (grant,) = added.waiting
    assert not Membership.objects.filter(role=Role.TEACHER, user=added.user).exists()

    member = confirm_grant(grant, by=lead.user)

    assert (member.role, member.user, member.team) == (Role.TEACHER, added.user, admin.team)
    grant.refresh_from_db()
    assert (grant.state, grant.decided_by) == (GrantState.CONFIRMED, lead.user)


def test_asking_twice_makes_one(admin, lead):
    assert ask(admin).waiting == ask(admin).waiting
    assert waiting_grants().count() == 1


def test_without_a_reason_nothing_is_asked(admin, lead):
    with pytest.raises(ValidationError):
        ask(admin, reason=" ")
    assert not waiting_grants().exists()


def test_nobody_confirms_what_they_asked_for_or_get(admin, lead):
    (grant,) = ask(admin).waiting
    with pytest.raises(ValidationError):
        confirm_grant(grant, by=admin.user)
    (own,) = ask(admin, person={"email": lead.user.email, "first_name": "", "last_name": ""}).waiting
    with pytest.raises(ValidationError):
        confirm_grant(own, by=lead.user)


@pytest.mark.parametrize("who", ["asked_by", "user"])
def test_the_database_refuses_one_person_alone(admin, lead, who):
    (grant,) = ask(admin).waiting
    grant.state, grant.decided_by = GrantState.CONFIRMED, getattr(grant, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save()


def test_the_database_refuses_nobody(admin, lead):
    (grant,) = ask(admin).waiting
    grant.state = GrantState.CONFIRMED
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save()


def join(provider, user, now=None):
    invitation = open_invitation(user, provider)
    return accept_invitation(invitation, password="vier blaue Tassen im Regal", now=now or timezone.now())


def test_who_came_after_the_person_cannot_confirm(admin, behind):
    olga = ask(admin).waiting[0].user
    second = ask(admin, roles=["admin"], person={**OLGA, "email": "zweite@neu.example", "last_name": "Zwei"}).user
    assert seconds_for(olga, asked_by=admin.user) == []  # invited only, and later
    join(admin.provider, second)
    assert seconds_for(olga, asked_by=admin.user) == []
    words = words_of_seconds(olga, asked_by=admin.user)
    assert words.is_missing
    assert "Nur Sie könnten bestätigen" in words.words
    # The other way round it works, once the invitation of the second one is old enough.
    asked_by = User.objects.get(pk=second.pk)
    assert seconds_for(olga, asked_by=asked_by) == []
    assert seconds_for(olga, asked_by=asked_by, now=timezone.now() + timedelta(days=15)) == [admin.user]


def test_who_joined_before_can(admin):
    invited = ask(admin, roles=["admin"], person={**OLGA, "email": "zweite@neu.example"}).user
    second = join(admin.provider, invited, now=timezone.now() - timedelta(days=15))
    (grant,) = ask(admin).waiting
    assert seconds_for(grant.user, asked_by=admin.user) == [second]
    assert second.full_name in words_of_seconds(grant.user, asked_by=admin.user).words


def test_for_the_founder_anybody_else_will_do(admin, lead):
    other = MembershipFactory(role=Role.ADMIN, provider=admin.provider, team=admin.team)
    assert seconds_for(admin.user, asked_by=other.user) == [lead.user]


def test_longer_and_another_team_of_a_lead_wait_shorter_does_not(admin, lead, behind):
    values = {"kind": lead.kind, "site": None, "starts_on": lead.starts_on}
    until = TODAY + timedelta(days=30)
    assert isinstance(change_member(member=lead, by=admin.user, team=lead.team, ends_on=until, **values), Membership)
    longer = change_member(member=lead, by=admin.user, team=lead.team, ends_on=None, reason="bleibt", **values)
    assert isinstance(longer, RoleGrant)
    lead.refresh_from_db()
    assert lead.ends_on == until
    with pytest.raises(ValidationError):
        end_right(lead, by=admin.user, on=until + timedelta(days=1), reason="left")


def test_refused_and_withdrawn_change_nothing(admin, lead):
    (grant,) = ask(admin).waiting
    refuse_grant(grant, by=lead.user)
    (again,) = ask(admin).waiting
    withdraw_grant(again, by=admin.user)
    with pytest.raises(ValidationError, match="schon entschieden"):
        confirm_grant(again, by=lead.user)
    assert not Membership.objects.filter(role=Role.TEACHER).exists()


def test_unlimited_is_asked_again_after_a_year(admin, lead):
    (grant,) = ask(admin).waiting
    confirm_grant(grant, by=lead.user, now=timezone.now() - timedelta(days=366))
    assert due_reviews(TODAY) == [grant]
    review_grant(grant, by=admin.user, on=TODAY)
    assert due_reviews(TODAY) == []
    assert grant in due_reviews(TODAY + timedelta(days=365))


def test_a_limited_role_is_not_asked_again(admin, lead):
    (grant,) = ask(admin, ends_on=TODAY + timedelta(days=900)).waiting
    confirm_grant(grant, by=lead.user, now=timezone.now() - timedelta(days=366))
    assert due_reviews(TODAY) == []


@pytest.mark.parametrize("role", CASE_ROLES)
def test_every_role_with_case_data_waits(admin, lead, role):
    assert ask(admin, roles=[role]).waiting


# ---- pages ----


def test_a_team_lead_confirms_on_the_page(client, sign_in, admin, lead, behind):
    (grant,) = ask(admin, reason="<b>Gruppe</b>").waiting
    client = sign_in(lead.user)
    page = client.get(reverse("role_grant_list")).content.decode()
    assert "&lt;b&gt;Gruppe&lt;/b&gt;" in page
    assert "Bestätigen" in page
    for _ in range(2):  # a second click finds it decided
        assert client.post(reverse("role_grant_confirm", args=[grant.public_id])).status_code == 302
    behind(admin.provider)
    assert Membership.objects.filter(role=Role.TEACHER, user=grant.user).count() == 1


def test_the_page_of_who_asked_says_who_could(sign_in, admin, lead):
    (grant,) = ask(admin).waiting
    client = sign_in(admin.user)
    page = client.get(reverse("role_grant_list")).content.decode()
    assert f"Bestätigen kann: {lead.user.full_name}" in page
    assert reverse("role_grant_confirm", args=[grant.public_id]) not in page
    assert client.post(reverse("role_grant_confirm", args=[grant.public_id])).status_code == 403
    assert "wartet auf Bestätigung" in client.get(reverse("member_list")).content.decode()


@pytest.mark.parametrize("role", [Role.BILLING, Role.CONTACT_PERSON, Role.TEACHER, Role.DATA_PROTECTION])
def test_others_have_no_part_in_it(sign_in, admin, lead, role):
    (grant,) = ask(admin).waiting
    client = sign_in(MembershipFactory(role=role, provider=admin.provider, team=admin.team).user)
    assert client.get(reverse("role_grant_list")).status_code == 403
    assert client.post(reverse("role_grant_confirm", args=[grant.public_id])).status_code == 403


def test_another_provider_finds_nothing(sign_in, admin, lead):
    (grant,) = ask(admin).waiting
    client = sign_in(MembershipFactory(role=Role.ADMIN).user)
    assert client.post(reverse("role_grant_confirm", args=[grant.public_id])).status_code == 404
    assert "Petrenko" not in client.get(reverse("role_grant_list")).content.decode()


def test_who_accepted_without_a_role_yet_is_told_to_wait(sign_in, admin, lead):
    user = join(admin.provider, ask(admin).user)
    page = sign_in(user).get("/").content.decode()
    assert "bestätigt noch jemand Ihre Rolle" in page


def test_a_waiting_role_moves_to_the_account_that_joins(admin, lead, behind):
    known = UserFactory(email=OLGA["email"])
    (grant,) = ask(admin).waiting
    accept_invitation(open_invitation(grant.user, admin.provider), account=known, now=timezone.now())
    grant.refresh_from_db()
    assert grant.user == known
    assert confirm_grant(grant, by=lead.user).user == known


def test_today_names_what_waits(sign_in, admin, lead, behind):
    (grant,) = ask(admin).waiting
    assert "Rollen bestätigen" in sign_in(lead.user).get("/").content.decode()
    assert "1 zu entscheiden" not in sign_in(admin.user).get("/").content.decode()
    behind(admin.provider)
    confirm_grant(grant, by=lead.user, now=timezone.now() - timedelta(days=400))
    assert "Unbefristete Rollen prüfen" in sign_in(admin.user).get("/").content.decode()
