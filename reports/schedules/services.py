"""Making, changing, pausing and taking away plans, each with its log entry; nothing here makes a report."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from reports.engine.models import ReportSchedule

SAID = ("rhythm", "months", "trial_days", "draft_day", "due_day", "is_paused", "starts_on")


def words_of(plan: ReportSchedule) -> dict[str, str]:
    """Return the settings of a plan for the log: days, numbers and codes, no names."""
    return {name: str(getattr(plan, name)) for name in SAID}


def one_at_a_time(provider_id: int) -> None:
    """Let changes of a provider's plans wait for each other, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"schedules:{provider_id}"])


@transaction.atomic
def create_schedule(plan: ReportSchedule, *, by: User | None, request_key: UUID | None = None) -> ReportSchedule:
    """Save a new plan; asked for twice with the same key the first one is returned.

    Raises IntegrityError when there is already a plan for the same type and subject.
    """
    one_at_a_time(plan.provider_id)
    if request_key is not None:
        first = ReportSchedule.objects.filter(request_key=request_key).first()
        if first is not None:
            return first
        plan.request_key = request_key
    plan.save(force_insert=True)
    record(LogKind.CHANGE, by=by, subject=plan, event="planned", type=plan.type, after=words_of(plan))
    return plan


@transaction.atomic
def change_schedule(plan: ReportSchedule, *, before: dict[str, str], by: User | None) -> ReportSchedule:
    """Save a changed plan under the next version; `before` are its former settings for the log."""
    plan.version += 1
    plan.save()
    record(LogKind.CHANGE, by=by, subject=plan, event="changed", type=plan.type, before=before, after=words_of(plan))
    return plan


@transaction.atomic
def pause(plan: ReportSchedule, *, by: User | None) -> ReportSchedule:
    """Stop a plan until somebody lets it go on. A measure that followed the provider gets a plan of its own for it."""
    before = words_of(plan)
    if plan.is_paused:
        return plan
    plan.is_paused = True
    return create_schedule(plan, by=by) if plan.pk is None else change_schedule(plan, before=before, by=by)


@transaction.atomic
def go_on(plan: ReportSchedule, *, by: User | None, today: date | None = None) -> ReportSchedule:
    """Let a paused plan run again from today on: what fell into the pause is not made up for."""
    if not plan.is_paused:
        return plan
    before = words_of(plan)
    plan.is_paused, plan.starts_on = False, today or timezone.localdate()
    return change_schedule(plan, before=before, by=by)


@transaction.atomic
def delete_schedule(plan: ReportSchedule, *, by: User | None) -> None:
    """Take a plan away; its reports stay. A measure then follows the days of its provider again."""
    record(LogKind.CHANGE, by=by, subject=plan, event="deleted", type=plan.type, before=words_of(plan))
    plan.delete()
