"""The auditor's room: released reports of the sample while the window is open, nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.people.models import AuditGrant
from cases.people.models.trainees import AuditGrantCase
from reports.engine.services import release_report
from tests.factories import UserFactory
from tests.reports.every_type import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(worked):
    return made("audit_folder", worked)


@pytest.fixture
def auditor(worked):
    """Return a function: these cases → an auditor whose window is open today."""

    def _auditor(*cases, days=5):
        today = timezone.localdate()
        begin = today + timedelta(days=min(days, 0))
        user = UserFactory()
        grant = AuditGrant.objects.create(
            provider=worked.provider, user=user, starts_on=begin, ends_on=today + timedelta(days=days)
        )
        for case in cases:
            AuditGrantCase.objects.create(provider=worked.provider, grant=grant, case=case)
        return user

    return _auditor


def page(browser):
    return browser.get("/berichte/").content.decode()


def test_the_folder_of_the_sample_is_there_once_released(worked, folder, auditor, sign_in, behind):
    reader = auditor(*worked.cases[:4])
    assert "Noch ist keine Unterlage" in page(sign_in(reader))
    behind(worked.provider)
    release_report(report=folder, by=worked.second.user)
    browser = sign_in(reader)
    seen = page(browser)
    assert "Prüfmappe: 3 Teilnahmen" in seen
    assert "Stichprobe: 4 Teilnahmen" in seen
    for kind in ("pdf", "zip"):
        assert browser.get(f"/berichte/{folder.public_id}/{kind}/").status_code == 200


def test_a_folder_beyond_the_sample_does_not_exist(worked, folder, auditor, sign_in, behind):
    behind(worked.provider)
    release_report(report=folder, by=worked.second.user)
    browser = sign_in(auditor(*worked.cases[:2]))
    assert "Noch ist keine Unterlage" in page(browser)
    assert browser.get(f"/berichte/{folder.public_id}/pdf/").status_code == 404


def test_after_the_last_day_there_is_nothing(worked, folder, auditor, sign_in, behind):
    behind(worked.provider)
    release_report(report=folder, by=worked.second.user)
    browser = sign_in(auditor(*worked.cases[:4], days=-1))
    assert browser.get(f"/berichte/{folder.public_id}/pdf/").status_code in (403, 404)
    assert browser.get("/berichte/").status_code in (403, 404)


def queries_of(browser):
    with CaptureQueriesContext(connection) as context:
        page(browser)
    return len(context)


def test_the_list_costs_the_same_for_more_reports(worked, folder, auditor, sign_in, behind):
    behind(worked.provider)
    release_report(report=folder, by=worked.second.user)
    browser = sign_in(auditor(*worked.cases))
    page(browser)
    before = queries_of(browser)
    behind(worked.provider)
    release_report(report=made("progress", worked), by=worked.second.user)
    assert queries_of(browser) == before
    assert "Fortschrittsbericht" in page(browser)
