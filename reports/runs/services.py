"""Many reports at once: one order over a measure or a lot, each report with a job and a reason of its own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from asa.accounts.enums import DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from asa.jobs.models import Job, JobState
from asa.jobs.services import order
from cases.people.models import Case, Lot, Measure
from cases.people.models.measures import in_number_order
from reports.completeness.services import recount
from reports.engine.models import Report, ReportRun, ReportState
from reports.engine.periods import Period
from reports.engine.registry import ReportType, Subject, report_type
from reports.engine.services import check_period, request_report

RUN_JOB = "reports.run"
#: What a second try would refuse again: there is a report already.
IS_THERE = ("exists", "reason")
#: A type about single persons runs over a measure, one about measures over a lot.
OVER = {Subject.CASE: Subject.MEASURE, Subject.MEASURE: Subject.LOT}


@transaction.atomic
def start_run(*, type: str, over: Measure | Lot, period: Period, by: User, request_key: UUID) -> ReportRun:
    """Order a report of the type about everyone (or every measure) in `over`; a job writes the orders.

    Ordering twice with the same request key makes one run. Raises ValidationError for a period that does not fit.
    """
    kind = report_type(type)
    check_period(kind, over if isinstance(over, Measure) else None, period)
    name = "measure" if isinstance(over, Measure) else "lot"
    if OVER.get(kind.subject) != name:
        raise ValidationError(f"„{kind.name}“ gibt es nicht als Sammellauf.", code="subject")
    run, is_new = ReportRun.objects.get_or_create(
        request_key=request_key,
        defaults={
            "provider_id": over.provider_id,
            "type": type,
            "period": period.code,
            "created_by": by,
            name: over,
        },
    )
    if is_new:
        record(LogKind.CHANGE, by=by, subject=run, event="ordered", type=type)
        _order_filling(run, by, key=f"{RUN_JOB}:{run.pk}")
    return run


def _order_filling(run: ReportRun, by: User, *, key: str | None = None, only: Iterable[int] = ()) -> None:
    payload = {"only": sorted(only)}
    order(RUN_JOB, subject_id=run.pk, provider_id=run.provider_id, by=by, period_key=key, payload=payload)


def filling(run: ReportRun) -> Job | None:
    """Return the job that orders the run's reports, the last one asked for."""
    return Job.objects.filter(kind=RUN_JOB, subject_id=run.pk).order_by("-pk").first()


def subjects(run: ReportRun, by: User) -> models.QuerySet[Any]:
    """Return what the run is about, as far as the person may write about it.

    Cases: those that are running and were in the measure on some day of the period. Measures: those of the lot that
    ran on some day of it.
    """
    period = Period.parse(run.period)
    if run.measure_id is None:
        measures = Measure.objects.visible_to(by).filter(lot=run.lot_id)
        return measures.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).order_by(
            in_number_order(), "pk"
        )
    mine = Case.objects.editable_by(by, DataClass.REPORT).filter(pk__in=in_measure(run))
    return mine.select_related("trainee").order_by(*in_order_of("trainee__last_name", "trainee__first_name"))


def in_measure(run: ReportRun) -> models.QuerySet[Case]:
    """Return every running case that was in the run's measure in the period, whoever may see it."""
    period = Period.parse(run.period)
    open_or_later = models.Q(stays__ends_on=None) | models.Q(stays__ends_on__gte=period.starts_on)
    cases = Case.objects.running().filter(
        open_or_later, stays__measure=run.measure_id, stays__starts_on__lte=period.ends_on
    )
    return cases.order_by().distinct()


def fill(run: ReportRun, *, by: User, only: Iterable[int] = ()) -> None:
    """Order the reports of the run; what cannot be ordered is written down with its reason, the others go on.

    Idempotent: a report that the run has already is left as it is. `only` names the subjects to try again.
    """
    kind, wanted = report_type(run.type), set(only)
    kept = [row for row in run.refused if row["id"] not in wanted] if wanted else []
    refused = []
    found = subjects(run, by)
    for subject in found.filter(pk__in=wanted) if wanted else found:
        try:
            with transaction.atomic():
                _order_one(run, kind, subject, by)
        except ValidationError as error:
            code = getattr(error, "code", "") or ""
            refused.append({"id": subject.pk, "reason": " ".join(error.messages), "code": code})
    run.refused = [*kept, *refused]
    run.save(update_fields=["refused"])


def _order_one(run: ReportRun, kind: ReportType, subject: models.Model, by: User) -> None:
    period, asked_at = Period.parse(run.period), timezone.now()
    report = request_report(type=kind.code, subject=subject, period=period, by=by, run=run)
    if report.run_id == run.pk:
        return
    is_ours = report.state == ReportState.ORDERED and report.job is not None and report.job.ordered_at >= asked_at
    if not is_ours:  # what failed before belongs to this run now
        raise ValidationError("Für diesen Zeitraum gibt es schon einen Entwurf.", code="exists")
    Report.objects.filter(pk=report.pk).update(run=run)


@transaction.atomic
def again(run: ReportRun, *, by: User, report: Report | None = None) -> int:
    """Try again what failed: one report, or all of them and what could not be ordered. Returns how many.

    What is being made meanwhile is left alone, so that asking twice is asking once.
    """
    run = ReportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    visible = Report.objects.visible_to(by).filter(run=run, state=ReportState.FAILED)
    failed = visible.filter(pk=report.pk) if report is not None else visible
    number = 0
    for row in failed:
        recount(report=row, by=by)
        number += 1
    if report is not None:
        return number
    job = filling(run)
    is_busy = job is not None and job.state in (JobState.DUE, JobState.RUNNING)
    if is_busy:
        return number
    if job is not None and job.state == JobState.PARKED:
        _order_filling(run, by)
        number += 1
    elif refused := [row["id"] for row in run.refused if row["code"] not in IS_THERE]:
        _order_filling(run, by, only=refused)
        number += len(refused)
    return number
