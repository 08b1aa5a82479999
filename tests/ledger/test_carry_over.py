"""Hours that another software counted (Übertrag): rests are right without old sessions, and nothing counts twice."""

import uuid
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from asa.accounts.once import KeyReused
from cases.months.billing.figures import calculations_of
from cases.months.closing.services import close_month
from cases.months.contingent_form.services import current_overviews
from cases.people.enums import MeasureModel
from cases.sessions.enums import Outcome
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.carry_over.services import Used, carry_over_case, carry_over_measure, correct_carry_over
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.measure_balances import measure_balances
from cases.support.budgets.contingents import add_contingent, create_years
from cases.support.budgets.enums import HourPart
from cases.support.budgets.services import Message, Terms, agree, propose
from tests.months.situations import OCTOBER, SEPTEMBER, Office

TODAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    return office


def granted(office, hours=100, **monthly):
    case = office.cases[0]
    terms = Terms(date(2026, 8, 1), date(2026, 12, 31), **(monthly or {"total_minutes": hours * 60}))
    message = Message(date(2026, 8, 1))
    thread = propose(case=case, measure=office.measure, terms=terms, message=message, by=None)
    agree(grant=thread, message=message, by=None)
    return case


def used(hours=40, part=HourPart.TOTAL, first=date(2026, 8, 1), last=date(2026, 9, 30), source="Altsoftware"):
    return Used({part: int(hours * 60)}, first, last, source)


def carry(office, *, key=None, **more):
    return carry_over_case(
        case=office.cases[0], measure=office.measure, used=used(**more), by=office.billing.user, request_key=key
    )


def contingent(office, hours=1000, part=HourPart.TOTAL):
    year = create_years(measure=office.measure, starts_on=date(2026, 8, 1), count=1, by=None)[0]
    add_contingent(year=year, funding_body=office.measure.funding_body, minutes={part: hours * 60}, by=None)


def carry_measure(office, **more):
    return carry_over_measure(measure=office.measure, used=used(**more), by=office.billing.user)


def balance(office):
    case = office.cases[0]
    return case_balances([case.pk], TODAY)[case.pk]


def refused(error):
    """Return (field, code) of the one refusal."""
    ((field, (found,)),) = error.value.error_dict.items()
    return field, found.code


def test_the_rest_of_a_person_is_right_without_old_sessions(office):
    granted(office)
    carry(office)
    office.document(Outcome.PRESENT)
    found = balance(office)
    assert (found.granted, found.delivered, found.carried, found.remaining) == (6000, 2490, 2400, 3510)


def test_in_2021_both_kinds_are_carried_over_in_one_act(office):
    office.measure.model = MeasureModel.ASAFLEX_2021
    office.measure.save()
    granted(office, tuition_minutes=600, stabilisation_minutes=300)
    both = Used({HourPart.TUITION: 900, HourPart.STABILISATION: 60}, date(2026, 8, 1), date(2026, 9, 30), "Altsoftware")
    rows = carry_over_case(case=office.cases[0], measure=office.measure, used=both, by=None)
    assert [(row.part, row.minutes) for row in rows] == [("tuition", 900), ("stabilisation", 60)]
    assert [(part.carried, part.remaining) for part in balance(office).parts] == [(900, 2100), (60, 1440)]


def test_of_hours_per_month_no_more_is_used_than_the_counted_months_had(office):
    office.measure.model = MeasureModel.ASAFLEX_2021
    office.measure.save()
    granted(office, tuition_minutes=600, stabilisation_minutes=300)
    with pytest.raises(ValidationError, match="höchstens 20 Stunden") as error:
        carry(office, part=HourPart.TUITION, hours=21)
    assert refused(error) == ("tuition", "too_much")


def test_the_measure_knows_hours_of_people_who_left_before(office):
    contingent(office)
    carry_measure(office, hours=700)
    office.document(Outcome.PRESENT)
    found = measure_balances([office.measure.pk], TODAY)[office.measure.pk]
    assert (found.delivered, found.carried, found.remaining) == (42090, 42000, 17910)


def test_a_persons_carry_over_does_not_charge_the_measure(office):
    contingent(office)
    granted(office)
    carry(office)
    assert measure_balances([office.measure.pk], TODAY)[office.measure.pk].delivered == 0


def test_the_form_has_it_in_the_sum_so_far_and_in_no_month(office):
    contingent(office)
    granted(office)
    carry(office)
    carry_measure(office, hours=700)
    office.document(Outcome.PRESENT)
    for month, charged, so_far in ((SEPTEMBER, 0, 42000), (OCTOBER, 90, 42090)):
        form = current_overviews([office.measure], month)[office.measure.pk]
        rows = {row.key: row for row in form.groups[0].rows}
        assert (rows["total"].month, rows["total"].so_far, rows["total"].remaining) == (charged, so_far, 60000 - so_far)
        assert (rows["carried_total"].month, rows["carried_total"].so_far) == (0, 42000)
        assert rows["carried_total"].label == "davon Übertrag aus anderer Software, Stand 30.09.2026"
        assert form.minutes == charged
    person = next(one for one in form.people if one.case == str(office.cases[0].public_id))
    assert (person.month, person.used) == (90, 2490)


def test_a_form_before_its_month_does_not_know_it(office):
    contingent(office)
    carry_measure(office, hours=700)
    form = current_overviews([office.measure], date(2026, 8, 1))[office.measure.pk]
    assert form.groups[0].rows[0].so_far == 0


def test_it_is_in_no_bill(office):
    contingent(office)
    carry_measure(office, hours=700)
    found = calculations_of([office.measure], SEPTEMBER)[office.measure.pk]
    assert not found.figures.lines
    assert not found.gaps


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"hours": 101}, "total", "too_much"),
        ({"last": date(2026, 11, 6)}, "ends_on", "future"),
        ({"first": date(2025, 8, 1)}, "starts_on", "before_entry"),
        ({"first": date(2026, 7, 1)}, "starts_on", "outside_grant"),
        ({"first": date(2026, 7, 1), "last": date(2026, 7, 31)}, "ends_on", "no_grant"),
        ({"last": date(2026, 7, 31)}, "ends_on", "order"),
        ({"last": date(2026, 10, 5)}, "ends_on", "doubled"),
        ({"source": " "}, "source", "source"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(office, more, field, code):
    granted(office)
    office.document(Outcome.PRESENT)
    with pytest.raises(ValidationError) as error:
        carry(office, **more)
    assert refused(error) == (field, code)
    assert not CarryOver.objects.exists()


def test_the_same_time_is_carried_over_once(office):
    granted(office)
    carry(office)
    with pytest.raises(ValidationError) as error:
        carry(office, first=date(2026, 9, 1))
    assert refused(error) == ("ends_on", "overlap")


def test_two_of_one_grant_are_no_more_than_it_either(office):
    granted(office)
    carry(office, hours=60, last=date(2026, 8, 31))
    with pytest.raises(ValidationError, match="höchstens 40 Stunden"):
        carry(office, hours=41, first=date(2026, 9, 1))


def test_a_measure_has_no_more_than_its_contingent(office):
    contingent(office, hours=100)
    with pytest.raises(ValidationError, match="höchstens 100 Stunden"):
        carry_measure(office, hours=101)


def test_a_closed_month_refuses_it(office):
    granted(office)
    close_month(measure=office.measure, month=SEPTEMBER, by=office.billing.user)
    with pytest.raises(ValidationError, match="September 2026 ist abgeschlossen"):
        carry(office)


def test_a_session_in_a_time_that_is_carried_over_is_refused(office):
    granted(office)
    carry(office)
    with pytest.raises((ValidationError, IntegrityError), match=r"Bis zum 30\.09\.2026 .* schon als Übertrag"):
        office.document(Outcome.PRESENT, day="2026-09-15")


def test_the_same_post_books_once_and_the_key_of_another_person_is_refused(office):
    granted(office)
    key = uuid.uuid4()
    first = carry(office, key=key)
    assert carry(office, key=key) == first
    with pytest.raises(KeyReused):
        carry_over_case(
            case=office.cases[1], measure=office.measure, used=used(), by=office.billing.user, request_key=key
        )


def test_a_wrong_number_is_reversed_with_a_reason_and_booked_anew(office):
    granted(office)
    (row,) = carry(office)
    new = correct_carry_over(carry_over=row, minutes=1800, reason="Zahlendreher", by=office.billing.user)
    assert [(one.minutes, one.reason) for one in CarryOver.objects.order_by("pk")] == [
        (2400, ""),
        (-2400, "Zahlendreher"),
        (1800, "Zahlendreher"),
    ]
    assert (new.corrects, balance(office).carried) == (row, 1800)
    with pytest.raises(ValidationError, match="schon storniert"):
        correct_carry_over(carry_over=row, minutes=0, reason="noch einmal", by=office.billing.user)


def test_after_the_close_a_correction_counts_from_the_next_open_month(office):
    contingent(office)
    (row,) = carry_measure(office, hours=700)
    close_month(measure=office.measure, month=SEPTEMBER, by=office.billing.user)
    correct_carry_over(carry_over=row, minutes=600 * 60, reason="Nachgezählt", by=office.billing.user)
    before, after = (
        current_overviews([office.measure], month)[office.measure.pk].groups[0].rows[0]
        for month in (SEPTEMBER, date(2026, 11, 1))
    )
    assert (before.so_far, after.so_far, after.month) == (42000, 36000, 0)


@pytest.mark.parametrize(
    ("minutes", "reason", "code"), [(2400, "x", "same"), (1, " ", "reason"), (6001, "x", "too_much")]
)
def test_a_correction_needs_a_reason_and_another_number(office, minutes, reason, code):
    granted(office)
    (row,) = carry(office)
    with pytest.raises(ValidationError) as error, transaction.atomic():
        correct_carry_over(carry_over=row, minutes=minutes, reason=reason, by=office.billing.user)
    assert refused(error)[1] == code
    assert CarryOver.objects.count() == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_booking_is_never_changed(office, act):
    granted(office)
    carry(office)
    rows = CarryOver.objects.all()
    with pytest.raises(Exception, match="insert"), transaction.atomic():
        rows.update(minutes=1) if act == "update" else rows.delete()


def test_the_proof_of_the_account_knows_it(office):
    granted(office)
    carry(office)
    office.document(Outcome.PRESENT)
    assert not list(differences())


def test_explain_names_its_source(office):
    granted(office)
    (row,) = carry(office)
    out = StringIO()
    call_command("explain", str(row.public_id), stdout=out)
    assert "Übertrag aus Altsoftware, Stand 30.09.2026" in out.getvalue()
