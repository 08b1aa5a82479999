"""Pages of the desk: "Teilnehmende", "Person", search, "Mehr"."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import STAFF_ROLES, Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from cases.desk import more as more_links
from cases.desk.additions import person_sections
from cases.desk.case_team.access import changeable_by
from cases.desk.export import people_workbook
from cases.desk.filters import SORTS, CaseFilter, Chip
from cases.desk.people_list import rows_of
from cases.desk.person import TimelineQuery, person_page
from cases.desk.search import by_name, find_companies, find_sessions, first_hits, search_cases, words_of
from cases.desk.sight import desk_cases
from cases.desk.timeline import STEP
from cases.people.enums import CaseState
from cases.people.models import Measure

ROWS_PER_PAGE = 25
FILTERS = ("q", "mine", "active", "tight", "quiet", "measure", "phase")


def _quick_chips(request: UserRequest) -> list[Chip]:
    labels = {"mine": "meine", "active": "aktiv", "tight": "Budget knapp", "quiet": "ohne Termin seit 14 Tagen"}
    if not access_of(request.user).may_for_cases(DataClass.WORTH, Action.READ):
        del labels["tight"]
    return [Chip(label, key, "1", request.GET.get(key) == "1") for key, label in labels.items()]


def _more_chips(request: UserRequest) -> list[tuple[str, list[Chip]]]:
    measures = [
        Chip(str(m), "measure", str(m.public_id), str(m.public_id) in request.GET.getlist("measure"))
        for m in Measure.objects.visible_to(request.user)
    ]
    phases = [Chip(s.label, "phase", s.value, s.value in request.GET.getlist("phase")) for s in CaseState]
    return [("Maßnahme", measures), ("Phase", phases)]


def _list_filter(request: UserRequest) -> CaseFilter:
    if not access_of(request.user).is_staff:
        raise PermissionDenied
    return CaseFilter(request.GET, queryset=desk_cases(request.user).select_related("trainee"), user=request.user)


@needs(DataClass.MINIMAL, Action.READ)
@require_safe
@vary_on_headers("HX-Request")
def case_list(request: UserRequest) -> HttpResponse:
    """ "Teilnehmende": search, filters and order in the address, 25 rows a page."""
    found = _list_filter(request)
    page = Paginator(found.found(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    more_chips = _more_chips(request)
    fragment = bool(request.htmx) and not request.htmx.history_restore_request
    context = {
        "page": page,
        "rows": rows_of(page.object_list, request.user),
        "q": request.GET.get("q", "")[:100],
        "chips": _quick_chips(request),
        "more_chips": more_chips,
        "active_filters": [chip for _, chips in more_chips for chip in chips if chip.current],
        "is_filtered": any(request.GET.get(key) for key in FILTERS),
        "sorts": [(key, label, key == found.order) for key, label in SORTS.items()],
        "may_create": access_of(request.user).may(DataClass.MASTER, Action.CREATE),
        "may_name_teams": changeable_by(request.user).exists(),
        "is_fragment": fragment,
        "announcement": f"{page.paginator.count} Teilnehmende",
        "kept": [(k, v) for k in request.GET if k not in ("q", "page") for v in request.GET.getlist(k)],
    }
    template = "cases/desk/_case_list_results.html" if fragment else "cases/desk/case_list.html"
    return render(request, template, context)


@needs(DataClass.MINIMAL, Action.READ)
@require_safe
def case_export(request: UserRequest) -> HttpResponse:
    """The XLSX of every row that the list shows with these filters, in the same order. Logged as an export."""
    found = _list_filter(request)
    rows = rows_of(found.found(), request.user)
    chips = _quick_chips(request) + [chip for _, chips in _more_chips(request) for chip in chips]
    filters = [chip.label for chip in chips if chip.current]
    if request.GET.get("q"):
        filters.append(f"Suche: {request.GET['q'][:100]}")
    provider = get_object_or_404(Provider, pk=wall.current_provider_id() or 0)
    record(LogKind.EXPORT, by=request.user, route="case_export", rows=len(rows), filters=sorted(request.GET))
    response = HttpResponse(
        people_workbook(rows, filters=filters, provider_name=provider.name),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="Teilnehmende_{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response


@needs(DataClass.MINIMAL, Action.READ)
@require_safe
def case_detail(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Person": what comes next, support, timeline; each section only for roles with its class of data."""
    cases = desk_cases(request.user).select_related("trainee", "team")
    case = get_object_or_404(cases, public_id=public_id)
    page = person_page(case, request.user, TimelineQuery.of(request.GET))
    context = {
        "case": case,
        "person": page,
        "trainee": case.trainee,
        "added_sections": person_sections(case, request.user, page.sight),
        "next_show": page.query.show + STEP,
        "this_year": timezone.localdate().year,
    }
    return render(request, "cases/desk/case_detail.html", context)


@needs(DataClass.MINIMAL, Action.READ, (DataClass.MASTER, Action.READ))
@require_safe
def search(request: UserRequest) -> HttpResponse:
    """Global search over people, companies and sessions that the person may see. Confidential texts never."""
    if not access_of(request.user).is_staff:
        raise PermissionDenied
    q = request.GET.get("q", "")[:100]
    context: dict[str, Any] = {"q": q, "searched": bool(words_of(q))}
    if context["searched"]:
        cases = by_name(search_cases(desk_cases(request.user).select_related("trainee"), q, request.user))
        people = first_hits(cases)
        context |= {
            "people": rows_of(people.rows, request.user),
            "more_people": people.has_more,
            "companies": first_hits(find_companies(q, request.user)),
            "sessions": first_hits(find_sessions(q, request.user)),
        }
    return render(request, "cases/desk/search.html", context)


@needs_role(*STAFF_ROLES)
@require_safe
def more(request: UserRequest) -> HttpResponse:
    """ "Mehr": everything that has no place in the navigation, as far as the roles can use it."""
    return render(request, "cases/desk/more.html", {"groups": more_links.groups(access_of(request.user))})
