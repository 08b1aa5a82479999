"""A worker is killed with -9 in the middle of a report: another one does the job, and there is exactly one result."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from asa.accounts import wall
from asa.jobs.models import Job, JobState
from asa.local.cluster import APP
from reports.engine.models import Report, ReportState
from reports.engine.services import request_report
from tests.conftest import services
from tests.reports.situations import Worked

WORK = "import django; django.setup(); from asa.jobs.running import run; print(run({job}))"
HANG = "import django, time; django.setup(); import reports.background as b; b.make_files = lambda r: time.sleep(300); "


def _start(code: str) -> subprocess.Popen:
    address = services.cluster.url(APP, connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "asa.settings"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR)


def _wait_for_step(job_id: int, step: int) -> None:
    for _ in range(600):
        if Job.objects.filter(pk=job_id, done__gte=step).exists():
            return
        time.sleep(0.1)
    raise AssertionError("the worker never came to the rendering")


def test_a_killed_worker_leaves_one_report(transactional_db):
    worked = Worked()
    with wall.within(worked.provider.pk):
        report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    first = _start(HANG + WORK.removeprefix("import django; django.setup(); ").format(job=report.job_id))
    _wait_for_step(report.job_id, 2)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert Job.objects.get(pk=report.job_id).state == JobState.RUNNING

    Job.objects.filter(pk=report.job_id).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert _start(WORK.format(job=report.job_id)).wait(120) == 0

    job = Job.objects.get(pk=report.job_id)
    assert (job.state, job.tries, job.fence) == (JobState.DONE, 2, 2)
    with wall.within(worked.provider.pk):
        assert Report.objects.get().state == ReportState.DRAFT
