"""Every night the series go on: dates are made once, blocks of school are left out, and the end is the end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from cases.sessions.models import Attendance, Session
from cases.sessions.series.background import EXTEND_JOB, order_nightly_extension
from cases.support.planning.models import SchoolTime
from tests.factories import CaseFactory, MembershipFactory, SiteFactory, TeamFactory
from tests.planning.situations import group_of, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_night(time_machine):
    time_machine.move_to("2026-11-22T02:00:00+01:00", tick=False)


@pytest.fixture
def teacher(behind):
    site = SiteFactory(land="HE")
    team = TeamFactory(provider=site.provider, site=site)
    behind(site.provider)
    return MembershipFactory(provider=site.provider, role=Role.TEACHER, team=team)


@pytest.fixture
def case(teacher):
    return CaseFactory(provider=teacher.provider, team=teacher.team)


def night(teacher):
    """Order and run the extension as the planner and the worker do; return the job."""
    order_nightly_extension()
    order_nightly_extension()
    wall.enter(teacher.provider_id)
    job = Job.objects.filter(kind=EXTEND_JOB, provider=teacher.provider).latest("pk")
    run(job.pk)
    wall.enter(teacher.provider_id)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job


def days(series):
    return [timezone.localdate(at) for at in series.sessions.order_by("starts_at").values_list("starts_at", flat=True)]


def test_the_next_dates_are_made_once(teacher, case, time_machine):
    series = planned(group_of(teacher, case), teacher, ends_on=date(2029, 7, 31))
    before = days(series)
    time_machine.move_to("2026-12-03T02:00:00+01:00", tick=False)
    night(teacher)
    after = days(series)
    assert before[-1] == date(2027, 11, 17)
    assert after == [*before, date(2027, 11, 24), date(2027, 12, 1)]
    assert Attendance.objects.filter(session__series=series).count() == len(after)

    time_machine.move_to("2026-12-03T05:00:00+01:00", tick=False)
    night(teacher)
    assert days(series) == after
    assert Job.objects.filter(kind=EXTEND_JOB, provider=teacher.provider).count() == 1


def test_a_moved_or_cancelled_date_does_not_come_back(teacher, case):
    series = planned(case, teacher)
    first, second = series.sessions.order_by("starts_at")[:2]
    Session.objects.filter(pk=first.pk).update(cancelled_at=timezone.now())
    shift = timedelta(days=1)
    Session.objects.filter(pk=second.pk).update(
        moved_from=second.starts_at, starts_at=second.starts_at + shift, ends_at=second.ends_at + shift
    )
    count = series.sessions.count()
    night(teacher)
    assert series.sessions.count() == count


def test_blocks_of_school_are_left_out(teacher, case, time_machine):
    series = planned(case, teacher, skip_school_blocks=True, ends_on=date(2028, 7, 31))
    SchoolTime.objects.create(
        provider=teacher.provider, case=case, starts_on=date(2027, 11, 22), ends_on=date(2027, 11, 26), title="Block"
    )
    time_machine.move_to("2026-12-03T02:00:00+01:00", tick=False)
    night(teacher)
    assert days(series)[-2:] == [date(2027, 11, 17), date(2027, 12, 1)]


def test_it_ends_with_the_series(teacher, case, time_machine):
    series = planned(case, teacher, ends_on=date(2027, 11, 20))
    before = days(series)
    time_machine.move_to("2026-12-10T02:00:00+01:00", tick=False)
    night(teacher)
    assert days(series) == before
    assert before[-1] == date(2027, 11, 17)


def test_one_oclock_is_too_early_before_one(teacher, time_machine):
    time_machine.move_to("2026-12-10T00:30:00+01:00", tick=False)
    order_nightly_extension()
    assert not Job.objects.filter(kind=EXTEND_JOB).exists()
