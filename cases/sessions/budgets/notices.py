"""Telling the administration when a person's agreed hours are used up: once per agreement, without names."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.letters import write_to_staff
from asa.accounts.models import Membership
from asa.jobs.models import JobQueue
from asa.jobs.registry import handles
from asa.jobs.running import Run
from asa.jobs.services import order
from cases.sessions.ledger.balances import case_balances
from cases.sessions.models import Session

OVER_JOB = "budget.exceeded"


def tell_over_budget(session: Session, case_ids: Iterable[int]) -> None:
    """Order one notice for every agreement, or month of one, that this session exceeds.

    The period key makes each exactly once.
    """
    for case, balance in case_balances(case_ids, timezone.localdate(session.starts_at)).items():
        if min(balance.part(session.kind).remaining, balance.rest_of(session.kind)) < 0:
            of_month = f":{balance.months[0].month:%Y-%m}" if balance.months else ""
            order(
                OVER_JOB,
                subject_id=case,
                provider_id=session.provider_id,
                period_key=f"{OVER_JOB}:{case}:{balance.starts_on}:{balance.granted}{of_month}",
                queue=JobQueue.SCHEDULED,
            )


@handles(OVER_JOB)
def write_to_administration(run: Run) -> None:
    """Write to billing and administration; the mail names nobody and leads to the list."""
    provider_id = run.job.provider_id
    assert provider_id is not None  # `tell_over_budget` always names it
    with run.finish():
        members = Membership.objects.active().filter(role__in=[Role.BILLING, Role.ADMIN]).select_related("user")
        link = f"{settings.PUBLIC_URL}{reverse('budget_list')}?stand=knapp"
        people = {member.user.email: member.user for member in members}
        for email in sorted(people):
            write_to_staff(people[email], provider_id, "cases/budgets/mail/over_budget", link=link)
