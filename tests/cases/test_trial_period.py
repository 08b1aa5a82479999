"""The trial period of a training lasts one to four months (§ 20 BBiG): one rule for forms, services and database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.people.enums import ContractKind
from cases.people.models import TrainingContract
from cases.people.services import change_contract
from cases.people.trial import trial_fault
from tests.factories import CaseFactory, TrainingContractFactory

BEGIN, END = date(2026, 9, 1), date(2029, 8, 31)


@pytest.mark.parametrize(
    ("trial_ends_on", "is_fine"),
    [
        (date(2026, 9, 29), False),
        (date(2026, 9, 30), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 1, 31), False),
    ],
)
def test_one_to_four_months_with_the_days_in_the_text_and_the_database_agrees(db, trial_ends_on, is_fine):
    fault = trial_fault(kind="regular", starts_on=BEGIN, ends_on=END, trial_ends_on=trial_ends_on)
    case = CaseFactory()
    if is_fine:
        TrainingContractFactory(case=case, starts_on=BEGIN, ends_on=END, trial_ends_on=trial_ends_on)
        assert fault == ""
        return
    assert fault == "Die Probezeit endet zwischen 30.09.2026 und 31.12.2026 (ein bis vier Monate, § 20 BBiG)."
    with pytest.raises(IntegrityError, match="contract_trial_length"), transaction.atomic():
        TrainingContractFactory(case=case, starts_on=BEGIN, ends_on=END, trial_ends_on=trial_ends_on)


def test_nursing_has_six_months_and_an_einstiegsqualifizierung_no_rule(db):
    six = date(2027, 2, 28)
    nurse = {"starts_on": BEGIN, "ends_on": END, "trial_ends_on": six, "occupation_name": "Pflegefachmann/-frau"}
    assert trial_fault(kind="regular", **nurse) == ""
    assert "sechs Monate" in trial_fault(kind="regular", **nurse | {"trial_ends_on": date(2027, 3, 1)})
    assert trial_fault(kind="eq", **nurse | {"occupation_name": "Maler/in"}) == ""
    TrainingContractFactory(case=CaseFactory(), **nurse)
    TrainingContractFactory(case=CaseFactory(), **nurse | {"occupation_name": "Maler/in"}, kind=ContractKind.EQ)


def test_a_change_is_refused_at_the_field(behind):
    contract = TrainingContractFactory(case=CaseFactory())
    behind(contract.provider)

    with pytest.raises(ValidationError) as refused:
        change_contract(contract=contract, version=1, by=None, trial_ends_on=date(2026, 1, 31))

    assert "ein bis vier Monate" in refused.value.message_dict["trial_ends_on"][0]
    assert TrainingContract.objects.get().trial_ends_on == date(2025, 12, 31)
