"""What a funder sees of the reports: lists of plain fields, never the rows themselves.

Behind the provider's wall, and only what the reader's own funding bodies pay for. A quarter that is not released yet is
named with its state, never opened; one that was withdrawn keeps its place and leads to its reason.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import User
from cases.people.models.measures import number_key
from reports.engine.models import Report, ReportSchedule, ReportState
from reports.engine.periods import Period

#: The types of report a funder gets every quarter; none has names.
MEASURE_TYPE, BODY_TYPE = "quarter", "funder_quarter"
#: Which state stands for a quarter of which there are several versions, the strongest first.
STRENGTH = (ReportState.RELEASED, ReportState.WITHDRAWN)
OPEN = (ReportState.ORDERED, ReportState.DRAFT, ReportState.SUBMITTED, ReportState.FAILED)


@dataclass(frozen=True)
class FunderQuarter:
    """One quarter of one subject in the funder's list; without `public_id` there is nothing to open yet.

    `has_files` tells whether PDF and spreadsheet are given out. `planned` is the day on which the provider's plan has
    it due. `is_renewed` tells that a further version is being made.
    """

    quarter: Period
    name: str
    number: str
    version: int
    is_withdrawn: bool
    released_at: datetime | None
    withdrawn_at: datetime | None
    planned: date | None
    is_renewed: bool
    public_id: UUID | None

    @property
    def has_files(self) -> bool:
        return self.public_id is not None and not self.is_withdrawn


def funder_reports(user: User) -> QuerySet[Report]:
    """Return every report of a quarter over what the reader's funding bodies pay for, of any state."""
    bodies = [standing.funding_body_id for standing in access_of(user).standings if standing.role == Role.FUNDER]
    paid = Q(measure__funding_body__in=bodies) | Q(measure__shares__funding_body__in=bodies)
    wanted = paid & Q(type=MEASURE_TYPE) | Q(type=BODY_TYPE, funding_body__in=bodies)
    return Report.objects.filter(wanted).distinct().select_related("measure", "funding_body")


def funder_quarters(user: User) -> list[FunderQuarter]:
    """Return every quarter, newest first; the report over everything stands before those of the single measures."""
    versions: dict[tuple[str, str, int], list[Report]] = {}
    for report in funder_reports(user).order_by("number"):
        versions.setdefault((report.period, report.type, report.measure_id or 0), []).append(report)
    days = dict(ReportSchedule.objects.filter(is_paused=False, measure=None).values_list("type", "due_day"))
    rows = [_row(found, days) for found in versions.values()]
    rows.sort(key=lambda row: (row.number != "", number_key(row.number)))
    return sorted(rows, key=lambda row: row.quarter.code, reverse=True)


def _row(versions: list[Report], days: dict[str, int]) -> FunderQuarter:
    report = next((r for state in STRENGTH for r in reversed(versions) if r.state == state), versions[-1])
    is_shown = report.state in STRENGTH
    due = days.get(report.type)
    return FunderQuarter(
        quarter=report.span,
        name=report.measure.name if report.measure else "Alle Maßnahmen zusammen",
        number=report.measure.number if report.measure else "",
        version=report.number,
        is_withdrawn=report.state == ReportState.WITHDRAWN,
        released_at=report.released_at if is_shown else None,
        withdrawn_at=report.withdrawn_at,
        planned=report.span.ends_on + timedelta(days=due) if due and not is_shown else None,
        is_renewed=is_shown and versions[-1].state in OPEN,
        public_id=report.public_id if is_shown else None,
    )


def newer_version(user: User, report: Report) -> Report | None:
    """Return the version that took the place of a superseded one, if the reader may see it."""
    if report.state != ReportState.SUPERSEDED:
        return None
    later = Report.objects.visible_to(user).of_subject(report).filter(number__gt=report.number)
    return later.filter(state__in=STRENGTH).order_by("-number").first()
