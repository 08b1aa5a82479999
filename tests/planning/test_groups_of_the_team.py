"""A group belongs to the team: made for whoever holds it, seen by all who may see one of its people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.models import Session
from cases.support.planning.models import GroupMember, LessonGroup
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    MembershipFactory,
    TeamFactory,
    TraineeFactory,
    UserFactory,
)
from tests.planning.situations import group_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def contact(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def teacher(contact):
    """A freelance teacher without a team."""
    return MembershipFactory(provider=contact.provider, role=Role.TEACHER, team=None, kind="freelance")


@pytest.fixture
def lead(contact):
    return MembershipFactory(provider=contact.provider, team=contact.team, role=Role.TEAM_LEAD)


def case_of(contact, last_name):
    trainee = TraineeFactory(provider=contact.provider, last_name=last_name)
    return CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact, trainee=trainee)


def create(client, holder):
    values = {
        "request_key": uuid4(),
        "name": "Mathe am Dienstag",
        "module": "tuition",
        "staff": holder.pk,
        "place": "provider",
        "starts_on": f"{timezone.localdate():%d.%m.%Y}",
    }
    return client.post(reverse("group_create"), values, follow=True)


def add(client, group, case):
    fields = {"m-case": case.pk, "m-starts_on": f"{timezone.localdate():%d.%m.%Y}"}
    return client.post(reverse("group_member_add", args=[group.public_id]), fields)


def page(client, group):
    return client.get(reverse("group_detail", args=[group.public_id])).content.decode()


@pytest.mark.parametrize("who", ["contact", "lead"])
def test_whoever_makes_a_group_for_a_teacher_lands_on_it_and_puts_people_in(request, sign_in, contact, teacher, who):
    client = sign_in(request.getfixturevalue(who).user)
    answer = create(client, teacher)
    assert answer.status_code == 200
    assert "Nehmen Sie jetzt die Teilnehmenden auf" in answer.content.decode()
    group = LessonGroup.objects.get()
    assert group.team == contact.team
    assert add(client, group, case_of(contact, "Arslan")).status_code == 302
    assert "Arslan" in page(sign_in(teacher.user), group)


def test_the_lead_sees_the_group_that_a_contact_person_made(sign_in, contact, teacher, lead):
    create(sign_in(contact.user), teacher)
    assert "Mathe am Dienstag" in sign_in(lead.user).get(reverse("group_list")).content.decode()


def test_a_teacher_without_team_who_makes_one_for_a_colleague_lands_on_a_page(sign_in, contact, teacher):
    colleague = MembershipFactory(provider=contact.provider, role=Role.TEACHER, team=contact.team)
    answer = create(sign_in(teacher.user), colleague)
    assert answer.status_code == 200
    assert f"{colleague.user.full_name} sieht sie bei sich" in answer.content.decode()


class TestPeopleOfSeveralContactPersons:
    @pytest.fixture
    def second(self, contact):
        return MembershipFactory(provider=contact.provider, team=TeamFactory(provider=contact.provider))

    @pytest.fixture
    def group(self, contact, teacher, second):
        group = group_of(teacher, case_of(contact, "Arslan"))
        LessonGroup.objects.filter(pk=group.pk).update(team=contact.team)
        today = timezone.localdate()
        for name in ("Behrens", "Çelik"):
            case = case_of(second, name)
            GroupMember.objects.create(provider=group.provider, group=group, case=case, starts_on=today)
        return group

    def test_each_sees_the_own_people_and_the_number_of_the_others(self, sign_in, group, contact, second):
        first = page(sign_in(contact.user), group)
        assert ("Arslan" in first, "Behrens" in first, "und 2 weitere" in first) == (True, False, True)
        other = page(sign_in(second.user), group)
        assert ("Arslan" in other, "Behrens" in other, "und 1 weitere" in other) == (False, True, True)

    def test_who_holds_it_and_the_lead_see_everybodys_name(self, sign_in, group, teacher, lead):
        for member in (teacher, lead):
            html = page(sign_in(member.user), group)
            assert all(name in html for name in ("Arslan", "Behrens", "Çelik"))
            assert "weitere" not in html

    def test_a_social_worker_of_one_person_sees_it(self, sign_in, group, contact):
        social = MembershipFactory(provider=contact.provider, role=Role.SOCIAL_WORKER, team=None)
        assert sign_in(social.user).get(reverse("group_detail", args=[group.public_id])).status_code == 404
        CaseStaffFactory(case=GroupMember.objects.filter(group=group).first().case, member=social)
        assert "Arslan" in page(sign_in(social.user), group)

    def test_each_adds_and_takes_out_the_own_people_only(self, sign_in, group, contact, second):
        client, own = sign_in(second.user), case_of(second, "Demir")
        assert add(client, group, own).status_code == 302
        assert add(client, group, case_of(contact, "Fremd")).status_code == 422
        stranger = group.members.get(case__trainee__last_name="Arslan")
        url = reverse("group_member_end", args=[group.public_id, stranger.pk])
        assert client.post(url).status_code == 404
        mine = group.members.get(case=own)
        assert client.post(reverse("group_member_end", args=[group.public_id, mine.pk])).status_code == 302

    def change(self, client, group, holder):
        values = {"name": group.name, "module": "tuition", "staff": holder.pk, "place": "provider", "version": 1}
        values["starts_on"] = f"{timezone.localdate():%d.%m.%Y}"
        values["request_key"] = uuid4()
        return client.post(reverse("group_edit", args=[group.public_id]), values)

    def plan(self, client, group, holder):
        days = {
            "starts_on": f"{timezone.localdate():%d.%m.%Y}",
            "ends_on": f"{timezone.localdate() + 21 * DAY:%d.%m.%Y}",
        }
        values = {"request_key": uuid4(), "module": "tuition", "staff": holder.pk, "weekday": 2, "starts_at": "19:00"}
        values |= {"minutes": 90, "rhythm": "weekly", "place": "provider"} | days
        return client.post(reverse("series_create", args=["gruppe", group.public_id]), values)

    def test_nobody_takes_the_group_over_to_read_the_others_names(self, sign_in, group, contact, teacher):
        client = sign_in(contact.user)
        assert self.change(client, group, contact).status_code == 422
        assert "Behrens" not in page(client, group)
        assert self.plan(client, group, contact).status_code == 422
        with wall.within(group.provider_id):
            assert not Session.objects.exists()
        assert self.plan(client, group, teacher).status_code == 302

    def test_whoever_knows_all_its_people_takes_it_over(self, sign_in, group, contact, lead, second):
        assert self.change(sign_in(lead.user), group, contact).status_code == 302
        alone = group_of(lead, case_of(second, "Ergin"))
        assert self.change(sign_in(second.user), alone, second).status_code == 302
        assert self.plan(sign_in(second.user), alone, second).status_code == 302

    def test_it_counts_everybody_and_costs_the_same_for_many(self, sign_in, group, contact):
        client = sign_in(contact.user)
        client.get(reverse("group_list"))
        with CaptureQueriesContext(connection) as few:
            assert "3 Personen" in client.get(reverse("group_list")).content.decode()
        for number in range(4):
            group_of(contact, case_of(contact, f"Weitere{number}"))
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("group_list"))
        assert len(many) == len(few)


def test_a_membership_at_another_provider_is_not_offered(sign_in, contact):
    other = MembershipFactory(user=contact.user, role=Role.TEACHER)
    client = sign_in(contact.user)
    with wall.within(contact.provider_id):
        answer = create(client, other)
    assert answer.status_code == 422
    assert "staff" in answer.context["form"].errors


def test_another_provider_has_no_such_group(sign_in, contact, teacher):
    group = group_of(teacher, case_of(contact, "Arslan"))
    stranger = MembershipFactory(role=Role.TEAM_LEAD, user=UserFactory())
    assert sign_in(stranger.user).get(reverse("group_detail", args=[group.public_id])).status_code == 404
