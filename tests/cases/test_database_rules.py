"""What must always hold is held by the database, with a German message that forms repeat."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cases.people.models import ContactAssignment, MeasureStay
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.models import Attendance
from tests.factories import (
    AttendanceFactory,
    CaseFactory,
    MembershipFactory,
    SessionFactory,
    TrainingContractFactory,
    at,
)


@pytest.fixture
def case(behind):
    case = CaseFactory()
    behind(case.provider)
    return case


def test_one_contact_person_at_a_time(case):
    other = MembershipFactory(provider=case.provider)
    second = ContactAssignment(provider=case.provider, case=case, member=other, starts_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="schon eine feste Ansprechperson"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_the_next_contact_person_starts_the_day_after(case):
    case.assignments.update(ends_on=date(2025, 12, 31))
    other = MembershipFactory(provider=case.provider)
    ContactAssignment(provider=case.provider, case=case, member=other, starts_on=date(2026, 1, 1)).full_clean()


def test_one_measure_at_a_time(case):
    stay = case.stays.get()
    second = MeasureStay(provider=case.provider, case=case, measure=stay.measure, starts_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="schon zu einer Maßnahme"):
        second.full_clean()


def test_a_person_stands_in_a_session_once(case):
    session = SessionFactory(provider=case.provider, cases=[case])
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceFactory(session=session, case=case)


def test_nobody_attends_longer_than_the_session_lasts(case):
    session = SessionFactory(provider=case.provider, length=45)
    with pytest.raises(IntegrityError, match="mehr als der Termin dauert"), transaction.atomic():
        AttendanceFactory(session=session, case=case, outcome=Outcome.PRESENT, minutes=46)


def _shorten(session, minutes):
    with transaction.atomic(), connection.cursor() as cursor:
        session.ends_at -= timedelta(minutes=minutes)
        session.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_shortening_a_session_below_its_minutes_is_refused(case):
    session = SessionFactory(provider=case.provider, length=90, cases=[case], held=True)
    with pytest.raises(IntegrityError, match="mehr als der Termin dauert"):
        _shorten(session, 45)


def test_minutes_are_for_those_who_came(case):
    session = SessionFactory(provider=case.provider)
    attendance = Attendance(provider=case.provider, session=session, case=case, outcome=Outcome.NO_SHOW, minutes=10)
    with pytest.raises(ValidationError, match="nur für Anwesende"):
        attendance.full_clean()


def test_before_entry_only_the_first_contact_is_possible(case):
    early = at("2025-08-20")
    first = SessionFactory(provider=case.provider, kind=SessionKind.FIRST_CONTACT, starts=early)
    AttendanceFactory(session=first, case=case)
    lesson = SessionFactory(provider=case.provider, starts=early)
    with pytest.raises(IntegrityError, match="nur ein Erstkontakt"), transaction.atomic():
        AttendanceFactory(session=lesson, case=case)


@pytest.mark.parametrize(
    ("minutes", "message"), [(0, "nach dem Beginn"), (-30, "nach dem Beginn"), (721, "12 Stunden")]
)
def test_a_session_ends_after_it_starts_and_within_twelve_hours(case, minutes, message):
    session = SessionFactory.build(provider=case.provider, starts=at("2026-03-02"), length=minutes)
    with pytest.raises(ValidationError, match=message):
        session.full_clean()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ends_on": date(2025, 9, 1)}, "nach dem Beginn"),
        ({"trial_ends_on": date(2025, 8, 1)}, "Probezeit"),
        ({"part_time_percent": 40}, "7a BBiG"),
        ({"ended_on": date(2026, 1, 1)}, "gehört die Form"),
    ],
)
def test_a_contract_is_plausible(case, fields, message):
    contract = TrainingContractFactory(case=case)
    for name, value in fields.items():
        setattr(contract, name, value)
    with pytest.raises(ValidationError, match=message):
        contract.full_clean()


@pytest.mark.parametrize(
    ("day", "year"), [(date(2025, 9, 1), 1), (date(2026, 8, 31), 1), (date(2026, 9, 1), 2), (date(2028, 9, 1), 4)]
)
def test_the_training_year_counts_from_the_start_of_the_contract(day, year):
    contract = TrainingContractFactory.build(case=None, company=None, trainer=None, occupation=None, provider=None)
    assert contract.training_year(day) == year
