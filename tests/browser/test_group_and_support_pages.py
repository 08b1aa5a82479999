"""Planning pages that say what a lesson costs, and the change of support, are clean for axe, narrow and wide."""

import os
from datetime import date

import pytest
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.enums import MeasureModel
from cases.support.budgets.models import HourGrant, HourGrantStep
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SupportElementFactory
from tests.planning.situations import group_of

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [("phone", False), ("wide", True)]


def look(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def contact():
    return MembershipFactory(role=Role.CONTACT_PERSON)


@pytest.fixture
def cases(contact):
    """Seven people of two measures; the first of the model of 2021 with hours by the month."""
    old = MeasureFactory(provider=contact.provider, number="427/12/1/23", model=MeasureModel.ASAFLEX_2021)
    new = MeasureFactory(provider=contact.provider, number="427/7/1/25")
    found = [
        CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact, measure=new if n % 2 else old)
        for n in range(7)
    ]
    with wall.within(contact.provider_id):
        grant = HourGrant.objects.create(provider=contact.provider, case=found[0], measure=old, state="agreed")
        grant.agreed_step = HourGrantStep.objects.create(
            provider=contact.provider, grant=grant, number=1, kind="agreement", side="provider",
            on=date(2026, 1, 1), starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31), tuition_minutes=360,
            stabilisation_minutes=120,
        )  # fmt: skip
        grant.save()
        SupportElementFactory(case=found[0], provider=contact.provider)
    return found


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_group_person_and_support(open_page, axe_findings, contact, cases, width, dark):
    group = group_of(contact, *cases)
    for name, route, key in (
        ("group", "group_detail", group.public_id),
        ("support", "support_change", cases[0].public_id),
        ("person", "case_detail", cases[0].public_id),
    ):
        page = open_page(reverse(route, args=[key]), contact.user, width=width, dark=dark)
        look(page, f"{name}_{width}")
        assert axe_findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
