"""The month grid in the browser: keyboard, taps, plain form; no accessibility findings."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts.enums import Role
from tests.months.status_situations import Month

pytestmark = pytest.mark.django_db(transaction=True)


def this_month(month: Month) -> tuple[str, list]:
    """Return the address of the grid of this month and the values of the first person's free cells."""
    today = timezone.localdate()
    return f"/anwesenheit/massnahme/{month.measure.public_id}/{today:%Y-%m}/", today


def picture(page, name: str) -> None:
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("wide", False), ("phone", True)])
def test_the_grid_is_accessible(open_page, axe_findings, width, dark):
    month = Month(people=4)
    url, today = this_month(month)
    first = today.replace(day=1)
    workdays = [day for n in range(28) if (day := first + timedelta(days=n)).weekday() < 5]
    for number, letters in enumerate(["P", "K", "UE", "KO", "S", "U"]):
        month.mark(month.cases[number % 3], workdays[number], letters)
    page = open_page(url, month.contact.user, width=width, dark=dark)
    picture(page, f"grid-{width}-{'dark' if dark else 'light'}")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_range_by_keyboard(open_page):
    month = Month(people=2)
    url, _ = this_month(month)
    page = open_page(url, month.contact.user, width="wide")
    page.locator("label", has_text="P – anwesend (Präsenz)").click()
    page.locator("input[name=cell]").first.focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert page.locator("input[name=cell]:checked").count() == 4
    page.get_by_role("button", name="Eintragen").click()
    page.wait_for_selector("text=4 Tage sind eingetragen")


def test_a_range_by_two_taps(open_page):
    month = Month(people=1)
    url, _ = this_month(month)
    page = open_page(url, month.contact.user)
    page.get_by_role("button", name="Von … bis antippen").click()
    cells = page.locator("input[name=cell]")
    cells.nth(0).click(force=True)
    cells.nth(3).click(force=True)
    assert page.locator("input[name=cell]:checked").count() == 4


def test_without_scripts_the_form_does_the_same(open_page):
    month = Month(people=1)
    url, _ = this_month(month)
    page = open_page(url, month.contact.user, script=False)
    page.locator("label", has_text="P – anwesend (Präsenz)").click()
    page.locator("input[name=cell]").first.check(force=True)
    page.get_by_role("button", name="Eintragen").click()
    assert "1 Tag ist eingetragen" in page.content()


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_the_other_pages_are_accessible(open_page, axe_findings, width):
    month = Month(people=2)
    today = timezone.localdate()
    month.mark(month.cases[0], today.replace(day=2), "KO")
    month.mark(month.cases[1], today.replace(day=3), "K")
    user = month.member(Role.BILLING).user
    code = month.codes["K"].public_id
    paths = ["", "kuerzel/", f"kuerzel/{code}/", f"fehltage/{month.measure.public_id}/{today:%Y-%m}/"]
    for number, path in enumerate(paths):
        page = open_page(f"/anwesenheit/{path}", user, width=width)
        picture(page, f"other-{number}-{width}")
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
