"""A worked quarter and its reports, with files in a throw-away folder.

The imports stand inside: pytest reads this file before Django is set up.
"""

import pytest


@pytest.fixture
def worked(behind, settings, tmp_path):
    from tests.reports.situations import Worked

    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    worked = Worked()
    behind(worked.provider)
    return worked


@pytest.fixture
def draft(worked):
    from asa.jobs.running import run
    from reports.engine.services import request_report

    report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert run(report.job_id)
    report.refresh_from_db()
    return report


@pytest.fixture
def released(draft, worked):
    from reports.engine.services import release_report

    return release_report(report=draft, by=worked.second.user)
