"""Telephone, times and picture belong to a person at one provider, behind its wall."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from asa.accounts import wall
from asa.accounts.models import LogEntry, StaffProfile
from asa.accounts.profiles import Reach, reach_of, reaches_of, set_profile
from tests.factories import MembershipFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    member = MembershipFactory(phone="", user__first_name="Sabine", user__last_name="Berger")
    wall.enter(member.provider_id)
    return member


def set_for(member, *, by=None, phone="0171 1234567", reachable="Mo bis Do 9–16 Uhr"):
    return set_profile(
        provider_id=member.provider_id, user=member.user, by=by or member.user, phone=phone, reachable=reachable
    )


def test_a_person_is_reached_by_what_was_set_at_this_provider(member):
    set_for(member)

    assert reach_of(member.user, member.provider_id) == Reach(
        "Sabine Berger", member.user.email, "+49 171 1234567", "Mo bis Do 9–16 Uhr"
    )


def test_two_providers_know_two_telephones_of_one_person(member):
    other = MembershipFactory(user=member.user, phone="")
    set_for(member, phone="0171 1234567")
    wall.enter(other.provider_id)
    set_for(other, phone="069 90009410", reachable="")

    assert reach_of(member.user, other.provider_id).phone == "+49 69 90009410"
    assert [row.provider_id for row in StaffProfile.objects.filter(user=member.user)] == [other.provider_id]


def test_a_person_has_one_profile_at_a_provider(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffProfile.objects.create(provider=member.provider, user=member.user)


def test_someone_without_a_profile_is_known_by_name_and_address(member):
    stranger = UserFactory()

    assert reach_of(stranger, member.provider_id) == Reach(stranger.full_name, stranger.email)


def test_many_people_are_asked_for_at_once(member, django_assert_num_queries):
    people = [MembershipFactory(provider=member.provider).user for _ in range(5)]

    with django_assert_num_queries(1):
        reaches = reaches_of(people, member.provider_id)

    assert {reaches[user.pk].phone for user in people} == {"+49 69 90009410"}


def test_a_change_is_logged_without_the_number_and_the_same_values_leave_no_trace(member):
    admin = MembershipFactory(provider=member.provider, role="admin").user
    row = set_for(member, by=admin)
    set_for(member, by=admin, phone="+49 171 1234567")

    entries = LogEntry.objects.filter(object_type="accounts.staffprofile", object_id=row.pk)
    assert [(entry.actor, entry.details) for entry in entries] == [(admin, {"what": "profile", "user": member.user_id})]


def test_what_is_no_telephone_is_refused_and_nothing_is_saved(member):
    with pytest.raises(ValidationError) as refused:
        set_for(member, phone="12")

    assert "phone" in refused.value.message_dict
    assert reach_of(member.user, member.provider_id).reachable == ""


@pytest.mark.django_db(transaction=True)
def test_telephones_move_to_every_provider_of_a_person(owner_connection):
    """The numbers that stood on the account move, though the walls hide the rows of all providers from the owner."""
    first, second = ProviderFactory(), ProviderFactory()
    one = MembershipFactory(provider=first, phone="").user
    for member in (MembershipFactory(provider=second, user=one, phone=""), MembershipFactory(phone="")):
        assert member.pk
    without = MembershipFactory(provider=first, phone="").user
    owner_connection.execute("ALTER TABLE accounts_staffprofile NO FORCE ROW LEVEL SECURITY")
    owner_connection.execute("DELETE FROM accounts_staffprofile")
    owner_connection.execute("ALTER TABLE accounts_staffprofile FORCE ROW LEVEL SECURITY")
    owner_connection.execute(
        "UPDATE accounts_user SET phone = '+491711234567', reachable = 'vormittags' WHERE id = %s", [one.pk]
    )

    owner_connection.execute(import_module("asa.accounts.migrations.0004_move_telephones").MOVE)

    for provider in (first, second):
        with transaction.atomic():
            wall.enter(provider.pk)
            rows = StaffProfile.objects.values_list("user", "phone", "reachable")
            assert list(rows) == [(one.pk, "+491711234567", "vormittags")]
            assert without.pk not in {row[0] for row in rows}
