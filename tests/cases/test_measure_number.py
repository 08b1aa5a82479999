"""A measure number is one number in all its spellings (domain file 3.3)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cases.people.models import FundingShare, Measure
from cases.people.models.measures import canonical_measure_number
from tests.factories import FundingBodyFactory, MeasureFactory


@pytest.mark.parametrize(
    "text",
    ["427/1184/1/25", " 427 / 1184 / 1 / 25 ", "427-1184-1-25", "427 1184 1 25", "427/01184/1/25", "4271184125"],
)
def test_every_spelling_is_one_number(text):
    assert canonical_measure_number(text) == "427/1184/1/25"


@pytest.mark.parametrize("text", ["123/21/1/14", "12321114"])
def test_short_running_numbers_are_read(text):
    assert canonical_measure_number(text) == "123/21/1/14"


@pytest.mark.parametrize("text", ["", "427", "42/1184/1/25", "427/1184/25", "427/1184/1/2025", "abc", "427/1184/1/25x"])
def test_anything_else_is_refused_in_german(text):
    with pytest.raises(ValidationError, match="keine Maßnahmenummer"):
        canonical_measure_number(text)


def test_a_second_spelling_is_the_same_measure(behind):
    first = MeasureFactory(number="427/1184/1/25")
    behind(first.provider)
    second = Measure.objects.get(pk=first.pk)
    second.pk, second.number = None, "427-1184-1-25"
    with pytest.raises(ValidationError, match="gibt es schon"):
        second.full_clean()


def _set_shares(measure, **basis_points):
    with transaction.atomic(), connection.cursor() as cursor:
        for body, share in basis_points.values():
            FundingShare.objects.create(
                provider=measure.provider, measure=measure, funding_body=body, basis_points=share
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_shares_of_a_measure_add_up(behind):
    measure = MeasureFactory()
    behind(measure.provider)
    land = FundingBodyFactory(provider=measure.provider)
    with pytest.raises(IntegrityError, match="100 Prozent"):
        _set_shares(measure, land=(land, 4000))
    _set_shares(measure, land=(land, 4000), agency=(measure.funding_body, 6000))
    assert measure.shares.count() == 2
