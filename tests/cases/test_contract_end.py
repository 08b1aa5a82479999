"""Noting a notice or the end of a contract, also ahead of time; the company's link is dead at its next request."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from cases.people.background import END_JOB, order_ended_contracts
from cases.people.contract_ends import end_contract, take_back_contract_end
from cases.people.enums import CaseEventKind, CaseState, ContractEnd
from cases.people.models import TrainingContract
from cases.portal.links import create_link
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=20)


@pytest.fixture
def contract():
    member = MembershipFactory()
    return TrainingContractFactory(case=CaseFactory(provider=member.provider, team=member.team, contact_person=member))


def contact_person(contract):
    with wall.within(contract.provider_id):
        return contract.case.assignments.get().member.user


def post(client, contract, **values):
    return client.post(reverse("contract_end", args=[contract.public_id]), {"version": 1} | values)


def fresh(contract):
    with wall.within(contract.provider_id):
        contract.refresh_from_db()
        contract.case.refresh_from_db()
    return contract


def sweep_on(day):
    """Let the planner look on a day, and do every job that it ordered."""
    with time_machine.travel(f"{day}T04:00:00+00:00", tick=False):
        order_ended_contracts()
        for job in Job.objects.filter(kind=END_JOB, state=JobState.DUE):
            run(job.pk)


def moves(contract):
    with wall.within(contract.provider_id):
        return [e.on for e in contract.case.events.filter(kind=CaseEventKind.STATE, details__after="no_contract")]


def test_a_notice_ends_the_rights_of_the_company(sign_in, client, contract):
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)

    response = post(sign_in(contact_person(contract)), contract, notice_on=f"{TODAY:%d.%m.%Y}")

    assert response.status_code == 302
    assert (fresh(contract).notice_on, contract.version, contract.case.state) == (TODAY, 2, "accompanying")
    assert client.get("/" + url.split("/", 3)[3]).status_code == 404


def test_an_end_of_the_past_moves_the_case_on_from_the_day_after(sign_in, contract):
    yesterday = TODAY - timedelta(days=1)

    post(
        sign_in(contact_person(contract)),
        contract,
        ended_on=f"{yesterday:%d.%m.%Y}",
        reason="agreement",
        break_reason="occupation",
    )

    assert (fresh(contract).ended_on, contract.case.state) == (yesterday, "no_contract")
    assert (contract.break_reason, moves(contract)) == ("occupation", [TODAY])


def test_an_end_ahead_keeps_both_dates_and_the_case_moves_by_itself_on_the_day_after(sign_in, contract):
    client = sign_in(contact_person(contract))
    page = post(
        client,
        contract,
        notice_on=f"{TODAY:%d.%m.%Y}",
        ended_on=f"{LAST_DAY:%d.%m.%Y}",
        reason="resignation",
        break_reason="offer",
    )

    assert f"läuft bis {LAST_DAY:%d.%m.%Y}" in client.get(page.url).content.decode()
    assert (fresh(contract).notice_on, contract.ended_on, contract.case.state) == (TODAY, LAST_DAY, "accompanying")
    with wall.within(contract.provider_id):
        runs_on = [
            TrainingContract.objects.running(LAST_DAY + timedelta(days=days)).filter(pk=contract.pk).exists()
            for days in (0, 1)
        ]
    assert runs_on == [True, False]

    sweep_on(LAST_DAY)
    assert fresh(contract).case.state == "accompanying"
    for _ in range(2):
        sweep_on(LAST_DAY + timedelta(days=1))
    assert fresh(contract).case.state == "no_contract"
    assert moves(contract) == [LAST_DAY + timedelta(days=1)]


def test_a_day_on_which_nothing_ran_is_made_up_for_with_the_right_day(contract, behind):
    behind(contract.provider)
    end_contract(contract=contract, on=LAST_DAY, reason=ContractEnd.AGREEMENT, by=None)

    sweep_on(LAST_DAY + timedelta(days=5))

    assert moves(contract) == [LAST_DAY + timedelta(days=1)]


def test_staff_find_the_person_at_the_company_until_the_last_day(sign_in, contract):
    client = sign_in(contact_person(contract))
    post(client, contract, notice_on=f"{TODAY:%d.%m.%Y}")

    page = client.get(reverse("company_detail", args=[contract.company.public_id])).content.decode()

    assert contract.case.trainee.full_name in page


def test_a_notice_that_is_taken_back_before_the_day_leaves_the_case_where_it_is(contract, behind):
    behind(contract.provider)
    end_contract(contract=contract, on=LAST_DAY, reason=ContractEnd.AGREEMENT, by=None, notice_on=TODAY)
    contract.refresh_from_db()

    assert take_back_contract_end(contract=contract, version=contract.version, why="versöhnt", by=None)

    sweep_on(LAST_DAY + timedelta(days=1))
    assert (fresh(contract).ended_on, contract.notice_on, contract.case.state) == (None, None, "accompanying")
    texts = [event.sentence for event in contract.case.events.filter(kind=CaseEventKind.CONTRACT)]
    assert any(text.startswith("Kündigung zurückgenommen: Der Vertrag läuft weiter") for text in texts)


def test_an_exam_or_a_new_contract_on_the_day_after_leaves_no_gap(contract, behind):
    behind(contract.provider)
    yesterday = TODAY - timedelta(days=1)
    TrainingContractFactory(case=contract.case, starts_on=TODAY, ends_on=date(2031, 1, 1), trial_ends_on=None)

    end_contract(contract=contract, on=yesterday, reason=ContractEnd.AGREEMENT, by=None)

    sweep_on(TODAY)
    assert fresh(contract).case.state == CaseState.ACCOMPANYING
    passed = TrainingContractFactory(case=CaseFactory(provider=contract.provider))
    end_contract(contract=passed, on=yesterday, reason=ContractEnd.EXAM, by=None)
    assert passed.case.state == CaseState.ACCOMPANYING


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Geben Sie die Kündigung oder das Ende des Vertrags an."),
        ({"ended_on": "01.02.2026"}, "Wählen Sie, wodurch der Vertrag endet."),
        ({"ended_on": "01.02.2026", "reason": "agreement"}, "Wählen Sie den Grund."),
        ({"ended_on": "01.02.2026", "reason": "trial_company", "break_reason": "other"}, "Die Probezeit endete am"),
        ({"notice_on": "31.12.2099"}, "mehr als ein Jahr voraus"),
        ({"ended_on": "31.12.2099", "reason": "agreement", "break_reason": "other"}, "Der Vertrag läuft nur bis"),
        ({"ended_on": "01.01.2020", "reason": "exam"}, "nicht vor dem Beginn"),
        ({"notice_on": "01.02.2026", "version": 7}, "inzwischen geändert"),
    ],
)
def test_wrong_input_changes_nothing_and_is_kept(sign_in, contract, values, message):
    response = post(sign_in(contact_person(contract)), contract, **values)

    text = response.content.decode()
    assert message in text
    assert all(str(value) in text for name, value in values.items() if name != "version")
    assert (fresh(contract).notice_on, contract.ended_on) == (None, None)


def test_a_contract_dissolved_before_its_beginning(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, team=member.team, contact_person=member, state="no_contract")
    contract = TrainingContractFactory(
        case=case, starts_on=TODAY + timedelta(days=30), ends_on=TODAY + timedelta(days=1000), trial_ends_on=None
    )
    client, day = sign_in(member.user), f"{TODAY:%d.%m.%Y}"
    typed = {"ended_on": day, "break_reason": "offer"}

    assert "vor dem Beginn" in post(client, contract, reason="agreement", **typed).content.decode()
    page = post(client, contract, reason="not_begun", **typed)

    assert "Die Ausbildung hat nicht begonnen." in client.get(page.url).content.decode()
    assert (fresh(contract).ended_on, contract.end_reason, contract.break_reason) == (TODAY, "not_begun", "offer")
    sweep_on(contract.starts_on)
    assert fresh(contract).case.state == "no_contract"
    with wall.within(contract.provider_id):
        assert not TrainingContract.objects.running(contract.starts_on + timedelta(days=1)).exists()
        TrainingContractFactory(case=case, starts_on=TODAY - timedelta(days=9), trial_ends_on=None)  # another may begin


def test_a_training_that_began_was_not_dissolved_before(sign_in, contract):
    typed = {"ended_on": f"{TODAY:%d.%m.%Y}", "reason": "not_begun", "break_reason": "offer"}
    assert "Die Ausbildung begann am" in post(sign_in(contact_person(contract)), contract, **typed).content.decode()
    assert fresh(contract).ended_on is None


def test_posting_twice_is_stale_the_second_time(sign_in, contract):
    client, day = sign_in(contact_person(contract)), f"{TODAY - timedelta(days=1):%d.%m.%Y}"

    post(client, contract, notice_on=day)

    assert "inzwischen geändert" in post(client, contract, notice_on=day).content.decode()
    assert fresh(contract).version == 2


@pytest.mark.parametrize(("role", "status"), [(Role.BILLING, 403), (Role.TEACHER, 403), (Role.TEAM_LEAD, 422)])
def test_who_may(sign_in, contract, role, status):
    member = MembershipFactory(provider=contract.provider, team=contract.case.team, role=role)

    assert post(sign_in(member.user), contract).status_code == status


def test_strangers_get_404(sign_in, contract):
    for stranger in (MembershipFactory(provider=contract.provider), MembershipFactory()):
        assert post(sign_in(stranger.user), contract, notice_on="01.02.2026").status_code == 404
