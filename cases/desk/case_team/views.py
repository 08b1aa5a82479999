"""Pages "Fallteam": of one person and for many at once. Not visible is 404, visible but not changeable 403."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.desk.case_team import services
from cases.desk.case_team.access import changeable_by, may_change
from cases.desk.case_team.forms import ManyTeamsForm, StaffEndForm, TeamForm, version_of
from cases.desk.case_team.read_model import case_team, team_words
from cases.desk.filters import CaseFilter, Chip
from cases.desk.person_edit.grants import may_grant
from cases.desk.sight import desk_cases
from cases.people.case_team import end_case_staff
from cases.people.models import Case, CaseStaff
from cases.people.models.trainees import CaseQuerySet
from companies.records.forms import put_refusal

#: The page for many lists at most so many people; the filters of "Teilnehmende" narrow it.
MOST = 200
#: "ohne Sozialpädagogik": lists only those who have nobody of the role, all of them ticked.
WITHOUT = {Role.SOCIAL_WORKER.value: "ohne Sozialpädagogik", Role.TEACHER.value: "ohne Lehrkraft"}


def _changeable(request: UserRequest, public_id: Any) -> Case:
    """Return the case on the desk if the person may name its team."""
    case = get_object_or_404(desk_cases(request.user, DataClass.MASTER).select_related("trainee"), public_id=public_id)
    if not may_change(request.user, case):
        raise PermissionDenied
    return case


def _status(form: django_forms.BaseForm) -> int:
    return 422 if form.is_bound else 200


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def case_team_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Fallteam" of one person: who works on the case, and a form for who joins."""
    case = _changeable(request, public_id)
    form = TeamForm(request.POST or None, provider_id=case.provider_id, user=request.user)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["request_key"]
        try:
            rows = services.put_into_team(
                case=case, members=form.members, by=request.user, request_key=key, **form.days
            )
        except ValidationError as error:
            put_refusal(form, error)
        else:
            names = " und ".join(row.member.user.full_name for row in rows)
            verb = "gehören" if len(rows) > 1 else "gehört"
            messages.success(request, f"{names} {verb} ab {rows[0].starts_on:%d.%m.%Y} zum Fallteam.")
            return redirect("case_detail", case.public_id)
    context = {
        "case": case,
        "form": form,
        "team": case_team(case, request.user, timezone.localdate()),
        "may_grant": may_grant(request.user, case),
    }
    return render(request, "cases/desk/case_team/edit.html", context, status=_status(form))


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def case_team_end(request: UserRequest, public_id: Any, staff_id: int) -> HttpResponse:
    """Let somebody leave the team; who has not begun can be struck out."""
    case = _changeable(request, public_id)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    row = get_object_or_404(case.staff.select_related("member__user", "case"), pk=staff_id)
    today = timezone.localdate()
    if row.ends_on is not None and row.ends_on < today:
        messages.info(request, "Diese Mitarbeit ist schon vorbei.")
        return redirect("case_team_edit", case.public_id)
    form = StaffEndForm(request.POST or None, row=row)
    has_begun = row.starts_on < today
    if request.method == "POST":
        if "strike" in request.POST and not has_begun:
            end_case_staff(row=row, on=row.starts_on - timedelta(days=1), by=request.user)
            messages.success(request, f"{row.member.user.full_name} ist aus dem Fallteam gestrichen.")
            return redirect("case_team_edit", case.public_id)
        if form.is_valid() and _end(request, row, form):
            return redirect("case_team_edit", case.public_id)
        form.data = {**request.POST.dict(), "version": version_of(row)}  # the next save knows what was seen now
    context = {"case": case, "form": form, "row": row, "has_begun": has_begun}
    return render(request, "cases/desk/case_team/end.html", context, status=_status(form))


def _end(request: UserRequest, row: CaseStaff, form: StaffEndForm) -> bool:
    day = form.cleaned_data["ends_on"]
    try:
        end_case_staff(row=row, on=day, by=request.user)
    except ValidationError as error:
        put_refusal(form, error)
        return False
    messages.success(request, f"{row.member.user.full_name} gehört bis {day:%d.%m.%Y} zum Fallteam.")
    return True


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def case_team_many(request: UserRequest) -> HttpResponse:
    """ "Fallteam festlegen" for many: who of the list, who joins, from when. Filters stand in the address."""
    cases = changeable_by(request.user) & desk_cases(request.user, DataClass.MASTER)
    form = ManyTeamsForm(
        request.POST or None, provider_id=wall.current_provider_id() or 0, user=request.user, cases=cases
    )
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["case"])
        try:
            rows = services.put_into_teams(
                cases=chosen,
                members=form.members,
                by=request.user,
                request_key=form.cleaned_data["request_key"],
                **form.days,
            )
        except ValidationError as error:
            put_refusal(form, error)
        else:
            messages.success(request, _done(rows, chosen))
            return redirect(_many(request, cases, form)["back"])
    return render(request, "cases/desk/case_team/many.html", _many(request, cases, form), status=_status(form))


def _done(rows: list[CaseStaff], chosen: list[Case]) -> str:
    if not rows:
        return "Alle Gewählten hatten dieses Fallteam schon."
    number = len({row.case_id for row in rows})
    words = "1 Person" if number == 1 else f"{number} Personen"
    there = len(chosen) - number
    return f"Das Fallteam ist für {words} festgelegt." + (f" {there} hatten es schon." if there else "")


def _many(request: UserRequest, cases: CaseQuerySet, form: ManyTeamsForm) -> dict[str, Any]:
    """Return the page for many: those that fit the filters; "ohne …" ticks everybody it lists."""
    today = timezone.localdate()
    found = CaseFilter(request.GET, queryset=cases.select_related("trainee"), user=request.user).found()
    without = [role for role in request.GET.getlist("without") if role in WITHOUT]
    for role in without:
        still = CaseStaff.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), case=OuterRef("pk"))
        found = found.filter(~Exists(still.filter(member__role=role)))
    shown = list(found[: MOST + 1])
    words = team_words(shown, today)
    proposed = {str(case.public_id) for case in shown} if without else set()
    ticked = form.ticked if form.is_bound else proposed
    rest = request.GET.copy()
    rest.pop("without", None)
    return {
        "form": form,
        "rows": [(case, words.get(case.pk, ""), str(case.public_id) in ticked) for case in shown[:MOST]],
        "has_more": len(shown) > MOST,
        "most": MOST,
        "chips": [Chip(label, "without", role, role in without) for role, label in WITHOUT.items()],
        "is_filtered": bool(request.GET),
        "back": f"{reverse('case_list')}?{rest.urlencode()}",
    }
