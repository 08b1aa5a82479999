"""What an audit would miss in a folder: what, for whom, and the link that mends it."""

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from asa.accounts.sorting import in_order_of
from cases.months.statuses.models import DayStatus
from cases.people.enums import CaseState
from cases.people.models import Case, ContactAssignment, MeasureStay
from cases.sessions.models import Attendance, AttendanceQuerySet
from cases.support.budgets.reading import agreed_history
from reports.engine.models import Report
from reports.engine.registry import Gap, Unit
from reports.types.audit_folder.figures import readable_cases

NOT_WRITTEN = "Termine nicht erfasst"


def whole(report: Report) -> dict[str, int]:
    """Return how many cases are in the folder, and how many sessions of theirs are over."""
    return {Unit.CASE: len(set(report.case_ids)), NOT_WRITTEN: _over(report).count()}


def gaps(report: Report) -> list[Gap]:
    """Return what is lacking in the cases of the folder; the number of queries does not grow with them."""
    cases = {
        case.pk: case
        for case in readable_cases(report.case_ids, report.created_by)
        .select_related("trainee")
        .prefetch_related("contracts")
        .order_by(*in_order_of("trainee__last_name", "trainee__first_name"))
    }
    found = []
    open_rows = _over(report).filter(session__documented_at=None, case__in=cases).select_related("session")
    for row in open_rows.order_by("session__starts_at", "pk"):
        on = timezone.localtime(row.session.starts_at)
        who = f"{cases[row.case_id].trainee.full_name}, {on:%d.%m.%Y, %H:%M} Uhr"
        url = reverse("session_log", args=[row.session.public_id])
        found.append(Gap(NOT_WRITTEN, who, url, row.case_id, Unit.ITSELF))
    found += _provisional(report, cases)
    contacts = set(ContactAssignment.objects.filter(case__in=cases).values_list("case", flat=True))
    agreed = agreed_history(cases)
    for pk, case in cases.items():
        lacking = {
            "feste Ansprechperson fehlt": ("contact_person_change", pk not in contacts),
            "kein Ausbildungsvertrag erfasst": ("contract_create", not case.contracts.all()),
            "Ziele nicht beschrieben": ("needs_edit", not case.goals.strip()),
            "keine Stunden vereinbart": ("grant_list", pk not in agreed and case.state != CaseState.PRE_PHASE),
        }
        for what, (route, is_missing) in lacking.items():
            if is_missing:
                found.append(Gap(what, case.trainee.full_name, reverse(route, args=[case.public_id]), pk))
    return found


def _provisional(report: Report, cases: dict[int, Case]) -> list[Gap]:
    """Return who has days whose code is provisional, with the grid of the measure and month of the first one."""
    days = DayStatus.objects.provisional().filter(
        case__in=cases, on__range=(report.span.starts_on, report.span.ends_on)
    )
    first_days = list(days.order_by().values_list("case").annotate(first=Min("on")).order_by("first", "case"))
    stays = MeasureStay.objects.filter(case__in=[pk for pk, _ in first_days]).select_related("measure")
    found, held = [], list(stays)
    for pk, on in first_days:
        measure = next((s.measure for s in held if s.case_id == pk and s.starts_on <= on <= (s.ends_on or on)), None)
        url = ""
        if measure is not None:
            grid = reverse("day_grid", args=["massnahme", str(measure.public_id), f"{on:%Y-%m}"])
            url = f"{grid}?person={cases[pk].public_id}"
        found.append(Gap("Anwesenheit noch vorläufig", f"{cases[pk].trainee.full_name}, ab {on:%d.%m.%Y}", url, pk))
    return found


def _over(report: Report) -> AttendanceQuerySet:
    """Return the persons' parts in sessions of the period that are over and were not called off."""
    return Attendance.objects.filter(
        case__in=report.case_ids,
        session__cancelled_at=None,
        session__starts_at__gte=report.span.starts_at,
        session__starts_at__lt=report.span.ends_at,
        session__ends_at__lte=timezone.now(),
    )
