"""Where a run stands, as one reader may know it: how many are done, which failed and why."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from asa.accounts.enums import DataClass
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from asa.jobs.models import JobState
from cases.people.models import Case, Measure
from cases.people.models.measures import in_number_order
from reports.completeness.words import completeness_words
from reports.engine.models import Report, ReportRun, ReportState
from reports.engine.periods import Period
from reports.engine.registry import ReportType, report_type
from reports.runs.services import IS_THERE, filling, in_measure

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """What did not work, with its reason. `report` is there when it can be tried again alone."""

    name: str
    reason: str
    url: str
    report: UUID | None
    is_tried_again: bool = True


@dataclass(frozen=True)
class Made:
    """A report of the run: how it stands, and how many kinds of things it lacks."""

    report: Report
    name: str
    lacking: int


@dataclass(frozen=True)
class RunState:
    """Numbers for one bar: `done` of `total` are no longer being made, failed ones included."""

    run: ReportRun
    kind: ReportType
    period: Period
    is_filling: bool
    filling_failure: str
    made: tuple[Made, ...]
    waiting: int
    problems: tuple[Problem, ...]
    unseen: int

    @property
    def total(self) -> int:
        return len(self.made) + self.waiting + len(self.problems)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def is_running(self) -> bool:
        return self.is_filling or self.waiting > 0

    @property
    def may_try_again(self) -> bool:
        """Return whether there is more to try again at once than a single report, which has its own button."""
        tried = [problem for problem in self.problems if problem.is_tried_again]
        alone = len(tried) == 1 and tried[0].report is not None
        return not self.is_filling and (bool(self.filling_failure) or (bool(tried) and not alone))


def runs_of(user: User) -> QuerySet[ReportRun]:
    """Return the runs that the person asked for, newest first; they hold names of that person's cases."""
    return ReportRun.objects.filter(created_by=user.pk).select_related("measure", "lot")


def recent_runs(user: User) -> list[ReportRun]:
    """Return the newest runs with `number`, `waiting` and `failed` on each, and its type's name as `kind`."""
    counted = runs_of(user).annotate(
        number=Count("reports"),
        waiting=Count("reports", filter=Q(reports__state=ReportState.ORDERED)),
        failed=Count("reports", filter=Q(reports__state=ReportState.FAILED)),
    )
    runs: list[ReportRun] = list(counted[:SHOWN])
    for run in runs:
        run.kind, run.span = report_type(run.type), Period.parse(run.period)  # type: ignore[attr-defined]
    return runs


def run_state(run: ReportRun, reader: User) -> RunState:
    """Return where the run stands; the number of queries does not grow with its reports."""
    reports = list(
        Report.objects.visible_to(reader)
        .filter(run=run)
        .select_related("case__trainee", "measure")
        .order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name", "measure__number"))
    )
    job = filling(run)
    is_parked = job is not None and job.state == JobState.PARKED
    return RunState(
        run=run,
        kind=report_type(run.type),
        period=Period.parse(run.period),
        is_filling=job is not None and job.state in (JobState.DUE, JobState.RUNNING),
        filling_failure=job.failure if job is not None and is_parked else "",
        made=tuple(_made(one) for one in reports if one.state not in (ReportState.ORDERED, ReportState.FAILED)),
        waiting=sum(one.state == ReportState.ORDERED for one in reports),
        problems=(*_failed(reports), *_refused(run, reader)),
        unseen=_unseen(run, reader),
    )


def _made(report: Report) -> Made:
    lacking = completeness_words(report.snapshot["head"]) if report.snapshot else []
    return Made(report, _name(report), len(lacking))


def _name(report: Report) -> str:
    return str(report.measure) if report.measure is not None else report.subject_name


def _failed(reports: list[Report]) -> list[Problem]:
    return [
        Problem(_name(one), one.failure, reverse("report_detail", args=[one.public_id]), one.public_id)
        for one in reports
        if one.state == ReportState.FAILED
    ]


def _refused(run: ReportRun, reader: User) -> list[Problem]:
    """Name what could not be ordered at all: the row itself holds keys only, so that no name outlives its person."""
    rows = {row["id"]: row for row in run.refused}
    if not rows:
        return []
    found: list[Case] | list[Measure]
    if run.measure_id is None:
        found = list(Measure.objects.visible_to(reader).filter(pk__in=rows).order_by(in_number_order(), "pk"))
    else:
        people = Case.objects.visible_to(reader, DataClass.REPORT).filter(pk__in=rows).select_related("trainee")
        found = list(people.order_by(*in_order_of("trainee__last_name", "trainee__first_name")))
    there = _there(run, reader, list(rows))
    problems = []
    for one in found:
        url = reverse("report_detail", args=[there[one.pk]]) if one.pk in there else ""
        name = one.trainee.full_name if isinstance(one, Case) else str(one)
        row = rows[one.pk]
        problems.append(Problem(name, row["reason"], url, None, is_tried_again=row["code"] not in IS_THERE))
    return problems


def _there(run: ReportRun, reader: User, subjects: list[int]) -> dict[int, UUID]:
    """Return the report that is there already, by its subject; the newest version."""
    name = "measure" if run.measure_id is None else "case"
    reports = Report.objects.visible_to(reader).filter(type=run.type, period=run.period, **{f"{name}__in": subjects})
    return dict(reports.order_by("number").values_list(name, "public_id"))


def _unseen(run: ReportRun, reader: User) -> int:
    """Return how many running cases of the measure are not the reader's."""
    if run.measure_id is None:
        return 0
    mine = Case.objects.visible_to(reader, DataClass.REPORT)
    return in_measure(run).exclude(pk__in=mine).count()
