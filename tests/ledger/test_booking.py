"""Bookings follow the session in the same transaction; they are reversed and booked anew, never changed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cases.people.models import MeasureStay
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.models import LedgerEntry, MonthTotal
from cases.sessions.ledger.services import book, rebook_case
from cases.sessions.models import Attendance
from cases.sessions.rules.enums import Account
from cases.sessions.services import cancel_session, document_session, move_session, plan_session
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, at


class Room:
    """One teacher, two people of one measure and one of another, behind the wall."""

    def __init__(self) -> None:
        self.teacher = MembershipFactory()
        self.provider = self.teacher.provider
        self.first = MeasureFactory(provider=self.provider, number="427/11/1/25")
        self.second = MeasureFactory(provider=self.provider, number="427/12/1/25")
        self.cases = [
            CaseFactory(provider=self.provider, contact_person=self.teacher, measure=measure)
            for measure in (self.first, self.first, self.second)
        ]

    def entry(self, *outcomes, minutes=90, kind=SessionKind.TUITION, day="2026-10-05"):
        start = at(day)
        parts = [Part(case=case, outcome=outcome) for case, outcome in zip(self.cases, outcomes, strict=False)]
        return Entry(
            kind=kind, starts_at=start, ends_at=start + timedelta(minutes=minutes),
            parts=parts, staff=[self.teacher],
        )  # fmt: skip

    def document(self, *outcomes, session=None, **changed):
        version = session.version if session else 0
        return document_session(
            entry=self.entry(*outcomes, **changed), by=self.teacher.user, session=session, version=version
        )


@pytest.fixture
def room(behind):
    room = Room()
    behind(room.provider)
    return room


def standing(session):
    rows = LedgerEntry.objects.standing().filter(session=session).order_by("account", "measure__number", "case_id")
    return [(row.account, row.measure_id, row.case_id, row.minutes) for row in rows]


def sums(**filters):
    rows = MonthTotal.objects.filter(**filters).values_list("account", "measure_id", "case_id", "minutes")
    return {tuple(key): minutes for *key, minutes in rows}


def test_a_lesson_is_booked_on_both_accounts(room):
    session = room.document(Outcome.PRESENT, Outcome.NO_SHOW)
    one, two, _ = room.cases
    assert standing(session) == [
        (Account.MEASURE, room.first.pk, None, 90),
        (Account.TRAINEE, room.first.pk, one.pk, 90),
        (Account.TRAINEE, room.first.pk, two.pk, 0),
    ]
    assert sums()[Account.MEASURE, room.first.pk, None] == 90


def test_measures_that_share_a_lesson_are_charged_by_heads(room):
    session = room.document(Outcome.PRESENT, Outcome.PRESENT, Outcome.PRESENT)
    charged = {measure: minutes for account, measure, _, minutes in standing(session) if account == Account.MEASURE}
    assert charged == {room.first.pk: 60, room.second.pk: 30}


def test_a_change_reverses_and_books_again(room):
    session = room.document(Outcome.PRESENT, minutes=90)
    room.document(Outcome.PRESENT, session=session, minutes=45)
    rows = LedgerEntry.objects.filter(session=session, account=Account.MEASURE).order_by("id")
    assert [(row.minutes, row.reverses_id is not None) for row in rows] == [(90, False), (-90, True), (45, False)]
    assert rows[1].reverses_id == rows[0].pk
    assert sums()[Account.MEASURE, room.first.pk, None] == 45


def test_saving_the_same_again_books_nothing(room):
    session = room.document(Outcome.PRESENT)
    assert book(session) == []
    room.document(Outcome.PRESENT, session=session)
    assert LedgerEntry.objects.filter(session=session).count() == 2


def test_a_planned_session_books_nothing_and_a_cancelled_one_by_its_outcome(room):
    session = plan_session(entry=room.entry(Outcome.PRESENT), by=room.teacher.user)
    assert standing(session) == []
    cancel_session(session=session, outcome=Outcome.CANCELLED_SAME_DAY, by=room.teacher.user, version=session.version)
    assert [minutes for *_, minutes in standing(session)] == [90, 0]


def test_a_night_when_the_clock_changes_counts_elapsed_minutes(room):
    entry = room.entry(Outcome.PRESENT, kind=SessionKind.SOCIAL)
    entry = Entry(**{**entry.__dict__, "starts_at": at("2026-10-25", "01:30"), "ends_at": at("2026-10-25", "03:15")})
    session = document_session(entry=entry, by=room.teacher.user)
    assert standing(session)[0][3] == 165


def test_the_measure_of_the_sessions_day_pays_after_a_move(room):
    before = room.document(Outcome.PRESENT, day="2026-10-05")
    after = room.document(Outcome.PRESENT, day="2026-10-12")
    case = room.cases[0]
    MeasureStay.objects.filter(case=case).update(ends_on=date(2026, 10, 9))
    MeasureStay.objects.create(provider=room.provider, case=case, measure=room.second, starts_on=date(2026, 10, 10))
    assert rebook_case(case, from_on=date(2026, 10, 10), by=None) == 4
    assert {measure for _, measure, *_ in standing(before)} == {room.first.pk}
    assert {measure for _, measure, *_ in standing(after)} == {room.second.pk}
    assert list(differences()) == []


def test_bookings_are_never_changed_or_deleted(room):
    session = room.document(Outcome.PRESENT)
    row = LedgerEntry.objects.filter(session=session).first()
    for act in (lambda: LedgerEntry.objects.filter(pk=row.pk).update(minutes=1), row.delete):
        with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
            act()


def test_a_failed_save_leaves_neither_session_nor_bookings(room):
    with pytest.raises(ValidationError):
        room.document(Outcome.LATE)
    assert LedgerEntry.objects.count() == 0


def test_differences_names_what_was_changed_behind_its_back(room):
    session = room.document(Outcome.PRESENT)
    Attendance.objects.filter(session=session).update(outcome=Outcome.NO_SHOW, minutes=0)
    found = list(differences())
    assert [(d.account, d.booked, d.expected) for d in found] == [(Account.TRAINEE, 90, 0)]
    assert "gebucht 90, erwartet 0 Minuten" in str(found[0])


def test_differences_finds_a_false_monthly_total(room):
    room.document(Outcome.PRESENT)
    MonthTotal.objects.filter(account=Account.MEASURE).update(minutes=7)
    assert [(d.what, d.booked, d.expected) for d in differences()] == [("Monatssumme", 7, 90)]


def test_a_moved_session_changes_nothing_in_the_account(room):
    session = plan_session(entry=room.entry(Outcome.PRESENT, day="2030-01-07"), by=room.teacher.user)
    move_session(
        session=session, starts_at=at("2030-01-08"), ends_at=at("2030-01-08", "17:00"), by=room.teacher.user,
        version=session.version,
    )  # fmt: skip
    assert LedgerEntry.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_group(room, django_assert_num_queries):
    small = room.document(Outcome.PRESENT)
    Attendance.objects.filter(session=small).update(outcome=Outcome.NO_SHOW, minutes=0)
    with django_assert_num_queries(10):
        book(small)
    for _ in range(6):
        case = CaseFactory(provider=room.provider, contact_person=room.teacher, measure=room.second)
        room.cases.append(case)
    large = room.document(*[Outcome.PRESENT] * 9, day="2026-10-06")
    Attendance.objects.filter(session=large).update(outcome=Outcome.NO_SHOW, minutes=0)
    with django_assert_num_queries(10):
        book(large)


def test_another_provider_sees_no_bookings(room):
    room.document(Outcome.PRESENT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.provider', %s, true)", [str(room.provider.pk + 1)])
    assert LedgerEntry.objects.count() == 0
    assert MonthTotal.objects.count() == 0
