"""The access of a person is read once per request, and never survives a move of the wall or the next request."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.access import access_of, keep_for_request
from asa.accounts.enums import Role
from asa.accounts.models import Membership
from tests.factories import CaseFactory, MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db

#: What the frame costs of each page: session, user, wall (2), providers (2), standings (4), savepoints (4), own name.
FRAME = 16


def _queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(("route", "own"), [("today", 15), ("case_list", 8), ("session_new", 7), ("report_list", 4)])
def test_a_page_asks_for_the_wall_no_more_than_once(sign_in, route, own):
    client = sign_in(MembershipFactory().user)

    queries = _queries(client, reverse(route, args=[uuid4()] if route == "session_new" else []))

    assert sum("current_setting('asa.provider'" in query for query in queries) <= 1
    assert len(queries) <= FRAME + own


def test_the_page_of_a_person_asks_for_the_wall_no_more_than_once(sign_in):
    case = CaseFactory()
    client = sign_in(MembershipFactory(provider=case.provider, team=case.team, role=Role.TEAM_LEAD).user)

    url = reverse("case_detail", args=[case.public_id])
    client.get(url)  # the built-in rules are written down once

    queries = _queries(client, url)

    assert sum("current_setting('asa.provider'" in query for query in queries) <= 1
    # two for the reports about the person and when the next is due, three for the case team with its telephones, three
    # for what the month counted by which rules, one for the events, one for the other cases of the person, one for
    # whether a contract lies ahead
    assert len(queries) <= FRAME + 30


def test_access_ends_where_the_wall_moves(behind):
    member = MembershipFactory(role=Role.ADMIN)
    elsewhere = ProviderFactory()
    behind(member.provider)
    keep_for_request(member.user)
    assert access_of(member.user).roles == {Role.ADMIN}

    with wall.within(elsewhere.pk):
        assert access_of(member.user).roles == frozenset()
    assert access_of(member.user).roles == {Role.ADMIN}
    wall.leave()
    assert access_of(member.user).roles == frozenset()


def test_kept_access_costs_no_query(behind, django_assert_num_queries):
    member = MembershipFactory(role=Role.ADMIN)
    behind(member.provider)
    keep_for_request(member.user)
    roles = access_of(member.user).roles

    with django_assert_num_queries(0):
        assert access_of(member.user).roles == roles


def test_a_role_taken_away_is_gone_with_the_next_request(sign_in, behind):
    member = MembershipFactory(role=Role.TEAM_LEAD)
    client = sign_in(member.user)
    assert client.get(reverse("administration")).status_code == 200

    behind(member.provider)
    Membership.objects.filter(pk=member.pk).update(role=Role.TEACHER)

    assert client.get(reverse("administration")).status_code == 403
