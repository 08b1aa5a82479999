"""Pages of billing: the month, a measure's sheet with its versions, a lot's total, files."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.documents.rendering import RenderingError
from cases.months.billing import services
from cases.months.billing.documents import BillingDocument, Part, billing_pdf, billing_xlsx, file_name, printed
from cases.months.billing.figures import HOURS_ROUNDING, ROUNDING, calculations_of, euros
from cases.months.billing.forms import SheetForm
from cases.months.billing.models import BillingSheet
from cases.months.closing.models import MonthClose
from cases.months.closing.services import measures_in, month_words
from cases.months.closing.workbook import month_of_address
from cases.people.models import Lot, Measure
from cases.people.ranges import month_after, month_before

READERS = (Role.ADMIN, Role.BILLING)
TYPES = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _month(text: str) -> date:
    if (month := month_of_address(text)) is None:
        raise Http404
    return month


def _measure(request: UserRequest, public_id: UUID) -> Measure:
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "lot", "provider")
    return get_object_or_404(measures, public_id=public_id)


def _newest(request: UserRequest, measures: list[Measure], month: date) -> dict[int, BillingSheet]:
    sheets = BillingSheet.objects.visible_to(request.user).filter(measure__in=measures, month=month)
    return {sheet.measure_id: sheet for sheet in sheets.order_by("number")}


def _may_bill(request: UserRequest) -> bool:
    return Role.BILLING in access_of(request.user).roles


@require_safe
@needs_role(*READERS)
def billing_month(request: UserRequest, month: str = "") -> HttpResponse:
    """Every measure of a month with its amount, or what is missing."""
    today = timezone.localdate()
    day = _month(month) if month else month_before(today)
    visible = Measure.objects.visible_to(request.user).values("pk")
    measures = list(measures_in(day).filter(pk__in=visible).select_related("funding_body", "lot"))
    sheets = _newest(request, measures, day)
    closed = set(MonthClose.objects.filter(month=day, measure__in=measures).values_list("measure", flat=True))
    now = calculations_of(measures, day)
    rows = [
        {
            "measure": measure,
            "sheet": sheets.get(measure.pk),
            "amount": euros(services.figures_of_sheet(sheets[measure.pk]).cents) if measure.pk in sheets else "",
            "is_closed": measure.pk in closed,
            "gaps": now[measure.pk].gaps,
        }
        for measure in measures
    ]
    after = month_after(day)
    lots = sorted({measure.lot for measure in measures}, key=lambda lot: (lot.name, lot.pk))
    context = {
        "month": day,
        "words": month_words(day),
        "before": month_before(day),
        "after": after if after <= today else None,
        "rows": rows,
        "lots": lots,
    }
    return render(request, "cases/months/billing/month.html", context)


@require_safe
@needs_role(*READERS)
def billing_measure(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The newest sheet of a measure, or what it comes to now; all versions."""
    day, measure = _month(month), _measure(request, public_id)
    return _measure_page(request, measure, day, None)


def _measure_page(request: UserRequest, measure: Measure, day: date, bound: SheetForm | None) -> HttpResponse:
    sheets = list(
        BillingSheet.objects.visible_to(request.user).filter(measure=measure, month=day).select_related("created_by")
    )
    newest = sheets[0] if sheets else None
    now = services.calculation_of(measure, day)
    figures = services.figures_of_sheet(newest) if newest else now.figures
    context = {
        "measure": measure,
        "month": day,
        "words": month_words(day),
        "sheets": sheets,
        "newest": newest,
        "figures": figures,
        "lines": [printed(line) for line in figures.lines],
        "amount": euros(figures.cents),
        "gaps": now.gaps,
        "is_closed": MonthClose.objects.filter(measure=measure, month=day).exists(),
        "may_bill": _may_bill(request),
        "form": bound or SheetForm(after=newest.number if newest else 0),
        "has_changed": newest is not None and not now.gaps and now.figures != figures,
        "rounding": ROUNDING,
        "hours_rounding": HOURS_ROUNDING,
    }
    return render(request, "cases/months/billing/measure.html", context, status=422 if bound else 200)


@require_POST
@needs_role(Role.BILLING)
def billing_create(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """Freeze the next version of the sheet."""
    day, measure = _month(month), _measure(request, public_id)
    newest = _newest(request, [measure], day).get(measure.pk)
    form = SheetForm(request.POST, after=newest.number if newest else 0)
    earlier = BillingSheet.objects.visible_to(request.user).filter(measure=measure, month=day)
    if request.POST.get("request_key") in {str(key) for key in earlier.values_list("request_key", flat=True)}:
        form.fields.pop("reason", None)  # the same post again: the first version needed none
    if form.is_valid():
        data = form.cleaned_data
        try:
            sheet = services.make_sheet(
                measure=measure, month=day, by=request.user, reason=data.get("reason", ""), after=data["after"],
                request_key=data["request_key"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"Version {sheet.number} ist erstellt.")
            return redirect("billing_measure", month, public_id)
    return _measure_page(request, measure, day, form)


# ---- files ----


def _file(request: UserRequest, document: BillingDocument, form: str, subject: Any, back: HttpResponse) -> HttpResponse:
    if form not in TYPES:
        raise Http404
    try:
        content = billing_pdf(document) if form == "pdf" else billing_xlsx(document)
    except RenderingError as error:
        messages.error(request, str(error))
        return back
    record(LogKind.EXPORT, by=request.user, subject=subject, event="billing", month=f"{document.month:%Y-%m}")
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{file_name(document, form)}"'
    return response


@require_safe
@needs_role(*READERS)
def billing_sheet_file(request: UserRequest, public_id: UUID, form: str) -> HttpResponse:
    """A version as it was made."""
    sheets = BillingSheet.objects.visible_to(request.user).select_related("measure__provider")
    sheet = get_object_or_404(sheets, public_id=public_id)
    figures = services.figures_of_sheet(sheet)
    subject = f"Maßnahme {figures.number}, {figures.name}"
    document = BillingDocument(subject, sheet.month, str(sheet.measure.provider), [Part(figures, sheet)])
    back = redirect("billing_measure", f"{sheet.month:%Y-%m}", sheet.measure.public_id)
    return _file(request, document, form, sheet, back)


def _lot_document(request: UserRequest, public_id: UUID, day: date) -> tuple[Lot, BillingDocument]:
    lots = Lot.objects.visible_to(request.user).select_related("provider")
    lot = get_object_or_404(lots, public_id=public_id)
    visible = Measure.objects.visible_to(request.user).values("pk")
    measures = list(measures_in(day).filter(lot=lot, pk__in=visible))
    sheets = _newest(request, measures, day)
    parts = [
        Part(services.figures_of_sheet(sheets[measure.pk]), sheets[measure.pk])
        for measure in measures
        if measure.pk in sheets
    ]
    missing = [measure.number for measure in measures if measure.pk not in sheets]
    return lot, BillingDocument(lot.name, day, str(lot.provider), parts, missing, is_lot=True)


@require_safe
@needs_role(*READERS)
def billing_lot(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The total of a lot: the newest sheet of each measure."""
    day = _month(month)
    lot, document = _lot_document(request, public_id, day)
    context = {"lot": lot, "month": day, "words": month_words(day), "document": document}
    context["parts"] = [(part, euros(part.figures.cents)) for part in document.parts]
    context["amount"] = euros(document.cents)
    return render(request, "cases/months/billing/lot.html", context)


@require_safe
@needs_role(*READERS)
def billing_lot_file(request: UserRequest, month: str, public_id: UUID, form: str) -> HttpResponse:
    """The lot's total as a file; without any sheet there is none."""
    day = _month(month)
    lot, document = _lot_document(request, public_id, day)
    if not document.parts:
        messages.error(request, "Für keine Maßnahme dieses Loses gibt es ein Abrechnungsblatt.")
        return redirect("billing_lot", month, public_id)
    return _file(request, document, form, lot, redirect("billing_lot", month, public_id))
