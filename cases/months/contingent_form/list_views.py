"""The funding body's list of participants for a month beside ours."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.months.closing.services import month_words
from cases.months.contingent_form import services
from cases.months.contingent_form.columns import hidden_columns
from cases.months.contingent_form.forms import ListForm
from cases.months.contingent_form.lists import ListRow, cases_in, compare
from cases.months.contingent_form.models import ParticipantList
from cases.months.contingent_form.views import KEEPERS, measure_or_404, month_or_404
from cases.people.models import Case


@require_http_methods(["GET", "POST"])
@needs_role(*KEEPERS)
def form_list(request: UserRequest, month: str, public_id: UUID) -> HttpResponse:
    """Paste or upload their list; see who is missing on which side; older lists stay."""
    day, measure = month_or_404(month), measure_or_404(request, public_id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["request_key"]
        taken = services.take_list(measure=measure, month=day, rows=form.rows, by=request.user, request_key=key)
        count = len(taken.rows)
        messages.success(request, f"{'1 Person' if count == 1 else f'{count} Personen'} übernommen.")
        return redirect("form_list", month, public_id)
    lists = list(
        ParticipantList.objects.visible_to(request.user)
        .filter(measure=measure, month=day)
        .select_related("received_by")
        .order_by("-received_at", "-pk")
    )
    shown = lists[0] if lists else None
    if wanted := request.GET.get("liste"):
        shown = next((row for row in lists if str(row.public_id) == wanted), None)
        if shown is None:
            raise Http404
    comparison = None
    if shown is not None:
        visible = set(Case.objects.visible_to(request.user).values_list("pk", flat=True))
        ours = [case for case in cases_in(measure, day) if case.pk in visible]
        comparison = compare([ListRow.from_json(row) for row in shown.rows], ours)
        record(LogKind.READ, by=request.user, subject=shown, rows=len(shown.rows))
    hidden = hidden_columns(access_of(request.user))
    context = {
        "measure": measure, "month": day, "words": month_words(day), "form": form, "lists": lists, "shown": shown,
        "comparison": comparison, "with_number": "customer_number" not in hidden,
    }  # fmt: skip
    return render(request, "cases/months/contingent_form/list.html", context, status=422 if form.is_bound else 200)
