"""Series become sessions; changing and ending them leaves documented ones alone."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.once import KeyReused
from cases.people.enums import CaseState, ExitReason
from cases.sessions.models import Attendance, Session
from cases.sessions.series.group_services import add_member, end_member
from cases.sessions.series.services import StaleSeries, change_series, create_series, end_series, fill
from cases.support.planning.models import GroupMember, SchoolTime
from tests.factories import CaseFactory, MembershipFactory, SiteFactory, TeamFactory, UserFactory
from tests.planning.situations import group_of, planned, series_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def teacher(behind):
    site = SiteFactory(land="HE")
    member = MembershipFactory(
        provider=site.provider, role=Role.TEACHER, team=TeamFactory(provider=site.provider, site=site)
    )
    behind(site.provider)
    return member


@pytest.fixture
def case(teacher):
    return CaseFactory(provider=teacher.provider, team=teacher.team)


def days(series):
    return [timezone.localdate(s.starts_at) for s in series.sessions.order_by("starts_at")]


def test_a_series_puts_ordinary_sessions_into_the_calendar(teacher, case):
    group = group_of(teacher, case)
    series = planned(group, teacher)
    session = series.sessions.earliest("starts_at")
    assert timezone.localtime(session.starts_at).isoformat() == "2026-11-25T19:00:00+01:00"
    assert (session.minutes, session.title, session.kind) == (90, "Mathe-Gruppe", "tuition")
    assert [a.case for a in session.attendances.all()] == [case]
    assert [s.member for s in session.staff.all()] == [teacher]
    assert days(series)[-1] == date(2027, 7, 28)


def test_in_summer_time_it_is_still_seven(teacher, case):
    series = planned(case, teacher)
    assert {timezone.localtime(s.starts_at).time() for s in series.sessions.all()} == {time(19)}


def test_public_holidays_fall_out_and_school_holidays_if_wanted(teacher, case):
    thursday = planned(case, teacher, weekday=3)
    assert date(2027, 5, 27) not in days(thursday)  # Fronleichnam
    assert date(2026, 12, 31) in days(thursday)
    calm = planned(case, teacher, weekday=3, skip_school_holidays=True)
    assert date(2026, 12, 31) not in days(calm)


def test_school_blocks_are_left_out_for_who_is_there(teacher, case):
    other = CaseFactory(provider=teacher.provider, team=teacher.team)
    SchoolTime.objects.create(
        provider=teacher.provider, case=case, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 11)
    )
    series = planned(group_of(teacher, case, other), teacher)
    session = series.sessions.get(starts_at__date=date(2026, 12, 2))
    assert [a.case for a in session.attendances.all()] == [other]
    alone = planned(case, teacher)
    assert date(2026, 12, 2) not in days(alone)
    assert date(2026, 12, 2) in days(planned(case, teacher, skip_school_blocks=False))


def test_only_members_of_that_day_whose_case_runs_stand_in_a_session(teacher, case):
    late = CaseFactory(provider=teacher.provider, started_on=date(2026, 12, 10))
    gone = CaseFactory(
        provider=teacher.provider,
        state=CaseState.ENDED,
        ended_on=date(2026, 12, 1),
        exit_reason=ExitReason.values[0],
    )
    group = group_of(teacher, case, late, gone)
    series = planned(group, teacher)
    at = {timezone.localdate(s.starts_at): {a.case for a in s.attendances.all()} for s in series.sessions.all()}
    assert at[date(2026, 11, 25)] == {case, gone}
    assert at[date(2026, 12, 2)] == {case}
    assert at[date(2026, 12, 16)] == {case, late}


def test_the_horizon_is_twelve_months_and_every_night_goes_on(teacher, case, time_machine):
    series = planned(case, teacher, ends_on=date(2029, 7, 31))
    assert days(series)[-1] <= TODAY + timedelta(days=365)
    assert fill(series) == 0
    time_machine.move_to("2026-12-20T03:00:00+01:00", tick=False)
    assert fill(series) == 4
    assert len(set(days(series))) == len(days(series))


def test_a_moved_or_cancelled_session_is_not_made_again(teacher, case):
    series = planned(case, teacher)
    moved, cancelled = series.sessions.order_by("starts_at")[:2]
    Session.objects.filter(pk=moved.pk).update(
        moved_from=moved.starts_at, starts_at=moved.starts_at + timedelta(days=1), ends_at=moved.ends_at + timedelta(1)
    )
    Session.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now())
    assert fill(series) == 0


def test_from_a_day_on_other_values_count(teacher, case):
    series = planned(case, teacher)
    kept = series.sessions.earliest("starts_at")
    series, change = change_series(
        series=series,
        from_on=date(2026, 12, 1),
        values={"weekday": 3, "starts_at": time(17), "minutes": 60},
        by=teacher.user,
        version=1,
    )
    assert change.removed > 30
    assert change.planned > 30
    assert series.sessions.earliest("starts_at") == kept
    second = series.sessions.order_by("starts_at")[1]
    assert timezone.localtime(second.starts_at).isoformat() == "2026-12-03T17:00:00+01:00"
    assert second.minutes == 60


def test_documented_sessions_are_never_touched(teacher, case, time_machine):
    series = planned(case, teacher)
    held = series.sessions.order_by("starts_at")[1]
    Session.objects.filter(pk=held.pk).update(documented_at=timezone.now())
    before = Session.objects.filter(pk=held.pk).values().get()
    change_series(series=series, from_on=TODAY, values={"starts_at": time(8)}, by=teacher.user, version=1)
    series.refresh_from_db()
    end_series(series=series, last_on=TODAY, by=teacher.user, version=2)
    assert Session.objects.filter(pk=held.pk).values().get() == before
    assert series.sessions.count() == 1


def test_ending_takes_open_sessions_out(teacher, case):
    series = planned(case, teacher)
    series, change = end_series(series=series, last_on=date(2026, 12, 4), by=teacher.user, version=1)
    assert days(series) == [date(2026, 11, 25), date(2026, 12, 2)]
    assert change.removed > 20
    assert fill(series) == 0


def test_a_stale_version_is_refused(teacher, case):
    series = planned(case, teacher)
    end_series(series=series, last_on=date(2026, 12, 31), by=teacher.user, version=1)
    with pytest.raises(StaleSeries):
        end_series(series=series, last_on=date(2026, 12, 4), by=teacher.user, version=1)


def test_the_same_request_twice_is_one_series(teacher, case):
    key = uuid4()
    one, first = create_series(series=series_of(case, teacher, request_key=key), by=teacher.user)
    two, second = create_series(series=series_of(case, teacher, request_key=key), by=teacher.user)
    assert (one, first) == (two, second)
    with pytest.raises(KeyReused):
        create_series(series=series_of(case, teacher, request_key=key), by=UserFactory())


def test_a_change_in_the_past_and_a_foreign_person_are_refused(teacher, case):
    series = planned(case, teacher)
    with pytest.raises(ValidationError):
        change_series(series=series, from_on=date(2026, 11, 1), values={}, by=teacher.user, version=1)
    stranger = MembershipFactory()
    with pytest.raises(ValidationError):
        create_series(series=series_of(case, stranger), by=teacher.user)


def test_a_new_member_stands_in_the_sessions_to_come_and_leaves_them(teacher, case):
    newcomer = CaseFactory(provider=teacher.provider, team=teacher.team)
    group = group_of(teacher, case)
    planned(group, teacher)
    values = {"group": group, "case": newcomer, "starts_on": date(2026, 12, 1), "ends_on": None, "by": teacher.user}
    member = add_member(**values)
    assert add_member(**values) == member
    first = Attendance.objects.filter(case=newcomer).earliest("session__starts_at")
    assert timezone.localdate(first.session.starts_at) == date(2026, 12, 2)
    end_member(member=member, last_on=date(2026, 12, 3), by=teacher.user)
    assert Attendance.objects.filter(case=newcomer).count() == 1


def test_a_group_without_members_has_no_sessions(teacher, case):
    group = group_of(teacher, case)
    series = planned(group, teacher)
    end_member(member=GroupMember.objects.get(), last_on=TODAY, by=teacher.user)
    assert series.sessions.count() == 0


def test_overlapping_membership_is_refused_in_german(teacher, case):
    group = group_of(teacher, case)
    with pytest.raises(ValidationError, match="gehört in diesem Zeitraum schon"):
        add_member(group=group, case=case, starts_on=TODAY, ends_on=None, by=teacher.user)
