"""The figures of a measure's quarter, counted by hand."""

from datetime import date

import pytest

from cases.people.enums import CaseState, ExitReason
from cases.people.models import CaseEvent
from cases.sessions.enums import Outcome
from reports.engine.periods import Period
from reports.types.quarter.figures import Ratio, quarter_figures
from tests.factories import CaseFactory, SessionFactory, at
from tests.reports.situations import Worked

Q3 = Period.quarter(2026, 3)


@pytest.fixture
def worked(behind):
    worked = Worked()
    behind(worked.provider)
    return worked


def _figures(worked, minimum=3):
    return quarter_figures(worked.measure, Q3, minimum=minimum)


def _module(figures, kind):
    return next(m for m in figures.modules if m.kind == kind)


def test_a_group_counts_once_for_the_measure_and_fully_for_each_person(worked):
    tuition = _module(_figures(worked), "tuition")
    assert (tuition.sessions, tuition.group_sessions) == (2, 1)
    assert tuition.minutes == 90 + 45
    assert tuition.attended == 6 * 90 + 45
    assert tuition.previous_minutes == 60


def test_a_session_that_is_not_written_down_does_not_count(worked):
    assert sum(m.sessions for m in _figures(worked).modules) == 3


def test_a_session_to_which_nobody_came_has_no_minutes(worked):
    worked.mark(worked.single, worked.cases[0], Outcome.NO_SHOW)
    tuition = _module(_figures(worked), "tuition")
    assert (tuition.sessions, tuition.minutes) == (2, 90)


def test_attendance_is_who_came_over_who_was_expected(worked):
    worked.mark(worked.group, worked.cases[0], Outcome.NO_SHOW)
    worked.mark(worked.group, worked.cases[1], Outcome.LATE, 80)
    worked.mark(worked.group, worked.cases[2], Outcome.CANCELLED_BY_PROVIDER)
    assert _figures(worked).attendance == Ratio(6 + 6 + 1 - 2, 6 + 6 + 1 - 1)


def test_stock_entries_and_exits_add_up(worked):
    for number in range(3):
        CaseFactory(
            provider=worked.provider,
            measure=worked.measure,
            started_on=date(2026, 8, 1),
            contact_person=worked.author,
            reported_on=date(2026, 7, number + 1),
        )
    for case in worked.cases[:3]:
        case.end(by=None, on=date(2026, 9, 30), reason=ExitReason.EXAM_PASSED)
    stock = _figures(worked).stock
    assert (stock.at_start, stock.entries, stock.exits, stock.at_end) == (6, 3, 3, 6)


def test_the_phase_is_that_of_the_last_day_not_of_today(worked):
    for case in worked.cases:
        case.enter_state(CaseState.NO_CONTRACT, by=None, on=date(2026, 10, 5))
    assert CaseEvent.objects.count() == 6
    assert [(c.label, c.value) for c in _figures(worked).phases.cells] == [("begleitende Phase", 6)]


def test_only_the_sessions_of_this_measure_count(worked):
    other = CaseFactory(provider=worked.provider)
    SessionFactory(provider=worked.provider, starts=at("2026-07-07"), cases=[other], held=True)
    assert _module(_figures(worked), "tuition").sessions == 2


def test_a_lesson_that_mixes_measures_counts_for_each_with_its_own_people(worked):
    other = CaseFactory(provider=worked.provider)
    SessionFactory(
        provider=worked.provider, starts=at("2026-07-07"), cases=[other, worked.cases[0]], length=45, held=True
    )
    tuition = _module(_figures(worked), "tuition")
    assert (tuition.sessions, tuition.attended) == (3, 6 * 90 + 45 + 45)


def test_fewer_people_than_the_minimum_are_hidden(worked):
    figures = _figures(worked, minimum=7)
    assert figures.stock.at_end is None
    assert {m.minutes for m in figures.modules if m.kind != "contact"} == {None, 0}
    assert figures.attendance == Ratio(None, None)


def test_an_empty_quarter_gives_zeros(worked):
    figures = quarter_figures(worked.measure, Period.quarter(2024, 4), minimum=5)
    assert (figures.stock.at_start, figures.stock.at_end) == (0, 0)
    assert sum(m.minutes for m in figures.modules) == 0


def test_the_number_of_queries_does_not_grow_with_the_people(worked, django_assert_num_queries):
    # stays, contracts, outcomes twice, states, events, minutes twice (one company is too few to ask about contacts)
    with django_assert_num_queries(8):
        _figures(worked)
    for _ in range(5):
        case = CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author)
        SessionFactory(provider=worked.provider, starts=at("2026-07-08"), cases=[case], held=True)
    with django_assert_num_queries(8):
        _figures(worked)
