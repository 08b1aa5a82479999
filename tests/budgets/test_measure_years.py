"""Measure years follow each other without gap or overlap, made in one form or one by one."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from asa.accounts.once import KeyReused
from cases.support.budgets.contingents import add_contingent, create_year, create_years, remove_last_year, year_spans
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import MeasureYear
from tests.factories import MeasureFactory


@pytest.fixture
def measure(behind):
    one = MeasureFactory()  # 01.08.2024 to 31.07.2028
    behind(one.provider)
    return one


def spans(measure):
    return list(MeasureYear.objects.filter(measure=measure).values_list("number", "starts_on", "ends_on"))


def test_all_years_are_made_at_once(measure):
    create_years(measure=measure, starts_on=date(2024, 8, 1), count=4, by=None)
    assert spans(measure) == [
        (1, date(2024, 8, 1), date(2025, 7, 31)),
        (2, date(2025, 8, 1), date(2026, 7, 31)),
        (3, date(2026, 8, 1), date(2027, 7, 31)),
        (4, date(2027, 8, 1), date(2028, 7, 31)),
    ]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2024, 2, 29), [(date(2024, 2, 29), date(2025, 2, 28)), (date(2025, 3, 1), date(2026, 2, 28))]),
        (date(2023, 3, 1), [(date(2023, 3, 1), date(2024, 2, 29)), (date(2024, 3, 1), date(2025, 2, 28))]),
        (date(2023, 9, 10), [(date(2023, 9, 10), date(2024, 9, 9)), (date(2024, 9, 10), date(2025, 9, 9))]),
    ],
)
def test_a_leap_day_leaves_no_gap(first, expected):
    assert year_spans(first, 2) == expected


def test_five_years_from_a_leap_day_are_taken_by_the_database(behind):
    measure = MeasureFactory(starts_on=date(2024, 2, 29), ends_on=date(2029, 2, 28))
    behind(measure.provider)
    create_years(measure=measure, starts_on=date(2024, 2, 29), count=5, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [row[1:] for row in spans(measure)][3:] == [
        (date(2027, 3, 1), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ]


def test_one_year_with_its_own_end_goes_on_where_the_last_ended(measure):
    create_years(measure=measure, starts_on=date(2024, 8, 1), count=1, by=None)
    create_year(measure=measure, starts_on=date(2025, 8, 1), ends_on=date(2025, 12, 31), by=None)
    assert spans(measure)[-1] == (2, date(2025, 8, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "words"),
    [(date(2025, 8, 2), "wäre eine Lücke"), (date(2025, 7, 31), "überschneiden"), (date(2024, 8, 1), "überschneiden")],
)
def test_gap_and_overlap_are_refused_in_words(measure, starts_on, words):
    create_years(measure=measure, starts_on=date(2024, 8, 1), count=1, by=None)
    with pytest.raises(ValidationError, match=rf"{words}.*endet am 31\.07\.2025.*beginnt am 01\.08\.2025"):
        create_years(measure=measure, starts_on=starts_on, count=1, by=None)
    assert len(spans(measure)) == 1


@pytest.mark.parametrize(("starts_on", "count"), [(date(2024, 7, 31), 1), (date(2024, 8, 1), 5)])
def test_years_lie_in_the_term_of_the_measure(measure, starts_on, count):
    with pytest.raises(ValidationError, match=r"vom 01\.08\.2024 bis 31\.07\.2028"):
        create_years(measure=measure, starts_on=starts_on, count=count, by=None)


@pytest.mark.parametrize("count", [0, -1, 11])
def test_an_odd_number_of_years_is_refused(measure, count):
    with pytest.raises(ValidationError, match="von 1 bis 10"):
        create_years(measure=measure, starts_on=date(2024, 8, 1), count=count, by=None)


def test_an_end_before_the_beginning_is_refused(measure):
    with pytest.raises(ValidationError, match="nicht vor dem Beginn"):
        create_year(measure=measure, starts_on=date(2025, 8, 1), ends_on=date(2025, 7, 31), by=None)


def test_the_same_post_makes_the_years_once(measure):
    key = uuid4()
    first = create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=None, request_key=key)
    again = create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=None, request_key=key)
    assert (again, len(spans(measure))) == (first, 2)

    with pytest.raises(KeyReused):
        create_years(
            measure=MeasureFactory(provider=measure.provider),
            starts_on=date(2024, 8, 1),
            count=2,
            by=None,
            request_key=key,
        )


def test_only_the_last_empty_year_can_be_removed(measure):
    first, second = create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=None)
    with pytest.raises(ValidationError, match="Nur das letzte Jahr"):
        remove_last_year(year=first, by=None)
    remove_last_year(year=second, by=None)
    add_contingent(year=first, funding_body=measure.funding_body, minutes={HourPart.TOTAL: 60}, by=None)
    with pytest.raises(ValidationError, match="schon Kontingente"):
        remove_last_year(year=first, by=None)


def insert_years(measure, *starts):
    for number, start in enumerate(starts, 1):
        MeasureYear.objects.create(
            provider=measure.provider, measure=measure, number=number, starts_on=start, ends_on=start
        )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_a_gap_that_goes_past_the_form(measure):
    with pytest.raises(DatabaseError, match="ohne Lücke"), transaction.atomic():
        insert_years(measure, date(2024, 8, 1), date(2024, 8, 3))
