"""Writing a progress report: facts and three texts, then the check page with what each reader will see."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from cases.people.models import Case
from reports.completeness.read_model import may_follow
from reports.engine.blocks import joined
from reports.engine.documents import report_context
from reports.engine.models import RELEASABLE, Report, ReportState
from reports.engine.periods import Period
from reports.engine.registry import Audience, Gap
from reports.engine.services import request_report, set_texts, submit_report
from reports.engine.snapshots import take_snapshot
from reports.engine.views import visible_report
from reports.progress_pages.forms import PeriodForm
from reports.progress_pages.proposals import TYPE, open_report, proposed_period, report_before
from reports.types.progress.presentation import ProgressView
from reports.types.progress.texts import TEXTS, ProgressTextsForm, nearly_same

#: How the readers are called on the switch.
READERS = {Audience.FUNDER: "Agentur", Audience.COMPANY: "Betrieb", Audience.TRAINEE: "Teilnehmende"}


def _written_case(request: HttpRequest, public_id: UUID) -> Case:
    """Return the case if the person may write reports about it; 404 unseen, 403 seen only."""
    cases = Case.objects.visible_to(request.user, DataClass.REPORT).select_related("trainee")  # type: ignore[arg-type]
    case = get_object_or_404(cases, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.REPORT).filter(pk=case.pk).exists():  # type: ignore[arg-type]
        raise PermissionDenied
    return case


def _written_report(request: HttpRequest, public_id: UUID) -> Report:
    report = visible_report(request, public_id)
    if report.type != TYPE or report.case is None:
        raise Http404
    cases = Case.objects.editable_by(request.user, DataClass.REPORT)  # type: ignore[arg-type]
    if not cases.filter(pk=report.case.pk).exists():
        raise PermissionDenied
    return report


@needs(DataClass.REPORT, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def progress_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin a report: proposed period, facts, three texts. A report that is still open is continued instead."""
    case = _written_case(request, public_id)
    user: Any = request.user
    if request.method == "GET":
        started = open_report(case, user)
        if started is not None and "neu" not in request.GET:
            return redirect("progress_write", started.public_id)
        return _start_page(request, case)
    return _save_new(request, case)


def _save_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Order the report with its texts; posting twice leads to the first one, and no typed text is lost."""
    user: Any = request.user
    period_form, form = PeriodForm(request.POST, case=case), ProgressTextsForm(request.POST)
    if not (period_form.is_valid() and form.is_valid()):
        return _page(request, case, form, period_form=period_form, period=_bound_period(period_form), status=422)
    if request.POST.get("step") == "refresh":
        return _page(request, case, form, period_form=period_form, period=period_form.period)
    key = period_form.cleaned_data["request_key"]
    report = Report.objects.visible_to(user).filter(request_key=key, case=case).first()
    try:
        report = report or request_report(
            type=TYPE,
            subject=case,
            period=period_form.period,
            by=user,
            texts=form.texts,
            reason=period_form.cleaned_data["reason"],
            request_key=key,
        )
    except ValidationError as error:
        period_form.add_error("reason" if error.code == "reason" else "ends_on", error)
        return _page(request, case, form, period_form=period_form, period=period_form.period, status=422)
    if report.request_key != key and report.texts != form.texts:
        return _stale(request, report, form)  # somebody else began the same report meanwhile
    return redirect("progress_check", report.public_id)


def _start_page(request: HttpRequest, case: Case) -> HttpResponse:
    user: Any = request.user
    period = proposed_period(case, user)
    initial: dict[str, Any] = {"request_key": uuid4()}
    if period is not None:
        initial |= {"starts_on": period.starts_on, "ends_on": period.ends_on}
    form = ProgressTextsForm(initial={"version": 0})
    period_form = PeriodForm(initial=initial, case=case)
    return _page(request, case, form, period_form=period_form, period=period)


def _bound_period(form: PeriodForm) -> Period | None:
    return form.cleaned_data.get("period") if not form.errors else None


@needs(DataClass.REPORT, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def progress_write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the texts of a draft; a stale save shows both and keeps what was typed."""
    report = _written_report(request, public_id)
    if report.is_frozen:
        return redirect("report_detail", report.public_id)
    assert report.case is not None
    if request.method == "GET":
        form = ProgressTextsForm(initial={**report.texts, "version": report.version})
        return _page(request, report.case, form, report=report)
    return _save_texts(request, report, report.case)


def _save_texts(request: HttpRequest, report: Report, case: Case) -> HttpResponse:
    """Save the texts and order the draft anew; what cannot be saved stays in the form."""
    user: Any = request.user
    form = ProgressTextsForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, report=report, status=422)
    if form.texts == report.texts and form.cleaned_data["version"] == report.version:
        return redirect("progress_check", report.public_id)
    try:
        set_texts(report=report, texts=form.texts, version=form.cleaned_data["version"], by=user)
    except ValidationError as error:
        report.refresh_from_db(fields=["texts", "version", "state"])
        if error.code == "stale":
            return _stale(request, report, form)
        form.add_error(None, error)
        return _page(request, case, form, report=report, status=409)
    return redirect("progress_check", report.public_id)


def _stale(request: HttpRequest, report: Report, form: ProgressTextsForm) -> HttpResponse:
    """Show the saved texts beside the typed ones; saving again keeps the typed ones."""
    form.add_error(None, "Jemand anders hat den Text inzwischen geändert. Vergleichen Sie beide Fassungen.")
    form.compare_with(report.version)
    others = [(label, report.texts.get(key, "")) for key, label in TEXTS]
    assert report.case is not None
    return _page(request, report.case, form, report=report, status=409, other_texts=others)


def _page(
    request: HttpRequest,
    case: Case,
    form: ProgressTextsForm,
    *,
    report: Report | None = None,
    period_form: PeriodForm | None = None,
    period: Period | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show facts and texts. Without a report they are those of the period that is being chosen."""
    period = report.span if report is not None else period
    counted = report or (
        Report(type=TYPE, case=case, provider_id=case.provider_id, period=period.code) if period else None
    )
    context: dict[str, Any] = {
        "case": case,
        "trainee": case.trainee,
        "form": form,
        "forms": [form, period_form] if period_form is not None else [form],
        "period_form": period_form,
        "period": period,
        "report": report,
        **more,
    }
    if counted is not None and period is not None:
        before = report_before(case, period.ends_on, request.user, other_than=counted.pk)  # type: ignore[arg-type]
        context["before"] = before
        context["texts_before"] = [(label, before.texts.get(key, "")) for key, label in TEXTS] if before else []
        context["facts"] = ProgressView(_snapshot(counted), {}).summary()
        # What is lacking in the texts stands before one's eyes here.
        context["gaps"] = [gap for gap in _gaps(request, counted) if gap.url and "/berichte/" not in gap.url]
    return render(request, "reports/progress/write.html", context, status=status)


def _snapshot(report: Report) -> dict[str, Any]:
    """Return the stored figures of a finished draft, else figures counted now, unsaved."""
    if not report.snapshot or report.state == ReportState.ORDERED:
        report.snapshot = take_snapshot(report)
    return report.snapshot


def _gaps(request: HttpRequest, report: Report) -> list[Gap]:
    """Return what is lacking; a link stays only where it opens for this person."""
    access = access_of(request.user)  # type: ignore[arg-type]
    found, known = report.kind.gaps(report) if report.kind.gaps else [], dict[str, bool]()
    return [replace(gap, url=gap.url if gap.url and may_follow(access, gap.url, known) else "") for gap in found]


@needs(DataClass.REPORT, Action.UPDATE)
@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def progress_check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what is lacking and what each reader will see; then give the report for release."""
    report = _written_report(request, public_id)
    if report.is_frozen or (report.state == ReportState.SUBMITTED and request.method == "GET"):
        return redirect("report_detail", report.public_id)
    if request.method == "POST":
        return _submit(request, report)
    assert report.case is not None
    audience = request.GET.get("fuer", "") or str(Audience.FUNDER)
    if audience not in report.kind.audiences:
        raise Http404
    snapshot = _snapshot(report)
    shown = report_context(report, audience)
    before = report_before(report.case, report.span.ends_on, request.user, other_than=report.pk)  # type: ignore[arg-type]
    context = {
        **shown,
        "case": report.case,
        "audience": Audience(audience),
        "readers": [(one, READERS[one]) for one in report.kind.audiences],
        "left_out": snapshot["figures"].get("no_letter", ""),
        "gaps_of_check": _gaps(request, report),
        "nearly_same": _nearly_same_words(report, before),
        "is_ready": report.state in RELEASABLE,
    }
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "reports/progress/_submit.html", context)
    return render(request, "reports/progress/check.html", context)


def _nearly_same_words(report: Report, before: Report | None) -> str:
    """Return the hint about texts that say the same as last time; empty without one. It never hinders."""
    labels = nearly_same(report.texts, before.texts) if before else []
    if not labels or before is None:
        return ""
    return f"{joined([f'„{label}“' for label in labels])}: Stimmt das noch? Letzter Bericht: {before.span.label}."


def _submit(request: HttpRequest, report: Report) -> HttpResponse:
    try:
        submit_report(report=report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("progress_check", report.public_id)
    messages.success(request, "Der Bericht ist zur Freigabe gegeben. Eine zweite Person prüft ihn jetzt.")
    return redirect("report_detail", report.public_id)
