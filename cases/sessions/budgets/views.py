"""The list "Budgets" and its spreadsheet."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.documents.spreadsheets import Cell, Column, Format, Sheet, Workbook, workbook_bytes
from cases.sessions.budgets.read_model import BudgetRow, Stand, budget_rows, measures_of

ROWS = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _stand(request: HttpRequest) -> Stand | None:
    wanted = request.GET.get("stand", "")
    return Stand(wanted) if wanted in set(Stand) else None


def _rows(request: UserRequest) -> list[BudgetRow]:
    stand = _stand(request)
    rows = budget_rows(request.user, timezone.localdate())
    return [row for row in rows if row.stands(stand)] if stand else rows


@needs(DataClass.WORTH, Action.READ)
@require_safe
def budget_list(request: UserRequest) -> HttpResponse:
    """Agreed, delivered, planned, remaining hours of each person, with what to expect at the end."""
    rows = _rows(request)
    stand = _stand(request)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "total": len(rows),
        "chips": [{"label": one.label, "key": "stand", "value": one.value, "current": one is stand} for one in Stand],
        "stand": stand,
        "measures": measures_of(request.user, timezone.localdate()),
    }
    return render(request, "cases/sessions/budgets/budget_list.html", context)


HEAD = (
    Column("Nachname", 22),
    Column("Vorname", 18),
    Column("Maßnahme", 18),
    Column("Zeitraum ab", 14, Format.DATE),
    Column("Zeitraum bis", 14, Format.DATE),
    Column("vereinbart (Std.)", 16, Format.HOURS),
    Column("geleistet (Std.)", 16, Format.HOURS),
    Column("ausgefallen (Std.)", 16, Format.HOURS),
    Column("angesetzt (Std.)", 16, Format.HOURS),
    Column("Rest (Std.)", 16, Format.HOURS),
    Column("Prognose (Std.)", 16, Format.HOURS),
    Column("Rest SuF im Monat (Std.)", 16, Format.HOURS),
    Column("Rest SbB im Monat (Std.)", 16, Format.HOURS),
    Column("Stand", 20),
)


def _cells(row: BudgetRow) -> list[Cell]:
    trainee, balance = row.case.trainee, row.balance
    if balance is None:
        return [trainee.last_name, trainee.first_name, *[None] * 11, row.badge[1]]
    minutes = (
        balance.granted, balance.delivered, balance.cancelled, balance.planned, balance.remaining, balance.forecast,
    )  # fmt: skip
    number = row.measure.number if row.measure else ""
    days: list[Cell] = [balance.starts_on, balance.ends_on]
    months: list[Cell] = [month.remaining / 60 for month in balance.months] or [None, None]
    return [trainee.last_name, trainee.first_name, number, *days, *(m / 60 for m in minutes), *months, row.badge[1]]


@needs(DataClass.WORTH, Action.READ)
@require_safe
def budget_export(request: UserRequest) -> HttpResponse:
    """The list as shown, as a spreadsheet."""
    rows = _rows(request)
    stand = _stand(request)
    provider = Provider.objects.get(pk=rows[0].case.provider_id).name if rows else ""
    explanation = (
        ("Filter", stand.label if stand else "alle laufenden Teilnahmen"),
        ("Erstellt am", f"{timezone.localtime():%d.%m.%Y %H:%M} Uhr"),
        ("vereinbart", "zuletzt vereinbarte Begleitungsstunden oder Unterstützungsbudget im Zeitraum"),
        (
            "geleistet",
            "gezählte Stunden auf dem Konto der Person nach den Abrechnungsregeln, mit Übertrag aus anderer Software",
        ),
        ("ausgefallen", "abgesagte und nicht wahrgenommene Termine; sie belasten die Person nicht"),
        ("angesetzt", "noch nicht erfasste Termine im Kalender bis zum Ende des Zeitraums"),
        ("Prognose", "geleistet und angesetzt, oder nach dem Plan, wo er mehr vorsieht"),
        (
            "Rest im Monat",
            "nur wo Stunden je Monat vereinbart sind (Vertragsmodell 2021); SuF Unterricht, SbB Stabilisierung",
        ),
        ("Vertraulich", "Diese Datei enthält Namen. Geben Sie sie nur an Befugte und löschen Sie sie danach."),
    )
    sheet = Sheet("Budgets", HEAD, [_cells(row) for row in rows])
    content = workbook_bytes(Workbook("Budgets", provider, [sheet], explanation))
    record(LogKind.EXPORT, by=request.user, route="budget_export", rows=len(rows))
    name = f"Budgets-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
