"""Ordering what plans make due, exactly once, and watching for what was due and did not run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import TypedDict, Unpack

from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import Provider, User
from asa.jobs.models import Job, JobQueue, JobState
from asa.jobs.services import order, order_again
from cases.people.models import Case
from reports.engine.models import SUBJECT_FIELDS, Report, ReportSchedule, ReportState, Rhythm
from reports.engine.periods import Period
from reports.engine.registry import report_type
from reports.engine.services import order_draft, request_report
from reports.schedules.due import AHEAD, CATCH_UP, Due, due_reports, schedules_of

SCHEDULED_JOB = "reports.scheduled"
MISSED_JOB = "reports.tell_missed"
#: How long an ordered draft may take before the report counts as not run.
PATIENCE = timedelta(hours=1)
#: A report about a case that ends this few days before the planned one makes the planned one needless.
COVERED = timedelta(days=14)
#: Of a plan per case the next dates lie near; every case has one within a year.
AHEAD_OF_CASES = timedelta(days=366)
_MADE = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RELEASED, ReportState.SUPERSEDED, ReportState.WITHDRAWN)
_Key = tuple[str, int, str]


class More(TypedDict, total=False):
    """What `request_report` may know besides: the demonstration brings its texts and dates the past back."""

    texts: Mapping[str, str]
    writer: User
    is_counted_later: bool


@dataclass(frozen=True)
class Missed:
    """A report that was due and is not there: why, and the report or job that shows it."""

    due: Due
    reason: str
    report: Report | None = None
    #: Whether a person can order it again; else it is being made or will be made up for.
    may_retry: bool = False


class MadeReports:
    """The reports there are of the subjects of some due ones, read in one query."""

    def __init__(self, dues: Sequence[Due]) -> None:
        types = {due.type for due in dues}
        fields = (
            "pk",
            "public_id",
            "type",
            "period",
            "state",
            "failure",
            "created_at",
            *map("{}_id".format, SUBJECT_FIELDS),
        )
        whole = Q(period__in={due.period.code for due in dues})
        of_cases = Q(case__in={due.subject.pk for due in dues if isinstance(due.subject, Case)})
        rows = Report.objects.filter(whole | of_cases, type__in=types).order_by("number").only(*fields)
        self._by_key: dict[_Key, Report] = {}
        self._by_case: dict[tuple[str, int], list[Report]] = {}
        for row in rows:
            subject = next((pk for name in SUBJECT_FIELDS if (pk := getattr(row, f"{name}_id"))), 0)
            self._by_key[row.type, subject, row.period] = row
            if row.case_id:  # one taken back counts too: what follows it is for people to say
                self._by_case.setdefault((row.type, row.case_id), []).append(row)

    def of(self, due: Due) -> Report | None:
        """Return the newest version of the due report; of a case any report that reaches nearly as far."""
        if not isinstance(due.subject, Case):
            return self._by_key.get((due.type, due.subject.pk if due.subject else 0, due.period.code))
        enough = due.period.ends_on - COVERED
        rows = self._by_case.get((due.type, due.subject.pk), [])
        return next((row for row in reversed(rows) if _covers(row.span, enough, due.period.ends_on)), None)


def _covers(span: Period, enough: date, until: date) -> bool:
    """Tell whether a report reaches nearly to `until`; one that begins later is the next one and covers nothing."""
    return span.starts_on <= until and span.ends_on >= enough


def due_until(provider: Provider, today: date) -> list[Due]:
    """Return what the provider's plans have made due until `today`, a year back at most."""
    plans = schedules_of(provider)
    return [due for plan in plans for due in due_reports(plan, today - CATCH_UP, today)]


def order_due(provider: Provider, today: date) -> int:
    """Order every due report that nobody has ordered; the period key makes each once. Returns how many were ordered.

    To be called behind the provider's wall. Also what became due while nothing ran is ordered.
    """
    dues = due_until(provider, today)
    if not dues:
        return 0
    made = MadeReports(dues)
    known = _jobs_of(dues)
    wanted = [due for due in dues if due.key not in known and made.of(due) is None]
    for due in wanted:
        order(
            SCHEDULED_JOB,
            subject_id=due.subject.pk if due.subject else None,
            provider_id=provider.pk,
            period_key=due.key,
            queue=JobQueue.SCHEDULED,
            payload={"type": due.type, "period": due.period.code},
        )
    return len(wanted)


def _jobs_of(dues: Iterable[Due]) -> dict[str, Job]:
    return {job.period_key or "": job for job in Job.objects.filter(period_key__in=[due.key for due in dues])}


def make_due_report(
    type: str, subject_id: int | None, period: Period, provider_id: int, **more: Unpack[More]
) -> Report | None:
    """Make the row of a due report; its own job makes the draft. Of a case the days already reported are left out.

    `more` is handed to `request_report`.
    Returns None when a person was faster. Raises ValidationError as `request_report` does.
    """
    field = report_type(type).subject
    related = Report._meta.get_field(field).related_model if field in SUBJECT_FIELDS else None
    subject = related._default_manager.get(pk=subject_id) if related is not None else None
    due = Due(type, subject, period, period.ends_on, period.ends_on)
    if MadeReports([due]).of(due) is not None:
        return None
    if isinstance(subject, Case):
        period = replace(period, starts_on=_first_unreported(type, subject, period))
    return request_report(type=type, subject=subject, period=period, by=None, provider_id=provider_id, **more)


def _first_unreported(type: str, case: Case, period: Period) -> date:
    rows = Report.objects.filter(type=type, case=case).exclude(state__in=[ReportState.WITHDRAWN, ReportState.FAILED])
    ends = [end for row in rows.only("period") if (end := row.span.ends_on) < period.ends_on]
    return max([period.starts_on, *(end + timedelta(days=1) for end in ends)])


def missed_reports(provider: Provider, today: date) -> list[Missed]:
    """Return what was due and did not run, oldest first: not ordered in time, refused, or failed."""
    dues = [due for due in due_until(provider, today - timedelta(days=1)) if due.draft_on < today]
    if not dues:
        return []
    made, jobs, missed = MadeReports(dues), _jobs_of(dues), []
    for due in sorted(dues, key=lambda due: (due.draft_on, due.key)):
        report, job = made.of(due), jobs.get(due.key)
        if (report is None or report.state not in _MADE) and (reason := _why(report, job)):
            is_stuck = report.state == ReportState.FAILED if report else bool(job and job.state == JobState.PARKED)
            missed.append(Missed(due, reason, report, is_stuck))
    return missed


def _why(report: Report | None, job: Job | None) -> str:
    """Return why a due report is not there; empty while it is only just being made."""
    limit = timezone.now() - PATIENCE
    if report is not None:
        if report.state == ReportState.FAILED:
            return report.failure or "Der Entwurf konnte nicht erstellt werden."
        return "Der Entwurf ist bestellt, aber noch nicht fertig." if report.created_at < limit else ""
    if job is None:
        return "Der Zeitplan lief an diesem Tag nicht. Der Entwurf wird nachgeholt."
    if job.state == JobState.PARKED:
        return job.failure
    return "Der Auftrag wartet seit mehr als einer Stunde." if job.ordered_at < limit else ""


def watch(provider: Provider, today: date) -> None:
    """Order one notice for each day whose drafts did not run; the period key makes the mail once."""
    for draft_on in sorted({missed.due.draft_on for missed in missed_reports(provider, today)}):
        order(
            MISSED_JOB,
            provider_id=provider.pk,
            period_key=f"{MISSED_JOB}:{provider.pk}:{draft_on}",
            queue=JobQueue.SCHEDULED,
            payload={"draft_on": draft_on.isoformat()},
        )


def try_again(missed: Missed) -> bool:
    """Order a missed report anew: the draft of a failed one, or the job parked before there was a report.

    Returns False when there is nothing to try again, because another person was faster.
    """
    if missed.report is not None:
        report = Report.objects.select_for_update(of=("self",)).get(pk=missed.report.pk)
        if report.state != ReportState.FAILED:
            return False
        order_draft(report, None)
        return True
    parked = Job.objects.filter(period_key=missed.due.key, state=JobState.PARKED).first()
    if parked is None:
        return False
    order_again(parked)
    return True


def next_runs(plan: ReportSchedule, today: date, number: int = 3) -> list[Due]:
    """Return the plan's next reports, today's included; fewer when its subject ends."""
    ahead = AHEAD_OF_CASES if plan.rhythm == Rhythm.PER_CASE else AHEAD
    return list(islice(due_reports(plan, today, today + ahead), number))
