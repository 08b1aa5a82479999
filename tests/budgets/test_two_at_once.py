"""Two people who act at the same moment: one step is made, the other person is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from asa.accounts import wall
from cases.support.budgets import services
from cases.support.budgets.contingents import add_contingent, create_years
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, HourGrant, MeasureYear
from tests.budgets.situations import case_in, measure_of, message, proposed, total

PEOPLE = 4

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(provider_id, work):
    """Call `work(number)` in threads behind the wall, all starting together; return "done" or the refusal's code."""
    start = Barrier(PEOPLE)

    def call(number):
        start.wait(30)
        try:
            with wall.within(provider_id):
                work(number)
            return "done"
        except ValidationError as error:
            return getattr(error, "code", None) or error.messages[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sorted(pool.map(call, range(PEOPLE)))


@pytest.fixture
def case():
    return case_in()


def test_one_of_many_answers_counts(case):
    with wall.within(case.provider_id):
        grant = proposed(case, total(120))
    answers = [services.agree, services.refuse]
    told = at_once(case.provider_id, lambda n: answers[n % 2](grant=grant, message=message(), by=None, version=1))
    with wall.within(case.provider_id):
        assert (told, grant.steps.count()) == (["done", *["stale"] * 3], 2)


def test_the_same_post_many_times_makes_one_thread(case):
    key = uuid4()
    told = at_once(case.provider_id, lambda _: proposed(case, total(120), request_key=key))
    with wall.within(case.provider_id):
        assert (told, HourGrant.objects.count()) == (["done"] * PEOPLE, 1)


def test_two_threads_for_the_same_time_are_not_begun(case):
    told = at_once(case.provider_id, lambda _: proposed(case, total(120)))
    with wall.within(case.provider_id):
        assert HourGrant.objects.count() == 1
    assert sum("gibt es schon Begleitungsstunden" in words for words in told) == PEOPLE - 1


def test_years_are_made_once(case):
    with wall.within(case.provider_id):
        measure = measure_of(case)
    at_once(case.provider_id, lambda _: create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=None))
    with wall.within(case.provider_id):
        assert MeasureYear.objects.count() == 2


def test_a_contingent_is_changed_by_one(case):
    with wall.within(case.provider_id):
        measure = measure_of(case)
        year = create_years(measure=measure, starts_on=date(2024, 8, 1), count=1, by=None)[0]
        body, minutes = measure.funding_body, {HourPart.TOTAL: 60}
    told = at_once(
        case.provider_id,
        lambda _: add_contingent(year=year, funding_body=body, minutes=minutes, by=None, version=0),
    )
    with wall.within(case.provider_id):
        assert (told, Contingent.objects.count()) == (["done", *["stale"] * 3], 1)
