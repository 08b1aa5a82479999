"""The contingent form and billing in the browser: no accessibility findings, nothing wider than the page."""

import os

import pytest
from django.utils import timezone

from asa.accounts import wall
from cases.months.billing.services import add_rate, make_sheet, save_terms
from cases.months.closing.services import close_month, month_before
from cases.months.contingent_form.lists import read_text
from cases.months.contingent_form.services import issue_form, take_list
from cases.sessions.enums import Outcome, SessionKind
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, MeasureYear
from tests.months.situations import Office

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "123A456789;Oeztuerk, Ayse;07.03.2006\n999X000001;Neumann, Kim;1.12.05"


@pytest.fixture
def billed():
    """An office with a closed month, a form, a list, rates and a sheet; and the month's address."""
    month = month_before(timezone.localdate())
    office = Office()
    with wall.within(office.provider.pk):
        year = MeasureYear.objects.create(
            provider=office.provider, measure=office.measure, number=1, starts_on=month.replace(month=1),
            ends_on=month.replace(month=12, day=31),
        )  # fmt: skip
        Contingent.objects.create(
            provider=office.provider, year=year, funding_body=office.measure.funding_body, part=HourPart.TOTAL,
            minutes=60_000,
        )  # fmt: skip
        office.document(Outcome.PRESENT, Outcome.PRESENT, day=f"{month:%Y-%m}-05", minutes=100)
        office.document(Outcome.PRESENT, day=f"{month:%Y-%m}-06", minutes=50, kind=SessionKind.COMPANION)
        lot = office.measure.lot
        add_rate(lot=lot, part=HourPart.TOTAL, cents_per_hour=4850, starts_on=year.starts_on, source="Angebot", by=None)
        add_rate(lot=lot, part=HourPart.TOTAL, cents_per_hour=5010, starts_on=month.replace(day=6), by=None)
        save_terms(lot=lot, guaranteed_basis_points=7000, version=0, by=None)
        close_month(measure=office.measure, month=month, by=office.admin.user)
        issue_form(measure=office.measure, month=month, by=office.billing.user)
        issue_form(measure=office.measure, month=month, by=office.billing.user, reason="Rückfrage der Agentur")
        take_list(measure=office.measure, month=month, rows=read_text(LIST), by=office.billing.user)
        make_sheet(measure=office.measure, month=month, by=office.billing.user)
    return office, f"{month:%Y-%m}"


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("wide", False), ("phone", True)])
def test_the_pages_are_accessible(open_page, axe_findings, billed, width, dark):
    office, month = billed
    measure, lot = office.measure.public_id, office.measure.lot.public_id
    pages = {
        "form-month": f"/formular/{month}/",
        "form-measure": f"/formular/{month}/{measure}/",
        "form-lot": f"/formular/{month}/los/{lot}/",
        "form-list": f"/formular/{month}/{measure}/liste/",
        "form-settings": f"/formular/einstellungen/{measure}/",
        "billing-month": f"/abrechnung/{month}/",
        "billing-measure": f"/abrechnung/{month}/{measure}/",
        "billing-lot": f"/abrechnung/{month}/los/{lot}/",
        "rates": f"/abrechnung/saetze/{lot}/",
        "rate-form": f"/abrechnung/saetze/{lot}/neu/",
        "terms-form": f"/abrechnung/saetze/{lot}/bedingungen/",
    }
    problems = {}
    for name, url in pages.items():
        page = open_page(url, office.billing.user, width=width, dark=dark)
        if folder := os.environ.get("ASA_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
        found = axe_findings(page)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found = [*found, "wider than the page"]
        if found:
            problems[name] = found
    assert problems == {}


def test_the_figures_of_an_own_form_can_be_copied(open_page, billed):
    office, month = billed
    page = open_page(f"/formular/einstellungen/{office.measure.public_id}/", office.billing.user, width="wide")
    page.get_by_label("Der Kostenträger verlangt ein eigenes Formular").check()
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_selector("text=Schon erstellte Versionen")
    page.goto(page.url.split("/formular/")[0] + f"/formular/{month}/{office.measure.public_id}/")
    assert "Gesamt der individuellen" in page.get_by_label("Zahlen in Stunden").input_value()
