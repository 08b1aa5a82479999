"""Pages of groups and series: who may, twice, stale, what is kept."""

from uuid import uuid4

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.support.planning.models import GroupMember, LessonGroup, SessionSeries
from tests.factories import CaseFactory, MembershipFactory
from tests.planning.situations import group_of, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def contact(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def case(contact):
    return CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact)


def series_values(contact, **values):
    return {
        "request_key": uuid4(),
        "version": 1,
        "module": "tuition",
        "rhythm": "weekly",
        "weekday": "2",
        "starts_at": "19:00",
        "minutes": "90",
        "starts_on": "23.11.2026",
        "ends_on": "31.01.2027",
        "staff": contact.pk,
        "place": "provider",
        "skip_school_blocks": "on",
    } | values


def test_from_group_to_series_twice(contact, case, sign_in):
    client = sign_in(contact.user)
    values = {
        "request_key": uuid4(),
        "name": "<b>Deutsch</b>",
        "module": "tuition",
        "staff": contact.pk,
        "place": "provider",
        "starts_on": "22.11.2026",
    }
    answer = client.post(reverse("group_create"), values)
    assert client.post(reverse("group_create"), values).url == answer.url
    group = LessonGroup.objects.get()
    member = {"m-case": case.pk, "m-starts_on": "22.11.2026"}
    add = reverse("group_member_add", args=[group.public_id])
    assert client.post(add, member).status_code == 302
    assert client.post(add, member).status_code == 302
    assert GroupMember.objects.count() == 1
    create = reverse("series_create", args=["gruppe", group.public_id])
    asked = series_values(contact)
    assert client.post(create, asked).url == client.post(create, asked).url
    series = SessionSeries.objects.get()
    assert series.sessions.count() == 10
    page = client.get(reverse("group_detail", args=[group.public_id])).content.decode()
    assert "&lt;b&gt;Deutsch" in page
    assert "<b>Deutsch" not in page


def test_change_and_end_on_the_page(contact, case, sign_in):
    series = planned(case, contact)
    client = sign_in(contact.user)
    detail = reverse("series_detail", args=[series.public_id])
    assert client.post(detail, series_values(contact, starts_on="01.12.2026", starts_at="17:00")).status_code == 302
    stale = client.post(detail, series_values(contact, starts_on="01.12.2026", starts_at="08:00"))
    assert stale.status_code == 422
    assert "17:00 Uhr" in stale.content.decode()
    end = reverse("series_end", args=[series.public_id])
    assert client.post(end, {"version": 2, "last_on": "01.12.2026"}).status_code == 302
    assert series.sessions.count() == 1


@pytest.mark.parametrize("change", [{"minutes": "9999"}, {"weekday": "9"}, {"ends_on": "01.01.2020"}, {"staff": "0"}])
def test_impossible_series_are_explained(contact, case, sign_in, change):
    url = reverse("series_create", args=["person", case.public_id])
    assert sign_in(contact.user).post(url, series_values(contact, **change)).status_code == 422
    assert not SessionSeries.objects.exists()


def test_who_may_plan(contact, case, sign_in):
    group = group_of(contact, case)
    urls = [
        reverse("series_create", args=["gruppe", group.public_id]),
        reverse("group_edit", args=[group.public_id]),
    ]
    roles = {
        Role.TEAM_LEAD: [200, 200],  # plans for the team, writes down no lessons
        Role.BILLING: [403, 403],
        Role.ADMIN: [403, 403],
        Role.TEACHER: [403, 403],  # a colleague of the team sees the group
    }
    for role, statuses in roles.items():
        member = MembershipFactory(provider=contact.provider, team=contact.team, role=role)
        assert [sign_in(member.user).get(url).status_code for url in urls] == statuses, role
    elsewhere = MembershipFactory(provider=contact.provider, role=Role.TEACHER, team=None)
    assert [sign_in(elsewhere.user).get(url).status_code for url in urls] == [404, 404]
    assert [sign_in(MembershipFactory().user).get(url).status_code for url in urls] == [404, 404]
