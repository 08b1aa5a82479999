"""A day at the very end of the calendar is answered in words, like any other day in the future."""

from datetime import date

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from reports.engine.periods import Period
from tests.factories import MembershipFactory


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_quarters_of_every_year_have_a_last_day(number):
    for year in (1, 2024, 2026, 9999):
        assert Period.quarter(year, number).is_quarter
    assert Period.quarter(9999, 4).ends_on == date(9999, 12, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["report_order", "run_create"])
@pytest.mark.parametrize("day", ["31.12.9999", "01.01.0001"])
def test_a_list_of_participants_of_such_a_day(sign_in, route, day):
    admin = MembershipFactory(role=Role.TEAM_LEAD)
    answer = sign_in(admin.user).post(reverse(route, args=["participants"]), {"on": day, "subject": "x"})
    assert answer.status_code == 422
