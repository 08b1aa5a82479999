"""Pages of the form "Übersicht Gesamtstundenkontingent": the month, a measure, a lot, settings, files."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.documents.rendering import RenderingError
from cases.months.closing.board import names_of
from cases.months.closing.models import MonthClose
from cases.months.closing.services import measures_in, month_words
from cases.months.closing.workbook import month_of_address
from cases.months.contingent_form import services
from cases.months.contingent_form.columns import hidden_columns
from cases.months.contingent_form.documents import (
    FormDocument,
    file_name,
    form_pdf,
    form_xlsx,
    table_of,
    year_words,
)
from cases.months.contingent_form.figures import Overview, merged
from cases.months.contingent_form.forms import IssueForm, SettingsForm
from cases.months.contingent_form.models import FormIssue, FormSettings, ParticipantList
from cases.months.contingent_form.names import names_in
from cases.people.models import Lot, Measure
from cases.people.ranges import month_after, month_before

KEEPERS = (Role.ADMIN, Role.BILLING)
TYPES = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def month_or_404(text: str) -> date:
    """Return the first day of the month in the address."""
    if (month := month_of_address(text)) is None:
        raise Http404
    return month


def measure_or_404(request: UserRequest, public_id: UUID) -> Measure:
    """Return a measure that the person may see."""
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "lot", "provider")
    return get_object_or_404(measures, public_id=public_id)


@require_safe
@needs_role(*KEEPERS)
def form_month(request: UserRequest, month: str = "") -> HttpResponse:
    """Every measure of a month with its newest version; the lots."""
    today = timezone.localdate()
    day = month_or_404(month) if month else month_before(today)
    visible = Measure.objects.visible_to(request.user).values("pk")
    measures = list(measures_in(day).filter(pk__in=visible).select_related("funding_body", "lot"))
    issues = FormIssue.objects.visible_to(request.user).filter(month=day, measure__in=measures).order_by()
    numbers = dict(issues.values_list("measure").annotate(Max("number")))
    closed = set(MonthClose.objects.filter(month=day, measure__in=measures).values_list("measure", flat=True))
    lists = ParticipantList.objects.visible_to(request.user).filter(month=day, measure__in=measures)
    with_list = set(lists.order_by().values_list("measure", flat=True))
    own = set(FormSettings.objects.filter(measure__in=measures, own_form=True).values_list("measure", flat=True))
    rows = [
        {
            "measure": measure,
            "number": numbers.get(measure.pk),
            "is_closed": measure.pk in closed,
            "has_list": measure.pk in with_list,
            "own_form": measure.pk in own,
        }
        for measure in measures
    ]
    lots = sorted({measure.lot for measure in measures}, key=lambda lot: (lot.name, lot.pk))
    after = month_after(day)
    context = {
        "month": day,
        "words": month_words(day),
        "before": month_before(day),
        "after": after if after <= today else None,
        "rows": rows,
        "lots": [(lot, sum(1 for measure in measures if measure.lot_id == lot.pk)) for lot in lots],
    }
    return render(request, "cases/months/contingent_form/month.html", context)


def _document(
    request: UserRequest, subject: str, overviews: Sequence[Overview], provider: str, **more: Any
) -> FormDocument:
    visible = names_of(request.user, [person.case for overview in overviews for person in overview.people])
    names = names_in(overviews, visible)
    groups = overviews[0].groups if len(overviews) == 1 else merged(overviews)
    month = more.pop("month", None) or overviews[0].first
    hidden = hidden_columns(access_of(request.user))
    if len(overviews) == 1 and overviews[0].provider:
        provider = overviews[0].provider
    return FormDocument(subject, month, provider, overviews, groups, names, hidden, **more)


def _shown(document: FormDocument) -> dict[str, Any]:
    return {
        "document": document,
        "groups": [(group, year_words(group)) for group in document.groups],
        "lists": [table_of(document, overview) for overview in document.overviews],
    }


def _subject(measure: Measure) -> str:
    return f"Maßnahme {measure.number}, {measure.name}"


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def form_measure(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The form of a measure: newest version or provisional figures, all versions, the next one."""
    day, measure = month_or_404(month), measure_or_404(request, public_id)
    issues = list(
        FormIssue.objects.visible_to(request.user).filter(measure=measure, month=day).select_related("created_by")
    )
    newest = issues[0] if issues else None
    settings = FormSettings.objects.filter(measure=measure).first()
    trainer = newest.snapshot["trainer_minutes"] if newest else settings.trainer_tuition_minutes if settings else 0
    form = IssueForm(request.POST or None, after=newest.number if newest else 0, trainer_minutes=trainer)
    if request.POST.get("request_key") in {str(issue.request_key) for issue in issues}:
        form.fields.pop("reason", None)  # the same post again: the first version needed none
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            issue = services.issue_form(
                measure=measure, month=day, by=request.user, reason=data.get("reason", ""), after=data["after"],
                trainer_minutes=data["trainer_minutes"] or 0, request_key=data["request_key"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(
                "reason", error.messages
            )
        else:
            messages.success(request, f"Version {issue.number} ist erstellt.")
            return redirect("form_measure", month, public_id)
    overview = services.overview_of(newest) if newest else services.current_overviews([measure], day)[measure.pk]
    subject = f"Maßnahme {overview.number}, {overview.name}"
    document = _document(request, subject, [overview], str(measure.provider), issue=newest)
    context = {
        "measure": measure,
        "month": day,
        "words": month_words(day),
        "issues": issues,
        "form": form,
        "is_closed": MonthClose.objects.filter(measure=measure, month=day).exists(),
        "settings": settings,
        "lists_count": ParticipantList.objects.visible_to(request.user).filter(measure=measure, month=day).count(),
        **_shown(document),
    }
    return render(request, "cases/months/contingent_form/measure.html", context, status=422 if form.is_bound else 200)


def _file(request: UserRequest, document: FormDocument, form: str, subject: Any, back: HttpResponse) -> HttpResponse:
    if form not in TYPES:
        raise Http404
    try:
        content = form_pdf(document) if form == "pdf" else form_xlsx(document)
    except RenderingError as error:
        messages.error(request, str(error))
        return back
    people = sum(len(overview.people) for overview in document.overviews)
    month = f"{document.month:%Y-%m}"
    record(LogKind.EXPORT, by=request.user, subject=subject, event="contingent_form", month=month, people=people)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{file_name(document, form)}"'
    return response


@require_safe
@needs_role(*KEEPERS)
def form_issue_file(request: UserRequest, public_id: UUID, form: str) -> HttpResponse:
    """A version as it was issued."""
    issues = FormIssue.objects.visible_to(request.user).select_related("measure__provider")
    issue = get_object_or_404(issues, public_id=public_id)
    measure_or_404(request, issue.measure.public_id)
    overview = services.overview_of(issue)
    document = _document(
        request, f"Maßnahme {overview.number}, {overview.name}", [overview], str(issue.measure.provider), issue=issue
    )
    back = redirect("form_measure", f"{issue.month:%Y-%m}", issue.measure.public_id)
    return _file(request, document, form, issue, back)


@require_safe
@needs_role(*KEEPERS)
def form_file(request: UserRequest, month: str, public_id: UUID, form: str) -> HttpResponse:
    """The figures as they are now; before the close they are marked as provisional."""
    day, measure = month_or_404(month), measure_or_404(request, public_id)
    overview = services.current_overviews([measure], day)[measure.pk]
    document = _document(request, _subject(measure), [overview], str(measure.provider))
    return _file(request, document, form, measure, redirect("form_measure", month, public_id))


# ---- lot ----


def _lot_document(request: UserRequest, lot: Lot, day: date) -> FormDocument:
    """Return all measures of the lot together: the newest version of each, else its figures of now."""
    visible = Measure.objects.visible_to(request.user).values("pk")
    measures = list(measures_in(day).filter(pk__in=visible, lot=lot).select_related("funding_body", "lot", "provider"))
    issues: dict[int, FormIssue] = {}
    for made in FormIssue.objects.visible_to(request.user).filter(measure__in=measures, month=day).order_by("number"):
        issues[made.measure_id] = made
    now = services.current_overviews([measure for measure in measures if measure.pk not in issues], day)
    overviews = []
    notes = []
    for measure in measures:
        issue = issues.get(measure.pk)
        overview = services.overview_of(issue) if issue else now[measure.pk]
        state = (
            "vorläufig" if overview.is_provisional else f"Version {issue.number}" if issue else "ohne eigene Version"
        )
        notes.append(f"{measure.number}: {state}")
        overviews.append(overview)
    provider = str(lot.provider)
    return _document(request, lot.name, overviews, provider, month=day, notes=["; ".join(notes)] if notes else [])


def _lot(request: UserRequest, public_id: UUID) -> Lot:
    return get_object_or_404(Lot.objects.visible_to(request.user).select_related("provider"), public_id=public_id)


@require_safe
@needs_role(*KEEPERS)
def form_lot(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """All measures of a lot together."""
    day, lot = month_or_404(month), _lot(request, public_id)
    document = _lot_document(request, lot, day)
    context = {"lot": lot, "month": day, "words": month_words(day), **_shown(document)}
    return render(request, "cases/months/contingent_form/lot.html", context)


@require_safe
@needs_role(*KEEPERS)
def form_lot_file(request: UserRequest, month: str, public_id: UUID, form: str) -> HttpResponse:
    """The lot's form as a file."""
    day, lot = month_or_404(month), _lot(request, public_id)
    return _file(request, _lot_document(request, lot, day), form, lot, redirect("form_lot", month, public_id))


# ---- settings ----


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def form_settings(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Choose, rename and order the columns; own form; tuition by trainers."""
    measure = measure_or_404(request, public_id)
    settings = FormSettings.objects.filter(measure=measure).first()
    form = SettingsForm(request.POST or None, measure=measure, settings=settings)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.save_settings(
                measure=measure, own_form=data["own_form"], columns=data["columns"],
                trainer_tuition_minutes=data["trainer_tuition_minutes"] or 0, version=data["version"], by=request.user,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
            is_stale = getattr(error, "code", "") == "stale"
        else:
            messages.success(request, "Gespeichert. Schon erstellte Versionen bleiben, wie sie sind.")
            return redirect("form_settings", public_id)
    if is_stale and settings:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = str(settings.version)  # type: ignore[index]
    context = {"measure": measure, "form": form, "theirs": settings.columns if is_stale and settings else None}
    context["today"] = timezone.localdate()
    return render(request, "cases/months/contingent_form/settings.html", context, status=422 if form.is_bound else 200)
