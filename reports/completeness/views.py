"""The page of what is lacking: before a report is ordered, and before its draft is given for release."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass
from asa.accounts.once import FRAME_FIELDS
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from reports.completeness.read_model import completeness_of
from reports.completeness.services import recount
from reports.engine.forms import ReportOrderForm
from reports.engine.models import RELEASABLE, Report, ReportState
from reports.engine.services import may_order, may_write
from reports.engine.views import may_check, ordered_kind, visible_report
from reports.policies.reading import policy_of, roles_words


@needs(DataClass.REPORT, Action.READ)
@require_POST
def report_precheck(request: UserRequest, code: str) -> HttpResponse:
    """Show what would be lacking in the report that is being ordered; the order itself is one more step."""
    kind = ordered_kind(request, code)
    form = ReportOrderForm(request.POST, user=request.user, kind=kind)
    if not form.is_valid():
        return render(request, "reports/report_order.html", {"form": form, "kind": kind}, status=422)
    report = Report(
        type=kind.code,
        period=form.period.code,
        case_ids=sorted(form.case_ids),
        created_by=request.user,
        provider_id=wall.current_provider_id() or 0,
    )
    if form.subject is not None:
        setattr(report, kind.subject, form.subject)
    fields = [(name, value) for name, values in request.POST.lists() if name not in FRAME_FIELDS for value in values]
    asked = [(name, value) for name, value in fields if name != "request_key"]
    context = {
        "fields": fields,
        "back": f"{reverse('report_order', args=[kind.code])}?{urlencode(asked)}",
        **_shown(report, request),
    }
    return render(request, "reports/completeness/before_order.html", context)


def _shown(report: Report, request: UserRequest) -> dict[str, Any]:
    return {"report": report, "kind": report.kind, "lacking": completeness_of(report, request.user)}


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_completeness(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Show what is lacking in a draft, with the link to mend each; then give it for release."""
    report = visible_report(request, public_id)
    if not may_check(request, report):
        raise PermissionDenied
    if report.is_frozen:
        return redirect("report_detail", report.public_id)
    policy = policy_of(report.provider_id, report.type)
    context = {
        **_shown(report, request),
        "released_by": f"Freigabe durch: {policy.get_rule_display()} ({roles_words(policy)}).",
        "may_write": may_write(request.user),
        "may_recount": may_order(request.user, report.kind) and report.state in (*RELEASABLE, ReportState.FAILED),
    }
    return render(request, "reports/completeness/before_release.html", context)


@needs(DataClass.REPORT, Action.READ)
@require_POST
def report_recount(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Make the draft anew from today's entries; a failed one is tried again."""
    report = visible_report(request, public_id)
    if not may_order(request.user, report.kind):
        raise PermissionDenied
    try:
        recount(report=report, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("report_detail", report.public_id)
