"""The scheduler sweeps by its own clock, and one planner that fails stops neither the others nor the ringing."""

import logging
import threading

import pytest
from django.db import OperationalError, connection

from asa.jobs import scheduler
from asa.jobs.models import Job
from asa.jobs.scheduler import sweep


@pytest.fixture
def rung(monkeypatch):
    """Return the list of jobs that are rung."""
    found = []
    monkeypatch.setattr("asa.jobs.services.ring", lambda job_id, queue: found.append(job_id) or True)
    return found


def raises(error):
    def planner():
        raise error

    return planner


def test_every_sweep_asks_the_planners(db, monkeypatch, rung):
    asked = []
    monkeypatch.setattr(scheduler, "PLANNERS", [lambda: asked.append(1), lambda: asked.append(2)])
    assert sweep() == []
    assert asked == [1, 2]


@pytest.mark.parametrize("error", [ValueError("Amira Haddad"), OperationalError("server closed the connection")])
def test_a_planner_that_fails_stops_nobody(transactional_db, monkeypatch, rung, caplog, error):
    asked = []
    job = Job.objects.create(kind="test")
    monkeypatch.setattr(scheduler, "PLANNERS", [raises(error), lambda: asked.append(2)])
    with caplog.at_level(logging.ERROR):
        failed = sweep()
    assert asked == [2]
    assert rung == [job.pk]
    assert failed == ["tests.jobs.test_scheduler.planner"]
    assert "tests.jobs.test_scheduler.planner failed" in caplog.text  # no failure is silent


def test_a_planner_that_lost_its_connection_leaves_the_next_a_new_one(transactional_db, monkeypatch, rung):
    seen = []

    def loses():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(scheduler, "PLANNERS", [loses, lambda: seen.append(Job.objects.count())])
    assert sweep() == ["tests.jobs.test_scheduler.loses"]
    assert seen == [0]


def test_a_clock_set_back_stops_no_sweep(monkeypatch, time_machine):
    """The pauses are counted by the monotonic clock: two hours back on the wall are nothing to it."""
    stop, times = threading.Event(), []

    def count():
        times.append(1)
        time_machine.move_to("2026-03-01T08:00+01:00" if len(times) % 2 else "2026-03-01T10:00+01:00")
        if len(times) == 5:
            stop.set()

    monkeypatch.setattr(scheduler, "sweep", count)
    runner = threading.Thread(target=scheduler.run, args=(stop, 0.01), daemon=True)
    runner.start()
    runner.join(10)
    assert len(times) == 5
