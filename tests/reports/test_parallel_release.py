"""Two people release the same report at the same moment: one wins, the other reads who it was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.jobs.running import run
from reports.engine.models import Report, ReportState
from reports.engine.services import request_report
from tests.factories import MembershipFactory
from tests.reports.situations import Worked


@pytest.fixture
def worked(transactional_db, settings, tmp_path):
    files = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    return Worked()


@pytest.fixture
def two_people(worked, sign_in, monkeypatch):
    """Return the draft and the signed-in browsers of two people who may both release it."""
    monkeypatch.setattr("asa.jobs.services.ring", lambda *a: True)
    with wall.within(worked.provider.pk):
        report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert run(report.job_id)
    second = worked.second
    third = MembershipFactory(provider=worked.provider, team=second.team, role=Role.TEAM_LEAD)
    return report, [_browser_of(sign_in, member.user) for member in (second, third)]


def _browser_of(sign_in, user):
    """Return a browser of its own in which `user` is signed in."""
    browser = Client()
    client = sign_in(user)
    browser.cookies = client.cookies.copy()
    client.cookies.clear()  # the next person gets a session of their own
    return browser


def at_once(browsers, address):
    """Post from all browsers at the same moment and return the answers."""
    start = Barrier(len(browsers))

    def post(browser):
        start.wait(30)
        try:
            return browser.post(address, follow=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(post, browsers))


def test_one_wins_and_the_other_is_told(two_people, worked):
    report, browsers = two_people
    answers = at_once(browsers, reverse("report_release", args=[report.public_id]))
    assert [answer.status_code for answer in answers] == [200, 200]
    pages = [answer.content.decode() for answer in answers]
    won = ["Der Bericht ist freigegeben. Er ändert sich nicht mehr." in page for page in pages]
    assert sorted(won) == [False, True]
    with wall.within(worked.provider.pk):
        saved = Report.objects.select_related("released_by").get(pk=report.pk)
        assert saved.state == ReportState.RELEASED
        assert LogEntry.objects.filter(kind=LogKind.RELEASE, object_id=saved.pk).count() == 1
    assert f"schon freigegeben, von {saved.released_by.full_name}." in pages[won.index(False)]
