"""A team lead plans for the people who hold sessions in the team, and writes nothing down in their names."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.matrix import scopes
from asa.mail.models import Mail
from cases.people.models import Case
from cases.sessions.models import Session
from cases.support.planning.models import SessionSeries
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TeamFactory, TraineeFactory
from tests.planning.situations import group_of, planned

pytestmark = pytest.mark.django_db

IN_A_WEEK = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=7)


@pytest.fixture
def contact(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def lead(contact):
    return MembershipFactory(provider=contact.provider, team=contact.team, role=Role.TEAM_LEAD)


@pytest.fixture
def case(contact):
    trainee = TraineeFactory(provider=contact.provider, last_name="Yilmaz", email="yilmaz@example.org")
    return CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact, trainee=trainee)


@pytest.fixture
def elsewhere(contact):
    """A contact person of another team with a person of their own."""
    team = TeamFactory(provider=contact.provider)
    member = MembershipFactory(provider=contact.provider, team=team)
    CaseFactory(provider=contact.provider, team=team, contact_person=member)
    return member


def post_series(client, kind, owner, staff):
    today = timezone.localdate()
    values = {
        "request_key": uuid4(), "module": "tuition", "rhythm": "weekly", "weekday": 2, "starts_at": "16:00",
        "minutes": 90, "starts_on": f"{today:%d.%m.%Y}", "ends_on": f"{today + timedelta(days=60):%d.%m.%Y}",
        "staff": staff.pk, "place": "provider",
    }  # fmt: skip
    return client.post(reverse("series_create", args=[kind, owner.public_id]), values)


def move(client, session):
    local = timezone.localtime(session.starts_at) + timedelta(days=1)
    values = {"version": session.version, "date": f"{local:%d.%m.%Y}", "start": "10:15", "notify": "on"}
    return client.post(reverse("session_move", args=[session.public_id]), values)


def test_planning_is_a_right_of_its_own_beside_writing_down():
    assert scopes(Role.TEAM_LEAD, DataClass.LESSON, Action.PLAN)
    assert not scopes(Role.TEAM_LEAD, DataClass.LESSON, Action.CREATE)
    assert not scopes(Role.TEAM_LEAD, DataClass.LESSON, Action.UPDATE)
    assert scopes(Role.CONTACT_PERSON, DataClass.LESSON, Action.PLAN)


def test_a_lead_plans_changes_and_ends_a_series_of_a_person(sign_in, lead, case, contact):
    client = sign_in(lead.user)
    page = client.get(reverse("case_detail", args=[case.public_id])).content.decode()
    assert reverse("series_create", args=["person", case.public_id]) in page
    response = post_series(client, "person", case, contact)
    assert response.status_code == 302
    with wall.within(case.provider_id):
        series = SessionSeries.objects.get()
    assert series.staff == contact
    form = client.get(reverse("series_create", args=["person", case.public_id])).content.decode()
    assert reverse("series_detail", args=[series.public_id]) in form
    client.post(
        reverse("series_end", args=[series.public_id]),
        {"version": series.version, "last_on": f"{timezone.localdate() + timedelta(days=14):%d.%m.%Y}"},
    )
    with wall.within(case.provider_id):
        assert SessionSeries.objects.get().ends_on == timezone.localdate() + timedelta(days=14)


def test_a_lead_plans_for_a_group_that_the_team_holds(sign_in, lead, case, contact):
    group = group_of(contact, case)
    client = sign_in(lead.user)
    address = reverse("series_create", args=["gruppe", group.public_id])
    assert address in client.get(reverse("group_detail", args=[group.public_id])).content.decode()
    assert post_series(client, "gruppe", group, contact).status_code == 302


def test_a_lead_moves_and_cancels_a_session_of_the_team(sign_in, lead, case, contact):
    session = SessionFactory(provider=case.provider, starts=IN_A_WEEK, staff=[contact], cases=[case])
    client = sign_in(lead.user)
    page = client.get(reverse("session_detail", args=[session.public_id])).content.decode()
    assert reverse("session_move", args=[session.public_id]) in page
    assert reverse("session_log", args=[session.public_id]) not in page
    assert move(client, session).status_code == 302
    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).strftime("%H:%M") == "10:15"
    values = {"version": session.version, "outcome": "cancelled_by_provider", "notify": "on"}
    assert client.post(reverse("session_cancel", args=[session.public_id]), values).status_code == 302
    session.refresh_from_db()
    assert session.cancelled_by == lead.user
    with wall.within(case.provider_id):
        assert not Session.objects.editable_by(lead.user).exists()


def test_a_lead_writes_nothing_down(sign_in, lead, case, contact):
    session = SessionFactory(provider=case.provider, staff=[contact], cases=[case])
    client = sign_in(lead.user)
    assert client.get(reverse("session_log", args=[session.public_id])).status_code == 403
    assert client.get(reverse("session_create")).status_code == 403


def test_a_lead_plans_nothing_for_another_team(sign_in, lead, contact, elsewhere):
    with wall.within(lead.provider_id):
        foreign = Case.objects.get(team=elsewhere.team)
    session = SessionFactory(provider=lead.provider, starts=IN_A_WEEK, staff=[elsewhere], cases=[foreign])
    series = planned(foreign, elsewhere)
    client = sign_in(lead.user)
    assert post_series(client, "person", foreign, contact).status_code == 404
    assert move(client, session).status_code == 404
    assert client.get(reverse("series_detail", args=[series.public_id])).status_code == 404


def test_a_lead_does_not_move_what_another_team_holds_though_an_own_person_sits_in_it(sign_in, lead, case, elsewhere):
    session = SessionFactory(provider=case.provider, starts=IN_A_WEEK, staff=[elsewhere], cases=[case])
    client = sign_in(lead.user)
    assert client.get(reverse("session_detail", args=[session.public_id])).status_code == 200
    assert move(client, session).status_code == 403


def test_who_is_told_does_not_depend_on_whose_names_the_lead_reads(sign_in, lead, case, contact, elsewhere):
    trainee = TraineeFactory(provider=case.provider, last_name="Fremd", email="fremd@example.org")
    other = CaseFactory(provider=case.provider, team=elsewhere.team, contact_person=elsewhere, trainee=trainee)
    session = SessionFactory(provider=case.provider, starts=IN_A_WEEK, staff=[contact], cases=[case, other])
    client = sign_in(lead.user)
    page = client.get(reverse("session_move", args=[session.public_id])).content.decode()
    assert "2 Personen bekommen eine E-Mail" in page
    assert "Fremd" not in page
    move(client, session)
    with wall.within(case.provider_id):
        assert set(Mail.objects.values_list("to", flat=True)) >= {"yilmaz@example.org", "fremd@example.org"}
