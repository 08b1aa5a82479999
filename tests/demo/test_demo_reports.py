"""Fourteen months of schedules have run in the demonstration; a worker makes the files afterwards."""

from collections import Counter
from datetime import date, datetime

import pytest

from asa.demo.background import release_of_the_past
from asa.demo.reports import HISTORY_JOB, NOTHING, PEOPLE_SHOWN, SUPERSEDED, WITHDRAWN, dues_of, order_reports
from asa.demo.world import MONTHS, months_before
from asa.jobs.models import Job
from asa.jobs.registry import HANDLERS
from asa.jobs.running import run
from reports.engine.models import Report, ReportSchedule, ReportState
from reports.schedules.planning import order_due
from tests.demo.filled import fields_without_page

UNTIL = date(2026, 11, 23)
SINCE = months_before(UNTIL, MONTHS)

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo_hours")]


@pytest.fixture
def planned(hours, time_machine, monkeypatch, settings, tmp_path):
    monkeypatch.setattr("asa.jobs.services.ring", lambda *a: True)
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    time_machine.move_to("2026-11-23T09:00+01:00")
    order_reports(hours, UNTIL, SINCE)
    return hours


def test_every_rhythm_ran_on_the_days_of_its_plan(planned):
    made = Counter(Report.objects.values_list("type", flat=True))
    assert set(made) >= {"quarter", "progress", "lot_quarter", "funder_quarter", "provider_year"}
    assert 20 < made["progress"] <= PEOPLE_SHOWN
    assert ReportSchedule.objects.count() >= 4
    due = {(one.type, one.period.code) for one in dues_of(planned, SINCE, UNTIL) if one.type != "progress"}
    assert due == set(Report.objects.exclude(type__in=["progress", "audit_folder"]).values_list("type", "period"))


def test_the_plans_find_nothing_left_to_order_but_what_was_left_out(planned):
    order_due(planned, UNTIL)
    left = Job.objects.filter(kind="reports.scheduled").exclude(period_key__startswith="progress:")
    assert not left.exists()


def test_the_past_is_released_once_and_the_last_days_are_open(planned):
    history = Job.objects.filter(kind=HISTORY_JOB)
    assert history.count() == Report.objects.filter(job=None).count()
    assert Report.objects.exclude(job=None).exists()
    ways = Counter(job.payload["then"] for job in history)
    assert (ways[SUPERSEDED], ways[WITHDRAWN]) == (1, 1)
    assert Report.objects.filter(texts__trainee_word="objects").count() == 1


def test_a_worker_releases_by_a_second_person_on_the_day_of_then(planned):
    assert HANDLERS[HISTORY_JOB] is release_of_the_past
    corrected = Job.objects.get(kind=HISTORY_JOB, payload__then=SUPERSEDED)
    assert run(corrected.pk)
    report = Report.objects.get(pk=corrected.subject_id)
    assert report.state == ReportState.RELEASED
    assert report.released_by != report.texts_by
    assert report.released_at == datetime.fromisoformat(corrected.payload["released"])
    assert Report.objects.of_subject(report).count() == 2
    taken_back = Job.objects.get(kind=HISTORY_JOB, payload__then=WITHDRAWN)
    assert run(taken_back.pk)
    assert Report.objects.get(pk=taken_back.subject_id).state == ReportState.WITHDRAWN


def test_every_field_of_reports_and_plans_has_a_page(planned):
    one_of_each = {job.payload["then"]: job for job in Job.objects.filter(kind=HISTORY_JOB).order_by("-pk")}
    for job in one_of_each.values():
        assert run(job.pk)

    assert set(one_of_each) == {NOTHING, SUPERSEDED, WITHDRAWN}
    assert fields_without_page(["reports"]) == ""
