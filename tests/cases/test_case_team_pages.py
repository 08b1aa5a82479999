"""The pages "Fallteam": contact person and team lead say who works on a case, for one person and for many."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.mail.models import Mail
from cases.people.models import CaseStaff
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    ContactAssignmentFactory,
    MembershipFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def lead():
    return MembershipFactory(role=Role.TEAM_LEAD, user=UserFactory(first_name="Tom", last_name="Lindner"))


@pytest.fixture
def contact(lead):
    return MembershipFactory(
        provider=lead.provider, team=lead.team, user=UserFactory(first_name="Sabine", last_name="Berger")
    )


@pytest.fixture
def case(lead, contact):
    trainee = TraineeFactory(provider=lead.provider, first_name="Deniz", last_name="Arslan")
    return CaseFactory(provider=lead.provider, team=lead.team, trainee=trainee, contact_person=contact)


@pytest.fixture
def social(lead):
    user = UserFactory(first_name="Mara", last_name="Sommer")
    return MembershipFactory(provider=lead.provider, role=Role.SOCIAL_WORKER, user=user)


@pytest.fixture
def teacher(lead):
    user = UserFactory(first_name="Lena", last_name="Lehr")
    return MembershipFactory(provider=lead.provider, role=Role.TEACHER, user=user)


def edit_url(case):
    return reverse("case_team_edit", args=[case.public_id])


def form(*, social=None, teacher=None, cases=(), **values):
    fields = {
        "request_key": uuid.uuid4(),
        "social_worker": social.pk if social else "",
        "teacher": teacher.pk if teacher else "",
        "starts_on": f"{timezone.localdate():%d.%m.%Y}",
        "ends_on": "",
        "case": [str(case.public_id) for case in cases],
    }
    return fields | values


def team_of(case):
    with wall.within(case.provider_id):
        return [(r.member_id, r.starts_on, r.ends_on) for r in CaseStaff.objects.filter(case=case).order_by("pk")]


class TestForOnePerson:
    @pytest.mark.parametrize("who", ["lead", "contact"])
    def test_contact_person_and_team_lead_name_several_at_once(
        self, request, sign_in, case, social, teacher, today, who
    ):
        member = request.getfixturevalue(who)
        answer = sign_in(member.user).post(edit_url(case), form(social=social, teacher=teacher), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("case_detail", args=[case.public_id])
        assert "Mara Sommer und Lena Lehr gehören" in answer.content.decode()
        assert team_of(case) == [(social.pk, today, None), (teacher.pk, today, None)]

    def test_the_person_named_gets_one_mail_without_a_name(self, sign_in, lead, case, social):
        client, fields = sign_in(lead.user), form(social=social)
        client.post(edit_url(case), fields)
        client.post(edit_url(case), fields)
        with wall.within(case.provider_id):
            (mail,) = Mail.objects.filter(to=social.user.email)
        assert "Fallteam" in mail.text
        assert "Arslan" not in mail.text + mail.subject

    def test_the_page_shows_who_when_and_who_can_change_it(self, sign_in, lead, case, social, today):
        CaseStaffFactory(case=case, member=social, starts_on=today - 9 * DAY, ends_on=today + 9 * DAY)
        for member in (lead, social):
            page = sign_in(member.user).get(reverse("case_detail", args=[case.public_id])).content.decode()
            assert f"Sozialpädagogik · seit {today - 9 * DAY:%d.%m.%Y} bis {today + 9 * DAY:%d.%m.%Y}" in page
            assert "Ändern können das: Sabine Berger und Tom Lindner." in page
            assert (edit_url(case) in page) is (member == lead)

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.SOCIAL_WORKER, 403),
            (Role.ADMIN, 403),
            (Role.TEACHER, 403),
            (Role.BILLING, 403),
            (Role.CONTACT_PERSON, 404),
            (Role.TEAM_LEAD, 404),
        ],
    )
    def test_others_may_not(self, sign_in, case, role, status):
        """A social worker of the case, the administration, a colleague, the lead of another team."""
        member = MembershipFactory(provider=case.provider, role=role)
        if role == Role.SOCIAL_WORKER:
            CaseStaffFactory(case=case, member=member)
        assert sign_in(member.user).get(edit_url(case)).status_code == status

    def test_another_providers_case_is_not_there(self, sign_in, case):
        stranger = MembershipFactory(role=Role.TEAM_LEAD)
        assert sign_in(stranger.user).get(edit_url(case)).status_code == 404

    def test_overlapping_days_are_said_at_the_field_and_everything_typed_stays(
        self, sign_in, lead, case, social, teacher
    ):
        CaseStaffFactory(case=case, member=social)
        answer = sign_in(lead.user).post(edit_url(case), form(social=social, teacher=teacher, ends_on="31.12.2027"))
        assert answer.status_code == 422
        shown = answer.context["form"]
        assert "schon zum Fallteam" in shown.errors["social_worker"][0]
        assert 'value="31.12.2027"' in answer.content.decode()
        assert len(team_of(case)) == 1  # not even the teacher

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"ends_on": "01.01.2020"}, "ends_on"),
            ({"starts_on": "31.02.2026"}, "starts_on"),
            ({"starts_on": "01.01.2090"}, "starts_on"),
            ({"social_worker": ""}, "social_worker"),
        ],
    )
    def test_wrong_input_is_said_at_its_field(self, sign_in, lead, case, social, values, field):
        answer = sign_in(lead.user).post(edit_url(case), form(social=social, **values))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]

    def test_somebody_who_left_or_is_of_another_provider_cannot_be_chosen(self, sign_in, lead, case, today):
        gone = MembershipFactory(
            provider=lead.provider, role=Role.TEACHER, starts_on=today - 9 * DAY, ends_on=today - DAY
        )
        client = sign_in(lead.user)
        for member in (gone, MembershipFactory(role=Role.TEACHER)):
            assert "teacher" in client.post(edit_url(case), form(teacher=member)).context["form"].errors

    def test_nobody_names_oneself(self, sign_in, lead, case):
        own = MembershipFactory(provider=lead.provider, role=Role.SOCIAL_WORKER, user=lead.user)
        client = sign_in(lead.user)
        assert "social_worker" in client.post(edit_url(case), form(social=own)).context["form"].errors

    def test_the_administration_names_only_before_the_first_active_case(self, sign_in, social):
        admin = MembershipFactory(provider=social.provider, role=Role.ADMIN)
        case = CaseFactory(provider=social.provider, state="assigned", contact_person=None, started_on=None)
        client = sign_in(admin.user)
        assert client.post(edit_url(case), form(social=social)).status_code == 302
        CaseFactory(provider=social.provider)
        assert client.get(edit_url(case)).status_code == 403


class TestEnding:
    @pytest.fixture
    def row(self, case, social, today):
        return CaseStaffFactory(case=case, member=social, starts_on=today - 9 * DAY)

    def url(self, row):
        return reverse("case_team_end", args=[row.case.public_id, row.pk])

    def test_the_last_day_is_kept(self, sign_in, contact, case, row, today):
        answer = sign_in(contact.user).post(self.url(row), {"version": "", "ends_on": f"{today:%d.%m.%Y}"}, follow=True)
        assert "Mara Sommer gehört bis" in answer.content.decode()
        assert team_of(case)[0][2] == today

    def test_a_day_before_the_beginning_is_said_at_the_field(self, sign_in, lead, row, today):
        day = today - 20 * DAY
        answer = sign_in(lead.user).post(self.url(row), {"version": "", "ends_on": f"{day:%d.%m.%Y}"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_on"])

    def test_a_stale_page_shows_what_stands_there(self, sign_in, lead, row, today):
        client = sign_in(lead.user)
        client.post(self.url(row), {"version": "", "ends_on": f"{today + 5 * DAY:%d.%m.%Y}"})
        answer = client.post(self.url(row), {"version": "", "ends_on": f"{today:%d.%m.%Y}"})
        assert f"bis {today + 5 * DAY:%d.%m.%Y}" in str(answer.context["form"].errors)
        again = client.post(
            self.url(row), {"version": answer.context["form"].data["version"], "ends_on": f"{today:%d.%m.%Y}"}
        )
        assert again.status_code == 302

    def test_who_has_not_begun_is_struck_out(self, sign_in, lead, case, social, today):
        row = CaseStaffFactory(case=case, member=social, starts_on=today + 5 * DAY)
        sign_in(lead.user).post(self.url(row), {"strike": "1"})
        assert team_of(case) == []


class TestForMany:
    @pytest.fixture
    def others(self, lead, contact):
        return [CaseFactory(provider=lead.provider, team=lead.team, contact_person=contact) for _ in range(2)]

    def test_everyone_chosen_gets_the_team(self, sign_in, lead, case, others, social, teacher):
        CaseStaffFactory(case=case, member=social)
        fields = form(social=social, teacher=teacher, cases=[case, *others])
        answer = sign_in(lead.user).post(reverse("case_team_many"), fields, follow=True)
        assert "Das Fallteam ist für 3 Personen festgelegt." in answer.content.decode()
        assert [len(team_of(c)) for c in (case, *others)] == [2, 2, 2]

    def test_the_same_post_again_changes_nothing(self, sign_in, lead, case, others, social):
        client, fields = sign_in(lead.user), form(social=social, cases=[case, *others])
        client.post(reverse("case_team_many"), fields)
        answer = client.post(reverse("case_team_many"), fields, follow=True)
        assert "hatten dieses Fallteam schon" in answer.content.decode()
        assert len(team_of(case)) == 1

    def test_the_list_leads_there_with_its_filters(self, sign_in, lead, case, others):
        client = sign_in(lead.user)
        page = client.get(reverse("case_list"), {"q": "Arslan"}).content.decode()
        assert f"{reverse('case_team_many')}?q=Arslan" in page
        rows = client.get(reverse("case_team_many"), {"q": "Arslan"}).context["rows"]
        assert [row[0] for row in rows] == [case]

    def test_without_ticks_those_who_have_nobody(self, sign_in, lead, case, others, social):
        CaseStaffFactory(case=case, member=social)
        rows = sign_in(lead.user).get(reverse("case_team_many"), {"without": "social_worker"}).context["rows"]
        assert {(row[0].pk, row[2]) for row in rows} == {(c.pk, True) for c in others}

    def test_nobody_chosen_is_said_and_the_rest_stays(self, sign_in, lead, case, others, social):
        answer = sign_in(lead.user).post(reverse("case_team_many"), form(social=social))
        assert answer.status_code == 422
        assert answer.context["form"].errors["case"] == ["Wählen Sie mindestens eine Person aus."]
        assert f'value="{social.pk}" selected' in answer.content.decode()

    def test_a_contact_person_reaches_the_own_people_only(self, sign_in, lead, case, others, social):
        colleague = MembershipFactory(provider=lead.provider, team=lead.team)
        own = CaseFactory(provider=lead.provider, team=lead.team, contact_person=None)
        ContactAssignmentFactory(case=own, member=colleague, provider=lead.provider)
        client = sign_in(colleague.user)
        assert [row[0] for row in client.get(reverse("case_team_many")).context["rows"]] == [own]
        answer = client.post(reverse("case_team_many"), form(social=social, cases=[case, own]))
        assert answer.status_code == 422
        assert team_of(own) == []

    def test_the_page_costs_the_same_for_many(self, sign_in, lead, case, others, social, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = sign_in(lead.user)
        client.get(reverse("case_team_many"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("case_team_many"))
        for _ in range(5):
            CaseStaffFactory(
                case=CaseFactory(provider=lead.provider, team=lead.team), member=social, provider=lead.provider
            )
        with django_assert_num_queries(len(few)):
            client.get(reverse("case_team_many"))
