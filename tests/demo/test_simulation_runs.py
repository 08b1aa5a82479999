"""Runs of the simulation: the same from the same seed, all or nothing, and nothing from what makes no sense."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from asa.accounts import wall
from asa.accounts.models import Provider, User
from asa.demo import simulation
from tests.demo.digests import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue", "no_reports")]

SUNDAY = date(2026, 11, 22)


@pytest.fixture
def no_reports(monkeypatch):
    """Leave out the reports and their auditor, which carry the real time, and the hours, which have their own test."""
    monkeypatch.setattr(simulation, "order_reports", lambda *_arguments: None)
    monkeypatch.setattr(simulation, "invite_auditor", lambda provider: None)
    monkeypatch.setattr(simulation, "keep_hours", lambda *_arguments: None)


def _digest_of_run(**arguments):
    with transaction.atomic():
        provider = simulation.simulate(**arguments)
        with wall.within(provider.pk):
            digest = digest_of(provider)
        transaction.set_rollback(True)
    return digest


def test_the_same_seed_gives_the_same_data():
    arguments = {"seed": 5, "trainees": 20, "until": SUNDAY}
    first = _digest_of_run(**arguments)
    assert _digest_of_run(**arguments) == first
    assert _digest_of_run(**{**arguments, "seed": 6}) != first
    assert _digest_of_run(**{**arguments, "until": SUNDAY - timedelta(days=1)}) != first


def test_an_interrupted_run_leaves_nothing(monkeypatch):
    people = User.objects.count()

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulation, "plan_today", interrupt)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo", "--trainees", "12", "--until", "2026-11-20")
    assert not Provider.objects.filter(is_demo=True).exists()
    assert User.objects.count() == people


@pytest.mark.parametrize("arguments", [("--until", "gestern"), ("--until", "2023-01-01"), ("--trainees", "3")])
def test_what_makes_no_sense_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("demo", *arguments)
    assert not Provider.objects.filter(is_demo=True).exists()
