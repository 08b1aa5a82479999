"""What lacks in a report, reports for all at once, who releases: accessible on phone and desktop."""

import os
from uuid import uuid4

import pytest
from django.db import transaction

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.documents.rendering import RenderingError
from asa.jobs.models import Job, JobState
from asa.jobs.running import run as do_job
from cases.people.models import Trainee
from reports.engine.models import ReleasePolicy, Report, ReportRun
from reports.engine.periods import Period
from reports.engine.services import request_report
from reports.runs.services import filling, start_run
from tests.factories import MembershipFactory
from tests.reports.situations import Worked

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = "2026-07-01_2026-09-30"


@pytest.fixture
def office(settings, tmp_path, monkeypatch):
    """A worked quarter with a draft that lacks much, a run in which one report failed, and a policy."""
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with transaction.atomic():
        worked = Worked()
        worked.admin = MembershipFactory(provider=worked.provider, role=Role.ADMIN)
    failing = worked.cases[0].trainee.full_name

    def make(report):
        if report.subject_name == failing:
            raise RenderingError("Das PDF war nach 60 Sekunden nicht fertig.")
        return {}

    monkeypatch.setattr("reports.background.make_files", make)
    with wall.within(worked.provider.pk):
        Trainee.objects.filter(cases__in=worked.cases).update(gender="", birth_date=None)
        ReleasePolicy.objects.create(provider=worked.provider, type="progress", roles=["social_worker"])
        draft = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
        run = start_run(
            type="progress",
            over=worked.measure,
            period=Period.parse(PERIOD),
            by=worked.author.user,
            request_key=uuid4(),
        )
    _work()
    with wall.within(worked.provider.pk):
        assert filling(run).state == JobState.DONE
    worked.draft, worked.run = draft, run
    return worked


def _work():
    """Do what waits, a failing job as often as it is tried."""
    for _ in range(4):
        Job.objects.filter(state=JobState.DUE).update(due_at="2026-01-01T00:00Z")
        for pk in Job.objects.filter(state=JobState.DUE, kind__startswith="reports.").values_list("pk", flat=True):
            do_job(pk)


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("wide", False), ("phone", True)])
def test_the_pages_are_accessible(open_page, axe_findings, office, width, dark):
    author, admin, second = office.author.user, office.admin.user, office.second.user
    pages = {
        "report-choose": ("/berichte/neu/", author),
        "report-order": ("/berichte/neu/quarter/", author),
        "report-lacking": (f"/berichte/{office.draft.public_id}/vollstaendigkeit/", author),
        "report-detail": (f"/berichte/{office.draft.public_id}/", author),
        "report-release": (f"/berichte/{office.draft.public_id}/freigeben/", second),
        "run-list": ("/berichte/sammellaeufe/", author),
        "run-create": ("/berichte/sammellaeufe/neu/progress/", author),
        "run-detail": (f"/berichte/sammellaeufe/{office.run.public_id}/", author),
        "policy-list": ("/verwaltung/freigabe/", admin),
        "policy-edit": ("/verwaltung/freigabe/progress/", admin),
    }
    problems = {}
    for name, (url, user) in pages.items():
        page = open_page(url, user, width=width, dark=dark)
        problems |= _problems(name, page, axe_findings, width, dark)
    page = open_page("/berichte/neu/quarter/", author, width=width, dark=dark)
    page.select_option("select[name=measure]", index=1)
    page.locator("button:has-text('Erst ansehen')").click()
    page.wait_for_url("**/vollstaendigkeit/")
    problems |= _problems("report-precheck", page, axe_findings, width, dark)
    assert problems == {}


def _problems(name, page, axe_findings, width, dark):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
    found = axe_findings(page)
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found = [*found, "wider than the page"]
    return {name: found} if found else {}


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_run_from_the_order_to_the_second_try(open_page, office, script, monkeypatch):
    page = open_page("/berichte/", office.author.user, script=script)
    page.locator("a:has-text('Bericht erstellen')").first.click()
    page.locator("a:has-text('für alle')").click()
    page.locator("a:has-text('Fortschrittsbericht')").first.click()
    page.select_option("select[name=measure]", index=1)
    page.fill("[name=starts_on]", "2026-06-01")
    page.fill("[name=ends_on]", "2026-08-31")
    page.locator(".asa-save-bar button").click()
    page.wait_for_url("**/sammellaeufe/*/")
    assert "werden bestellt" in page.content()
    _work()
    if script:
        page.locator("text=6 von 6").wait_for()
    else:
        page.locator("a:has-text('Stand neu laden')").click()
    page.locator("h2:has-text('Nicht erstellt')").wait_for()
    assert "nach 60 Sekunden" in page.content()
    monkeypatch.setattr("reports.background.make_files", lambda report: {})
    page.locator("button:has-text('Erneut')").first.click()
    page.locator("text=5 von 6").wait_for()
    _work()
    page.reload()
    page.locator("text=6 von 6").wait_for()
    assert page.locator("h2:has-text('Nicht erstellt')").count() == 0
    with wall.within(office.provider.pk):
        newest = ReportRun.objects.first()
        assert Report.objects.filter(run=newest, state="draft").count() == 6


def test_what_lacks_is_seen_before_the_draft_is_given_for_release(open_page, office):
    page = open_page(f"/berichte/{office.draft.public_id}/", office.author.user)
    page.locator("a:has-text('Prüfen und zur Freigabe geben')").click()
    page.locator("h2:has-text('Geschlecht fehlt')").wait_for()
    page.locator("button:has-text('Zur Freigabe geben')").click()
    page.wait_for_url(f"**/berichte/{office.draft.public_id}/")
    with wall.within(office.provider.pk):
        assert Report.objects.get(pk=office.draft.pk).state == "submitted"
