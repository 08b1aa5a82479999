"""A month of a measure is closed: its figures are frozen, and from then on nothing changes them but corrections."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from asa.accounts.models import LogEntry
from cases.months.closing.gaps import gaps
from cases.months.closing.models import MonthClose
from cases.months.closing.services import (
    AlreadyClosed,
    MonthHasGaps,
    close_empty_months,
    close_month,
    lock_on,
    state_of,
)
from cases.months.closing.snapshot import SnapshotError, checksum, figures_of, from_json, snapshot_of, to_json
from cases.sessions.enums import Outcome
from tests.factories import FundingBodyFactory, MeasureFactory
from tests.months.situations import NOVEMBER, OCTOBER, SEPTEMBER, Office

TODAY = date(2026, 11, 3)


@pytest.fixture
def office(behind):
    office = Office()
    behind(office.provider)
    return office


def close(office, month=OCTOBER, **more):
    return close_month(measure=office.measure, month=month, by=office.billing.user, on=TODAY, **more)


def test_the_figures_are_frozen(office):
    office.document(Outcome.PRESENT, Outcome.NO_SHOW)
    office.document(Outcome.PRESENT, day="2026-10-06", minutes=45)
    snapshot = snapshot_of(close(office))
    assert snapshot.measure_minutes == 135
    assert snapshot.sessions == 2
    by_case = {case.case: case for case in snapshot.cases}
    first, second = (by_case[str(case.public_id)] for case in office.cases)
    assert (first.minutes, first.measure_alone, first.outcomes) == (135, 45, (("present", 2),))
    assert (second.minutes, second.outcomes) == (0, (("no_show", 1),))
    assert [(line.service_month, line.kind, line.minutes) for line in snapshot.lines] == [(OCTOBER, "tuition", 135)]


def test_the_snapshot_names_nobody(office):
    office.document(Outcome.PRESENT, Outcome.PRESENT)
    text = str(close(office).snapshot)
    assert all(case.trainee.last_name not in text and case.trainee.first_name not in text for case in office.cases)


def test_the_snapshot_reads_back_what_was_written(office):
    office.document(Outcome.PRESENT)
    snapshot = figures_of([office.measure], OCTOBER)[office.measure.pk]
    assert from_json(to_json(snapshot)) == snapshot


def test_a_snapshot_that_was_changed_is_refused(office):
    done = close(office)
    done.snapshot["sessions"] = 99
    with pytest.raises(SnapshotError):
        snapshot_of(done)


def test_the_checksum_does_not_depend_on_the_order_of_the_keys():
    assert checksum({"a": 1, "b": 2}) == checksum({"b": 2, "a": 1})


def test_a_running_month_is_not_closed(office):
    with pytest.raises(ValidationError, match="noch nicht vorbei"):
        close(office, NOVEMBER)


def test_a_month_is_closed_from_the_next_one_on(office):
    with pytest.raises(ValidationError, match=r"ab dem 01\.11\.2026"):
        close_month(measure=office.measure, month=OCTOBER, by=None, on=date(2026, 10, 31))
    assert close_month(measure=office.measure, month=OCTOBER, by=None, on=date(2026, 11, 1)).pk


def test_a_month_outside_of_the_measure_is_not_closed(office):
    with pytest.raises(ValidationError, match="lief im Juli 2024 nicht"):
        close(office, date(2024, 7, 1))


def test_a_month_is_closed_once(office):
    close(office)
    with pytest.raises(AlreadyClosed, match="Oktober 2026 ist schon abgeschlossen"):
        close(office)


def test_the_same_request_twice_gives_the_first_close(office):
    key = office.measure.public_id
    assert close(office, request_key=key).pk == close(office, request_key=key).pk
    assert MonthClose.objects.count() == 1


def test_a_session_that_nobody_wrote_down_hinders(office):
    session = office.plan()
    with pytest.raises(MonthHasGaps) as refused:
        close(office)
    assert [(gap.kind, gap.session_id) for gap in refused.value.gaps] == [("undocumented", session.pk)]
    office.document(Outcome.PRESENT, session=session, day="2026-10-06")
    assert close(office).pk


def test_a_provisional_day_hinders(office):
    office.status()
    with pytest.raises(MonthHasGaps, match="1 Angabe"):
        close(office)


def test_what_only_warns_does_not_hinder(office):
    found = gaps([office.measure], OCTOBER)[office.measure.pk]
    assert {gap.kind for gap in found} == {"no_grant", "earlier_open"}
    assert close(office).pk


def test_an_overdue_month_is_still_closed(office):
    assert close_month(measure=office.measure, month=date(2026, 2, 1), by=None, on=TODAY).pk


def test_empty_months_are_closed_in_one_go(office):
    other = MeasureFactory(
        provider=office.provider, funding_body=FundingBodyFactory(provider=office.provider), number="427/12/1/25"
    )
    office.document(Outcome.PRESENT)
    closed = close_empty_months(
        measures=[office.measure, other], months=[SEPTEMBER, OCTOBER, NOVEMBER], by=office.billing.user, on=TODAY
    )
    assert [(row.measure.number, row.month) for row in closed] == [
        ("427/11/1/25", SEPTEMBER),
        ("427/12/1/25", SEPTEMBER),
        ("427/12/1/25", OCTOBER),
    ]
    assert all(row.is_empty for row in closed)


def test_a_month_with_a_planned_session_is_not_empty(office):
    office.plan()
    assert close_empty_months(measures=[office.measure], months=[OCTOBER], by=None, on=TODAY) == []


def test_the_close_is_in_the_log(office):
    done = close(office)
    entry = LogEntry.objects.get(object_type="cases.monthclose")
    assert (entry.object_id, entry.actor, entry.details["month"]) == (done.pk, office.billing.user, "2026-10")


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (OCTOBER, 8, date(2026, 11, 8)),
        (date(2026, 12, 1), 8, date(2027, 1, 8)),
        (date(2027, 1, 1), 31, date(2027, 2, 28)),
        (date(2028, 1, 1), 31, date(2028, 2, 29)),
    ],
)
def test_the_lock_day_lies_in_the_next_month(month, day, expected):
    assert lock_on(month, day) == expected


@pytest.mark.parametrize(
    ("on", "is_closed", "state"),
    [
        (date(2026, 10, 31), False, "running"),
        (date(2026, 11, 1), False, "open"),
        (date(2026, 11, 8), False, "open"),
        (date(2026, 11, 9), False, "overdue"),
        (date(2026, 11, 9), True, "closed"),
    ],
)
def test_where_a_month_stands(on, is_closed, state):
    assert state_of(OCTOBER, date(2026, 11, 8), is_closed=is_closed, on=on) == state


def test_a_leap_february_has_its_last_day(office):
    from cases.months.closing.snapshot import month_end

    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)
