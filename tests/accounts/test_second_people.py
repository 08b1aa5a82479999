"""Whoever asks for a second person reads who that could be, and what helps when there is none."""

import pytest

from asa.accounts.enums import Role
from asa.accounts.second_people import second_people, second_words
from tests.factories import MembershipFactory, ProviderFactory, TeamFactory

ROLES = (Role.ADMIN, Role.TEAM_LEAD)


@pytest.fixture
def provider(behind):
    provider = ProviderFactory()
    behind(provider)
    return provider


def member(provider, role=Role.ADMIN, **more):
    return MembershipFactory(provider=provider, role=role, **{"team": None, **more})


def test_names_everybody_else_of_the_roles(provider):
    me, other = member(provider), member(provider)
    member(provider, role=Role.BILLING)
    assert second_people(ROLES, without=[me.user_id]) == [other.user.full_name]


def test_a_team_lead_of_another_team_cannot_decide(provider):
    me = member(provider)
    mine, others = TeamFactory(provider=provider), TeamFactory(provider=provider)
    lead = member(provider, role=Role.TEAM_LEAD, team=mine)
    member(provider, role=Role.TEAM_LEAD, team=others)
    assert second_people(ROLES, without=[me.user_id], team_id=mine.pk) == [lead.user.full_name]


def test_somebody_with_two_roles_is_named_once(provider):
    me, other = member(provider), member(provider)
    member(provider, role=Role.TEAM_LEAD, user=other.user, team=TeamFactory(provider=provider))
    assert second_people(ROLES, without=[me.user_id]) == [other.user.full_name]


def test_where_nobody_could_the_page_says_what_helps(provider):
    me = member(provider)
    member(ProviderFactory())
    assert "einladen" in second_words(ROLES, without=[me.user_id])


def test_many_are_counted(provider):
    me = member(provider)
    for _ in range(7):
        member(provider)
    assert second_words(ROLES, without=[me.user_id]).endswith(" und 2 weitere.")
