"""What the calendar does to cases: a contract that begins moves its case, and so does one whose last day has passed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue, JobState
from asa.jobs.registry import handles, plans
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order, order_again
from cases.people.contract_ends import leave_contract
from cases.people.enums import CaseState, ContractEnd, ContractKind
from cases.people.models import TrainingContract
from cases.people.services import WAITING_STATES, begin_contract

BEGIN_JOB = "cases.contract_begins"
END_JOB = "cases.contract_ends"


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


@plans
def order_ended_contracts() -> None:
    """Order one job per contract that was ended and whose last day has passed while its case still accompanies it.

    The version in the period key lets an end that was taken back and entered again have its own job.
    """
    today = timezone.localdate()
    for provider in Provider.objects.only("pk"):
        with transaction.atomic(), wall.within(provider.pk):
            over = TrainingContract.objects.filter(
                kind=ContractKind.REGULAR, ended_on__lt=today, case__state=CaseState.ACCOMPANYING
            ).exclude(end_reason=ContractEnd.EXAM)
            going_on = TrainingContract.objects.running(today).filter(kind=ContractKind.REGULAR)
            for contract in over.exclude(case__in=going_on.values("case")).select_related("case"):
                job = order(
                    END_JOB,
                    subject_id=contract.pk,
                    provider_id=provider.pk,
                    period_key=f"contract_end:{contract.pk}:{contract.ended_on:%Y-%m-%d}:{contract.version}",
                    queue=JobQueue.SCHEDULED,
                )
                if job.state == JobState.PARKED and contract.case.has_contact_person(today):
                    order_again(job)


@handles(END_JOB)
def leave_case(run: Run) -> None:
    """Move the case on, if the contract is still the one that ended."""
    with run.finish():
        contract = TrainingContract.objects.filter(pk=run.subject_id).select_related("case").first()
        try:
            if contract is not None:
                leave_contract(contract=contract, by=None)
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
