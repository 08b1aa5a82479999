"""Lines on "Heute": the first unexcused day in the Vorphase at once, long sickness two weeks before the BAB ends."""

from datetime import date, timedelta

import pytest
import time_machine

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.statuses.notices import grant_end, notices_for
from cases.people.enums import CaseState
from tests.months.status_situations import Month

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def lines(month: Month, user=None, today: date = TODAY):
    with wall.within(month.provider.pk):
        return [(n.case.pk, n.badge_kind, n.badge_text) for n in notices_for(user or month.contact.user, today)]


def sick(month: Month, first: date, last: date) -> None:
    day = first
    while day <= last:
        if day.weekday() < 5:
            month.mark(month.cases[0], day, "K")
        day += timedelta(days=1)


def test_an_unexcused_day_in_the_pre_phase_shows_the_same_day():
    month = Month(people=1, state=CaseState.PRE_PHASE)
    month.mark(month.cases[0], TODAY, "UE")
    assert lines(month) == [(month.cases[0].pk, "danger", "heute")]


def test_it_stands_on_the_start_page_of_the_contact_person(sign_in):
    month = Month(people=1, state=CaseState.PRE_PHASE)
    month.mark(month.cases[0], TODAY, "UE")
    with time_machine.travel("2026-11-20T10:00:00+01:00", tick=True):
        page = sign_in(month.contact.user).get("/").content.decode()
    assert f"{month.cases[0].trainee.full_name} fehlte unentschuldigt" in page


def test_in_the_accompanying_phase_and_after_a_week_it_is_quiet():
    month = Month(people=1)
    month.mark(month.cases[0], TODAY, "UE")
    assert lines(month) == []
    early = Month(people=1, state=CaseState.PRE_PHASE)
    early.mark(early.cases[0], TODAY - timedelta(days=8), "UE")
    assert lines(early) == []


def test_only_the_case_team_is_told():
    month = Month(people=1, state=CaseState.PRE_PHASE)
    month.mark(month.cases[0], TODAY, "UE")
    assert lines(month, month.member(Role.CONTACT_PERSON).user) == []
    assert lines(month, month.member(Role.ADMIN).user) == []


@pytest.mark.parametrize(
    ("since", "end"),
    [
        (date(2026, 8, 3), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 2), date(2028, 2, 29)),
    ],
)
def test_the_grant_ends_with_the_third_following_month(since, end):
    assert grant_end(since) == end


def test_a_long_sickness_warns_two_weeks_before():
    month = Month(people=1)
    sick(month, date(2026, 8, 3), date(2026, 11, 20))
    assert lines(month) == [(month.cases[0].pk, "warning", "bis 30.11.")]
    assert lines(month, today=date(2026, 11, 15)) == []


def test_a_day_of_presence_ends_the_sickness():
    month = Month(people=1)
    sick(month, date(2026, 8, 3), date(2026, 10, 30))
    month.mark(month.cases[0], date(2026, 11, 2), "P")
    sick(month, date(2026, 11, 3), date(2026, 11, 20))
    assert lines(month) == []


def test_the_lines_need_the_same_queries_for_any_number(django_assert_max_num_queries):
    month = Month(people=4, state=CaseState.PRE_PHASE)
    for case in month.cases:
        month.mark(case, TODAY, "UE")
    with wall.within(month.provider.pk):
        notices_for(month.contact.user, TODAY)  # asks for the roles, once per request
        with django_assert_max_num_queries(3):  # where the wall stands, statuses, current measures
            assert len(notices_for(month.contact.user, TODAY)) == 4
