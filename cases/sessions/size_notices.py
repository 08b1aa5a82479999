"""A single session with more people than the rules allow: the administration is told once, without names."""

from typing import Any

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
from cases.sessions.group_rules import GroupRules, group_rules
from cases.sessions.models import Session

TOO_LARGE_JOB = "session.too_large"


def rules_of_session(session: Session) -> GroupRules | None:
    """Return limit and sharing for those who come or came: who cancelled or stayed away takes no place."""
    there = session.attendances.filter(outcome__in=["", "present", "late"])
    return group_rules(there.values_list("case", flat=True), timezone.localdate(session.starts_at))


def tell_session_too_large(session: Session) -> None:
    """Order one notice per session and limit. Sessions of a group are told with the group (`group_limits`)."""
    if session.series_id is not None and session.series is not None and session.series.group_id is not None:
        return
    if session.attendances.count() < 2:
        return
    rules = rules_of_session(session)
    if rules is None or not rules.is_over:
        return
    order(
        TOO_LARGE_JOB,
        subject_id=session.pk,
        provider_id=session.provider_id,
        period_key=f"{TOO_LARGE_JOB}:{session.pk}:{rules.limit}",
        queue=JobQueue.SCHEDULED,
    )


@handles(TOO_LARGE_JOB)
def write_to_administration(run: Run) -> None:
    """Write to the administration, unless the session was cancelled or made smaller since."""
    provider_id = run.job.provider_id
    assert provider_id is not None  # `tell_session_too_large` always names it
    with run.finish():
        session = Session.objects.filter(pk=run.subject_id, cancelled_at=None).first()
        rules = rules_of_session(session) if session is not None else None
        if session is None or rules is None or not rules.is_over:
            return
        members = Membership.objects.active().filter(role=Role.ADMIN).select_related("user")
        people = {member.user.email: member.user for member in members}
        staff = [held.member.user.full_name for held in session.staff.select_related("member__user")]
        values: dict[str, Any] = {
            "on": timezone.localtime(session.starts_at),
            "holder": ", ".join(staff),
            "people": rules.people,
            "limit": rules.limit_words,
            "link": f"{settings.PUBLIC_URL}{reverse('rule_set_list')}",
        }
        for email in sorted(people):
            write_to_staff(people[email], provider_id, "cases/planning/mail/session_too_large", **values)
