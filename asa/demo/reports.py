"""Reports of the demonstration: plans that ran for fourteen months, written and released as staff would do it.

What the plans made due is computed by the plans themselves for every simulated day. Historic reports are rendered
once, by the worker and after the start, each in a job of its own (`asa.demo.background`): the start waits for none.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import FundingBody, Membership, Provider, User
from asa.demo.report_texts import narrative, progress_texts
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from cases.people.models import Lot, Measure
from cases.people.models.assignments import ContactAssignment
from reports.engine.models import Report, ReportSchedule, Rhythm
from reports.schedules.due import Due, due_reports, schedules_of
from reports.schedules.planning import More, make_due_report
from reports.schedules.services import create_schedule

RELEASE_JOB = "demo.release_report"
HISTORY_JOB = "demo.report_history"
RELEASE_AFTER = timedelta(seconds=20)
#: So long staff takes from the draft to the release.
WRITING = timedelta(days=6)
#: Of the plan for people this many reports at most are history; the newest ones, and of every draft day some.
PEOPLE_SHOWN = 48
SUPERSEDED, WITHDRAWN, NOTHING = "supersede", "withdraw", ""


def order_reports(provider: Provider, until: date, since: date) -> None:
    """Let the plans run from `since` to `until`: older drafts are released, those of the last days are open.

    A simulation that runs into the future gets the reports that exist today: no period is reported before its end.
    """
    until = min(until, timezone.localdate())
    author, second = (_first(provider, role) for role in (Role.CONTACT_PERSON, Role.TEAM_LEAD))
    _plan(provider, second, since)
    people = 0
    for number, due in enumerate(dues_of(provider, since, until)):
        nth, is_open = people + (due.type == "progress"), due.draft_on + WRITING >= until or _stays_open(due, until)
        written: More = {} if is_open and nth % 2 else _written(due, number, nth, author)
        more: More = {"is_counted_later": not is_open, **written}
        subject = due.subject.pk if due.subject else None
        report = make_due_report(due.type, subject, due.period, provider.pk, **more)
        if report is None:
            continue
        people = nth
        if not is_open:
            order_history(report, due, second, _then(due, people, until))


#: Which of the reports about people is objected to, and which is taken back.
OBJECTING, TAKEN_BACK = 3, 5


def dues_of(provider: Provider, since: date, until: date) -> Iterator[Due]:
    """Yield what the plans make due on the simulated days, in the order of the days; of people the newest ones."""
    dues = [due for plan in schedules_of(provider) for due in due_reports(plan, since, until)]
    people = sorted((due for due in dues if due.type == "progress"), key=lambda due: (due.draft_on, due.key))
    left_out = {due.key for due in people[:-PEOPLE_SHOWN]}
    yield from sorted((due for due in dues if due.key not in left_out), key=lambda due: (due.draft_on, due.key))


def _plan(provider: Provider, by: User, since: date) -> None:
    days = {"draft_day": provider.draft_day, "due_day": provider.due_day, "starts_on": since}
    measure = min(Measure.objects.order_by("pk"), key=lambda one: one.stays.count())
    plans = [
        ReportSchedule(provider=provider, type="progress", rhythm=Rhythm.PER_CASE, measure=measure, **days),
        ReportSchedule(provider=provider, type="provider_year", rhythm=Rhythm.YEARLY, **days),
    ]
    plans += [ReportSchedule(provider=provider, type="lot_quarter", lot=lot, **days) for lot in Lot.objects.all()]
    for body in FundingBody.objects.all():
        plans.append(ReportSchedule(provider=provider, type="funder_quarter", funding_body=body, **days))
    for plan in plans:
        create_schedule(plan, by=by)


def _stays_open(due: Due, until: date) -> bool:
    """Leave the newest quarter of the first measure as a draft, for trying out the release."""
    newest = due.draft_on > until - timedelta(days=92)
    return newest and due.type == "quarter" and due.subject == Measure.objects.order_by("pk").first()


def _then(due: Due, people: int, until: date) -> str:
    """Return what happens after the release: one report about a person is taken back, one quarter gets corrected."""
    if due.type == "progress":
        return WITHDRAWN if people == TAKEN_BACK else NOTHING
    age = (until - due.draft_on).days
    is_first = due.type == "quarter" and due.subject == Measure.objects.order_by("pk").first()
    return SUPERSEDED if is_first and 92 <= age < 184 else NOTHING


def _written(due: Due, number: int, nth: int, author: User) -> More:
    """Return the texts of a report and who wrote them: of one about a person the contact person."""
    if due.type != "progress":
        return {"texts": narrative(number), "writer": author}
    assert due.subject is not None
    return {"texts": progress_texts(nth, objects=nth == OBJECTING), "writer": _contact_of(due.subject.pk) or author}


def order_history(report: Report, due: Due, second: User, then: str) -> None:
    """Let a worker count the report as of its day and have it released."""
    order(
        HISTORY_JOB,
        subject_id=report.pk,
        provider_id=report.provider_id,
        by=second,
        queue=JobQueue.SCHEDULED,
        payload={
            "drafted": _morning(due.draft_on).isoformat(),
            "released": _morning(due.draft_on + WRITING).isoformat(),
            "then": then,
        },
    )


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def order_release(report: Report, by: User) -> None:
    """Order the release of a draft that a worker is still making."""
    order(
        RELEASE_JOB,
        subject_id=report.pk,
        provider_id=report.provider_id,
        by=by,
        queue=JobQueue.SCHEDULED,
        due_at=timezone.now() + RELEASE_AFTER,
    )


def _contact_of(case: int) -> User | None:
    rows = ContactAssignment.objects.filter(case=case).select_related("member__user").order_by("-pk")
    row = rows.first()
    return row.member.user if row else None


def _first(provider: Provider, role: Role) -> User:
    members = Membership.objects.active().filter(provider=provider, role=role)
    return members.select_related("user").order_by("pk")[0].user
