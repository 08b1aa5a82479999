"""Quarterly reports of the demonstration, ordered and released as staff would do it."""

from datetime import date, timedelta

from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import Membership, Provider, User
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from cases.people.models import Measure
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.engine.services import request_report

RELEASE_JOB = "demo.release_report"
RELEASE_AFTER = timedelta(seconds=20)
QUARTERS = 3

NARRATIVES = (
    "Der Unterricht lief bis zu den Ferien planmäßig, die Gruppen waren gut besucht. Vor den Zwischenprüfungen haben "
    "wir zusätzliche Termine angeboten.",
    "Die Begleitung in den Betrieben stand im Mittelpunkt. Mit fast allen Betrieben gab es mindestens ein Gespräch.",
    "Zum Ausbildungsstart kamen neue Teilnehmende dazu. Die ersten Wochen galten dem Ankommen im Betrieb und in der "
    "Berufsschule.",
)


def order_reports(provider: Provider, until: date) -> None:
    """Order the quarters finished before `until` of every measure; all but one of the newest are released.

    A simulation that runs into the future gets the reports that exist today: no quarter is reported before its end.
    """
    author, second = (_first(provider, role) for role in (Role.CONTACT_PERSON, Role.TEAM_LEAD))
    quarter = Period.quarter_of(min(until, timezone.localdate())).previous
    measures = list(Measure.objects.order_by("pk"))
    for age in range(QUARTERS):
        for position, measure in enumerate(measures):
            if measure.starts_on <= quarter.starts_on and measure.ends_on >= quarter.ends_on:
                report = request_report(
                    subject=measure,
                    period=quarter,
                    by=author,
                    texts={"narrative": NARRATIVES[(age + position) % len(NARRATIVES)]},
                )
                if age or position:
                    order_release(report, second)
        quarter = quarter.previous


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


def _first(provider: Provider, role: Role) -> User:
    members = Membership.objects.active().filter(provider=provider, role=role)
    return members.select_related("user").order_by("pk")[0].user
