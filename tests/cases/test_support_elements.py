"""Planned support: shown, added once, ended; a stale end shows both."""

from uuid import uuid4

import pytest
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.support.models import SupportElement
from tests.factories import CaseFactory, MembershipFactory, SupportElementFactory

pytestmark = pytest.mark.django_db


def add(client, case, **values):
    values = {
        "request_key": uuid4(),
        "module": "tuition",
        "minutes": "90",
        "rhythm": "weekly",
        "place": "provider",
        "starts_on": "01.12.2026",
    } | values
    return client.post(reverse("support_elements", args=[case.public_id]), values)


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def case(member):
    return CaseFactory(provider=member.provider, contact_person=member)


def count(case):
    with wall.within(case.provider_id):
        return SupportElement.objects.count()


def test_an_element_is_added_once(sign_in, member, case):
    client, key = sign_in(member.user), uuid4()

    add(client, case, request_key=key)
    add(client, case, request_key=key)

    assert count(case) == 1
    page = client.get(reverse("support_elements", args=[case.public_id])).content.decode()
    assert "Stütz- und Förderunterricht, 90 Minuten je Woche" in page


@pytest.mark.parametrize(
    "wrong", [{"minutes": "3"}, {"ends_on": "01.11.2026"}, {"module": "x"}, {"starts_on": "31.02.2026"}]
)
def test_wrong_values_are_refused_and_kept(sign_in, member, case, wrong):
    response = add(sign_in(member.user), case, content="Fachrechnen", **wrong)

    assert count(case) == 0
    assert "Fachrechnen" in response.content.decode()


def test_staff_of_another_provider_cannot_be_chosen(sign_in, member, case):
    stranger = MembershipFactory()

    add(sign_in(member.user), case, staff=stranger.pk)

    assert count(case) == 0


def test_an_element_ends(sign_in, member, case):
    element = SupportElementFactory(case=case)
    client = sign_in(member.user)

    client.post(reverse("support_element_end", args=[element.public_id]), {"version": 1, "ends_on": "22.11.2026"})

    with wall.within(case.provider_id):
        element.refresh_from_db()
    assert (str(element.ends_on), element.version) == ("2026-11-22", 2)


def test_a_stale_end_shows_both(sign_in, member, case):
    element = SupportElementFactory(case=case, version=4, ends_on="2026-12-31")

    response = sign_in(member.user).post(
        reverse("support_element_end", args=[element.public_id]), {"version": 3, "ends_on": "22.11.2026"}
    )

    html = response.content.decode()
    assert "31.12.2026" in html
    assert "22.11.2026" in html
    with wall.within(case.provider_id):
        element.refresh_from_db()
    assert str(element.ends_on) == "2026-12-31"


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM_LEAD, 403), (Role.BILLING, 403), (Role.ADMIN, 403)])
def test_who_may_not_plan(sign_in, role, status):
    member = MembershipFactory(role=role)
    case = CaseFactory(provider=member.provider, team=member.team)

    assert add(sign_in(member.user), case).status_code == status


def test_strangers_get_404(sign_in, case):
    element = SupportElementFactory(case=case)
    client = sign_in(MembershipFactory().user)

    assert add(client, case).status_code == 404
    assert client.get(reverse("support_element_end", args=[element.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "rhythm", "weekly", "words"),
    [
        ("90", "weekly", 90, "90 Minuten je Woche"),
        ("90", "fortnightly", 45, "90 Minuten alle zwei Wochen, das sind 45 Minuten je Woche"),
        ("45", "fortnightly", 23, "45 Minuten alle zwei Wochen, das sind 23 Minuten je Woche"),
        ("60", "monthly", 14, "60 Minuten monatlich, das sind 14 Minuten je Woche"),
        ("30", "on_call", 30, "30 Minuten je Woche"),
    ],
)
def test_the_length_of_a_lesson_and_its_rhythm_make_the_week(sign_in, member, case, minutes, rhythm, weekly, words):
    client = sign_in(member.user)
    add(client, case, minutes=minutes, rhythm=rhythm)
    with wall.within(case.provider_id):
        assert SupportElement.objects.get().minutes_per_week == weekly
    page = client.get(reverse("support_elements", args=[case.public_id])).content.decode()
    assert f"Die Unterstützung ist geplant: {words}." in page


def test_too_few_minutes_a_week_are_said_at_the_field_and_kept(sign_in, member, case):
    page = add(sign_in(member.user), case, minutes="8", rhythm="fortnightly").content.decode()
    assert "Das sind 4 Minuten je Woche" in page
    assert 'value="8"' in page
    assert count(case) == 0
