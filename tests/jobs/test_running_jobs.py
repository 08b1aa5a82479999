"""A job is claimed once, stored once, tried three times and then parked; the queue may be away."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis

from asa.jobs import running, services
from asa.jobs.models import Job, JobState
from asa.jobs.registry import HANDLERS
from asa.jobs.running import JobFailureError, LeaseLostError, Run, claim, run
from asa.jobs.scheduler import sweep
from asa.jobs.services import order, order_again, park_lost_jobs, ring_due_jobs
from tests.factories import ProviderFactory, UserFactory


@pytest.fixture
def provider(behind):
    provider = ProviderFactory()
    behind(provider)
    return provider


@pytest.fixture
def handler(monkeypatch):
    """Register a handler for the kind "test"; its runs are counted in the returned list."""
    runs = []

    def work(run: Run) -> None:
        with run.finish(answer=42):
            runs.append(run.job.pk)

    monkeypatch.setitem(HANDLERS, "test", work)
    return runs


def test_a_job_is_done_once_however_often_it_is_rung(provider, handler):
    job = order("test", provider_id=provider.pk)
    assert [run(job.pk), run(job.pk)] == [True, False]
    job.refresh_from_db()
    assert (job.state, job.result, handler) == (JobState.DONE, {"answer": 42}, [job.pk])


def test_a_job_that_is_being_done_cannot_be_claimed(provider, handler):
    job = order("test", provider_id=provider.pk)
    assert claim(job.pk)
    assert claim(job.pk) is None


def test_an_abandoned_job_is_taken_over_and_the_slow_worker_stores_nothing(provider, handler):
    job = order("test", provider_id=provider.pk)
    slow = Run(claim(job.pk))
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run(job.pk)
    with pytest.raises(LeaseLostError), slow.finish(answer=0):
        pytest.fail("the slow worker must not get here")
    with pytest.raises(LeaseLostError):
        slow.progress(1, 2)
    job.refresh_from_db()
    assert job.result == {"answer": 42}


def test_after_three_failures_the_job_is_parked_with_its_reason(provider, monkeypatch):
    def refuse(run):
        raise JobFailureError("Der Bericht ist zu groß.")

    monkeypatch.setitem(HANDLERS, "test", refuse)
    job = order("test", provider_id=provider.pk)
    for _ in range(5):
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.tries, job.failure) == (JobState.PARKED, 3, "Der Bericht ist zu groß.")


def test_an_unexpected_error_shows_no_content(provider, monkeypatch):
    monkeypatch.setitem(HANDLERS, "test", lambda run: int("Geheimwort"))
    job = order("test", provider_id=provider.pk)
    run(job.pk)
    job.refresh_from_db()
    assert job.failure == "Unerwarteter Fehler (ValueError)."


def test_a_parked_job_gets_new_tries_from_a_person(provider, handler):
    job = order("test", provider_id=provider.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.PARKED, tries=3)
    order_again(job)
    assert run(job.pk)


def test_a_job_whose_worker_died_in_the_last_try_is_parked(provider):
    job = order("test", provider_id=provider.pk)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, tries=3, leased_until=timezone.now() - timedelta(seconds=1)
    )
    assert park_lost_jobs() == 1


def test_a_period_key_makes_one_job(provider):
    first = order("test", provider_id=provider.pk, period_key="quarter:1:2026-Q3")
    second = order("test", provider_id=provider.pk, period_key="quarter:1:2026-Q3")
    assert first.pk == second.pk


def test_the_result_is_rolled_back_with_the_work(provider, monkeypatch):
    def broken(run):
        with run.finish(answer=1):
            raise JobFailureError("mittendrin")

    monkeypatch.setitem(HANDLERS, "test", broken)
    job = order("test", provider_id=provider.pk)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DUE, {})


def test_the_handler_stands_behind_the_wall_of_its_provider(provider, monkeypatch):
    seen = []

    def look(run):
        with run.finish(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('asa.provider', true)")
            seen.append(cursor.fetchone()[0])

    other = ProviderFactory()
    monkeypatch.setitem(HANDLERS, "test", look)
    run(order("test", provider_id=other.pk).pk)
    assert seen == [str(other.pk)]


def test_progress_is_seen_and_renews_the_lease(provider):
    job = order("test", provider_id=provider.pk)
    mine = Run(claim(job.pk))
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    mine.progress(3, 10)
    job.refresh_from_db()
    assert (job.done, job.total) == (3, 10)
    assert job.leased_until > timezone.now() + running.LEASE / 2


def test_without_redis_the_row_stays_and_nobody_is_told_an_error(transactional_db, monkeypatch):
    from asa.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)
    with app.connection_for_write("redis://127.0.0.1:1/0") as dead:
        monkeypatch.setattr(app, "connection_for_write", lambda *a, **k: dead)
        monkeypatch.setattr(app.amqp, "_producer_pool", None)
        with transaction.atomic():
            job = order("test")
        assert services.ring(job.pk, job.queue) is False
    assert Job.objects.get(pk=job.pk).state == JobState.DUE


def test_the_sweep_rings_due_jobs_and_not_twice_at_once(transactional_db):
    redis = Redis.from_url(django_settings.REDIS_URL)
    job = Job.objects.create(kind="test")
    before = redis.llen("interactive")
    sweep()
    sweep()
    job.refresh_from_db()
    assert job.rung_at
    assert redis.llen("interactive") == before + 1


def test_ringing_later_jobs_waits_until_they_are_due(transactional_db):
    Job.objects.create(kind="test", due_at=timezone.now() + timedelta(hours=1))
    assert ring_due_jobs() == 0


class TestProgressPage:
    def test_only_who_ordered_sees_the_job(self, db, sign_in, behind):
        from tests.factories import MembershipFactory

        member, other = MembershipFactory(), MembershipFactory()
        job = order("test", provider_id=member.provider_id, by=member.user)
        url = f"/auftraege/{job.public_id}/"
        assert sign_in(other.user).get(url).status_code == 404
        assert "Wartet" in sign_in(member.user).get(url).content.decode()

    def test_a_parked_job_says_why_and_can_be_tried_again(self, db, sign_in):
        from tests.factories import MembershipFactory

        member = MembershipFactory()
        job = order("test", provider_id=member.provider_id, by=member.user)
        Job.objects.filter(pk=job.pk).update(state=JobState.PARKED, tries=3, failure="Kein Platz.")
        client = sign_in(member.user)
        assert "Kein Platz." in client.get(f"/auftraege/{job.public_id}/").content.decode()
        client.post(f"/auftraege/{job.public_id}/erneut/")
        job.refresh_from_db()
        assert (job.state, job.tries) == (JobState.DUE, 0)


def test_users_are_kept_on_the_job(provider):
    user = UserFactory()
    assert order("test", by=user).ordered_by == user
