"""Freelance people are asked; absences show who is missing and hand sessions over."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from asa.accounts.enums import EmploymentKind, Role
from cases.sessions.cover.services import save_absence, uncovered
from cases.sessions.models import SessionStaff
from cases.sessions.offers.models import SessionOffer
from cases.sessions.offers.services import staff_session
from cases.support.planning.models import StaffAbsence
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TeamFactory, at
from tests.planning.situations import planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def team(behind):
    team = TeamFactory()
    behind(team.provider)
    return team


@pytest.fixture
def freelancer(team):
    return MembershipFactory(provider=team.provider, team=team, role=Role.TEACHER, kind=EmploymentKind.FREELANCE)


@pytest.fixture
def contact(team):
    return MembershipFactory(provider=team.provider, team=team)


@pytest.fixture
def case(team, contact):
    return CaseFactory(provider=team.provider, team=team, contact_person=contact)


@pytest.fixture
def series(case, freelancer, contact):
    return planned(case, freelancer, by=contact.user, ends_on=date(2026, 12, 10))


def test_whoever_plans_for_themselves_has_accepted(case, freelancer):
    series = planned(case, freelancer, ends_on=date(2026, 12, 10))
    assert SessionOffer.objects.filter(member=freelancer, answer="accepted").count() == 3
    assert not SessionOffer.objects.filter(answer="").exists()
    assert SessionStaff.objects.filter(session__series=series, member=freelancer).count() == 3


def test_freelance_people_are_asked_and_do_not_stand_in_the_session_yet(series, freelancer):
    assert SessionOffer.objects.filter(member=freelancer, answer="").count() == 3
    assert not SessionStaff.objects.filter(session__series=series).exists()


def test_they_see_one_line_on_heute_and_answer_each(series, freelancer, case, sign_in):
    client = sign_in(freelancer.user)
    assert "3 Termine werden Ihnen angeboten" in client.get("/").content.decode()
    page = client.get(reverse("offer_list")).content.decode()
    assert case.trainee.last_name not in page
    first, second, _ = SessionOffer.objects.order_by("session__starts_at")
    client.post(reverse("offer_list"), {"answer": f"{first.pk}:accepted"})
    client.post(reverse("offer_list"), {"answer": f"{first.pk}:declined"})  # pressed on an old page
    client.post(reverse("offer_list"), {"answer": f"{second.pk}:declined"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answer, second.answer) == ("accepted", "declined")
    assert SessionStaff.objects.filter(session=first.session, member=freelancer).exists()
    assert not SessionStaff.objects.filter(session=second.session).exists()


def test_all_at_once(series, freelancer, sign_in):
    sign_in(freelancer.user).post(reverse("offer_list"), {"answer": "all:accepted"})
    assert SessionStaff.objects.filter(session__series=series, member=freelancer).count() == 3


@pytest.mark.parametrize("answer", ["all:nonsense", "accepted", "'; drop table:accepted", "", "1:" + "x" * 5000])
def test_hostile_answers_change_nothing(series, freelancer, sign_in, answer):
    sign_in(freelancer.user).post(reverse("offer_list"), {"answer": answer})
    assert not SessionOffer.objects.exclude(answer="").exists()


def test_nobody_answers_for_another(series, contact, sign_in):
    offer = SessionOffer.objects.first()
    sign_in(contact.user).post(reverse("offer_list"), {"answer": f"{offer.pk}:accepted"})
    offer.refresh_from_db()
    assert offer.answer == ""


def test_planners_see_a_declined_session_as_needing_staff_and_find_someone(series, freelancer, contact, sign_in):
    sign_in(freelancer.user).post(reverse("offer_list"), {"answer": "all:declined"})
    client = sign_in(contact.user)
    page = client.get(reverse("unstaffed_list")).content.decode()
    assert page.count(": abgelehnt") == 3
    session = series.sessions.earliest("starts_at")
    url = reverse("session_staff", args=[session.public_id])
    assert client.get(url).status_code == 200
    client.post(url, {"member": contact.pk})
    assert SessionStaff.objects.get(session=session).member == contact
    again = client.post(url, {"member": freelancer.pk})
    assert "inzwischen jemand eingetragen" in again.content.decode()


def test_a_stranger_cannot_staff(series, sign_in):
    stranger = MembershipFactory()
    session = series.sessions.first()
    with pytest.raises(ValidationError):
        staff_session(session=session, member=stranger, by=None)
    assert sign_in(stranger.user).get(reverse("session_staff", args=[session.public_id])).status_code == 404


def lesson(member, case, day="2026-11-25"):
    return SessionFactory(provider=case.provider, starts=at(day), staff=[member], cases=[case])


def test_an_absence_shows_what_is_missing_and_hands_over(team, contact, case, sign_in):
    cover = MembershipFactory(provider=team.provider, team=team)
    one, two = lesson(contact, case), lesson(contact, case, "2026-11-27")
    after = lesson(contact, case, "2026-11-28")
    client = sign_in(contact.user)
    values = {
        "request_key": uuid4(),
        "member": contact.pk,
        "kind": "leave",
        "starts_on": "23.11.2026",
        "ends_on": "27.11.2026",
        "cover": cover.pk,
    }
    answer = client.post(reverse("absence_create"), values)
    assert answer.status_code == 302
    assert client.post(reverse("absence_create"), values).url == answer.url  # twice is one
    absence = StaffAbsence.objects.get()
    page = client.get(answer.url).content.decode()
    assert page.count("Vertretung fehlt") == 2
    assert case.trainee.last_name not in page
    hand_over = reverse("absence_hand_over", args=[absence.public_id])
    client.post(hand_over, {"session": str(one.public_id)})
    assert [s.member for s in one.staff.all()] == [cover]
    assert [s.member for s in two.staff.all()] == [contact]
    client.post(hand_over)
    client.post(hand_over)
    assert [s.member for s in two.staff.all()] == [cover]
    assert [s.member for s in after.staff.all()] == [contact]
    assert not uncovered(absence).exists()


def test_absences_of_others_are_the_lead_s_and_the_administration_s(team, contact, sign_in):
    absence = StaffAbsence(
        provider=team.provider, member=contact, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24)
    )
    save_absence(absence=absence, by=contact.user)
    url = reverse("absence_detail", args=[absence.public_id])
    roles = {Role.TEAM_LEAD: 200, Role.ADMIN: 200, Role.TEACHER: 404, Role.BILLING: 403}
    for role, status in roles.items():
        member = MembershipFactory(provider=team.provider, team=team, role=role)
        assert sign_in(member.user).get(url).status_code == status, role
    other_lead = MembershipFactory(provider=team.provider, role=Role.TEAM_LEAD)
    assert sign_in(other_lead.user).get(url).status_code == 404
    assert sign_in(MembershipFactory().user).get(url).status_code == 404


def test_the_cover_sees_the_absence_but_may_not_change_it(team, contact, sign_in):
    cover = MembershipFactory(provider=team.provider, team=team)
    absence = StaffAbsence(
        provider=team.provider, member=contact, cover=cover, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24)
    )
    save_absence(absence=absence, by=None)
    client = sign_in(cover.user)
    assert client.get(reverse("absence_detail", args=[absence.public_id])).status_code == 200
    assert client.get(reverse("absence_edit", args=[absence.public_id])).status_code == 403
    assert client.post(reverse("absence_hand_over", args=[absence.public_id])).status_code == 403


def test_a_stale_absence_shows_both(team, contact, sign_in):
    absence = StaffAbsence(
        provider=team.provider, member=contact, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24)
    )
    save_absence(absence=absence, by=None)
    url = reverse("absence_edit", args=[absence.public_id])
    values = {
        "request_key": uuid4(),
        "version": 1,
        "member": contact.pk,
        "kind": "leave",
        "starts_on": "23.11.2026",
        "ends_on": "25.11.2026",
    }
    client = sign_in(contact.user)
    assert client.post(url, values).status_code == 302
    stale = client.post(url, values | {"ends_on": "29.11.2026"})
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "25.11.2026" in page
    assert "29.11.2026" in page
