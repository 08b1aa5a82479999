"""Pages of the day status: which group, its month, the codes, the absence report."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from asa.documents.rendering import RenderingError
from cases.months.statuses import services
from cases.months.statuses.absence_report import absence_book, absence_pdf, report_of
from cases.months.statuses.days import parse_month
from cases.months.statuses.forms import CodeForm, MarkForm
from cases.months.statuses.models import DayCode, DayStatus
from cases.months.statuses.read_model import grid_of, open_provisional
from cases.months.statuses.subjects import Subject, cases_of, find_subject, subjects_of
from cases.people.models import Case, Measure
from cases.people.ranges import month_after, month_before

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
@needs(DataClass.ATTENDANCE, Action.READ)
def day_subjects(request: UserRequest) -> HttpResponse:
    """Choose whose month to open: measures, groups, teams."""
    if not access_of(request.user).is_staff:
        raise PermissionDenied
    month = timezone.localdate().replace(day=1)
    if text := request.GET.get("month"):
        month = _month(text)
    lists = [(title, [(s, s.url(month)) for s in found]) for title, found in subjects_of(request.user, month)]
    context = {
        "lists": lists,
        "month": month,
        "before": month_before(month),
        "after": month_after(month),
        "may_report": bool(access_of(request.user).roles & {Role.ADMIN, Role.BILLING}),
    }
    return render(request, "cases/months/statuses/subjects.html", context)


def _editable(user: User, cases: list[Case]) -> set[int]:
    found = Case.objects.editable_by(user, DataClass.ATTENDANCE).filter(pk__in=[case.pk for case in cases])
    return set(found.values_list("pk", flat=True))


def _creatable(user: User, cases: list[Case]) -> set[int]:
    found = Case.objects.visible_to(user, DataClass.ATTENDANCE, Action.CREATE)
    return set(found.filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))


def _needs_cause(user: User) -> bool:
    """A team lead changes what the case team wrote with a reason (matrix, "RU team, mit Begründung")."""
    return not access_of(user).may(DataClass.ATTENDANCE, Action.CREATE)


@require_http_methods(["GET", "POST"])
@needs(DataClass.ATTENDANCE, Action.READ)
def day_grid(request: UserRequest, kind: str, key: str, month: str) -> HttpResponse:
    """The month of a group; whoever may change entries marks many days at once."""
    first = _month(month)
    subject = find_subject(request.user, kind, key)
    if subject is None:
        raise Http404
    cases = list(cases_of(subject, first, request.user))
    if person := request.GET.get("person"):
        cases.sort(key=lambda case: str(case.public_id) != person)  # the named person comes first, the others keep
    editable = _editable(request.user, cases)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    provider_id = wall.current_provider_id()
    assert provider_id is not None  # `needs` lets nobody without a provider pass
    services.ensure_codes(provider_id)
    form = MarkForm(
        request.POST or None,
        codes=services.offered_codes(provider_id, first),
        cases=[case for case in cases if case.pk in editable],
        needs_cause=_needs_cause(request.user),
    )
    changed: list[DayStatus] = []
    if request.method == "POST" and form.is_valid():
        marked, changed = _mark(request.user, form, subject, cases)
        if marked is not None:
            messages.success(request, _told(marked))
            return redirect(request.get_full_path())
    grid = grid_of(subject, first, cases, editable=editable, ticked=form.ticked if form.is_bound else ())
    context = {
        "grid": grid,
        "subject": subject,
        "form": form,
        "changed": changed,
        "may_mark": form.is_bound or any(row.may_mark for row in grid.rows),
        "before_url": subject.url(month_before(first)),
        "after_url": subject.url(month_after(first)),
        "codes": form.codes.values(),
        "may_report": subject.measure is not None and access_of(request.user).roles & {Role.ADMIN, Role.BILLING},
    }
    return render(request, "cases/months/statuses/grid.html", context, status=422 if form.is_bound else 200)


def _mark(
    user: User, form: MarkForm, subject: Subject, cases: list[Case]
) -> tuple[services.Marked | None, list[DayStatus]]:
    """Write the marks; what is refused becomes an error of the form, and all that was typed stays."""
    creatable = _creatable(user, cases)
    strangers = {case.pk for case, _ in form.marks} - creatable
    if strangers and not _only_existing(form, strangers):
        form.add_error(None, "Neue Tage trägt das Fallteam ein. Sie können vorhandene Einträge ändern.")
        return None, []
    try:
        marked = services.mark_days(
            form.marks,
            code=form.chosen_code,
            by=user,
            land=subject.land,
            proof=form.proof,
            seen_at=form.seen_moment,
            cause=form.cause_chosen,
        )
    except services.MarksChanged as changes:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen_at"] = timezone.now().isoformat()  # type: ignore[index]
        form.add_error(None, "Jemand hat inzwischen andere Einträge gemacht. Ihre Auswahl ist noch da.")
        return None, list(changes.statuses)
    except ValidationError as error:
        field = "proof_seen_on" if error.code in ("proof_route", "seen_on", "no_proof") else "code"
        form.add_error(field if error.code in _AT_FIELD else None, error)
        return None, []
    return marked, []


_AT_FIELD = {"proof_route", "seen_on", "no_proof", "code_not_valid", "ahead"}


def _only_existing(form: MarkForm, strangers: set[int]) -> bool:
    wanted = {(case.pk, day) for case, day in form.marks if case.pk in strangers}
    stored = DayStatus.objects.filter(case__in=strangers, on__in={day for _, day in wanted})
    return wanted <= set(stored.values_list("case", "on"))


def _told(marked: services.Marked) -> str:
    words = "1 Tag ist eingetragen" if marked.written == 1 else f"{marked.written} Tage sind eingetragen"
    if not marked.written:
        words = "Alles stand schon so da"
    if marked.left_out:
        words += f"; {marked.left_out} ohne Eintrag (Wochenende, Feiertag oder nicht in der Unterstützung)"
    return words + "."


# ---- absence report ----


def _report_measure(request: UserRequest, public_id: UUID) -> Measure:
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "site", "provider")
    return get_object_or_404(measures, public_id=public_id)


@require_safe
@needs_role(Role.ADMIN, Role.BILLING)
def absence_report(request: UserRequest, public_id: UUID, month: str) -> HttpResponse:
    """The absences of a measure in a calendar month, with what is still provisional; PDF and Excel from here."""
    measure, first = _report_measure(request, public_id), _month(month)
    context = {
        "report": report_of(measure, first, with_number=access_of(request.user).may(DataClass.BENEFIT, Action.READ)),
        "measure": measure,
        "month": first,
        "open": open_provisional(measure, first),
    }
    return render(request, "cases/months/statuses/absence_report.html", context)


@require_safe
@needs_role(Role.ADMIN, Role.BILLING)
def absence_report_file(request: UserRequest, public_id: UUID, month: str, form: str) -> HttpResponse:
    """The report as a file; every file is an export in the log."""
    if form not in ("pdf", "xlsx"):
        raise Http404
    measure, first = _report_measure(request, public_id), _month(month)
    report = report_of(measure, first, with_number=access_of(request.user).may(DataClass.BENEFIT, Action.READ))
    try:
        content = absence_pdf(report) if form == "pdf" else absence_book(report)
    except RenderingError as error:
        messages.error(request, str(error))
        return redirect("absence_report", public_id, month)
    record(LogKind.EXPORT, by=request.user, subject=measure, what="absence_report", month=month, form=form)
    response = HttpResponse(content, content_type="application/pdf" if form == "pdf" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{report.file_name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---- codes ----


@require_safe
@needs_role(Role.ADMIN, Role.BILLING)
def day_code_list(request: UserRequest) -> HttpResponse:
    """The provider's codes with their kinds and official names."""
    provider_id = wall.current_provider_id()
    assert provider_id is not None
    services.ensure_codes(provider_id)
    codes = DayCode.objects.visible_to(request.user).filter(provider=provider_id)
    return render(request, "cases/months/statuses/code_list.html", {"codes": codes, "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN, Role.BILLING)
def day_code_create(request: UserRequest) -> HttpResponse:
    provider_id = wall.current_provider_id()
    assert provider_id is not None
    code = DayCode(provider_id=provider_id, starts_on=timezone.localdate())
    return _code_page(request, code, "Neues Kürzel")


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN, Role.BILLING)
def day_code_edit(request: UserRequest, public_id: UUID) -> HttpResponse:
    codes = DayCode.objects.editable_by(request.user).filter(provider=wall.current_provider_id())
    code = get_object_or_404(codes, public_id=public_id)
    return _code_page(request, code, f"Kürzel {code.letters}")


def _code_page(request: UserRequest, code: DayCode, title: str) -> HttpResponse:
    form = CodeForm(request.POST or None, instance=code)
    saved: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = data["version"] if code.pk else None
        try:
            services.save_code(form.instance, by=request.user, version=version or 0, request_key=data["request_key"])
        except services.CodeStale as stale:
            saved = _as_saved(form, stale.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Das Kürzel ist gespeichert.")
            return redirect("day_code_list")
    context = {"form": form, "title": title, "saved": saved}
    return render(request, "cases/months/statuses/code_form.html", context, status=422 if form.is_bound else 200)


def _as_saved(form: CodeForm, current: DayCode) -> list[tuple[str, Any]]:
    """Return what is stored now, for the page that shows both; the next press of the button decides."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = current.version  # type: ignore[index]
    form.add_error(None, "Jemand hat das Kürzel inzwischen geändert. Ihre Angaben sind noch da; vergleichen Sie beide.")
    names = ("letters", "label", "official", "starts_on", "ends_on")
    values = [(str(form.fields[name].label), getattr(current, name) or "leer") for name in names]
    return [*values, ("Zählt als", current.get_kind_display())]
