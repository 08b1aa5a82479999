"""Two schedulers that plan at the same moment order each report once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from asa.accounts import wall
from asa.jobs.models import Job
from asa.jobs.running import run
from asa.jobs.scheduler import sweep
from reports.engine.models import Report, ReportSchedule, Rhythm
from tests.factories import MeasureFactory

SCHEDULERS = 4
#: After a stop everything of a year is made up for.
LAST_YEAR = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")


@pytest.fixture
def measures(transactional_db, monkeypatch):
    monkeypatch.setattr("asa.jobs.services.ring", lambda *a: True)
    first = MeasureFactory()
    return [first, *(MeasureFactory(provider=first.provider, lot=first.lot) for _ in range(4))]


def at_once(work, *arguments):
    """Call `work` with each of the arguments in threads of their own, all starting together."""
    start = Barrier(len(arguments))

    def call(argument):
        start.wait(30)
        try:
            return work(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(call, arguments))


def test_each_report_is_ordered_once(measures, time_machine):
    time_machine.move_to("2026-10-05T09:00+02:00", tick=True)
    at_once(lambda _: sweep(), *range(SCHEDULERS))
    keys = list(Job.objects.filter(kind="reports.scheduled").values_list("period_key", flat=True))
    assert sorted(keys) == sorted(f"quarter:{m.pk}:{quarter}" for m in measures for quarter in LAST_YEAR)


def test_plans_of_other_types_are_ordered_once_too(measures, time_machine):
    provider = measures[0].provider
    with wall.within(provider.pk):
        ReportSchedule.objects.create(provider=provider, type="lot_quarter", lot=measures[0].lot)
        ReportSchedule.objects.create(provider=provider, type="provider_year", rhythm=Rhythm.YEARLY)
        ReportSchedule.objects.create(
            provider=provider, type="funder_quarter", funding_body=measures[0].funding_body, is_paused=True
        )
    time_machine.move_to("2026-10-05T09:00+02:00", tick=True)
    at_once(lambda _: sweep(), *range(SCHEDULERS))
    keys = Job.objects.filter(kind="reports.scheduled").exclude(period_key__startswith="quarter:")
    lots = [f"lot_quarter:lot:{measures[0].lot_id}:{quarter}" for quarter in LAST_YEAR]
    assert sorted(keys.values_list("period_key", flat=True)) == sorted([*lots, "provider_year:provider:0:2025"])


def test_a_job_rung_many_times_at_once_makes_one_report(measures, time_machine):
    time_machine.move_to("2026-10-05T09:00+02:00", tick=True)
    sweep()
    jobs = list(
        Job.objects.filter(kind="reports.scheduled", period_key__endswith="2026-Q3").values_list("pk", flat=True)
    )
    stored = at_once(run, *jobs, *jobs)
    assert sum(stored) == len(measures)
    with wall.within(measures[0].provider_id):
        assert Report.objects.count() == len(measures)
    assert Job.objects.filter(kind="reports.draft").count() == len(measures)
