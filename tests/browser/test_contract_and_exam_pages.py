"""The pages of a contract's end and of exams are clean for axe on phones and desktops, also with errors."""

import os
from datetime import date, timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from cases.people.contract_ends import end_contract
from cases.people.enums import ContractEnd, ExamKind, ExamResult
from cases.people.exams import plan_exam, record_result
from tests.factories import CaseFactory, MembershipFactory, TraineeFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """A case with a contract whose end is known, a failed exam, a past one and a planned one."""
    member = MembershipFactory()
    trainee = TraineeFactory(provider=member.provider, first_name="Deniz", last_name="Öztürk")
    case = CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)
    contract = TrainingContractFactory(case=case)
    today = timezone.localdate()
    with wall.within(case.provider_id):
        exam = plan_exam(contract=contract, kind=ExamKind.FINAL, on=date(2026, 5, 4), by=None, is_early=True)
        record_result(exam=exam, result=ExamResult.FAILED, result_on=date(2026, 5, 20), by=None)
        due = plan_exam(contract=contract, kind=ExamKind.FINAL, on=today - timedelta(days=9), by=None)
        plan_exam(contract=contract, kind=ExamKind.INTERMEDIATE, on=today + timedelta(days=30), by=None)
        old = TrainingContractFactory(
            case=case, starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31), trial_ends_on=None, ended_on=None
        )
        end_contract(
            contract=old, on=date(2025, 3, 31), reason=ContractEnd.AGREEMENT, by=None, break_reason="occupation"
        )
    return {"member": member, "case": case, "contract": contract, "old": old, "due": due}


def look(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_pages(open_page, axe_findings, people, width):
    case, found = people["case"], {}
    page = open_page("/", people["member"].user, width=width)
    addresses = {
        "person": f"/teilnehmende/{case.public_id}/",
        "exams": f"/teilnehmende/{case.public_id}/pruefungen/",
        "plan": f"/teilnehmende/{case.public_id}/pruefungen/neu/",
        "edit": f"/teilnehmende/{case.public_id}/pruefungen/{people['due'].pk}/",
        "result": f"/teilnehmende/{case.public_id}/pruefungen/{people['due'].pk}/ergebnis/",
        "end": f"/vertraege/{people['contract'].public_id}/ende/",
        "correct": f"/vertraege/{people['old'].public_id}/ende/berichtigen/",
    }
    for name, address in addresses.items():
        page.goto(address)
        found[name] = axe_findings(page)
        look(page, f"contracts_{name}_{width}")
    page.locator("button:has-text('Berichtigen')").click()
    page.locator(".kern-error").first.wait_for()
    found["errors"] = axe_findings(page)
    look(page, f"contracts_errors_{width}")

    assert found == {name: [] for name in found}
