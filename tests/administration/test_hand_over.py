"""Ending a membership leads to one page that hands everything over, to one or to several others."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.administration.hand_over import Successors, duties_after, hand_everything_over
from cases.desk.case_team.read_model import team_words
from cases.people.case_team import name_case_staff
from cases.people.models import CaseStaff
from cases.people.services import name_deputy
from cases.sessions.models import SessionStaff
from cases.sessions.series.services import create_series
from cases.support.planning.models import LessonGroup
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory, SessionFactory
from tests.planning.situations import group_of, series_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def leaving(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def admin(leaving):
    return MembershipFactory(provider=leaving.provider, team=None, role=Role.ADMIN)


@pytest.fixture
def lead(leaving):
    return MembershipFactory(provider=leaving.provider, team=leaving.team, role=Role.TEAM_LEAD)


def colleague(leaving, role=Role.CONTACT_PERSON):
    return MembershipFactory(provider=leaving.provider, team=leaving.team, role=role)


def case_of(leaving):
    return CaseFactory(provider=leaving.provider, team=leaving.team, contact_person=leaving)


def address(member):
    return reverse("member_hand_over", args=[member.pk])


def contact_of(case, on):
    return case.assignments.filter(starts_on__lte=on).latest("starts_on").member


def test_everything_goes_to_one_person(leaving, lead, today):
    cases, new = [case_of(leaving) for _ in range(3)], colleague(leaving)
    session = SessionFactory(
        provider=leaving.provider, staff=[leaving], cases=cases, starts=timezone.localtime() + 7 * DAY
    )
    group = group_of(leaving, cases[0])
    create_series(
        series=series_of(group, leaving, starts_at=time(9), starts_on=today, ends_on=today + 60 * DAY), by=lead.user
    )

    hand_everything_over(member=leaving, last_on=today, to=Successors(contact=new, lessons=new), by=lead.user)

    assert duties_after(leaving, today).is_empty
    assert {contact_of(case, today + DAY) for case in cases} == {new}
    assert [row.member for row in session.staff.all()] == [new]
    assert LessonGroup.objects.get().staff == new
    assert not SessionStaff.objects.filter(member=leaving, session__starts_at__date__gt=today).exists()


def test_or_to_several(leaving, lead, today):
    one, two = case_of(leaving), case_of(leaving)
    new, other = colleague(leaving), colleague(leaving)

    to = Successors(contact=new, by_case={two.pk: other})
    hand_everything_over(member=leaving, last_on=today, to=to, by=lead.user)

    assert [contact_of(case, today + DAY) for case in (one, two)] == [new, other]


def test_the_sight_of_an_own_admission_is_no_part_of_a_team(leaving, lead, today):
    case = CaseFactory(provider=leaving.provider, team=leaving.team, contact_person=None, state="assigned")
    CaseStaffFactory(case=case, member=leaving)  # as `stay_in_sight` writes it

    assert duties_after(leaving, today).is_empty
    assert team_words([case], today) == {}


def test_case_team_and_deputyship_go_on_with_their_dates(leaving, lead, today):
    worker = colleague(leaving, Role.SOCIAL_WORKER)
    new = colleague(leaving, Role.SOCIAL_WORKER)
    case = case_of(leaving)
    name_case_staff(case=case, member=worker, starts_on=today - 9 * DAY, ends_on=today + 30 * DAY, by=lead.user)
    assignment = case.assignments.get()
    name_deputy(assignment=assignment, member=worker, starts_on=today, ends_on=today + 9 * DAY, by=lead.user)

    hand_everything_over(member=worker, last_on=today, to=Successors(team=new, deputy=new), by=lead.user)

    assert CaseStaff.objects.get(member=new).ends_on == today + 30 * DAY
    assert [(row.member, row.ends_on) for row in assignment.deputies.order_by("starts_on")] == [
        (worker, today),
        (new, today + 9 * DAY),
    ]


def test_pressed_twice_the_second_finds_nothing(leaving, lead, today):
    case_of(leaving)
    to = Successors(contact=colleague(leaving))

    counts = [hand_everything_over(member=leaving, last_on=today, to=to, by=lead.user) for _ in range(2)]

    assert counts == [1, 0]


def test_the_administration_names_no_contact_person_while_there_is_a_lead(leaving, lead, admin, today):
    case_of(leaving)

    with pytest.raises(ValidationError, match="übergibt die Teamleitung"):
        hand_everything_over(member=leaving, last_on=today, to=Successors(contact=colleague(leaving)), by=admin.user)


def test_it_does_where_the_lead_is_gone(leaving, admin, today):
    case, new = case_of(leaving), colleague(leaving)

    hand_everything_over(member=leaving, last_on=today, to=Successors(contact=new), by=admin.user)

    assert contact_of(case, today + DAY) == new


def test_a_hand_over_to_somebody_who_left_is_refused_and_changes_nothing(leaving, lead, today):
    case, gone = case_of(leaving), colleague(leaving)
    Membership.objects.filter(pk=gone.pk).update(ends_on=today - DAY)
    gone.refresh_from_db()

    with pytest.raises(ValidationError, match="ist nur bis"):
        hand_everything_over(member=leaving, last_on=today, to=Successors(contact=gone), by=lead.user)

    assert contact_of(case, today + DAY) == leaving


def test_the_end_leads_to_the_page_while_sessions_are_left(sign_in, leaving, admin, today):
    case = CaseFactory(provider=leaving.provider, contact_person=colleague(leaving))
    SessionFactory(provider=leaving.provider, staff=[leaving], cases=[case], starts=timezone.localtime() + 7 * DAY)

    answer = sign_in(admin.user).post(
        reverse("member_end", args=[leaving.pk]), {"ends_on": f"{today:%d.%m.%Y}", "reason": "left"}
    )

    assert answer.url == f"{address(leaving)}?bis={today.isoformat()}"


def test_the_page_hands_over(sign_in, leaving, lead, today):
    case, new = case_of(leaving), colleague(leaving)
    client = sign_in(lead.user)
    assert "1 Teilnahme<" in client.get(address(leaving)).content.decode()

    client.post(address(leaving), {"last_on": f"{today:%d.%m.%Y}", "contact": new.pk})

    assert contact_of(case, today + DAY) == new


def test_a_foreign_person_is_no_choice(sign_in, leaving, lead, today):
    case_of(leaving)
    foreign = MembershipFactory()

    answer = sign_in(lead.user).post(address(leaving), {"last_on": f"{today:%d.%m.%Y}", "contact": foreign.pk})

    assert answer.status_code == 422
    assert answer.context["form"].errors["contact"]


@pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.BILLING])
def test_nobody_else_opens_the_page(sign_in, leaving, role):
    member = MembershipFactory(
        provider=leaving.provider, team=leaving.team if role == Role.CONTACT_PERSON else None, role=role
    )
    assert sign_in(member.user).get(address(leaving)).status_code == 403


def test_a_lead_of_another_team_finds_nothing(sign_in, leaving):
    other = MembershipFactory(provider=leaving.provider, role=Role.TEAM_LEAD)
    assert sign_in(other.user).get(address(leaving)).status_code == 404


def test_whoever_is_gone_by_then_takes_nothing_over(leaving, lead, today):
    case_of(leaving)
    gone = colleague(leaving)
    Membership.objects.filter(pk=gone.pk).update(ends_on=today)
    gone.refresh_from_db()

    with pytest.raises(ValidationError, match="ist nur bis"):
        hand_everything_over(member=leaving, last_on=today, to=Successors(contact=gone), by=lead.user)

    assert duties_after(leaving, today).contacts


def test_the_page_offers_only_those_who_stay_and_says_at_the_field_who_leaves(sign_in, leaving, lead, today):
    case_of(leaving)
    gone, leaves = colleague(leaving), colleague(leaving)
    Membership.objects.filter(pk=gone.pk).update(ends_on=today)
    Membership.objects.filter(pk=leaves.pk).update(ends_on=today + 7 * DAY)
    client, where = sign_in(lead.user), f"{address(leaving)}?bis={today.isoformat()}"

    offered = client.get(where).context["form"].fields["contact"].queryset
    answer = client.post(where, {"last_on": f"{today + 14 * DAY:%d.%m.%Y}", "contact": leaves.pk})

    assert (gone in offered, leaves in offered) == (False, True)
    assert answer.status_code == 422
    words = f"{leaves.user.full_name} ist nur bis {today + 7 * DAY:%d.%m.%Y} dabei. Wählen Sie jemand anderen."
    assert answer.context["form"].errors["contact"] == [words]
