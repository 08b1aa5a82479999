"""Journey 10, "Unterstützung ändern": at most five activations, limit six; planning pages are accessible."""

from datetime import date

import pytest
from django.urls import reverse

from asa.accounts import wall
from cases.support.planning.models import SupportChange
from tests.browser.conftest import Activations
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, SupportElementFactory
from tests.planning.situations import group_of, planned


@pytest.fixture
def case(transactional_db):
    case = CaseFactory(contact_person=None)
    contact = MembershipFactory(provider=case.provider, team=case.team)
    from tests.factories import ContactAssignmentFactory

    ContactAssignmentFactory(provider=case.provider, case=case, member=contact)
    SupportElementFactory(case=case, provider=case.provider)
    case.contact = contact
    return case


@pytest.mark.parametrize("script", [True, False])
def test_journey_10(case, open_page, script):
    page = open_page(reverse("case_detail", args=[case.public_id]), case.contact.user, script=script)
    taps = Activations(page)
    taps.tap('a[href$="/unterstuetzung/aendern/"]')
    taps.tap("#id_minutes_tuition")
    page.fill("#id_minutes_tuition", "135")
    if script:
        page.wait_for_selector("text=Zusammen 135 Minuten je Woche")
    taps.tap('label:has-text("Prüfung")')
    taps.tap('button:has-text("Änderung speichern")')
    page.wait_for_selector("text=90 → 135 Minuten")
    assert taps.count <= 5
    with wall.within(case.provider_id):
        assert SupportChange.objects.get(case=case).after["tuition"] == 135


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True)])
def test_planning_pages_are_accessible(case, open_page, axe_findings, width, dark):
    contact = case.contact
    group = group_of(contact, case)
    series = planned(group, contact, starts_on=date.today(), ends_on=date(date.today().year + 1, 12, 31))
    SessionFactory(provider=case.provider, staff=[contact], cases=[case])
    paths = [
        reverse("calendar"),
        reverse("support_change", args=[case.public_id]),
        reverse("group_detail", args=[group.public_id]),
        reverse("series_detail", args=[series.public_id]),
        reverse("absence_create"),
        reverse("school_times", args=[case.public_id]),
        reverse("offer_list"),
    ]
    page = open_page(paths[0], contact.user, width=width, dark=dark)
    for path in paths:
        page.goto(path)
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
