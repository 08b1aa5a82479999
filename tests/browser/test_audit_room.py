"""The auditor's room is clean for axe, empty and with the folder of the sample."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.running import run
from cases.people.models import AuditGrant
from cases.people.models.trainees import AuditGrantCase
from reports.engine.services import release_report
from tests.factories import UserFactory
from tests.reports.every_type import ordered
from tests.reports.situations import Worked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked(settings, tmp_path):
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with transaction.atomic():
        return Worked()


@pytest.fixture
def auditor(worked):
    today, user = timezone.localdate(), UserFactory()
    with transaction.atomic(), wall.within(worked.provider.pk):
        grant = AuditGrant.objects.create(
            provider=worked.provider, user=user, starts_on=today, ends_on=today + timedelta(days=14)
        )
        for case in worked.cases:
            AuditGrantCase.objects.create(provider=worked.provider, grant=grant, case=case)
    return user


def test_the_room_is_accessible(open_page, axe_findings, worked, auditor):
    assert axe_findings(open_page("/berichte/", auditor, width=360)) == []
    with transaction.atomic(), wall.within(worked.provider.pk):
        folder = ordered("audit_folder", worked)
    assert run(folder.job_id)
    with transaction.atomic(), wall.within(worked.provider.pk):
        release_report(report=folder, by=worked.second.user)
    page = open_page("/berichte/", auditor, width=1280, dark=True)
    assert page.get_by_text("Prüfmappe: 3 Teilnahmen").is_visible()
    assert axe_findings(page) == []
