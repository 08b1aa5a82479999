"""A wrong end is put right with its reason: both versions stay readable, the phases follow, reports count right."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from cases.people.contract_ends import correct_contract_end, end_contract, take_back_contract_end
from cases.people.enums import CaseEventKind, CaseState, ContractEnd
from cases.people.models import Case, CaseEvent
from reports.types.quarter.queries import state_on, states_on
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
BEGIN = date(2026, 1, 15)
FIRST, SECOND, THIRD = date(2026, 5, 31), date(2026, 8, 15), date(2026, 10, 31)


@pytest.fixture
def contract(behind):
    """A contract that ended on the 15th of August by mistake or not; the case has been accompanied since January."""
    member = MembershipFactory()
    behind(member.provider)
    case = CaseFactory(provider=member.provider, team=member.team, contact_person=member)
    case.add_event(CaseEventKind.STATE, by=None, on=BEGIN, before="assigned", after="accompanying")
    contract = TrainingContractFactory(case=case)
    end_contract(contract=contract, on=SECOND, reason=ContractEnd.AGREEMENT, by=None, break_reason="money")
    return contract


def fresh(contract):
    contract.refresh_from_db()
    contract.case.refresh_from_db()
    return contract


def phases(contract, *days):
    case = Case.objects.get(pk=contract.case_id)
    return [states_on(day, {case.pk: case.state})[case.pk] for day in days]


def correct(contract, on, reason=ContractEnd.AGREEMENT, why="Schreibfehler", **more):
    contract.refresh_from_db()
    version = contract.version
    return correct_contract_end(
        contract=contract, version=version, on=on, reason=reason, why=why, by=None, break_reason="money", **more
    )


def around(day):
    return (day, day + timedelta(days=1))


@pytest.mark.parametrize("way", [[THIRD], [FIRST], [FIRST, THIRD], [THIRD, FIRST], [THIRD, FIRST, SECOND]])
def test_the_phases_follow_the_date_on_every_day(contract, way):
    for day in way:
        assert correct(contract, day)

    end = way[-1]
    assert phases(contract, *around(end)) == ["accompanying", "no_contract"]
    for day in (FIRST, SECOND, THIRD):
        expected = "accompanying" if day < end else "no_contract"
        assert phases(contract, day + timedelta(days=3)) == ["no_contract" if day == end else expected]
    assert fresh(contract).case.state == CaseState.NO_CONTRACT


def test_an_end_that_is_moved_ahead_brings_the_case_back(contract):
    assert correct(contract, TODAY + timedelta(days=10))

    assert fresh(contract).case.state == CaseState.ACCOMPANYING
    assert phases(contract, SECOND + timedelta(days=5), TODAY) == ["accompanying", "accompanying"]


@pytest.mark.parametrize("wrong_person", [False, True])
def test_a_contract_that_goes_on_was_never_without(contract, wrong_person):
    contract.refresh_from_db()

    assert take_back_contract_end(
        contract=contract, version=contract.version, why="falsche Zeile", by=None, wrong_person=wrong_person
    )

    fresh(contract)
    assert (contract.ended_on, contract.end_reason, contract.break_reason) == (None, "", "")
    assert contract.case.state == CaseState.ACCOMPANYING
    assert phases(contract, *around(SECOND), TODAY) == ["accompanying"] * 3
    assert CaseEvent.objects.filter(case=contract.case, details__after="no_contract").count() == 1  # nothing rewritten


def test_a_pause_returns_to_the_phase_that_is_right_and_an_exit_stays(contract):
    contract.case.refresh_from_db()
    contract.case.enter_state(CaseState.SUSPENDED, by=None, on=TODAY)
    contract.refresh_from_db()

    take_back_contract_end(contract=contract, version=contract.version, why="Irrtum", by=None)

    case = fresh(contract).case
    assert (case.state, case.state_before_pause) == ("suspended", "accompanying")


def test_a_later_contract_stays_what_it_is(contract):
    TrainingContractFactory(case=contract.case, starts_on=date(2026, 10, 1), trial_ends_on=None)
    contract.case.refresh_from_db()
    contract.case.enter_state(CaseState.ACCOMPANYING, by=None, on=date(2026, 10, 1))

    assert correct(contract, FIRST)

    assert phases(contract, *around(FIRST), date(2026, 9, 30), date(2026, 10, 1), TODAY) == [
        *("accompanying", "no_contract", "no_contract", "accompanying", "accompanying"),
    ]
    contract.refresh_from_db()
    with pytest.raises(Exception, match="schon einen Ausbildungsvertrag"):
        take_back_contract_end(contract=contract, version=contract.version, why="Irrtum", by=None)


def page_of(contract):
    return reverse("contract_end_correct", args=[contract.public_id])


def contact_person(contract):
    with wall.within(contract.provider_id):
        return contract.case.assignments.get().member.user


def test_the_page_shows_what_stands_there_and_keeps_both_versions_in_the_history(sign_in, contract):
    client = sign_in(contact_person(contract))
    detail = reverse("case_detail", args=[contract.case.public_id])
    assert page_of(contract) in client.get(detail).content.decode()
    assert client.get(reverse("contract_end", args=[contract.public_id])).url == page_of(contract)
    text = client.get(page_of(contract)).content.decode()
    assert "Freigegebene Berichte ändern sich nicht" in text
    assert "persönliche Gründe" in text

    values = {"what": "change", "ended_on": f"{THIRD:%d.%m.%Y}", "reason": "resignation", "break_reason": "offer"}
    answer = client.post(page_of(contract), values | {"version": contract.version, "why": "Zahlendreher"})

    assert answer.status_code == 302
    history = client.get(detail).content.decode()
    assert "bisher 15.08.2026, Aufhebungsvertrag, persönliche Gründe" in history
    assert "jetzt 31.10.2026, Kündigung mit vier Wochen Frist durch Auszubildende, anderes Angebot" in history
    assert "Anlass: Zahlendreher" in history


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"why": ""}, "Nennen Sie den Anlass"),
        ({"ended_on": ""}, "Geben Sie den letzten Tag des Vertrags ein."),
        ({"ended_on": "01.01.2020"}, "nicht vor dem Beginn"),
        ({"version": 1}, "inzwischen geändert"),
    ],
)
def test_wrong_input_corrects_nothing(sign_in, contract, values, message):
    typed = {"what": "change", "ended_on": "31.10.2026", "reason": "agreement", "break_reason": "money"}
    typed |= {"version": contract.version, "why": "Zahlendreher"} | values

    answer = sign_in(contact_person(contract)).post(page_of(contract), typed)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    with wall.within(contract.provider_id):
        assert fresh(contract).ended_on == SECOND


def test_twice_the_same_and_strangers(sign_in, contract):
    values = {"what": "goes_on", "version": contract.version, "why": "Irrtum"}
    assert sign_in(MembershipFactory().user).post(page_of(contract), values).status_code == 404
    client = sign_in(contact_person(contract))

    assert [client.post(page_of(contract), values).status_code for _ in range(2)] == [302, 302]

    with wall.within(contract.provider_id):
        assert ["läuft weiter" in event.sentence for event in contract.case.events.all()].count(True) == 1


def test_state_on_takes_the_last_event_of_a_day():
    class Change:
        def __init__(self, on, before, after):
            self.on, self.before, self.after = on, before, after

    rows = [Change(SECOND, "accompanying", "no_contract"), Change(SECOND, "no_contract", "accompanying")]
    assert state_on(SECOND, rows, "") == "accompanying"
