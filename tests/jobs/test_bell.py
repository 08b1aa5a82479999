"""Nobody waits for a queue that is away: ringing gives up at once and rests for a while."""

import pytest
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis

from asa.jobs import bell, services
from asa.jobs.models import Job, JobQueue, JobState
from asa.jobs.services import order, ring, ring_due_jobs

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
def tries(monkeypatch):
    """Count the attempts to reach the queue, which is away; nobody may sleep between attempts."""
    counted = []
    connect = bell._connection

    def away():
        counted.append(1)
        connection = connect()
        dead = current_app.connection_for_write(AWAY)
        dead.transport_options = connection.transport_options
        return dead

    def no_sleep(seconds):
        raise AssertionError(f"somebody would wait for {seconds} seconds")

    monkeypatch.setattr(bell, "_connection", away)
    monkeypatch.setattr("kombu.utils.functional.sleep", no_sleep)
    return counted


def test_ringing_gives_up_without_a_pause(tries):
    assert ring(1, JobQueue.INTERACTIVE) is False
    assert tries == [1]


def test_many_jobs_make_one_attempt(tries, transactional_db):
    jobs = [order("test") for _ in range(5)]
    assert tries == [1]
    assert Job.objects.filter(pk__in=[job.pk for job in jobs], state=JobState.DUE).count() == len(jobs)


def test_after_the_rest_it_is_tried_again(tries, monkeypatch):
    ring(1, JobQueue.INTERACTIVE)
    later = bell.time.monotonic() + bell.REST_SECONDS + 1
    monkeypatch.setattr(bell.time, "monotonic", lambda: later)
    ring(1, JobQueue.INTERACTIVE)
    assert tries == [1, 1]


def test_when_the_queue_is_back_the_sweep_rings(transactional_db, monkeypatch):
    redis = Redis.from_url(settings.REDIS_URL)
    monkeypatch.setattr(bell, "producer", _refuse)
    job = order("test")
    monkeypatch.undo()
    before = redis.llen("interactive")
    assert ring_due_jobs() == 0
    bell.mended()
    assert ring_due_jobs() == 1
    assert redis.llen("interactive") == before + 1
    job.refresh_from_db()
    assert job.rung_at


def _refuse():
    raise OperationalError


def test_every_limit_together_stays_below_a_second():
    assert bell.HASTY["connect_retries_timeout"] + bell.HASTY["socket_connect_timeout"] < 1
    assert bell.HASTY["socket_timeout"] < 1
    assert services.ring(1, "nowhere")
