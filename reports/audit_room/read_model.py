"""What an auditor sees: the released reports of the own sample, and until when. A list of plain fields."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asa.accounts.models import User
from cases.people.models import AuditGrant
from reports.engine.models import FROZEN, Report, ReportState


@dataclass(frozen=True)
class AuditedReport:
    """One released report of the sample."""

    name: str
    about: str
    period: str
    released_at: datetime | None
    is_withdrawn: bool
    has_zip: bool
    public_id: UUID


@dataclass(frozen=True)
class AuditRoom:
    """An auditor's window: its last day, the number of cases in the sample, and what there is to read."""

    ends_on: date | None
    sample: int
    reports: tuple[AuditedReport, ...]


def audit_room(user: User) -> AuditRoom:
    """Return the room behind the provider's wall, the newest report first."""
    grants = AuditGrant.objects.active().filter(user=user.pk)
    cases = set(grants.values_list("cases", flat=True)) - {None}
    ends = grants.order_by("-ends_on").values_list("ends_on", flat=True).first()
    found = Report.objects.visible_to(user).filter(state__in=FROZEN).exclude(state=ReportState.SUPERSEDED)
    found = found.select_related("case__trainee").order_by("-released_at", "-pk")
    return AuditRoom(ends, len(cases), tuple(_row(report) for report in found))


def _row(report: Report) -> AuditedReport:
    people = len(report.case_ids)
    about = report.case.trainee.full_name if report.case else f"{people} Teilnahme{'n' if people != 1 else ''}"
    return AuditedReport(
        name=report.kind.name,
        about=about,
        period=report.span.label,
        released_at=report.released_at,
        is_withdrawn=report.state == ReportState.WITHDRAWN,
        has_zip=report.kind.attachments is not None,
        public_id=report.public_id,
    )
