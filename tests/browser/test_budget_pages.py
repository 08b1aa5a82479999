"""Begleitungsstunden and Kontingente are clean for axe: filled, empty, with errors, narrow and wide, light and dark."""

import os
from datetime import date

import pytest
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.enums import MeasureModel
from cases.support.budgets import services
from cases.support.budgets.contingents import add_contingent, create_years
from cases.support.budgets.enums import HourPart
from tests.budgets.situations import agreed, case_in, measure_of, message, monthly, proposed, total
from tests.factories import CaseFactory, MembershipFactory, TraineeFactory

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [("phone", False), ("wide", True)]


def look(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def case():
    """A case with agreed hours of 2024, a change that waits for us, and a proposal for the year after."""
    one = case_in()
    with wall.within(one.provider_id):
        by = one.assignments.get().member.user
        grant = agreed(one, total(120), by=by, message=message(remark="Meldung mit Bescheid"))
        services.propose_change(grant=grant, terms=total(80), message=message(date(2026, 3, 3)), by=by)
        agreed(one, total(40, date(2026, 8, 1), date(2026, 12, 31)), by=by)
    return one


@pytest.fixture
def contact(case):
    with wall.within(case.provider_id):
        return case.assignments.get().member.user


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_hours_of_a_person(open_page, axe_findings, case, contact, width, dark):
    page = open_page(reverse("grant_list", args=[case.public_id]), contact, width=width, dark=dark)
    look(page, f"grant_list_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []

    page.get_by_role("link", name="Gegenvorschlag machen").click()
    page.get_by_label("Budget in Stunden").fill("0")
    page.get_by_role("button", name="Gegenvorschlag speichern").click()
    page.get_by_label("Ja, 0 Stunden").wait_for()
    look(page, f"grant_zero_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []


def test_an_answer_without_scripts(open_page, case, contact):
    page = open_page(reverse("grant_list", args=[case.public_id]), contact, script=False)
    page.get_by_role("link", name="Zustimmen").click()
    page.get_by_role("button", name="Zustimmung speichern").click()
    assert page.get_by_text("Die Stunden sind vereinbart.").is_visible()


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_an_empty_page_and_the_form(open_page, axe_findings, width, dark):
    case = case_in(MeasureModel.ASAFLEX_2021, uses_emaw=False)
    with wall.within(case.provider_id):
        contact = case.assignments.get().member.user
    page = open_page(reverse("grant_list", args=[case.public_id]), contact, width=width, dark=dark)
    look(page, f"grant_empty_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Neue Stunden eintragen").click()
    page.get_by_role("button", name="Stunden speichern").click()
    look(page, f"grant_create_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_open_answers(open_page, axe_findings, case, width, dark):
    billing = MembershipFactory(provider=case.provider, role=Role.BILLING).user
    with wall.within(case.provider_id):
        trainee = TraineeFactory(provider=case.provider, first_name="Deniz", last_name="Öztürk")
        other = CaseFactory(provider=case.provider, measure=measure_of(case), trainee=trainee)
        services.counter(grant=proposed(other, total(120)), terms=total(80), message=message(), by=None)
    page = open_page(reverse("grant_open_list"), billing, width=width, dark=dark)
    look(page, f"grant_open_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_contingents_of_a_measure(open_page, axe_findings, width, dark):
    case = case_in(MeasureModel.ASAFLEX_2021)
    billing = MembershipFactory(provider=case.provider, role=Role.BILLING).user
    with wall.within(case.provider_id):
        measure = measure_of(case)
        agreed(case, monthly(10, 2.5))
        year = create_years(measure=measure, starts_on=date(2024, 8, 1), count=2, by=billing)[0]
        hours = {HourPart.TUITION: 90000, HourPart.STABILISATION: 30000}
        body = measure.funding_body
        add_contingent(year=year, funding_body=body, minutes=hours, by=billing)
        cut = {HourPart.TUITION: -1200}
        add_contingent(
            year=year, funding_body=body, minutes=cut, reason="Kürzung", letter_on=date(2026, 1, 7), by=billing
        )
    page = open_page(reverse("contingent_list"), billing, width=width, dark=dark)
    assert axe_findings(page) == []
    page.get_by_role("link", name=measure.name).click()
    look(page, f"years_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Kontingent ändern").first.click()
    page.get_by_role("button", name="Kontingent speichern").click()
    look(page, f"contingent_{width}_{'dark' if dark else 'light'}")
    assert axe_findings(page) == []
    page.goto(reverse("years_create", args=[measure.public_id]))
    assert axe_findings(page) == []
