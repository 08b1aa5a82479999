""" "Termine ohne Besetzung" tells the truth: who has left holds nothing, and whoever leads can find somebody."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from cases.sessions.models import Session, SessionStaff
from cases.sessions.offers.models import SessionOffer
from tests.factories import CaseFactory, MembershipFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

LIST = "unstaffed_list"


@pytest.fixture
def frozen():
    with time_machine.travel("2026-11-20 13:32:00+00:00", tick=False):
        yield


@pytest.fixture
def teacher(behind):
    member = MembershipFactory(role=Role.TEACHER)
    behind(member.provider)
    return member


@pytest.fixture
def session(teacher):
    contact = MembershipFactory(provider=teacher.provider, team=teacher.team)
    case = CaseFactory(provider=teacher.provider, contact_person=contact, team=teacher.team)
    starts = timezone.localtime() + timedelta(days=7)
    return SessionFactory(provider=teacher.provider, staff=[teacher], cases=[case], starts=starts)


def left(member, on=date(2026, 11, 19)):
    Membership.objects.filter(pk=member.pk).update(ends_on=on)


def lead_of(teacher):
    return MembershipFactory(provider=teacher.provider, team=teacher.team, role=Role.TEAM_LEAD)


def listed(client):
    return list(client.get(reverse(LIST)).context["sessions"])


def test_a_session_of_somebody_who_left_needs_somebody(sign_in, teacher, session):
    client = sign_in(lead_of(teacher).user)
    assert listed(client) == []

    left(teacher)

    assert listed(client) == [session]


def test_whoever_still_works_that_day_holds_it(sign_in, teacher, session):
    left(teacher, timezone.localdate(session.starts_at))

    assert listed(sign_in(lead_of(teacher).user)) == []


def test_a_second_person_who_stays_is_enough(sign_in, teacher, session):
    other = MembershipFactory(provider=teacher.provider, role=Role.TEACHER)
    SessionStaff.objects.create(provider=teacher.provider, session=session, member=other)
    left(teacher)

    assert listed(sign_in(lead_of(teacher).user)) == []


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMIN])
def test_lead_and_administration_find_somebody(sign_in, teacher, session, role):
    left(teacher)
    planner = MembershipFactory(
        provider=teacher.provider, team=teacher.team if role == Role.TEAM_LEAD else None, role=role
    )
    new = MembershipFactory(provider=teacher.provider, role=Role.TEACHER)

    sign_in(planner.user).post(reverse("session_staff", args=[session.public_id]), {"member": new.pk})

    assert [row.member for row in Session.objects.get().staff.all()] == [new]


def test_the_administration_reads_times_and_no_names(sign_in, teacher, session):
    left(teacher)
    admin = MembershipFactory(provider=teacher.provider, team=None, role=Role.ADMIN)

    page = sign_in(admin.user).get(reverse(LIST)).content.decode()

    assert "Mathe-Gruppe" in page
    assert session.attendances.get().case.trainee.last_name not in page


def test_another_provider_sees_nothing(sign_in, teacher, session):
    left(teacher)
    stranger = MembershipFactory(role=Role.ADMIN, team=None)
    client = sign_in(stranger.user)

    assert listed(client) == []
    assert client.get(reverse("session_staff", args=[session.public_id])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMIN])
def test_the_start_page_of_those_who_find_somebody_counts_them(sign_in, teacher, session, role):
    lead = MembershipFactory(provider=teacher.provider, team=teacher.team, role=role)
    client = sign_in(lead.user)
    assert "ohne Besetzung" not in client.get("/").content.decode()

    left(teacher)

    page = client.get("/").content.decode()
    assert "1 Termin ohne Besetzung" in page
    assert reverse(LIST) in page


def test_what_somebody_accepted_who_has_left_is_no_answer(sign_in, teacher, session):
    SessionOffer.objects.create(provider=teacher.provider, session=session, member=teacher, answer="accepted")
    left(teacher)

    page = sign_in(lead_of(teacher).user).get(reverse(LIST)).content.decode()

    assert f"{teacher.user.full_name}: nur bis 19.11.2026 dabei" in page
    assert "angenommen" not in page
