"""A month that no calendar of ours has is not found, on every page that has a month in its address."""

import pytest
from django.urls import reverse

from cases.months.closing.workbook import month_of_address
from tests.months.situations import Office

MONTHS = ("9999-12", "0001-01", "1999-12", "2100-01")


@pytest.fixture
def office(behind):
    office = Office()
    behind(office.provider)
    return office


@pytest.mark.parametrize("month", MONTHS)
def test_the_month_is_not_found(sign_in, office, month):
    client = sign_in(office.billing.user)
    measure = [month, office.measure.public_id]
    addresses = [
        reverse("month", args=[month]),
        reverse("billing_month", args=[month]),
        *(reverse(name, args=measure) for name in ("month_measure", "month_bookings", "billing_measure")),
        reverse("day_grid", args=["massnahme", office.measure.public_id, month]),
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)


def test_the_months_beside_the_limits_are_read():
    assert month_of_address("2000-01").isoformat() == "2000-01-01"
    assert month_of_address("2099-12").isoformat() == "2099-12-01"
