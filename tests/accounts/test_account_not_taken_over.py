"""A new address and a removed factor together are the account: both never come within two weeks of each other."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.email_change import ask_new_address, confirm_new_address
from asa.accounts.enums import Role
from asa.accounts.models import EmailChange, FactorReset
from asa.accounts.recovery import APART, ask, confirm
from tests.accounts.signing_in import add_app
from tests.factories import MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(behind):
    provider = ProviderFactory()
    behind(provider)
    return provider


@pytest.fixture
def person(provider):
    member = MembershipFactory(provider=provider)
    add_app(member.user)
    return member.user


@pytest.fixture
def admins(provider):
    return [MembershipFactory(provider=provider, role=Role.ADMIN, team=None).user for _ in range(2)]


def new_address(person, provider, by, now):
    change = ask_new_address(user=person, email="mein.zweites@post.example", provider=provider, by=by, now=now)
    confirm_new_address(change, now=now)
    return change


def reset(person, admins, provider, now, standing):
    request = ask(user=person, reason="Handy verloren", by=admins[0], request_key=uuid.uuid4())
    standing(provider)
    confirm(request, by=admins[1], now=now)


def test_no_factor_is_removed_after_a_new_address(person, provider, admins):
    new_address(person, provider, admins[0], timezone.now())
    with pytest.raises(ValidationError, match="erst vor Kurzem geändert") as refused:
        ask(user=person, reason="Handy verloren", by=admins[0], request_key=uuid.uuid4())
    assert refused.value.code == "new_address"
    assert not FactorReset.objects.exists()


def test_no_request_from_before_is_confirmed_after_a_new_address(person, provider, admins, behind):
    request = ask(user=person, reason="Handy verloren", by=admins[0], request_key=uuid.uuid4())
    new_address(person, provider, admins[0], timezone.now())
    behind(provider)
    with pytest.raises(ValidationError, match="erst vor Kurzem geändert"):
        confirm(request, by=admins[1], now=timezone.now())


def test_no_new_address_after_a_removed_factor(person, provider, admins, behind):
    waiting = ask_new_address(user=person, email="a@post.example", provider=provider, by=admins[0])
    reset(person, admins, provider, timezone.now(), behind)
    with pytest.raises(ValidationError, match="erst vor Kurzem zurückgesetzt"):
        confirm_new_address(waiting, now=timezone.now())
    with pytest.raises(ValidationError, match="erst vor Kurzem zurückgesetzt"):
        ask_new_address(user=person, email="b@post.example", provider=provider, by=admins[0])
    assert EmailChange.objects.get().confirmed_at is None


def test_two_weeks_later_both_are_possible_again(person, provider, admins, behind):
    new_address(person, provider, admins[0], timezone.now() - APART - timedelta(minutes=1))
    reset(person, admins, provider, timezone.now(), behind)
    assert FactorReset.objects.get().confirmed_by == admins[1]
