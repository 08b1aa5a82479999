"""`manage.py close_month` closes a month, or says in German what hinders it."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cases.months.closing.models import MonthClose
from tests.months.situations import OCTOBER, Office

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def november():
    with time_machine.travel("2026-11-22 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    return office


def test_it_closes(office, capsys):
    call_command("close_month", "--measure", "427/11/1/25", "--month", "2026-10")
    assert MonthClose.objects.get().month == OCTOBER
    assert capsys.readouterr().out == "427/11/1/25: Oktober 2026 ist abgeschlossen, ohne Termine.\n"


def test_it_lists_the_gaps_without_names(office):
    session = office.plan()
    with pytest.raises(CommandError) as refused:
        call_command("close_month", "--measure", "427-11-1-25", "--month", "2026-10")
    assert f"- 06.10.2026: Termine nicht erfasst, 1 Person (Termin {session.pk})" in str(refused.value)
    assert office.cases[0].trainee.last_name not in str(refused.value)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("measure", "month", "words"),
    [
        ("427/99/1/25", "2026-10", "gibt es nicht"),
        ("quatsch", "2026-10", "keine Maßnahmenummer"),
        ("427/11/1/25", "10/2026", "kein Monat"),
        ("427/11/1/25", "2026-11", "noch nicht vorbei"),
    ],
)
def test_what_it_refuses(office, measure, month, words):
    with pytest.raises(CommandError, match=words):
        call_command("close_month", "--measure", measure, "--month", month)
