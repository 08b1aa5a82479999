"""A trainee's own account: invited from the person's page, accepted by the person, ended there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.invitations import accept_invitation, open_invitation
from asa.accounts.models import User
from cases.desk.person_edit.account import end_trainee_account, invite_trainee
from cases.people.models import Trainee
from tests.factories import PASSWORD, CaseFactory, MembershipFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    case = CaseFactory()
    wall.enter(case.provider_id)
    Trainee.objects.filter(pk=case.trainee_id).update(email="amira@post.example")
    return case


@pytest.fixture
def contact(case):
    return case.assignments.get().member.user


def _address(case):
    return reverse("trainee_account", args=[case.public_id])


def _account(case):
    wall.enter(case.provider_id)
    return Trainee.objects.select_related("user").get(pk=case.trainee_id).user


def test_the_person_is_invited_accepts_and_sees_the_own_page(sign_in, client, case, contact):
    page = sign_in(contact).get(_address(case)).content.decode()
    assert "kein Zugang" in page
    assert "Einladung senden" in page
    assert sign_in(contact).post(_address(case)).status_code == 302
    user = _account(case)
    assert user.is_invited
    invitation = open_invitation(user, case.provider)
    assert invitation.email == "amira@post.example"
    accept_invitation(invitation, now=timezone.now(), password=PASSWORD)
    user = _account(case)
    assert (user.email, user.is_invited) == ("amira@post.example", False)
    assert sign_in(user).get(reverse("today")).status_code == 200


def test_pressed_twice_it_is_one_account(case, contact):
    first = invite_trainee(trainee=case.trainee, by=contact)
    assert invite_trainee(trainee=case.trainee, by=contact) == first
    assert User.objects.filter(first_name=case.trainee.first_name, is_invited=True).count() == 1


def test_who_has_an_account_joins_with_it(case, contact):
    known = UserFactory(email="amira@post.example")
    stand_in = invite_trainee(trainee=case.trainee, by=contact)
    assert stand_in != known
    accept_invitation(open_invitation(stand_in, case.provider), now=timezone.now(), account=known)
    assert _account(case) == known


def test_without_an_address_the_way_to_it_is_shown(sign_in, case, contact):
    Trainee.objects.filter(pk=case.trainee_id).update(email="")
    page = sign_in(contact).get(_address(case)).content.decode()
    assert "Tragen Sie sie zuerst in den Stammdaten ein" in page
    assert reverse("trainee_edit", args=[case.public_id]) in page
    assert sign_in(contact).post(_address(case)).status_code == 422
    assert _account(case) is None


def test_an_address_of_somebody_else_is_refused(sign_in, case, contact):
    other = TraineeFactory(provider=case.provider, email="amira@post.example")
    invite_trainee(trainee=other, by=contact)
    answer = sign_in(contact).post(_address(case))
    assert answer.status_code == 422
    assert "gehört schon zu einer anderen Person" in answer.content.decode()


def test_it_ends_there_and_ending_twice_changes_nothing(sign_in, case, contact):
    invite_trainee(trainee=case.trainee, by=contact)
    assert sign_in(contact).post(_address(case), {"end": "1"}).status_code == 302
    assert _account(case) is None
    end_trainee_account(trainee=case.trainee, by=contact)
    assert _account(case) is None


@pytest.mark.parametrize(("role", "status"), [(Role.CONTACT_PERSON, 404), (Role.BILLING, 403), (Role.TEACHER, 403)])
def test_others_of_the_provider_may_not(sign_in, case, role, status):
    member = MembershipFactory(provider=case.provider, role=role)
    assert sign_in(member.user).get(_address(case)).status_code == status


def test_another_provider_finds_nobody(sign_in, case):
    assert sign_in(MembershipFactory().user).post(_address(case)).status_code == 404
