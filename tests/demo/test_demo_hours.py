"""The demonstration's hours: every minute proved, agreements in every state, months closed up to the present one."""

from collections import Counter
from datetime import date

import pytest

from asa.accounts import wall
from asa.demo import simulation
from cases.months.billing.models import Rate
from cases.months.closing.models import MonthClose
from cases.people.models import Case, Measure
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.measure_balances import measure_balances
from cases.support.budgets.enums import GrantState, GrantStepKind
from cases.support.budgets.models import HourGrant, HourGrantStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

SUNDAY = date(2026, 11, 22)


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.setattr(simulation, "order_reports", lambda provider, until: None)
    provider = simulation.simulate(seed=1, trainees=60, until=SUNDAY)
    wall.enter(provider.pk)
    return provider


def test_the_whole_demo_is_proved_agreed_and_closed(demo):
    assert [str(difference) for difference in differences()] == []

    states = Counter(HourGrant.objects.values_list("state", flat=True))
    assert states[GrantState.PROPOSED] == 3
    assert HourGrantStep.objects.filter(kind=GrantStepKind.COUNTER).exists()
    assert not HourGrant.objects.filter(state=GrantState.AGREED, agreed_step=None).exists()

    closes = Counter(MonthClose.objects.values_list("measure", flat=True))
    assert {closes[measure.pk] for measure in Measure.objects.all()} == {14}
    assert not MonthClose.objects.filter(month=SUNDAY.replace(day=1)).exists()

    balances = case_balances(Case.objects.running().values_list("pk", flat=True), SUNDAY)
    assert {balance.level.value for balance in balances.values()} == {"too_few", "too_many", "as_agreed"}
    assert any(balance.is_tight for balance in balances.values())
    assert all(
        b.delivered <= b.granted
        for b in measure_balances(Measure.objects.values_list("pk", flat=True), SUNDAY).values()
    )
    assert Rate.objects.count() == 3
