"""What the calendar does to cases: a contract that begins today moves its case into the accompanying phase."""

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from cases.people.enums import ContractKind
from cases.people.models import TrainingContract
from cases.people.services import WAITING_STATES, begin_contract

BEGIN_JOB = "cases.contract_begins"


@plans
def order_beginning_contracts() -> None:
    """Order one job per contract whose first day has come while its case still waits for it.

    Also for days on which nothing ran. The period key makes it once for each contract and first day.
    """
    for provider in Provider.objects.only("pk"):
        with transaction.atomic(), wall.within(provider.pk):
            waiting = TrainingContract.objects.current().filter(
                kind=ContractKind.REGULAR, case__state__in=WAITING_STATES
            )
            for contract in waiting.only("pk", "starts_on"):
                order(
                    BEGIN_JOB,
                    subject_id=contract.pk,
                    provider_id=provider.pk,
                    period_key=f"contract:{contract.pk}:{contract.starts_on:%Y-%m-%d}",
                    queue=JobQueue.SCHEDULED,
                )


@handles(BEGIN_JOB)
def move_case(run: Run) -> None:
    """Move the case on, if it still waits for this contract."""
    with run.finish():
        contract = TrainingContract.objects.current().filter(pk=run.subject_id).first()
        try:
            if contract is not None:
                begin_contract(contract=contract, by=None)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
