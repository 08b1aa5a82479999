"""A contingent is the sum of its rows: a first one, then plus and minus with a reason."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from asa.accounts.once import KeyReused
from cases.people.enums import MeasureModel
from cases.people.models import FundingShare
from cases.support.budgets.contingents import add_contingent, contingent_state, create_years
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent
from cases.support.budgets.reading import contingent_minutes
from tests.factories import FundingBodyFactory, MeasureFactory


def a_year(behind, model=MeasureModel.ASAFLEX_2024):
    measure = MeasureFactory(model=model)
    behind(measure.provider)
    return create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=None)[0]


@pytest.fixture
def year(behind):
    return a_year(behind)


def add(year, minutes=6000, part=HourPart.TOTAL, **more):
    more = {"funding_body": year.measure.funding_body, "by": None} | more
    return add_contingent(year=year, minutes={part: minutes}, **more)


def sums(year):
    (first, *_) = contingent_minutes(year.measure)
    return {part: minutes for _, part, minutes in first.parts}


def test_plus_and_minus_add_up_and_stay(year):
    add(year)
    add(year, 1200, reason="Aufstockung", letter_on=date(2026, 1, 7))
    add(year, -200, reason="Kürzung")
    assert sums(year) == {HourPart.TOTAL: 7000}
    assert list(Contingent.objects.order_by("pk").values_list("minutes", "reason", "letter_on")) == [
        (6000, "", None),
        (1200, "Aufstockung", date(2026, 1, 7)),
        (-200, "Kürzung", None),
    ]


def test_a_year_without_contingent_is_named_too(year):
    add(year)
    assert [(y.number, y.minutes) for y in contingent_minutes(year.measure)] == [(1, 6000), (2, 0)]


def test_in_2021_tuition_and_stabilisation_stand_apart(behind):
    year = a_year(behind, MeasureModel.ASAFLEX_2021)
    minutes = {HourPart.TUITION: 6000, HourPart.STABILISATION: 3000}
    add_contingent(year=year, funding_body=year.measure.funding_body, minutes=minutes, by=None)
    assert sums(year) == minutes
    with pytest.raises(ValidationError, match="gibt es in dieser Maßnahme nicht"):
        add(year, part=HourPart.TOTAL)


def test_in_2024_there_is_one_total(year):
    with pytest.raises(ValidationError, match="gibt es in dieser Maßnahme nicht"):
        add(year, part=HourPart.TUITION)


def test_each_funding_body_of_the_measure_has_its_own(year):
    other = FundingBodyFactory(provider=year.provider)
    FundingShare.objects.bulk_create(
        FundingShare(provider=year.provider, measure=year.measure, funding_body=body, basis_points=5000)
        for body in (year.measure.funding_body, other)
    )
    add(year)
    add(year, 500, funding_body=other)
    (first, *_) = contingent_minutes(year.measure)
    assert {(body, minutes) for body, _, minutes in first.parts} == {
        (year.measure.funding_body_id, 6000),
        (other.pk, 500),
    }


def test_a_funding_body_without_a_share_is_refused(year):
    with pytest.raises(ValidationError, match="gehört nicht zu dieser Maßnahme"):
        add(year, funding_body=FundingBodyFactory(provider=year.provider))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 60}, "warum sich das Kontingent ändert"),
        ({"minutes": 60, "reason": "  "}, "warum sich das Kontingent ändert"),
        ({"minutes": -6001, "reason": "Kürzung"}, "kleiner als null"),
        ({"minutes": 0, "reason": "nichts"}, "Geben Sie Stunden an"),
        ({"minutes": 60, "reason": "x", "letter_on": date(2026, 10, 16)}, "Zukunft"),
    ],
)
def test_a_wrong_change_is_refused(year, change, words):
    add(year)
    with pytest.raises(ValidationError, match=words):
        add(year, **change)
    assert Contingent.objects.count() == 1


def test_a_first_contingent_is_not_below_zero(year):
    with pytest.raises(ValidationError, match="kleiner als null"):
        add(year, -60)


def test_the_same_post_makes_one_row(year):
    key = uuid4()
    assert add(year, request_key=key) == add(year, 99, request_key=key, version=0)
    assert sums(year) == {HourPart.TOTAL: 6000}
    second = year.measure.years.get(number=2)
    with pytest.raises(KeyReused):
        add(second, request_key=key)


def test_who_comes_second_is_told(year):
    seen = contingent_state(year)
    add(year, version=seen)
    with pytest.raises(ValidationError, match="inzwischen geändert") as caught:
        add(year, version=seen, reason="Aufstockung")
    assert caught.value.code == "stale"


def test_a_row_is_never_changed(year):
    add(year)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contingent.objects.update(minutes=1)
