"""The pages "Monat" (all measures, one measure, Excel) and "Buchungen"."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from cases.months.closing import bookings, services
from cases.months.closing.board import CLOSERS, board_of, measure_months, names_of
from cases.months.closing.enums import GapKind
from cases.months.closing.gaps import hindering
from cases.months.closing.models import MonthClose, MonthCorrection, ProForma
from cases.months.closing.pro_forma import not_billed
from cases.months.closing.reminding import remind, was_reminded
from cases.months.closing.snapshot import CaseFigures, Snapshot, figures_of, minutes_of, month_end, snapshot_of
from cases.months.closing.workbook import close_name, close_xlsx, kind_words, month_of_address
from cases.people.enums import MeasureModel
from cases.people.models import Case, Lot, Measure
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.balances import CaseBalance, case_balances
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.models import Session
from cases.sessions.rules.enums import Account
from cases.support.budgets.enums import HourPart

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CloseForm(forms.Form):
    """Only the key of the request: closing asks nothing, it shows."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def _month(text: str) -> date:
    month = month_of_address(text)
    if month is None:
        raise Http404
    return month


def _measure(request: UserRequest, month: date, public_id: UUID) -> Measure:
    """Return the measure, 404 when it is not visible or did not run in the month."""
    found = Measure.objects.visible_to(request.user).filter(pk__in=services.measures_in(month).values("pk"))
    return get_object_or_404(found.select_related("lot", "funding_body"), public_id=public_id)


@require_safe
@needs_role(*CLOSERS)
def month_page(request: UserRequest, month: str = "") -> HttpResponse:
    """Every measure of a month with its gaps by name; without a month the last one that is over."""
    today = timezone.localdate()
    day = _month(month) if month else services.month_before(today)
    board = board_of(request.user, day, on=today)
    lots: dict[Lot, list] = {}
    for row in board.measures:
        lots.setdefault(row.measure.lot, []).append(row)
    groups = [(lot, rows, sum(row.minutes for row in rows)) for lot, rows in lots.items()]
    return render(request, "cases/months/closing/month.html", {"board": board, "lots": groups})


@require_POST
@needs_role(*CLOSERS)
def month_close_empty(request: UserRequest, month: str) -> HttpResponse:
    """Close every measure of the month in which nothing took place."""
    day = _month(month)
    measures = Measure.objects.visible_to(request.user).filter(pk__in=services.measures_in(day).values("pk"))
    closed = services.close_empty_months(measures=measures, months=[day], by=request.user)
    if not closed:
        messages.info(request, "Es gibt keinen leeren Monat mehr abzuschließen.")
    else:
        words = "1 leerer Monat ist" if len(closed) == 1 else f"{len(closed)} leere Monate sind"
        messages.success(request, f"{words} abgeschlossen.")
    return redirect("month", f"{day:%Y-%m}")


@require_http_methods(["GET", "POST"])
@needs_role(*CLOSERS)
def month_measure(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """A month of one measure: while open the check before the close, afterwards what was frozen."""
    day = _month(month)
    measure = _measure(request, day, public_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_month(
                measure=measure, month=day, by=request.user, request_key=form.cleaned_data["request_key"]
            )
        except services.AlreadyClosed as error:
            who = error.close.closed_by.full_name if error.close.closed_by else "Jemand"
            messages.info(request, f"{who} hat diesen Monat schon abgeschlossen.")
            return redirect("month_measure", month, public_id)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Der {services.month_words(day)} ist abgeschlossen.")
            return redirect("month_measure", month, public_id)
    row = measure_months(request.user, [measure], day, on=timezone.localdate())[0]
    if row.is_closed:
        return render(request, "cases/months/closing/measure_closed.html", _closed(request, measure, day))
    figures = figures_of([measure], day)[measure.pk]
    context = {"row": row, "measure": measure, "month": day, "form": form, **_figures(request, figures)}
    context["words"] = services.month_words(day)
    context["can_remind"] = any(gap.remind_url for gap in row.rows)
    status = 422 if form.errors else 200
    return render(request, "cases/months/closing/measure_open.html", context, status=status)


def _figures(request: UserRequest, snapshot: Snapshot) -> dict[str, Any]:
    """Return the figures as tables, people by name."""
    names = names_of(request.user, [case.case for case in snapshot.cases])
    keys = [case.pk for case in names.values()]
    order = Case.objects.filter(pk__in=keys).order_by(*in_order_of("trainee__last_name", "trainee__first_name"))
    place = {pk: index for index, pk in enumerate(order.values_list("pk", flat=True))}

    is_monthly = snapshot.model == MeasureModel.ASAFLEX_2021
    balances = case_balances(keys, month_end(snapshot.month)) if is_monthly else {}

    def by_name(case: CaseFigures) -> int:
        return place[names[case.case].pk] if case.case in names else len(place)

    return {
        "snapshot": snapshot,
        "lines": [(line, kind_words(line), line.service_month < snapshot.month) for line in snapshot.lines],
        "people": [
            (case, names.get(case.case), _rests(case, snapshot, balances.get(names[case.case].pk)))
            if case.case in names
            else (case, None, [])
            for case in sorted(snapshot.cases, key=by_name)
        ],
        "is_monthly": is_monthly,
        "missed": {"no_show", "cancelled_same_day"},
    }


def _rests(case: CaseFigures, snapshot: Snapshot, balance: CaseBalance | None) -> list[tuple[str, str, int]]:
    """Return what is left of the month's hours where they are agreed so: label, part, minutes, by these figures."""
    now = [line for line in case.lines if line.service_month == snapshot.month]
    used = {HourPart.TUITION: minutes_of(now, kind=SessionKind.TUITION)}
    used[HourPart.STABILISATION] = minutes_of(now) - used[HourPart.TUITION]
    months = balance.months if balance else ()
    return [(month.label, month.part, month.granted - used[HourPart(month.part)]) for month in months]


def _closed(request: UserRequest, measure: Measure, month: date) -> dict[str, Any]:
    close = MonthClose.objects.select_related("closed_by").get(measure=measure, month=month)
    close.measure = measure
    later = MonthTotal.objects.filter(
        measure=measure, service_month=month, booking_month__gt=month, account=Account.MEASURE
    )
    corrections = MonthCorrection.objects.visible_to(request.user).filter(
        service_on__range=(month, month_end(month)), change__measures__contains=[measure.pk]
    )
    return {
        "close": close,
        "measure": measure,
        "month": month,
        "words": services.month_words(month),
        "later": list(later.values("booking_month").annotate(sum=Sum("minutes")).order_by("booking_month")),
        "corrections": list(corrections.select_related("requested_by", "decided_by", "session")),
        **_figures(request, snapshot_of(close)),
    }


@require_safe
@needs_role(*CLOSERS)
def month_xlsx(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The frozen figures of a closed month as a spreadsheet."""
    day = _month(month)
    measure = _measure(request, day, public_id)
    close = get_object_or_404(MonthClose.objects.visible_to(request.user).filter(measure=measure), month=day)
    close.measure = measure
    snapshot = snapshot_of(close)
    names = names_of(request.user, [case.case for case in snapshot.cases])
    content = close_xlsx(close, snapshot, names, author=str(measure.provider))
    record(LogKind.EXPORT, by=request.user, subject=close, event="month", people=len(snapshot.cases))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{close_name(close)}"'
    return response


@require_POST
@needs_role(*CLOSERS)
def month_remind(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """Write to everyone who has sessions of the month not written down, or to those of one session; once a day."""
    day = _month(month)
    measure = _measure(request, day, public_id)
    session = _posted_session(request)
    found = [gap for gap in hindering([measure], day, now=timezone.now()) if gap.kind == GapKind.UNDOCUMENTED]
    if was_reminded(measure, day, session):
        messages.info(request, "Heute ist schon erinnert worden.")
    elif count := remind(measure, day, found, by=request.user, session=session):
        messages.success(request, f"{'1 Person ist' if count == 1 else f'{count} Personen sind'} erinnert.")
    else:
        messages.info(request, "Es gibt niemanden zu erinnern.")
    return redirect("month_measure", month, public_id)


def _posted_session(request: UserRequest) -> UUID | None:
    """Return the session of one gap, None where all are meant; what is no key is 404."""
    text = request.POST.get("session", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


# ---- Buchungen ----


def _staff(request: UserRequest) -> None:
    """Trainees, auditors and funders have pages of their own, built from less."""
    if not access_of(request.user).is_staff:
        raise Http404


def _bookings(request: UserRequest, entries: Any, choice: bookings.Filter, **context: Any) -> HttpResponse:
    found = choice.narrow(entries)
    totals = dict(found.order_by().values("account").annotate(sum=Sum("minutes")).values_list("account", "sum"))
    page = Paginator(bookings.shown(found), bookings.PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "filter": choice, "measure_sum": totals.get(Account.MEASURE, 0)}
    context |= {"trainee_sum": totals.get(Account.TRAINEE, 0), "accounts": set(totals)}
    context["readable"] = set(
        Session.objects.visible_to(request.user)
        .filter(pk__in=[entry.session_id for entry in page])
        .values_list("pk", flat=True)
    )
    return render(request, "cases/months/closing/bookings.html", context)


@require_safe
@needs(DataClass.WORTH, Action.READ)
def month_bookings(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The bookings behind the total of a measure in a month, each with the rule that decided."""
    _staff(request)
    day = _month(month)
    measure = _measure(request, day, public_id)
    entries = bookings.of_measures(request.user, [measure.pk], day)
    crumb = {"title": services.month_words(day), "sub": str(measure), "month": day, "measure": measure}
    return _bookings(request, entries, bookings.Filter(request.GET, day), **crumb)


@require_safe
@needs(DataClass.WORTH, Action.READ)
def lot_bookings(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """The bookings behind the total of a lot in a month."""
    _staff(request)
    day = _month(month)
    lot = get_object_or_404(Lot.objects.visible_to(request.user), public_id=public_id)
    measures = list(Measure.objects.visible_to(request.user).filter(lot=lot).values_list("pk", flat=True))
    entries = bookings.of_measures(request.user, measures, day)
    crumb = {"title": services.month_words(day), "sub": str(lot), "month": day, "lot": lot}
    return _bookings(request, entries, bookings.Filter(request.GET, day), **crumb)


@require_safe
@needs(DataClass.WORTH, Action.READ)
def session_bookings(request: UserRequest, public_id: UUID) -> HttpResponse:
    """What a session charges and why; for those who read sessions and for those who bill them."""
    _staff(request)
    session = get_object_or_404(Session.objects, public_id=public_id)
    entries = bookings.of_session(request.user, session)
    if not entries.exists() and not Session.objects.visible_to(request.user).filter(pk=session.pk).exists():
        raise Http404
    choice = bookings.Filter(request.GET)
    may_bill = access_of(request.user).may(DataClass.WORTH, Action.UPDATE)
    booked = ProForma.objects.editable_by(request.user).confirmed().filter(attendance__session=session)
    booked = booked.select_related("attendance__case__trainee", "requested_by", "confirmed_by")
    # Who bills reads the entries, not the session: the way back leads to the measure's bookings, not into a dead end.
    first = entries.select_related("measure").first()
    crumb = {
        "title": "Termin",
        "sub": _session_words(session),
        "session": session,
        "booked_in": first if may_bill else None,
        "can_ask_pro_forma": may_bill and not_billed(session.attendances.all()).exists(),
        "pro_forma": booked if may_bill else (),
    }
    return _bookings(request, entries, choice, **crumb)


def _session_words(session: Session) -> str:
    local = timezone.localtime(session.starts_at)
    return f"{local:%d.%m.%Y, %H:%M} Uhr · {session.get_kind_display()}"


@require_safe
@needs(DataClass.WORTH, Action.READ)
def case_bookings(request: UserRequest, public_id: UUID) -> HttpResponse:
    """The bookings on a person's account."""
    _staff(request)
    cases = Case.objects.visible_to(request.user, DataClass.WORTH).select_related("trainee")
    case = get_object_or_404(cases, public_id=public_id)
    entries = bookings.of_case(request.user, case)
    choice = bookings.Filter(request.GET)
    carried = case.carry_overs.visible_to(request.user).shown()
    crumb = {"title": "Buchungen", "sub": case.trainee.full_name, "case": case, "carry_overs": carried}
    return _bookings(request, entries, choice, **crumb)
