"""Journey 6: the funder takes a quarter in two clicks; staff follow a report from order to release."""

import pytest
from django.db import transaction
from playwright.sync_api import Page

from asa.accounts import wall
from asa.jobs.running import run
from reports.engine.services import release_report, request_report
from tests.browser.conftest import Activations
from tests.factories import FunderAccessFactory, UserFactory
from tests.reports.situations import Worked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked(settings, tmp_path):
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with transaction.atomic():
        return Worked()


def _draft(worked):
    with transaction.atomic(), wall.within(worked.provider.pk):
        report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert run(report.job_id)
    return report


@pytest.fixture
def released(worked):
    report = _draft(worked)
    with transaction.atomic(), wall.within(worked.provider.pk):
        return release_report(report=report, by=worked.second.user)


@pytest.fixture
def funder(worked):
    user = UserFactory(first_name="Renate", last_name="Bauer")
    FunderAccessFactory(provider=worked.provider, user=user, funding_body=worked.measure.funding_body)
    return user


def _downloads(page: Page, journey: Activations, selector: str) -> str:
    with page.expect_download() as download:
        journey.tap(selector)
    return download.value.suggested_filename


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_two_clicks_to_the_pdf_of_the_newest_quarter(released, funder, open_page, script):
    page = open_page("/", funder, width="wide", script=script)
    journey = Activations(page)
    journey.tap(f"a[href='/berichte/{released.public_id}/']")
    assert _downloads(page, journey, "a:has-text('PDF')") == "Quartalsbericht-427-1184-1-25-2026-Q3.pdf"
    assert journey.count <= 3


def test_the_table_is_one_click_from_the_list(released, funder, open_page):
    page = open_page("/berichte/", funder)
    journey = Activations(page)
    assert _downloads(page, journey, "a:has-text('Excel')").endswith(".xlsx")


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True)])
def test_the_funders_pages_are_accessible(released, funder, open_page, axe_findings, width, dark):
    page = open_page("/berichte/", funder, width=width, dark=dark)
    assert axe_findings(page) == []
    for address in (f"/berichte/{released.public_id}/", "/berichte/vergleich/", "/berichte/pruefen/"):
        page.goto(address)
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_empty_room_is_accessible(funder, open_page, axe_findings):
    page = open_page("/berichte/", funder)
    assert "Noch ist kein Bericht freigegeben" in page.content()
    assert axe_findings(page) == []


@pytest.mark.parametrize(("width", "dark"), [("phone", True), ("wide", False)])
def test_the_staff_pages_are_accessible(worked, open_page, axe_findings, width, dark):
    report = _draft(worked)
    page = open_page("/berichte/", worked.author.user, width=width, dark=dark)
    assert axe_findings(page) == []
    page.goto(f"/berichte/{report.public_id}/")
    assert axe_findings(page) == []
    page.goto(f"/berichte/{report.public_id}/freigeben/")
    assert "zweite Person" in page.content()
    assert axe_findings(page) == []


def test_the_progress_and_a_refused_order_are_accessible(worked, open_page, axe_findings):
    with transaction.atomic(), wall.within(worked.provider.pk):
        report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    page = open_page(f"/berichte/{report.public_id}/", worked.author.user)
    assert "wartet auf die Bearbeitung" in page.content()
    assert axe_findings(page) == []
    page.goto("/berichte/neu/quarter/")
    page.locator("button:has-text('Entwurf erstellen')").click()
    assert "Maßnahme" in page.locator("#error-summary, .asa-summary").inner_text()
    assert axe_findings(page) == []
