"""What a funder sees of a report: a list of plain fields, never the row itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import User
from cases.people.models import Measure
from reports.engine.models import Report, ReportQuerySet, ReportState
from reports.engine.periods import Period
from reports.policies.reading import types_not_released_by


@dataclass(frozen=True)
class FunderQuarter:
    """One quarter of one measure in the funder's list; without `public_id` there is nothing to open yet."""

    quarter: Period
    measure: str
    measure_number: str
    state: str
    version: int
    released_at: datetime | None
    public_id: UUID | None


def funded_measures(user: User) -> list[Measure]:
    """Return the measures that the person reads as funder, newest first."""
    return list(Measure.objects.visible_to(user).order_by("-starts_on", "number"))


def funder_quarters(user: User) -> list[FunderQuarter]:
    """Return every quarter of the measures a funder pays for, newest first; drafts are named, never opened."""
    bodies = [s.funding_body_id for s in access_of(user).standings if s.role == Role.FUNDER]
    paid = Q(measure__funding_body__in=bodies) | Q(measure__shares__funding_body__in=bodies)
    reports = Report.objects.filter(paid, type="quarter").exclude(state=ReportState.FAILED).distinct()
    reports = reports.select_related("measure")
    newest: dict[tuple[str, int], Report] = {}
    for report in reports.order_by("number"):
        key = (report.period, report.measure_id or 0)
        if report.state != ReportState.SUPERSEDED and not (
            key in newest and newest[key].state == ReportState.RELEASED and report.state != ReportState.RELEASED
        ):
            newest[key] = report
    rows = sorted(newest.values(), key=lambda r: r.measure.number if r.measure else "")
    return [_funder_quarter(report) for report in sorted(rows, key=lambda r: r.period, reverse=True)]


def _funder_quarter(report: Report) -> FunderQuarter:
    is_released = report.state == ReportState.RELEASED
    return FunderQuarter(
        quarter=report.span,
        measure=report.measure.name if report.measure else "",
        measure_number=report.measure.number if report.measure else "",
        state="freigegeben" if is_released else "Entwurf beim Träger",
        version=report.number,
        released_at=report.released_at if is_released else None,
        public_id=report.public_id if is_released else None,
    )


def waiting_for(user: User) -> ReportQuerySet:
    """Return the reports that wait for this person as the second one: visible, submitted, not written by them."""
    if not access_of(user).may(DataClass.REPORT, Action.RELEASE):
        return Report.objects.none()
    mine = Q(created_by=user.pk) | Q(texts_by=user.pk) | Q(submitted_by=user.pk)
    waiting = Report.objects.visible_to(user).filter(state=ReportState.SUBMITTED)
    waiting = waiting.exclude(type__in=types_not_released_by(user))
    return waiting.exclude(pk__in=Report.objects.filter(mine).values("pk")).order_by("submitted_at", "pk")


def personal_reports(user: User) -> ReportQuerySet:
    """Return the released reports about single persons that a reader outside may see, newest first."""
    released = Report.objects.visible_to(user).filter(case__isnull=False, state=ReportState.RELEASED)
    return released.select_related("case__trainee").order_by("-released_at", "-pk")
