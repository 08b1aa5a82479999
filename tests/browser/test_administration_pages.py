"""Administration, help and accessibility are clean for axe, on phones and desktops."""

import os
from datetime import date

import pytest

from asa.accounts.enums import Role
from tests.factories import CaseFactory, FundingBodyFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_are_accessible(open_page, axe_findings):
    admin = MembershipFactory(role=Role.ADMIN)
    MembershipFactory(provider=admin.provider, ends_on=date(2030, 1, 1))
    body = FundingBodyFactory(provider=admin.provider)
    MeasureFactory(provider=admin.provider, funding_body=body)
    CaseFactory.create_batch(3, provider=admin.provider)
    paths = ["", "personen/", "personen/neu/", "einstellungen/", "protokoll/", "massnahmen/", "massnahmen/neu/"]
    paths += ["pruefrechte/", "pruefrechte/neu/"]
    folder = os.environ.get("ASA_PICTURES")
    for number, path in enumerate([*(f"/verwaltung/{path}" for path in paths), "/hilfe/", "/barrierefreiheit/"]):
        page = open_page(path, admin.user, dark=number % 2 == 1)
        if folder:
            page.screenshot(path=f"{folder}/{number}.png", full_page=True)
        assert axe_findings(page) == [], path
