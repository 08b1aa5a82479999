"""With the exit ends what is open: sessions, series, groups, support, proposals; ahead it comes true by itself."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from cases.desk.life.background import EXIT_JOB, REST_JOB, order_planned_changes
from cases.desk.life.open_things import open_things
from cases.desk.life.services import decide_correction, end_case, reenter, suspend
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.models import EmawMessage
from cases.people.enums import CaseState
from cases.people.life.exits import correct_exit
from cases.people.models import Case
from cases.sessions.series.services import fill
from cases.support.budgets.enums import GrantState
from cases.support.budgets.models import HourGrant
from cases.support.planning.models import GroupMember, LessonGroup, SessionSeries
from reports.types.quarter.queries import state_changes, states_on
from tests.factories import (
    CaseFactory,
    MembershipFactory,
    SessionFactory,
    SupportElementFactory,
    TrainingContractFactory,
    UserFactory,
    at,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def case(member, behind):
    behind(member.provider)
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member)


def leave(case, on, **more):
    return end_case(case=case, on=on, reason="moved", by=UserFactory(), **more)


def series_of(member, today, **whose):
    return SessionSeries.objects.create(
        provider=member.provider,
        module="tuition",
        staff=member,
        weekday=today.weekday(),
        starts_at=time(16),
        minutes=45,
        starts_on=today - 30 * DAY,
        ends_on=today + 60 * DAY,
        **whose,
    )


def test_everything_open_ends(case, member, today):
    other = CaseFactory(provider=case.provider, contact_person=member)
    alone = SessionFactory(provider=case.provider, starts=at(f"{today + 3 * DAY}"), staff=[member], cases=[case])
    together = SessionFactory(
        provider=case.provider, starts=at(f"{today + 4 * DAY}"), staff=[member], cases=[case, other]
    )
    group = LessonGroup.objects.create(provider=case.provider, name="Mathe", staff=member, starts_on=today - 30 * DAY)
    GroupMember.objects.create(provider=case.provider, group=group, case=case, starts_on=today - 30 * DAY)
    series = series_of(member, today, case=case)
    fill(series)
    element = SupportElementFactory(case=case)
    grant = HourGrant.objects.create(provider=case.provider, case=case, measure=case.stays.get().measure)

    leave(case, today)

    for row in (alone, together, series, element, grant):
        row.refresh_from_db()
    assert alone.is_cancelled
    assert not together.is_cancelled
    assert list(together.attendances.values_list("case", flat=True)) == [other.pk]
    assert series.ends_on == element.ends_on == group.members.get().ends_on == today
    assert grant.state == GrantState.REFUSED
    things = open_things(case, today)
    assert things.lines == []


def test_a_running_contract_is_only_said(case, today):
    contract = TrainingContractFactory(case=case, trial_ends_on=None)
    assert open_things(case, today).contract == contract
    leave(case, today)
    contract.refresh_from_db()
    assert contract.ended_on is None


def test_a_written_session_after_the_day_refuses_all(case, member, today):
    SessionFactory(provider=case.provider, starts=at(f"{today - DAY}"), staff=[member], cases=[case], held=True)
    with pytest.raises(ValidationError, match="noch ein Termin erfasst"):
        leave(case, today - 2 * DAY)
    assert Case.objects.get(pk=case.pk).state == CaseState.ACCOMPANYING


def test_the_correction_looks_again(case, member, today):
    leave(case, today)
    SessionFactory(provider=case.provider, starts=at(f"{today - DAY}"), staff=[member], cases=[case], held=True)
    wish = correct_exit(case=case, on=today - 2 * DAY, why="Tag verwechselt", by=UserFactory())
    with pytest.raises(ValidationError, match="noch ein Termin erfasst"):
        decide_correction(correction=wish, is_accepted=True, by=UserFactory())


# ---- by itself ----


def sweep_on(day):
    """Let the planner look on a day, and do every job that it ordered."""
    with time_machine.travel(f"{day}T04:00:00+00:00", tick=False):
        order_planned_changes()
        for job in Job.objects.filter(kind__in=[EXIT_JOB, REST_JOB], state=JobState.DUE):
            run(job.pk)


def state_of(case):
    with wall.within(case.provider_id):
        return Case.objects.get(pk=case.pk).state


def test_an_exit_ahead_comes_true_once(case, member, today):
    session = SessionFactory(provider=case.provider, starts=at(f"{today + 20 * DAY}"), staff=[member], cases=[case])
    leave(case, today + 10 * DAY)
    sweep_on(today + 9 * DAY)
    assert state_of(case) == CaseState.ACCOMPANYING
    for _ in range(2):
        sweep_on(today + 11 * DAY)
    assert state_of(case) == CaseState.ENDED
    with wall.within(case.provider_id):
        session.refresh_from_db()
        assert session.is_cancelled
        assert Case.objects.get(pk=case.pk).ended_on == today + 10 * DAY


def test_a_rest_ahead_begins_by_itself(case, today):
    suspend(case=case, on=today + 5 * DAY, reason="Reise", by=None)
    sweep_on(today + 6 * DAY)
    assert state_of(case) == CaseState.SUSPENDED


def test_no_series_fills_a_rest(case, member, today):
    series = series_of(member, today, case=case)
    back = today + 21 * DAY
    suspend(case=case, on=today, expected_on=back, reason="Reise", by=None)
    fill(series)
    days = [timezone.localdate(s.starts_at) for s in series.sessions.order_by("starts_at")]
    assert days
    assert min(days) >= back


# ---- what follows the facts ----


def test_a_corrected_exit_leaves_one_change_of_phase(case, today):
    leave(case, today - DAY)
    wish = correct_exit(case=case, on=today - 5 * DAY, why="Tag verwechselt", by=UserFactory())
    decide_correction(correction=wish, is_accepted=True, by=UserFactory())
    assert [(c.on, c.after) for c in state_changes([case.pk])] == [(today - 5 * DAY, "ended")]
    assert states_on(today, {case.pk: "ended"}) == {case.pk: "ended"}
    assert states_on(today - 6 * DAY, {case.pk: "ended"}) == {case.pk: "accompanying"}


def test_an_exit_taken_back_leaves_none_and_drops_its_message(case, today):
    leave(case, today)
    assert EmawMessage.objects.filter(case=case, type=MessageType.EXIT, state=MessageState.DUE).exists()
    wish = correct_exit(case=case, take_back=True, why="falsche Person", by=UserFactory())
    decide_correction(correction=wish, is_accepted=True, by=UserFactory())
    assert state_changes([case.pk]) == []
    assert not EmawMessage.objects.filter(case=case, type=MessageType.EXIT, state=MessageState.DUE).exists()
    leave(case, today)
    assert EmawMessage.objects.filter(case=case, type=MessageType.EXIT, state=MessageState.DUE).count() == 1


# ---- re-entry ----


def test_reentry_takes_the_running_contract_along(case, member, today):
    TrainingContractFactory(case=case, trial_ends_on=None)
    leave(case, today)
    admission = reenter(case=case, by=member.user)
    assert admission.case.contracts.get().company == case.contracts.get().company
    assert "Wiedereintritt nach dem Austritt" in admission.case.events.filter(kind="life").get().sentence
    with pytest.raises(ValidationError, match="schon eine neue Teilnahme"):
        reenter(case=case, by=member.user)


def test_nobody_reenters_who_has_not_left(case, member):
    with pytest.raises(ValidationError, match="folgt auf einen Austritt"):
        reenter(case=case, by=member.user)
