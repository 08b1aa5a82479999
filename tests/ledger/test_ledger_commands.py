"""`check_ledger` proves the account, `explain` tells why, and the proof runs every night exactly once."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from cases.sessions.enums import Outcome
from cases.sessions.ledger.background import CHECK_JOB, order_nightly_check
from cases.sessions.models import Attendance
from tests.factories import CaseFactory, ProviderFactory, SessionFactory, at


@pytest.fixture
def lesson(behind):
    provider = ProviderFactory()
    session = SessionFactory(
        provider=provider, starts=at("2026-10-05"), length=80, cases=[CaseFactory(provider=provider)], held=True
    )
    behind(provider)
    return session


def _run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_true_account_is_said_to_be_true(lesson):
    assert _run("check_ledger") == "Das Stundenkonto stimmt.\n"


def test_a_difference_is_listed_and_ends_with_an_error(lesson):
    Attendance.objects.filter(session=lesson).update(outcome=Outcome.NO_SHOW, minutes=0)
    out = StringIO()
    with pytest.raises(CommandError, match="1 Unterschiede"):
        call_command("check_ledger", stdout=out)
    assert "gebucht 45, erwartet 0 Minuten" in out.getvalue()


@pytest.mark.parametrize("name", ["pk", "public_id"])
def test_explain_prints_every_booking_with_its_rule(lesson, name):
    text = _run("explain", str(getattr(lesson, name)))
    assert "1 UE gezählt: 80 Minuten sind eine volle UE zu 45 Minuten, 35 Minuten bleiben ungezählt." in text
    assert "Regel „Rundung Stütz- und Förderunterricht“ (AsA flex 2024, Fassung 1)" in text
    assert text.count("gebucht für 10/2026") == 2


@pytest.mark.parametrize("wanted", ["0", "x", "00000000-0000-0000-0000-000000000000"])
def test_explain_says_that_there_is_no_such_session(lesson, wanted):
    with pytest.raises(CommandError, match="gibt es nicht"):
        _run("explain", wanted)


def test_the_proof_is_ordered_once_a_night_and_a_difference_parks_it(lesson):
    with time_machine.travel("2026-11-03 03:00+01:00", tick=False):
        order_nightly_check()
        order_nightly_check()
    (job,) = Job.objects.filter(kind=CHECK_JOB, provider=lesson.provider)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_difference_is_shown_on_the_job(lesson):
    Attendance.objects.filter(session=lesson).update(outcome=Outcome.NO_SHOW, minutes=0)
    with time_machine.travel("2026-11-03 03:00+01:00", tick=False):
        order_nightly_check()
    (job,) = Job.objects.filter(kind=CHECK_JOB, provider=lesson.provider)
    run(job.pk)
    job.refresh_from_db()
    assert "1 Unterschiede im Stundenkonto" in job.failure


def test_nothing_is_ordered_before_the_night(db):
    ProviderFactory()
    with time_machine.travel("2026-11-03 00:30+01:00", tick=False):
        order_nightly_check()
    assert not Job.objects.filter(kind=CHECK_JOB).exists()
