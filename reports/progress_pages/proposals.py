"""What the page "Bericht" starts with: the proposed period, the report that is still open, the one before."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import User
from cases.people.models import Admission, Case
from reports.engine.models import FROZEN, Report, ReportSchedule, ReportState, Rhythm
from reports.engine.periods import Period

TYPE = "progress"
#: A progress report covers this many months unless a schedule of the provider says otherwise.
MONTHS = 3


@dataclass(frozen=True)
class PersonReports:
    """The section "Berichte" on the page of a person."""

    reports: list[Report]
    due_on: date | None
    may_begin: bool

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()


def reports_of(case: Case, user: User):
    """Return the case's progress reports that the person may see, newest period first."""
    return Report.objects.visible_to(user).filter(case=case, type=TYPE).order_by("-created_at", "-number")


def open_report(case: Case, user: User) -> Report | None:
    """Return the draft that is still being written, the newest of several."""
    return reports_of(case, user).exclude(state__in=FROZEN).first()


def report_before(case: Case, ends_before: date, user: User, *, other_than: int | None = None) -> Report | None:
    """Return the last report whose period began before this one's end, for its texts and its end."""
    rows = reports_of(case, user).exclude(pk=other_than).exclude(state__in=(ReportState.WITHDRAWN, ReportState.FAILED))
    earlier = [row for row in rows[:50] if row.span.starts_on < ends_before]
    return max(earlier, key=lambda row: (row.span.ends_on, row.number), default=None)


def proposed_period(case: Case, user: User) -> Period | None:
    """Return from the end of the last report, or from entry, to yesterday; None where no full day has passed.

    Without an earlier report the proposal begins at most three months back, because nobody writes about two years.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    last = min(case.ended_on, yesterday) if case.ended_on else yesterday
    before = report_before(case, last, user)
    if before is not None:
        first = before.span.ends_on + timedelta(days=1)
    else:
        first = max(case.started_on or case.reported_on, months_before(last, MONTHS) + timedelta(days=1))
    return Period(first, last) if first <= last else None


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, the last of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_on(case: Case, last: Report | None) -> date | None:
    """Return when the next report is due: some months after the last one's period, or after entry.

    A plan of the provider says how many months, and how many days after their end.
    """
    begin = last.span.ends_on + timedelta(days=1) if last else case.started_on
    if begin is None or not case.is_running:
        return None
    plans = ReportSchedule.objects.filter(type=TYPE, rhythm=Rhythm.PER_CASE)
    own = Q(measure=None) | Q(measure__stays__case=case, measure__stays__ends_on=None)
    plan = plans.filter(own).order_by("measure").first()  # that of the case's measure before the general one
    if plan is not None and plan.is_paused:
        return None
    months, extra = (MONTHS, 0) if plan is None else (plan.months, plan.due_day - 1)
    due = months_before(begin, -months) + timedelta(days=extra)
    if last is not None or due >= timezone.localdate():
        return due
    return _due_here(case, begin, due, months)


def _due_here(case: Case, begin: date, due: date, months: int) -> date:
    """Return the first day due since the case is kept here: what another software owed before is no work of ours."""
    at = Admission.objects.filter(case=case).values_list("completed_at", flat=True).first()
    if at is None:
        return due
    extra, number = due - months_before(begin, -months), 1
    while due < timezone.localtime(at).date():
        number += 1
        due = months_before(begin, -months * number) + extra
    return due


def person_reports(case: Case, user: User, *, may_begin: bool) -> PersonReports:
    """Return what the page of the person shows of reports."""
    reports = list(reports_of(case, user).select_related("released_by")[:20])
    last = next((report for report in reports if report.state == ReportState.RELEASED), None)
    return PersonReports(reports, due_on(case, last), may_begin)
