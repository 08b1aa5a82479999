"""Which reports a plan makes due, and when: calculations on dates, nothing is ordered here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db import models
from django.db.models import Max, Min, Q

from asa.accounts.models import FundingBody, Provider
from cases.people.models import Case, Measure, TrainingContract
from cases.people.models.measures import Lot, in_number_order
from reports.engine.models import ReportSchedule, Rhythm
from reports.engine.periods import Period
from reports.engine.registry import PeriodKind, ReportType, Subject, report_type, report_types
from reports.progress_pages.proposals import months_before

#: After a stop, reports whose draft was due within this time are still made.
CATCH_UP = timedelta(days=366)
#: How far ahead next dates are looked for.
AHEAD = timedelta(days=800)
MEASURE_TYPE = "quarter"
OF_SUBJECTS = (Subject.MEASURE, Subject.LOT, Subject.FUNDING_BODY, Subject.PROVIDER)


def rhythm_of(kind: ReportType) -> Rhythm | None:
    """Return the rhythm in which a type can be planned; None for a type that people order only."""
    if kind.subject == Subject.CASE and kind.period == PeriodKind.SPAN:
        return Rhythm.PER_CASE
    if kind.subject not in OF_SUBJECTS:
        return None
    return {PeriodKind.QUARTER: Rhythm.QUARTERLY, PeriodKind.YEAR: Rhythm.YEARLY}.get(kind.period)


def planned_types() -> list[ReportType]:
    """Return the types of the registry that a plan can make."""
    return [kind for kind in report_types().values() if rhythm_of(kind)]


@dataclass(frozen=True)
class Due:
    """One report of a plan: about what, over which days, and the days of its draft and its release."""

    type: str
    subject: models.Model | None
    period: Period
    draft_on: date
    due_on: date

    @cached_property
    def key(self) -> str:
        """Return what makes the report exist once: type, subject and period; of a case its last day."""
        if isinstance(self.subject, Measure) and self.type == MEASURE_TYPE:
            return f"quarter:{self.subject.pk}:{self.period.code}"
        field = report_type(self.type).subject
        code = self.period.ends_on.isoformat() if isinstance(self.subject, Case) else self.period.code
        return f"{self.type}:{field}:{self.subject.pk if self.subject else 0}:{code}"


def schedules_of(provider: Provider) -> list[ReportSchedule]:
    """Return the provider's plans of types that exist, and for each measure without one the provider's default."""
    types = {kind.code for kind in planned_types()}
    rows = ReportSchedule.objects.select_related("measure", "lot", "funding_body").order_by("type", "measure", "pk")
    plans = [plan for plan in rows if plan.type in types]
    own = {plan.measure_id for plan in plans if plan.type == MEASURE_TYPE}
    if MEASURE_TYPE in types:
        measures = Measure.objects.order_by(in_number_order())
        plans += [default_plan(provider, measure) for measure in measures if measure.pk not in own]
    return plans


def default_plan(provider: Provider, measure: Measure) -> ReportSchedule:
    """Return the unsaved plan of a measure's quarter that follows the provider's days."""
    days = {"draft_day": provider.draft_day, "due_day": provider.due_day}
    return ReportSchedule(provider=provider, type=MEASURE_TYPE, measure=measure, **days)


def subject_of(plan: ReportSchedule) -> Measure | Lot | FundingBody | None:
    """Return what the plan is about; None for one over the provider or over all cases."""
    return plan.measure or plan.lot or plan.funding_body


def due_reports(plan: ReportSchedule, first: date, last: date) -> Iterator[Due]:
    """Yield the plan's reports whose draft falls on `first` to `last`, oldest first.

    A paused plan yields none; nothing is due before the plan holds or the subject began. The period in which the
    subject ended is the last one.
    """
    if plan.is_paused:
        return
    if plan.starts_on:
        first = max(first, plan.starts_on - timedelta(days=plan.due_day - plan.draft_day))
    found = _per_case(plan, first, last) if plan.rhythm == Rhythm.PER_CASE else _in_rhythm(plan, first, last)
    yield from sorted(found, key=lambda due: (due.draft_on, due.key))


def _in_rhythm(plan: ReportSchedule, first: date, last: date) -> Iterator[Due]:
    subject = subject_of(plan)
    begin, end = _term(subject)
    start = first - timedelta(days=31)
    period = Period.quarter_of(start) if plan.rhythm == Rhythm.QUARTERLY else Period.of_year(start.year)
    period = period.previous
    while (draft_on := period.ends_on + timedelta(days=plan.draft_day)) <= last:
        is_within = (begin is None or period.ends_on >= begin) and (end is None or period.starts_on <= end)
        if draft_on >= first and is_within:
            yield Due(plan.type, subject, period, draft_on, period.ends_on + timedelta(days=plan.due_day))
        period = period.next


def _term(subject: models.Model | None) -> tuple[date | None, date | None]:
    if isinstance(subject, Measure | Lot):
        return subject.starts_on, subject.ends_on
    if subject is None:
        measures = Measure.objects.all()
    else:
        measures = Measure.objects.filter(Q(funding_body=subject.pk) | Q(shares__funding_body=subject.pk))
    term = measures.aggregate(begin=Min("starts_on"), end=Max("ends_on"))
    if term["begin"] is None:  # nothing is funded, so nothing is reported
        return date.max, date.min
    return term["begin"], term["end"]


def cases_of(plan: ReportSchedule) -> models.QuerySet[Case]:
    """Return the cases that entered and belong to the plan; those of a measure with a plan of its own follow it."""
    cases = Case.objects.filter(started_on__isnull=False).select_related("trainee").order_by("pk")
    if plan.measure_id:
        return cases.filter(stays__measure=plan.measure_id).distinct()
    own = ReportSchedule.objects.filter(type=plan.type, measure__isnull=False).values("measure")
    return cases.exclude(stays__measure__in=own)


def _per_case(plan: ReportSchedule, first: date, last: date) -> Iterator[Due]:
    cases = cases_of(plan).filter(Q(ended_on=None) | Q(ended_on__gte=first - timedelta(days=plan.draft_day)))
    trials = _trial_ends([case.pk for case in cases], first, last, plan.trial_days) if plan.trial_days else {}
    for case in cases:
        yield from _every_months(plan, case, first, last)
        for trial_ends_on in trials.get(case.pk, ()):
            yield from _before_trial_ends(plan, case, trial_ends_on, first, last)


def _is_running(plan: ReportSchedule, case: Case, period: Period) -> bool:
    is_in_measure = plan.measure is None or period.starts_on <= plan.measure.ends_on
    return is_in_measure and (case.ended_on is None or case.ended_on >= period.ends_on)


def _every_months(plan: ReportSchedule, case: Case, first: date, last: date) -> Iterator[Due]:
    assert case.started_on is not None
    begin, number = case.started_on, 1
    while True:
        mark = months_before(case.started_on, -plan.months * number)
        period = Period(begin, mark - timedelta(days=1))
        draft_on = period.ends_on + timedelta(days=plan.draft_day)
        if draft_on > last:
            return
        if draft_on >= first and _is_running(plan, case, period):
            yield Due(plan.type, case, period, draft_on, period.ends_on + timedelta(days=plan.due_day))
        begin, number = mark, number + 1


def _before_trial_ends(plan: ReportSchedule, case: Case, trial_ends_on: date, first: date, last: date) -> Iterator[Due]:
    assert case.started_on is not None
    draft_on = trial_ends_on - timedelta(days=plan.trial_days)
    ends_on = draft_on - timedelta(days=1)
    if not first <= draft_on <= last or ends_on < case.started_on:
        return
    period = Period(max(case.started_on, months_before(ends_on, plan.months) + timedelta(days=1)), ends_on)
    if _is_running(plan, case, period):
        wait = timedelta(days=plan.due_day - plan.draft_day)
        yield Due(plan.type, case, period, draft_on, min(draft_on + wait, trial_ends_on))


def _trial_ends(case_ids: Iterable[int], first: date, last: date, days: int) -> dict[int, list[date]]:
    """Return the ends of trial periods whose report falls into these days, by case; of contracts that still run."""
    span = (first + timedelta(days=days), last + timedelta(days=days))
    contracts = TrainingContract.objects.filter(
        case__in=list(case_ids), trial_ends_on__range=span, ended_on=None, notice_on=None
    )
    found: dict[int, list[date]] = {}
    for case_id, ends_on in contracts.order_by("trial_ends_on").values_list("case_id", "trial_ends_on"):
        if ends_on is not None:  # the range above holds none
            found.setdefault(case_id, []).append(ends_on)
    return found
