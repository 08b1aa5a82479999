"""What the calendar does to cases: a contract that begins today moves its case into the accompanying phase."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue, JobState
from asa.jobs.registry import handles, plans
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order, order_again
from cases.people.enums import ContractKind
from cases.people.models import TrainingContract
from cases.people.services import WAITING_STATES, begin_contract

BEGIN_JOB = "cases.contract_begins"


@plans
def order_beginning_contracts() -> None:
    """Order one job per contract whose first day has come while its case still waits for it.

    Also for days on which nothing ran. The period key makes it once for each contract and first day;
    one that was parked because nobody answered for the case is tried again once somebody does.
    """
    for provider in Provider.objects.only("pk"):
        with transaction.atomic(), wall.within(provider.pk):
            waiting = TrainingContract.objects.current().filter(
                kind=ContractKind.REGULAR, case__state__in=WAITING_STATES
            )
            for contract in waiting.select_related("case"):
                job = order(
                    BEGIN_JOB,
                    subject_id=contract.pk,
                    provider_id=provider.pk,
                    period_key=f"contract:{contract.pk}:{contract.starts_on:%Y-%m-%d}",
                    queue=JobQueue.SCHEDULED,
                )
                if job.state == JobState.PARKED and contract.case.has_contact_person(timezone.localdate()):
                    order_again(job)


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
