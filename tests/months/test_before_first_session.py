"""Months before the first session kept here: a measure that was taken over ran elsewhere, nobody closes them here."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cases.months.closing.board import board_of
from cases.months.closing.enums import GapKind, MonthState
from cases.months.closing.gaps import gaps
from cases.months.closing.services import open_months
from cases.sessions.enums import Outcome
from tests.months.situations import OCTOBER, SEPTEMBER, Office

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-20 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    office.document(Outcome.PRESENT)
    return office


def row_of(office, month):
    return next(row for row in board_of(office.admin.user, month, on=TODAY).measures if row.measure == office.measure)


def test_nothing_is_overdue_before_the_first_session(office, sign_in):
    row = row_of(office, SEPTEMBER)
    assert row.state == MonthState.BEFORE
    assert row.can_close, "whoever wants may close it all the same"
    page = sign_in(office.billing.user).get(reverse("month", args=["2026-09"])).content.decode()
    assert "Hier ist nichts abzuschließen." in page
    assert "vor dem ersten Termin" in page
    assert "überfällig" not in page
    assert "Leere Monate" not in page


def test_the_first_month_is_not_held_up_by_those_before(office):
    assert row_of(office, OCTOBER).state == MonthState.OVERDUE
    found = gaps([office.measure], OCTOBER)[office.measure.pk] if gaps([office.measure], OCTOBER) else []
    assert GapKind.EARLIER_OPEN not in {gap.kind for gap in found}


def test_a_session_written_down_later_makes_the_month_one_to_close(office):
    office.document(Outcome.PRESENT, day="2026-09-08")
    assert row_of(office, SEPTEMBER).state == MonthState.OVERDUE
    assert GapKind.EARLIER_OPEN in {gap.kind for gap in gaps([office.measure], OCTOBER)[office.measure.pk]}


def test_a_session_that_counts_nothing_keeps_the_month(office):
    office.document(Outcome.CANCELLED_BEFORE, day="2026-09-08")
    assert row_of(office, SEPTEMBER).state == MonthState.OVERDUE


def test_the_start_page_asks_for_no_month_before_the_first_session(office):
    assert open_months(date(2026, 10, 5)) is None
    assert open_months(TODAY).month == OCTOBER
