"""The funder's room: the list of quarters, and quarters beside each other."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from reports.engine.models import Report
from reports.funder_room.comparison import all_series
from reports.funder_room.read_model import funder_reports


@needs_role(Role.FUNDER)
@require_safe
def quarter_compare(request: HttpRequest) -> HttpResponse:
    """Show the released quarters of one subject as charts with a table; `?reihe=` chooses the subject."""
    visible = Report.objects.visible_to(request.user)  # type: ignore[arg-type]
    reports = funder_reports(request.user).filter(pk__in=visible.values("pk"))  # type: ignore[arg-type]
    series = all_series(list(reports))
    wanted = request.GET.get("reihe")
    chosen = next((one for one in series if one.key == wanted or wanted is None), None)
    if wanted is not None and chosen is None:
        raise Http404
    return render(request, "reports/funder_room/compare.html", {"all_series": series, "series": chosen})
