"""Journey 7: a progress report from the person's page to release by a second person, at most six activations."""

import pytest
from django.db import transaction

from asa.accounts import wall
from asa.jobs.running import run
from reports.engine.models import Report, ReportState
from tests.browser.conftest import Activations
from tests.reports.test_progress_pages import TEXTS, Written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def written(settings, tmp_path):
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with transaction.atomic():
        return Written()


def _report(written):
    with wall.within(written.provider.pk):
        return Report.objects.get(type="progress")


def _write(page):
    for field in ("going_well", "working_on", "next_steps"):
        page.fill(f"[name={field}]", TEXTS[field])


@pytest.mark.parametrize(("script", "width"), [(True, "phone"), (False, "wide")], ids=["with scripts", "without"])
def test_at_most_six_activations_from_the_person_to_the_second_one(written, open_page, script, width):
    page = open_page(f"/teilnehmende/{written.case.public_id}/", written.author.user, width=width, script=script)
    journey = Activations(page)
    journey.tap("a:has-text('Bericht'):not([href='/berichte/']).kern-btn")
    _write(page)
    journey.tap("label:has-text('stimmt zu')")
    journey.tap(".asa-save-bar button")
    page.wait_for_url("**/pruefen/")
    assert "gerade erstellt" in page.content()
    report = _report(written)
    assert run(report.job_id)
    if not script:
        journey.tap("a:has-text('Stand neu laden')")
    journey.tap("button:has-text('Zur Freigabe geben')")
    page.wait_for_url(f"**/berichte/{report.public_id}/")
    assert journey.count <= 6
    assert _report(written).state == ReportState.SUBMITTED
    assert _report(written).texts == TEXTS
    second = open_page("/berichte/", written.lead.user, width=width, script=script)
    second.locator("#zur-freigabe a").first.click()
    second.locator("a:has-text('Freigeben …')").click()
    second.locator("button:has-text('reigeben')").first.click()
    second.wait_for_url(f"**/berichte/{report.public_id}/")
    assert _report(written).state == ReportState.RELEASED


def test_the_reason_is_asked_for_with_an_objection_and_printed_beside(written, open_page):
    page = open_page(f"/teilnehmende/{written.case.public_id}/bericht/", written.author.user, width="phone")
    reason = page.locator("[name=trainee_reason]")
    assert not reason.is_visible()
    _write(page)
    page.locator("label:has-text('widerspricht')").click()
    reason.fill("Ich kann schon mehr, als hier steht.")
    page.locator(".asa-save-bar button").first.click()
    page.wait_for_url("**/pruefen/")
    assert run(_report(written).job_id)
    for audience in ("funder", "company", "trainee"):
        page.goto(f"{page.url.split('?')[0]}?fuer={audience}")
        assert "Ich kann schon mehr, als hier steht." in page.inner_text("main")


def test_what_is_typed_stands_on_the_server_within_five_seconds(written, open_page):
    url = f"/teilnehmende/{written.case.public_id}/bericht/"
    page = open_page(url, written.author.user)
    page.fill("[name=going_well]", "Halb getippt")
    page.locator("[data-draft-state]:has-text('gespeichert')").first.wait_for(state="attached", timeout=5000)
    page.goto(url)
    assert page.input_value("[name=going_well]") == "Halb getippt"


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True)])
def test_every_page_of_the_journey_is_accessible(written, open_page, axe_findings, width, dark):
    page = open_page(f"/teilnehmende/{written.case.public_id}/", written.author.user, width=width, dark=dark)
    assert axe_findings(page) == []
    page.goto(f"/teilnehmende/{written.case.public_id}/bericht/")
    assert axe_findings(page) == []
    _write(page)
    page.locator(".asa-save-bar button").first.click()
    page.wait_for_url("**/pruefen/")
    for audience in ("funder", "company", "trainee"):
        page.goto(f"{page.url.split('?')[0]}?fuer={audience}")
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
