""" "Heute" says when a phase ends; nobody else is told, and the number of queries stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from asa.accounts.enums import Role
from cases.desk.life.services import end_case, suspend
from cases.desk.life.tasks import life_tasks
from cases.people.life.dates import last_day
from cases.people.life.phases import begin_aftercare
from cases.people.models import PrePhase
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory
from tests.life.situations import in_pre_phase

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def today():
    return timezone.localdate()


def begun(case, starts_on):
    PrePhase.objects.filter(case=case).update(starts_on=starts_on, planned_end_on=last_day(starts_on, 6))


def own(member, **fields):
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member, **fields)


def test_a_vorphase_is_said_before_six_months_are_over(member, behind, today):
    case = in_pre_phase(behind, provider=member.provider, team=member.team, contact_person=member)
    begun(case, today - 100 * DAY)
    assert life_tasks(member.user) == []
    begun(case, today - 170 * DAY)
    [row] = life_tasks(member.user)
    assert row.title == f"Vorphase von {case.trainee.full_name} endet"
    assert row.badge_kind == "warning"


def test_past_the_limit_it_names_the_paragraph(member, behind, today):
    case = in_pre_phase(behind, provider=member.provider, team=member.team, contact_person=member)
    begun(case, today - 260 * DAY)
    [row] = life_tasks(member.user)
    assert "länger als acht Monate (§ 75a Abs. 3 SGB III)" in row.sub
    assert row.badge_kind == "danger"


def test_return_aftercare_and_whereabouts_are_asked_for(member, today):
    resting, cared, left = (own(member) for _ in range(3))
    suspend(case=resting, on=today - 9 * DAY, expected_on=today, reason="Reise", by=None)
    begin_aftercare(case=cared, on=today, training_ended_on=today - 30 * DAY, ends_on=today + 5 * DAY, by=None)
    end_case(case=left, on=today, reason="moved", by=None)
    assert {row.title.split(" von ")[0] for row in life_tasks(member.user)} == {
        "Rückkehr",
        "Nachbetreuung",
        "Verbleib",
    }


def test_a_social_worker_is_not_asked(member, today):
    case = own(member)
    social = CaseStaffFactory(case=case, member=MembershipFactory(provider=member.provider, role=Role.SOCIAL_WORKER))
    end_case(case=case, on=today, reason="moved", by=None)
    assert life_tasks(social.member.user) == []


def test_the_number_of_queries_stays(member, today):
    def queries():
        with CaptureQueriesContext(connection) as found:
            life_tasks(member.user)
        return len(found)

    end_case(case=own(member), on=today, reason="moved", by=None)
    queries()  # the first one reads the person's roles
    few = queries()
    for _ in range(5):
        end_case(case=own(member), on=today, reason="moved", by=None)
    assert queries() == few
