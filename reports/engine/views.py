"""Pages of the reports: the staff's list, ordering, one report and its life until release."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.permissions import needs
from reports.audit_room.read_model import audit_room
from reports.completeness.words import completeness_words
from reports.engine.documents import report_context
from reports.engine.forms import ReportOrderForm, TextsForm, WithdrawForm
from reports.engine.models import RELEASABLE, Report, ReportState
from reports.engine.read_models import personal_reports, waiting_for
from reports.engine.registry import Audience, ReportType, Subject, report_types
from reports.engine.services import (
    check_release,
    may_order,
    may_write,
    release_report,
    request_report,
    set_texts,
    submit_report,
    withdraw_report,
)
from reports.funder_room.read_model import funder_quarters, newer_version

SHOWN = 200
#: Whose file a reader outside the provider gets.
READ_BY: dict[str, tuple[Audience, ...]] = {
    Role.FUNDER: (Audience.FUNDER,),
    Role.TRAINEE: (Audience.TRAINEE,),
    Role.COMPANY_TRAINER: (Audience.COMPANY,),
    Role.AUDITOR: (Audience.AUDIT, Audience.FUNDER),
}
RELATED = (
    "measure__lot",
    "measure__funding_body",
    "lot",
    "funding_body",
    "case__trainee",
    "company",
    "released_by",
    "created_by",
    "job",
)


def visible_report(request: HttpRequest, public_id: UUID) -> Report:
    """Return the report if the person may see it; raises Http404."""
    visible = Report.objects.visible_to(request.user)  # type: ignore[arg-type]
    rows = visible.select_related(*RELATED).prefetch_related("files")
    return get_object_or_404(rows, public_id=public_id)


def chosen_audience(request: HttpRequest, report: Report) -> str:
    """Return the audience that the address names, if the report has it and the person may read it."""
    own = own_audiences(request, report)
    wanted = request.GET.get("fuer", "")
    if wanted and wanted not in own:
        raise Http404
    return wanted or own[0]


def own_audiences(request: HttpRequest, report: Report) -> list[str]:
    """Return the audiences whose files this person reads: staff all of them, others their own."""
    access = access_of(request.user)  # type: ignore[arg-type]
    every = [str(audience) for audience in report.audiences]
    if access.is_staff or len(every) == 1:
        return every
    wanted = {audience for role in access.roles for audience in READ_BY.get(role, ())}
    own = [audience for audience in every if audience in wanted]
    if not own:
        raise Http404
    return own


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Show staff the reports by period with their states, and readers outside the room made for them."""
    if Role.AUDITOR in access_of(request.user).roles:  # type: ignore[arg-type]
        return render(request, "reports/audit_room.html", {"room": audit_room(request.user)})  # type: ignore[arg-type]
    if not access_of(request.user).is_staff:  # type: ignore[arg-type]
        quarters = funder_quarters(request.user)  # type: ignore[arg-type]
        personal = personal_reports(request.user)[:SHOWN]  # type: ignore[arg-type]
        is_trainee = Role.TRAINEE in access_of(request.user).roles  # type: ignore[arg-type]
        context = {
            "quarters": quarters,
            "personal": personal,
            "is_trainee": is_trainee,
            "has_comparison": any(row.has_files for row in quarters),
        }
        return render(request, "reports/funder_room/room.html", context)
    reports = Report.objects.visible_to(request.user).select_related("measure", "lot", "funding_body", "company")  # type: ignore[arg-type]
    reports = reports.select_related("case__trainee", "provider")
    kinds = report_types()
    chosen = request.GET.get("art", "")
    if chosen in kinds:
        reports = reports.filter(type=chosen)
    groups: dict[str, list[Report]] = {}
    for report in reports.order_by("-period", "type", "measure__number", "-number")[:SHOWN]:
        groups.setdefault(report.span.label, []).append(report)
    context = {
        "groups": groups.items(),
        "waiting": waiting_for(request.user).select_related(*RELATED, "submitted_by")[:SHOWN],  # type: ignore[arg-type]
        "kinds": list(kinds.values()),
        "chosen": chosen,
        "may_order": any(may_order(request.user, kind) for kind in kinds.values()),  # type: ignore[arg-type]
        "may_plan": bool(access_of(request.user).roles & {Role.ADMIN, Role.TEAM_LEAD}),  # type: ignore[arg-type]
    }
    return render(request, "reports/report_list.html", context)


def ordered_kind(request: HttpRequest, code: str) -> ReportType:
    """Return the type if the person may order it; raises Http404 for an unknown one, PermissionDenied for another."""
    kind = report_types().get(code)
    if kind is None:
        raise Http404
    if not may_order(request.user, kind):  # type: ignore[arg-type]
        raise PermissionDenied
    return kind


@needs(DataClass.REPORT, Action.READ)
@require_safe
def report_choose(request: HttpRequest) -> HttpResponse:
    """Show the types of reports that the person may order; some are also ordered by roles that write none."""
    kinds = [kind for kind in report_types().values() if may_order(request.user, kind)]  # type: ignore[arg-type]
    if not kinds:
        raise PermissionDenied
    has_runs = any(kind.subject in (Subject.CASE, Subject.MEASURE) for kind in kinds)
    return render(request, "reports/report_choose.html", {"kinds": kinds, "has_runs": has_runs})


@needs(DataClass.REPORT, Action.READ)
@require_http_methods(["GET", "POST"])
def report_order(request: HttpRequest, code: str) -> HttpResponse:
    """Order a report of one type; ordering the same one twice leads to the same page."""
    kind = ordered_kind(request, code)
    given = {key: values if len(values) > 1 else values[0] for key, values in request.GET.lists() if values}
    initial = {**given, "request_key": uuid4()}
    form = ReportOrderForm(request.POST or None, user=request.user, kind=kind, initial=initial)  # type: ignore[arg-type]
    if request.method == "GET":
        return render(request, "reports/report_order.html", {"form": form, "kind": kind})
    if not form.is_valid():
        return render(request, "reports/report_order.html", {"form": form, "kind": kind}, status=422)
    before = Report.objects.visible_to(request.user).filter(request_key=form.cleaned_data["request_key"]).first()  # type: ignore[arg-type]
    if before is not None:
        return redirect("report_detail", before.public_id)
    try:
        report = request_report(
            type=kind.code,
            subject=form.subject,
            case_ids=form.case_ids,
            provider_id=wall.current_provider_id(),
            period=form.period,
            by=request.user,  # type: ignore[arg-type]
            reason=form.cleaned_data["reason"],
            request_key=form.cleaned_data["request_key"],
        )
    except ValidationError as error:
        form.add_error("reason" if error.code == "reason" else None, error)
        return render(request, "reports/report_order.html", {"form": form, "kind": kind}, status=422)
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.READ)
@require_safe
@vary_on_headers("HX-Request")
def report_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the figures as in the PDF; while the draft is being made, its progress."""
    report = visible_report(request, public_id)
    if request.headers.get("HX-Request") and report.state == ReportState.ORDERED:
        return render(request, "reports/_progress.html", {"report": report})
    response = show_report(request, report)
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


def show_report(
    request: HttpRequest, report: Report, form: TextsForm | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Return the page of a report; `form` is a bound one with errors, else the texts are offered as they stand."""
    is_staff = access_of(request.user).is_staff  # type: ignore[arg-type]
    audience = chosen_audience(request, report)
    context = {
        "report": report,
        "is_staff": is_staff,
        "audience": Audience(audience),
        "audiences": [Audience(one) for one in own_audiences(request, report)],
        "file": next((file for file in report.files.all() if file.audience == audience), None),
        "base": "base.html" if is_staff else "outside.html",
        "may_check": not report.is_frozen and may_check(request, report),
        "newer": newer_version(request.user, report),  # type: ignore[arg-type]
        "may_withdraw": report.state == ReportState.RELEASED
        and access_of(request.user).may(DataClass.REPORT, Action.RELEASE),  # type: ignore[arg-type]
        **more,
    }
    if report.snapshot and (is_staff or report.state != ReportState.WITHDRAWN):
        context |= report_context(report, audience, opens=is_staff and report.kind.entries is not None)
    if may_write(request.user) and (report.state in RELEASABLE or form):  # type: ignore[arg-type]
        context |= {"form": form or texts_form(report), "release_problem": _release_problem(request, report)}
        context["may_recount"] = may_order(request.user, report.kind)  # type: ignore[arg-type]
    return render(request, "reports/report_detail.html", context, status=status)


def may_check(request: HttpRequest, report: Report) -> bool:
    """Return whether the page of what is lacking is for this person: who orders the type, and who releases."""
    access = access_of(request.user)  # type: ignore[arg-type]
    may_release = access.may(DataClass.REPORT, Action.RELEASE)
    return access.is_staff and (may_release or may_order(request.user, report.kind))  # type: ignore[arg-type]


def texts_form(report: Report, data: Any = None) -> TextsForm | None:
    """Return the form of the type's texts, filled with those of the report; None for a type without texts."""
    if report.kind.form is None:
        return None
    return report.kind.form(data, initial={**report.texts, "version": report.version})  # type: ignore[return-value]


def _release_problem(request: HttpRequest, report: Report) -> str:
    try:
        check_release(report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@needs(DataClass.REPORT, Action.UPDATE)
@require_POST
def report_texts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save the texts of a draft; a stale save shows both and keeps what was typed."""
    report = visible_report(request, public_id)
    form = texts_form(report, request.POST)
    if report.is_frozen or form is None or not may_write(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    if not form.is_valid():
        return show_report(request, report, form, status=422)
    try:
        set_texts(report=report, texts=form.texts, version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(next(name for name in form.fields if name != "version"), error)
        report.refresh_from_db(fields=["texts", "version", "state"])
        if error.code != "stale":
            return show_report(request, report, form, status=409)
        form.compare_with(report.version)
        others = [(form.fields[key].label, text) for key, text in report.texts.items() if key in form.fields]
        return show_report(request, report, form, status=409, is_stale=True, other_texts=others)
    messages.success(request, "Der Text ist gespeichert. Das PDF wird neu erstellt.")
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.UPDATE)
@require_POST
def report_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a draft to a second person for release."""
    report = visible_report(request, public_id)
    if not may_write(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    try:
        submit_report(report=report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Der Bericht ist zur Freigabe gegeben. Eine zweite Person prüft ihn jetzt.")
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.RELEASE)
@require_http_methods(["GET", "POST"])
def report_release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, then release as second person; who comes second is told who was first."""
    report = visible_report(request, public_id)
    if request.method == "GET":
        told = completeness_words(report.snapshot["head"]) if report.snapshot else []
        context = {"report": report, "problem": _release_problem(request, report), "gaps": told}
        context["may_recount"] = may_order(request.user, report.kind)  # type: ignore[arg-type]
        return render(request, "reports/report_release.html", context)
    try:
        release_report(report=report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Der Bericht ist freigegeben. Er ändert sich nicht mehr.")
    return redirect("report_detail", report.public_id)


@needs(DataClass.REPORT, Action.RELEASE)
@require_http_methods(["GET", "POST"])
def report_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a released report back, with a reason that stays with it."""
    report = visible_report(request, public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_report(report=report, reason=form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Der Bericht ist zurückgezogen.")
        return redirect("report_detail", report.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_withdraw.html", {"report": report, "form": form}, status=status)
