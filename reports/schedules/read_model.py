"""The page of the plans: what is planned, when it runs next, what did not run; people by name for who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from asa.accounts.enums import DataClass
from asa.accounts.models import Provider, User
from cases.people.models import Case
from reports.engine.models import Report, ReportSchedule, Rhythm
from reports.engine.registry import ReportType, report_type
from reports.schedules.due import Due, schedules_of, subject_of
from reports.schedules.planning import Missed, missed_reports, next_runs


@dataclass(frozen=True)
class Run:
    """One coming report: what it covers, when its draft comes, when it is due."""

    words: str
    draft_on: date
    due_on: date


@dataclass(frozen=True)
class Line:
    """One plan of the list. `is_default`: a measure's quarter that follows the days of the provider."""

    plan: ReportSchedule
    subject: str
    rhythm: str
    runs: list[Run]

    @property
    def is_default(self) -> bool:
        return self.plan.pk is None

    @property
    def is_over(self) -> bool:
        return not self.runs and not self.plan.is_paused


@dataclass(frozen=True)
class NotRun:
    """One report that was due and is not there."""

    key: str
    type: str
    words: str
    draft_on: date
    due_on: date
    reason: str
    may_retry: bool
    report: UUID | None


@dataclass(frozen=True)
class SchedulesPage:
    groups: list[tuple[ReportType, list[Line]]]
    missed: list[NotRun]


def schedules_page(provider: Provider, user: User, today: date) -> SchedulesPage:
    """Return the plans of the provider by type, and what was due and did not run."""
    planned = [(plan, next_runs(plan, today)) for plan in schedules_of(provider)]
    missed = missed_reports(provider, today)
    named = _seen_by(user, [due for _, dues in planned for due in dues] + [one.due for one in missed])
    groups: dict[str, list[Line]] = {}
    for plan, dues in planned:
        runs = [Run(_words(due, named), due.draft_on, due.due_on) for due in dues]
        groups.setdefault(plan.type, []).append(Line(plan, about(plan), rhythm_words(plan), runs))
    return SchedulesPage(
        [(report_type(code), lines) for code, lines in sorted(groups.items(), key=lambda one: one[0] != "quarter")],
        _not_run(missed, user, named),
    )


def _not_run(missed: list[Missed], user: User, named: dict[int, str]) -> list[NotRun]:
    rows = [one.report.pk for one in missed if one.report]
    seen = set(Report.objects.visible_to(user).filter(pk__in=rows).values_list("pk", flat=True)) if rows else set()
    return [
        NotRun(
            one.due.key,
            report_type(one.due.type).name,
            _words(one.due, named, with_subject=True),
            one.due.draft_on,
            one.due.due_on,
            one.reason,
            one.may_retry,
            one.report.public_id if one.report and one.report.pk in seen else None,
        )
        for one in missed
    ]


def _seen_by(user: User, dues: Iterable[Due]) -> dict[int, str]:
    """Return the names of those people of the reports whose reports the person may see, by case."""
    wanted = {due.subject.pk for due in dues if isinstance(due.subject, Case)}
    if not wanted:
        return {}
    cases = Case.objects.visible_to(user, DataClass.REPORT).filter(pk__in=wanted).select_related("trainee")
    return {case.pk: case.trainee.full_name for case in cases}


def _words(due: Due, named: dict[int, str], *, with_subject: bool = False) -> str:
    if isinstance(due.subject, Case):
        return f"{named.get(due.subject.pk, 'eine Teilnahme')}, {due.period.label}"
    return f"{due.subject}, {due.period.label}" if with_subject and due.subject else due.period.label


def about(plan: ReportSchedule) -> str:
    """Return in words what the plan is about."""
    subject = subject_of(plan)
    if plan.rhythm == Rhythm.PER_CASE:
        return f"Teilnahmen: {subject}" if subject else "alle Teilnahmen ohne eigenen Plan der Maßnahme"
    return str(subject) if subject else "der ganze Träger"


def rhythm_words(plan: ReportSchedule) -> str:
    """Return rhythm and days in a sentence without verb."""
    if plan.rhythm != Rhythm.PER_CASE:
        rhythm = plan.get_rhythm_display()
    else:
        rhythm = "jeden Monat" if plan.months == 1 else f"alle {plan.months} Monate"
        rhythm += f" und {plan.trial_days} Tage vor Ende der Probezeit" if plan.trial_days else ""
    return f"{rhythm} · Entwurf am {plan.draft_day}. Tag danach, fällig am {plan.due_day}."
