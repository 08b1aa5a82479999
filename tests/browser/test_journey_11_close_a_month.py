"""Journey 11: from "Monat" to the Excel of the closed month, with and without scripts; no axe findings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.closing.services import close_month, month_before
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from tests.browser.conftest import Activations
from tests.factories import MembershipFactory
from tests.months.situations import Office

LIMIT = 5


@pytest.fixture
def month():
    return month_before(timezone.localdate())


@pytest.fixture
def office(transactional_db, month):
    teacher = MembershipFactory()
    with wall.within(teacher.provider_id):
        office = Office(teacher)
        office.document(Outcome.PRESENT, Outcome.NO_SHOW, day=f"{month.replace(day=5)}")
    return office


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", ["phone", "wide"])
def test_close_a_month(open_page, office, month, script, width):
    page = open_page("/", office.billing.user, script=script, width=width)
    steps = Activations(page)

    steps.tap("nav >> text=Monat")
    steps.tap("text=Prüfen und abschließen")
    steps.tap("button:has-text('Monat abschließen')")
    assert "Die Zahlen stehen fest." in page.locator("main").inner_text()
    with page.expect_download() as download:
        steps.tap("main >> text=Excel")
    assert download.value.suggested_filename == f"Monat_{month:%Y-%m}_427-11-1-25.xlsx"
    assert steps.count <= LIMIT


def test_a_gap_is_settled_from_its_row(open_page, office, month):
    with wall.within(office.provider.pk):
        office.plan(day=f"{month.replace(day=6)}")
        MembershipFactory(user=office.teacher.user, provider=office.provider, role=Role.BILLING, team=None)
    page = open_page("/monat/", office.teacher.user, width="wide")
    page.locator("text=Erfassen").first.click()
    page.locator(".asa-chip:visible >> text=Fachrechnen").first.click()
    page.locator("button:visible:has-text('Speichern')").first.click()
    page.wait_for_url("**/")
    page.goto("/monat/")
    assert "Prüfen und abschließen" in page.locator("main").inner_text()


def test_a_correction_keeps_what_was_typed(open_page, office, month):
    with wall.within(office.provider.pk):
        close_month(measure=office.measure, month=month, by=office.admin.user)
        session = Session.objects.get()
    page = open_page(f"/termine/{session.public_id}/erfassen/", office.teacher.user, width="wide")
    page.get_by_label("Ergebnis und Vereinbarung").fill("doch anders gewesen")
    page.locator("button:visible:has-text('Speichern')").first.click()
    page.locator("button:has-text('Korrektur anfragen')").click()
    assert "doch anders gewesen" in page.locator("main").inner_text()
    page.get_by_label("Grund der Korrektur").fill("Liste vertauscht")
    page.locator("button:has-text('Korrektur anfragen')").click()
    assert "beantragt" in page.locator("main").inner_text()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "wide"])
def test_the_pages_have_no_findings(open_page, axe_findings, office, month, width, dark):
    with wall.within(office.provider.pk):
        close_month(measure=office.measure, month=month, by=office.admin.user)
        office.plan(day=f"{timezone.localdate().replace(day=1) - timedelta(days=40)}")
    key = f"{month:%Y-%m}"
    measure = office.measure.public_id
    page = open_page("/monat/", office.billing.user, width=width, dark=dark)
    found = axe_findings(page)
    paths = [
        f"/monat/{month_before(month):%Y-%m}/",
        f"/monat/{month_before(month):%Y-%m}/{measure}/",
        f"/monat/{key}/{measure}/",
        f"/monat/{key}/{measure}/buchungen/",
        "/korrekturen/",
    ]
    for path in paths:
        page.goto(path)
        found += axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert found == []
