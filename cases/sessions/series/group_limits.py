"""A group that is planned too large: said while planning, and told to the administration once."""

from collections.abc import Iterable
from datetime import date
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
from cases.people.ranges import valid_on
from cases.sessions.group_rules import GroupRules, group_rules
from cases.support.planning.models import GroupMember, LessonGroup

OVER_JOB = "group.too_large"


def members_on(group: LessonGroup, day: date) -> list[int]:
    """Return the cases that belong to the group on a day, also those that the reader may not see."""
    return list(GroupMember.objects.filter(valid_on(day), group=group).values_list("case", flat=True))


def rules_of(group: LessonGroup, on: date | None = None) -> GroupRules | None:
    """Return limit and sharing for the group's people on a day (default: today, or its first day if that is later)."""
    day = on or max(timezone.localdate(), group.starts_on)
    return group_rules(members_on(group, day), day)


def tell_too_large(group: LessonGroup, days: Iterable[date]) -> str:
    """Order one notice for the administration where the group is too large on one of the days; return the words for
    who plans, "" when it fits. The period key makes the notice exactly once per group and limit.
    """
    for day in days:
        rules = rules_of(group, day)
        if rules is None or not rules.is_over:
            continue
        order(
            OVER_JOB,
            subject_id=group.pk,
            provider_id=group.provider_id,
            period_key=f"{OVER_JOB}:{group.pk}:{rules.limit}",
            queue=JobQueue.SCHEDULED,
        )
        return f"{rules.over_words} Geplant ist es trotzdem; die Verwaltung wird einmal informiert."
    return ""


@handles(OVER_JOB)
def write_to_administration(run: Run) -> None:
    """Write to the administration; the mail names no person and leads to the group's page."""
    provider_id = run.job.provider_id
    assert provider_id is not None  # `tell_too_large` always names it
    with run.finish():
        group = LessonGroup.objects.select_related("staff__user").filter(pk=run.subject_id).first()
        if group is None:
            return
        rules = rules_of(group)
        members = Membership.objects.active().filter(role=Role.ADMIN).select_related("user")
        people = {member.user.email: member.user for member in members}
        values: dict[str, Any] = {
            "group": group.name,
            "holder": group.staff.user.full_name,
            "limit": rules.limit_words if rules else "",
            "link": f"{settings.PUBLIC_URL}{reverse('rule_set_list')}",
        }
        for email in sorted(people):
            write_to_staff(people[email], provider_id, "cases/planning/mail/group_too_large", **values)
