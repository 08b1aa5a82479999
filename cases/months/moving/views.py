"""The pages "In andere Maßnahme übernehmen": choose, check, do."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.months.moving.checking import Move, MoveLine, check_moves, hint_of, running_in
from cases.months.moving.forms import MoveForm
from cases.months.moving.services import NotPossibleError, move_cases
from cases.people.models import Case, Measure, MeasureStay
from cases.people.models.measures import in_number_order
from cases.people.models.trainees import CaseQuerySet


@require_safe
@needs(DataClass.MASTER, Action.UPDATE)
def move_list(request: UserRequest) -> HttpResponse:
    """Choose the measure whose people move on."""
    measures = Measure.objects.visible_to(request.user).select_related("funding_body", "lot")
    return render(
        request, "cases/months/moving/measures.html", {"measures": measures.order_by("-starts_on", in_number_order())}
    )


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.UPDATE)
def measure_move(request: UserRequest, public_id: Any) -> HttpResponse:
    """Move one or many people of a measure on."""
    measure = get_object_or_404(Measure.objects.visible_to(request.user), public_id=public_id)
    cases = _movable(request)
    # Whoever left lately may still be chosen by a form that is sent a second time.
    chosen = cases.filter(pk__in=MeasureStay.objects.filter(measure=measure).values("case"))
    shown = cases.filter(running_in(measure, timezone.localdate())).running()
    return _move_page(request, chosen, shown, title=str(measure), back=reverse("move_list"))


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.UPDATE)
def case_move(request: UserRequest, public_id: Any) -> HttpResponse:
    """Move one person on."""
    case = get_object_or_404(
        Case.objects.visible_to(request.user, DataClass.MASTER).select_related("trainee"), public_id=public_id
    )
    cases = _movable(request).filter(pk=case.pk)
    if not cases.exists():
        raise PermissionDenied
    back = reverse("case_detail", args=[case.public_id])
    return _move_page(request, cases, cases, title=case.trainee.full_name, back=back, ticked={str(case.public_id)})


def _movable(request: UserRequest) -> CaseQuerySet:
    cases = Case.objects.editable_by(request.user).select_related("trainee")
    return cases.order_by("trainee__last_name", "trainee__first_name", "pk")


def _move_page(
    request: UserRequest,
    cases: CaseQuerySet,
    shown: CaseQuerySet,
    *,
    title: str,
    back: str,
    ticked: set[str] | None = None,
) -> HttpResponse:
    """Show the form, then the check page, then do it: three steps of one address, told apart by the button.

    `cases` may be chosen, `shown` are listed.
    """
    form = MoveForm(request.POST or None, user=request.user, cases=cases, initial=_proposal(request))
    context = {"form": form, "title": title, "back": back}
    if not form.is_bound or request.POST.get("step") == "change" or not form.is_valid():
        chosen = form.ticked if form.is_bound else ticked or set()
        status = 422 if form.is_bound and form.errors else 200
        rows = [(case, str(case.public_id) in chosen) for case in shown]
        return render(request, "cases/months/moving/move.html", context | {"rows": rows}, status=status)
    move, chosen_cases = form.move, list(form.cleaned_data["case"])
    if request.POST.get("step") == "move":
        return _do(request, move, chosen_cases, context)
    return _check_page(request, move, check_moves(chosen_cases, move), context)


def _proposal(request: UserRequest) -> dict[str, Any]:
    """Propose the first of the next month: measures and option years mostly change then."""
    today = timezone.localdate()
    first = today.replace(day=1)
    return {"on": first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)}


def _check_page(
    request: UserRequest, move: Move, lines: Sequence[MoveLine], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    possible = [line for line in lines if line.is_possible]
    context |= {
        "move": move,
        "possible": possible,
        "refused": [line for line in lines if line.trouble],
        "done": [line for line in lines if line.is_done],
        "hint": hint_of(lines, move),
        "is_late": move.on < timezone.localdate(),
    }
    return render(request, "cases/months/moving/check.html", context, status=status)


def _do(request: UserRequest, move: Move, chosen: list[Case], context: dict[str, Any]) -> HttpResponse:
    try:
        moved = move_cases(cases=chosen, move=move, by=request.user)
    except NotPossibleError as error:
        messages.error(request, "Nichts wurde übernommen: Seit der Prüfung hat sich etwas geändert.")
        lines = error.lines if len(error.lines) == len(chosen) else _with_trouble(chosen, move, error.lines)
        return _check_page(request, move, lines, context, status=409)
    if not moved:
        messages.success(request, f"Das war schon übernommen: Maßnahme {move.measure.number}.")
    elif len(moved) == 1:
        messages.success(request, f"1 Person ist ab {move.on:%d.%m.%Y} in Maßnahme {move.measure.number}.")
    else:
        messages.success(
            request, f"{len(moved)} Personen sind ab {move.on:%d.%m.%Y} in Maßnahme {move.measure.number}."
        )
    return redirect(context["back"])


def _with_trouble(chosen: list[Case], move: Move, refused: list[MoveLine]) -> list[MoveLine]:
    """Return the lines of all chosen cases, with what the database refused in place of the check's opinion."""
    troubles = {line.case.pk: line for line in refused}
    return [troubles.get(line.case.pk, line) for line in check_moves(chosen, move)]
