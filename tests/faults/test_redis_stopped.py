"""Redis stops while a report is ordered: the order stands, the page says so, and work goes on when Redis is back."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from asa.accounts import wall
from asa.celery import app, broker_address
from asa.jobs import bell
from asa.jobs.models import Job, JobState
from asa.local.broker import Broker
from asa.local.cluster import APP
from reports.engine.models import Report, ReportState
from tests.conftest import services
from tests.reports.situations import Worked
from tests.reports.test_report_pages import ORDER, order_values

PATIENCE = 120.0


@pytest.fixture
def broker(tmp_path_factory, monkeypatch):
    """A Redis of our own, so that no other test misses it; this process publishes to it."""
    broker = Broker(tmp_path_factory.mktemp("redis"))
    broker.start()
    bell.mended()
    monkeypatch.setattr(app.conf, "broker_url", broker_address(broker.url()))
    yield broker
    broker.stop()
    bell.mended()


@pytest.fixture
def start(broker):
    """Return a function that starts a command of `manage.py` on our Redis; all are ended afterwards."""
    address = services.cluster.url(APP, connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": address, "REDIS_URL": broker.url()}
    started = []

    def _start(*arguments):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        started.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))

    yield _start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(30)


def _wait_for_draft(report: Report) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if Job.objects.filter(pk=report.job_id, state=JobState.DONE).exists():
            return
        time.sleep(0.2)
    raise AssertionError("nobody made the draft after Redis came back")


def test_an_order_without_redis_is_done_when_it_is_back(transactional_db, broker, start, sign_in):
    worked = Worked()
    client = sign_in(worked.author.user)
    broker.stop()

    response = client.post(ORDER, order_values(worked.measure), follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Der Entwurf wartet auf die Bearbeitung" in page
    with wall.within(worked.provider.pk):
        report = Report.objects.get()
    assert report.state == ReportState.ORDERED
    assert Job.objects.get(pk=report.job_id).state == JobState.DUE

    start("worker", "--concurrency", "1", "--queues", "interactive,scheduled")
    start("beat")
    broker.start()
    _wait_for_draft(report)
    with wall.within(worked.provider.pk):
        assert Report.objects.get(pk=report.pk).state == ReportState.DRAFT  # beat may have ordered others by now
    assert client.get(reverse("report_pdf", args=[report.public_id])).status_code == 200
