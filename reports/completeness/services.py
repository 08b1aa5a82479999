"""Making a draft anew after something that was lacking has been entered."""

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from reports.engine.models import RELEASABLE, Report, ReportState
from reports.engine.services import order_draft


@transaction.atomic
def recount(*, report: Report, by: User) -> Report:
    """Order the draft anew; texts stay, and what was given for release is a draft again.

    One that is being made already is returned as it is, so that asking twice makes one. Raises ValidationError for a
    frozen report.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state == ReportState.ORDERED:
        return report
    if report.state not in (*RELEASABLE, ReportState.FAILED):
        raise ValidationError("Ein freigegebener Bericht wird nicht neu gerechnet.", code="frozen")
    record(LogKind.CHANGE, by=by, subject=report, event="recounted")
    return order_draft(report, by)
