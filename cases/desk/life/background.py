"""What the calendar does to cases: a planned exit, a planned rest and a planned return come true on their day."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles, plans
from asa.jobs.running import JobFailureError, Run
from asa.jobs.services import order
from cases.desk.life.services import follow_exit
from cases.people.enums import CaseState, ExitState
from cases.people.life.phases import MAY_REST, follow_rest
from cases.people.models import CaseExit, Suspension

EXIT_JOB = "cases.exit_comes_true"
REST_JOB = "cases.rest_changes"


@plans
def order_planned_changes() -> None:
    """Order one job per exit, rest and return whose day has come, also for days on which nothing ran."""
    today = timezone.localdate()
    for provider in Provider.objects.only("pk"):
        with transaction.atomic(), wall.within(provider.pk):
            for leaving in CaseExit.objects.filter(state=ExitState.PLANNED, on__lte=today):
                _order(EXIT_JOB, leaving.pk, provider.pk, f"exit:{leaving.pk}")
            begun = Q(starts_on__lte=today, case__state__in=MAY_REST) & (Q(ends_on=None) | Q(ends_on__gte=today))
            over = Q(ends_on__lt=today, case__state=CaseState.SUSPENDED)
            for rest in Suspension.objects.filter(begun | over):
                _order(REST_JOB, rest.pk, provider.pk, f"rest:{rest.pk}:{rest.version}:{rest.ends_on}")


def _order(kind: str, subject_id: int, provider_id: int, key: str) -> None:
    order(kind, subject_id=subject_id, provider_id=provider_id, period_key=key, queue=JobQueue.SCHEDULED)


@handles(EXIT_JOB)
def leave(run: Run) -> None:
    """Let the exit count, if it is still planned."""
    with run.finish():
        leaving = CaseExit.objects.filter(pk=run.subject_id).select_related("case").first()
        try:
            if leaving is not None:
                follow_exit(leaving=leaving, today=timezone.localdate())
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error


@handles(REST_JOB)
def rest_or_return(run: Run) -> None:
    """Let the case rest or go on, whatever its dates say today."""
    with run.finish():
        rest = Suspension.objects.filter(pk=run.subject_id).select_related("case").first()
        try:
            if rest is not None:
                follow_rest(case=rest.case, today=timezone.localdate())
        except ValidationError as error:
            raise JobFailureError(" ".join(error.messages)) from error
