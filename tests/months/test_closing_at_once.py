"""Several people at the same moment: one close, one correction, and nobody books behind the back of a close."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections

from asa.accounts import wall
from cases.months.closing.corrections import approve, request_correction
from cases.months.closing.models import MonthClose
from cases.months.closing.services import AlreadyClosed, close_month
from cases.months.closing.snapshot import snapshot_of
from cases.sessions.enums import Outcome
from cases.sessions.ledger.models import LedgerEntry
from tests.factories import MembershipFactory
from tests.months.situations import OCTOBER, Office

TODAY = date(2026, 11, 3)


@pytest.fixture
def office(transactional_db):
    teacher = MembershipFactory()
    with wall.within(teacher.provider_id):
        return Office(teacher)


def at_once(*works):
    """Call each work in a thread of its own, all starting together; return results or errors."""
    start = Barrier(len(works))

    def call(work):
        start.wait(30)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(call, works))


def behind(office, work):
    def _work():
        with wall.within(office.provider.pk):
            return work()

    return _work


def test_two_people_close_the_same_month(office):
    def close():
        return close_month(measure=office.measure, month=OCTOBER, by=office.billing.user, on=TODAY)

    results = at_once(*[behind(office, close)] * 4)
    assert sum(isinstance(result, MonthClose) for result in results) == 1
    assert sum(isinstance(result, AlreadyClosed) for result in results) == 3


def test_two_people_approve_the_same_correction(office):
    with wall.within(office.provider.pk):
        session = office.document(Outcome.PRESENT)
        close_month(measure=office.measure, month=OCTOBER, by=None, on=TODAY)
        correction = request_correction(
            entry=office.entry(Outcome.NO_SHOW), reason="Grund", by=office.teacher.user, session=session
        )

    def decide(member):
        return behind(office, lambda: approve(correction=correction, by=member.user, version=1))

    at_once(decide(office.billing), decide(office.admin), decide(office.billing))
    with wall.within(office.provider.pk):
        assert LedgerEntry.objects.filter(reverses__isnull=False).count() == 2


def test_a_close_waits_for_who_is_booking(office):
    has_booked, may_end = Event(), Event()

    def book():
        with wall.within(office.provider.pk):
            office.document(Outcome.PRESENT)
            has_booked.set()
            may_end.wait(2)
        connections.close_all()

    def close():
        has_booked.wait(30)
        return close_month(measure=office.measure, month=OCTOBER, by=None, on=TODAY)

    at_once(book, behind(office, close))
    with wall.within(office.provider.pk):
        assert snapshot_of(MonthClose.objects.get()).measure_minutes == 90


def test_who_books_waits_for_a_close_and_is_refused(office):
    has_closed = Event()

    def close():
        with wall.within(office.provider.pk):
            close_month(measure=office.measure, month=OCTOBER, by=None, on=TODAY)
            has_closed.set()
            Event().wait(1)

    def book():
        has_closed.wait(30)
        return office.document(Outcome.PRESENT)

    _, refused = at_once(close, behind(office, book))
    assert isinstance(refused, ValidationError | IntegrityError)
    with wall.within(office.provider.pk):
        assert not LedgerEntry.objects.exists()


def test_random_moments_never_leave_a_booking_beside_the_snapshot(office):
    def close():
        return close_month(measure=office.measure, month=OCTOBER, by=None, on=TODAY)

    def book(hour):
        return behind(office, lambda: office.document(Outcome.PRESENT, time=f"{hour:02}:00"))

    at_once(*[book(hour) for hour in (8, 10, 12)], behind(office, close))
    with wall.within(office.provider.pk):
        booked = sum(LedgerEntry.objects.filter(account="measure").values_list("minutes", flat=True))
        assert snapshot_of(MonthClose.objects.get()).measure_minutes == booked
