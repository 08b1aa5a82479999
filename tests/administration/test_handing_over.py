"""Nobody who answers for open cases loses the role before somebody else answers for them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.administration.handover import StillResponsible
from asa.administration.members import add_member
from asa.administration.services import add_reader, end_right
from cases.people.enums import CaseState
from cases.people.models import Case
from cases.people.services import assign_contact_person, name_deputy
from tests.factories import (
    CaseFactory,
    FunderAccessFactory,
    MembershipFactory,
    TraineeFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def admin(sign_in, behind):
    member = MembershipFactory(role=Role.ADMIN)
    sign_in(member.user)
    behind(member.provider)
    return member


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def leaving(admin):
    return MembershipFactory(provider=admin.provider, team=admin.team)


def case_of(member, **trainee):
    return CaseFactory(
        provider=member.provider,
        team=member.team,
        trainee=TraineeFactory(provider=member.provider, **trainee),
        contact_person=member,
    )


def end(client, member, on):
    return client.post(reverse("member_end", args=[member.pk]), {"ends_on": f"{on:%d.%m.%Y}", "reason": "left"})


def ends_on(member, behind):
    behind(member.provider)
    return Membership.objects.get(pk=member.pk).ends_on


def test_the_page_names_the_cases_and_ends_nothing(client, leaving, behind, today):
    case = case_of(leaving, first_name="<b>Amira</b>", last_name="Haddad")
    response = end(client, leaving, today)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Für eine laufende Teilnahme ist diese Person noch verantwortlich." in page
    assert "&lt;b&gt;Amira&lt;/b&gt; Haddad" in page
    assert f"übergibt die Teamleitung ({case.team})" in page
    assert f'href="{reverse("case_detail", args=[case.public_id])}"' in page
    assert reverse("contact_person_change", args=[case.public_id]) not in page  # the administration may not
    assert f'value="{today:%d.%m.%Y}"' in page
    assert ends_on(leaving, behind) is None


def test_who_leads_the_team_too_is_led_to_handing_over(client, admin, leaving):
    MembershipFactory(provider=admin.provider, team=leaving.team, user=admin.user, role=Role.TEAM_LEAD)
    case = case_of(leaving)
    page = client.get(reverse("member_end", args=[leaving.pk])).content.decode()
    assert reverse("contact_person_change", args=[case.public_id]) in page
    assert "übergibt die Teamleitung" not in page


def test_the_page_names_them_before_anything_is_typed(client, leaving):
    case = case_of(leaving)
    page = client.get(reverse("member_end", args=[leaving.pk])).content.decode()
    assert str(case.trainee) in page
    assert "Zuerst übergeben" in page


def test_after_the_hand_over_the_role_ends(client, leaving, behind, today):
    case = case_of(leaving)
    successor = MembershipFactory(provider=leaving.provider, team=leaving.team)
    behind(leaving.provider)
    assign_contact_person(case=case, member=successor, starts_on=today, by=None)
    assert end(client, leaving, today - DAY).status_code == 302
    assert ends_on(leaving, behind) == today - DAY


def test_a_hand_over_to_come_lets_the_role_end_from_that_day_on(client, leaving, behind, today):
    case = case_of(leaving)
    successor = MembershipFactory(provider=leaving.provider, team=leaving.team)
    behind(leaving.provider)
    assign_contact_person(case=case, member=successor, starts_on=today + 10 * DAY, by=None)
    response = end(client, leaving, today)
    assert response.status_code == 422
    assert f"noch bis {today + 9 * DAY:%d.%m.%Y} verantwortlich" in response.content.decode()
    assert end(client, leaving, today + 9 * DAY).status_code == 302
    assert ends_on(leaving, behind) == today + 9 * DAY


def test_a_deputy_stays_until_the_last_day(client, leaving, behind, today):
    contact = MembershipFactory(provider=leaving.provider, team=leaving.team)
    case = case_of(contact)
    behind(leaving.provider)
    last = today + 5 * DAY
    name_deputy(assignment=case.assignments.get(), member=leaving, starts_on=today, ends_on=last, by=None)
    response = end(client, leaving, today)
    assert response.status_code == 422
    assert f"Vertretung bis {last:%d.%m.%Y}" in response.content.decode()
    assert f'href="{reverse("case_detail", args=[case.public_id])}"' in response.content.decode()
    assert end(client, leaving, last).status_code == 302


def test_closed_cases_do_not_bind(client, leaving, behind, today):
    case = case_of(leaving)
    behind(leaving.provider)
    Case.objects.filter(pk=case.pk).update(state=CaseState.ENDED, ended_on=today, exit_reason="completed")
    assert end(client, leaving, today).status_code == 302


def test_a_role_given_anew_with_an_end_is_no_way_round(leaving, admin, today):
    case_of(leaving)
    person = {"email": leaving.user.email, "first_name": "A", "last_name": "B"}
    fields = {"kind": leaving.kind, "team": leaving.team, "starts_on": leaving.starts_on, "ends_on": today}
    with pytest.raises(StillResponsible):
        add_member(provider=admin.provider, by=admin.user, person=person, roles=[leaving.role], **fields)


def test_many_cases_need_the_same_queries(client, leaving):
    url = reverse("member_end", args=[leaving.pk])
    case_of(leaving)
    client.get(url)
    few = queries(client, url)
    for _ in range(5):
        case_of(leaving)
    assert queries(client, url) == few


def queries(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def signed_in_elsewhere(user):
    """Return the client of a second browser in which `user` has an open session."""
    other = Client()
    other.force_login(user)
    other.get(reverse("accessibility"))
    UserSession.objects.get_or_create(user=user, session_key=other.session.session_key, defaults={"ip": "127.0.0.1"})
    return other


def test_a_readers_new_right_ends_the_sessions(admin, behind, today):
    access = FunderAccessFactory(provider=admin.provider)
    other = signed_in_elsewhere(access.user)
    behind(admin.provider)
    person = {"email": access.user.email, "first_name": "A", "last_name": "B"}
    fields = {"starts_on": today, "ends_on": None, "sees_persons": True}
    add_reader(body=access.funding_body, by=admin.user, person=person, **fields)
    assert not UserSession.objects.filter(user=access.user).exists()
    assert "_auth_user_id" not in Client(headers={"cookie": other.cookies.output(header="", sep=";")}).session


def test_the_same_right_again_ends_no_session(admin, behind, today):
    access = FunderAccessFactory(provider=admin.provider)
    signed_in_elsewhere(access.user)
    behind(admin.provider)
    person = {"email": access.user.email, "first_name": "A", "last_name": "B"}
    fields = {"starts_on": today, "ends_on": None, "sees_persons": access.sees_persons}
    add_reader(body=access.funding_body, by=admin.user, person=person, **fields)
    assert UserSession.objects.filter(user=access.user).count() == 1


def test_a_readers_access_ends_without_a_hand_over(admin, behind, today):
    access = FunderAccessFactory(provider=admin.provider)
    behind(admin.provider)
    end_right(access, by=admin.user, on=today, reason="left")
    access.refresh_from_db()
    assert access.ends_on == today
    with pytest.raises(ValidationError):
        end_right(admin, by=admin.user, on=today, reason="left")
