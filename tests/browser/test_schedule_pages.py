"""The pages of the plans are accessible on phone and desktop, light and dark."""

import os
from datetime import date

import pytest
from django.db import transaction

from asa.accounts import wall
from asa.accounts.enums import Role
from reports.engine.models import Report, ReportSchedule, ReportState, Rhythm
from tests.factories import MembershipFactory
from tests.reports.situations import Worked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planned():
    """Plans of every rhythm, one paused, and one report that was due and failed."""
    with transaction.atomic():
        worked = Worked()
        worked.admin = MembershipFactory(provider=worked.provider, role=Role.ADMIN)
    with wall.within(worked.provider.pk):
        row = {"provider": worked.provider, "starts_on": date(2026, 7, 1)}
        worked.plan = ReportSchedule.objects.create(type="lot_quarter", lot=worked.measure.lot, **row)
        ReportSchedule.objects.create(type="progress", rhythm=Rhythm.PER_CASE, **row)
        ReportSchedule.objects.create(type="provider_year", rhythm=Rhythm.YEARLY, is_paused=True, **row)
        failed = {"state": ReportState.FAILED, "failure": "Das PDF war nach 60 Sekunden nicht fertig."}
        Report.objects.create(provider=worked.provider, measure=worked.measure, period="2026-Q2", **failed)
    return worked


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("wide", False), ("phone", True)])
def test_the_pages_are_accessible(open_page, axe_findings, planned, width, dark):
    start = "/berichte/zeitplaene/"
    pages = {
        "schedule-list": start,
        "schedule-choose": f"{start}neu/",
        "schedule-create": f"{start}neu/progress/",
        "schedule-edit": f"{start}{planned.plan.public_id}/",
        "schedule-measure": f"{start}massnahme/{planned.measure.public_id}/",
        "schedule-delete": f"{start}{planned.plan.public_id}/loeschen/",
    }
    problems = {}
    for name, url in pages.items():
        page = open_page(url, planned.admin.user, width=width, dark=dark)
        if folder := os.environ.get("ASA_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
        found = axe_findings(page)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found = [*found, "wider than the page"]
        if found:
            problems[name] = found
    assert problems == {}
