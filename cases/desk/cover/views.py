"""Pages of absences: enter, list, hand the sessions of that time over."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from asa.design.fields import ChipsRadio, DeviceDateInput, GermanDateField
from cases.desk.cover.services import can_stand_in, deputies_in, make_deputies, without_deputy
from cases.desk.person_edit.grants import may_grant
from cases.people.models import Case
from cases.sessions.cover.services import (
    editable_absences,
    hand_over,
    members_to_plan,
    save_absence,
    uncovered,
    visible_absences,
)
from cases.sessions.series.forms import staff_choices
from cases.sessions.series.services import StaleSeries
from cases.support.planning.enums import StaffAbsenceKind
from cases.support.planning.models import StaffAbsence

PLANNERS = (Role.ADMIN, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)
PAST_ROWS = 20


class CoverRefused(ValidationError):
    """Whoever was chosen as cover cannot be deputy in these days; said at that field."""

    field = "cover"


def _name(member: Membership) -> str:
    return f"{member.user.full_name}, {member.get_role_display()}"


class AbsenceForm(forms.ModelForm):
    """Who is away from when to when, and who stands in."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    ends_on = GermanDateField(label="bis", widget=DeviceDateInput)
    for_cases = forms.ChoiceField(
        label="Vertritt als Ansprechperson",
        widget=ChipsRadio,
        choices=[("all", "für alle"), ("chosen", "nur für einzelne"), ("none", "nicht")],
        initial="all",
        required=False,
        help_text="Teilnehmende und Betriebe erfahren es und sehen die Vertretung in dieser Zeit.",
    )
    reads_notes = forms.BooleanField(label="Liest auch vertrauliche Notizen der Ansprechperson", required=False)

    class Meta:
        model = StaffAbsence
        fields = ["member", "kind", "starts_on", "ends_on", "cover"]
        widgets = {"kind": ChipsRadio}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        cover: Any = self.fields["cover"]
        order = in_order_of("user__last_name", "user__first_name")
        member.queryset = members_to_plan(user).filter(
            pk__in=[*Membership.objects.active().values_list("pk", flat=True), self.instance.member_id or 0]
        )
        member.queryset = member.queryset.select_related("user").order_by(*order)
        cover.queryset = staff_choices(self.instance.cover_id)
        member.label_from_instance = cover.label_from_instance = _name
        cover.empty_label = "noch offen"
        self.fields["kind"].choices = StaffAbsenceKind.choices  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version
        if Role.TEAM_LEAD not in access_of(user).roles:  # only the lead of the team makes deputyships
            del self.fields["for_cases"], self.fields["reads_notes"]
        if not members_to_plan(user).exclude(user=user.pk).exists():
            cover.queryset = cover.queryset.exclude(user=user.pk)


@needs_role(*PLANNERS)
@require_safe
def absence_list(request: UserRequest) -> HttpResponse:
    """Absences of today and later, then the last ones."""
    today = timezone.localdate()
    rows = visible_absences(request.user).select_related("member__user", "cover__user")
    current = list(rows.filter(ends_on__gte=today).order_by("starts_on", "pk")[:200])
    context = {"current": current, "past": rows.filter(ends_on__lt=today)[:PAST_ROWS]}
    return render(request, "cases/planning/absence_list.html", context)


@needs_role(*PLANNERS)
@require_http_methods(["GET", "POST"])
def absence_create(request: UserRequest) -> HttpResponse:
    """Enter an absence."""
    members = members_to_plan(request.user).filter(user=request.user.pk).values_list("pk", flat=True)
    today = timezone.localdate()
    initial = {"member": members.first(), "starts_on": today, "ends_on": today}
    form = AbsenceForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.instance.request_key = form.cleaned_data["request_key"]
        try:
            with transaction.atomic():
                absence = save_absence(absence=form.instance, by=request.user)
                words = _stand_in(request, absence, form)
        except ValidationError as error:
            form.add_error(getattr(error, "field", None), ValidationError(error.messages))
        else:
            messages.success(request, f"Die Abwesenheit ist eingetragen.{words}")
            return redirect("absence_detail", absence.public_id)
    return render(request, "cases/planning/absence_form.html", {"form": form}, status=422 if form.errors else 200)


def _stand_in(request: UserRequest, absence: StaffAbsence, form: AbsenceForm) -> str:
    """Make the deputyships that the form asks for and return the words about them. Raises CoverRefused."""
    if form.cleaned_data.get("for_cases") != "all" or not can_stand_in(absence):
        return ""
    try:
        count = make_deputies(absence=absence, by=request.user, reads_notes=form.cleaned_data["reads_notes"])
    except ValidationError as error:
        raise CoverRefused(error.messages) from error
    return f" {_deputy_words(count, absence)}" if count else ""


def _deputy_words(count: int, absence: StaffAbsence) -> str:
    who = absence.cover.user.full_name if absence.cover else ""
    return f"{who} vertritt bei {count} {'Teilnahme' if count == 1 else 'Teilnahmen'}; alle sind benachrichtigt."


def _absence(request: UserRequest, public_id: uuid.UUID, *, to_change: bool = False) -> StaffAbsence:
    rows = visible_absences(request.user).select_related("member__user", "cover__user")
    absence = get_object_or_404(rows, public_id=public_id)
    if to_change and not editable_absences(request.user).filter(pk=absence.pk).exists():
        raise PermissionDenied
    return absence


@needs_role(*PLANNERS)
@require_safe
def absence_detail(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """An absence with the sessions that lack someone. Times only: names of trainees do not belong here."""
    absence = _absence(request, public_id)
    missing = without_deputy(absence)
    entered = deputies_in(absence)
    keys = [row.assignment.case_id for row in entered]
    context = {
        "deputies": entered,
        "known": set(Case.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)),
        "deputies_missing": [row for row in missing if may_grant(request.user, row.case)],
        "waits_for_lead": len([row for row in missing if not may_grant(request.user, row.case)]),
        "can_stand_in": can_stand_in(absence),
        "absence": absence,
        "sessions": list(uncovered(absence)[:200]),
        "may_change": editable_absences(request.user).filter(pk=absence.pk).exists(),
    }
    return render(request, "cases/planning/absence_detail.html", context)


@needs_role(*PLANNERS)
@require_http_methods(["GET", "POST"])
def absence_edit(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an absence, for instance its cover."""
    absence = _absence(request, public_id, to_change=True)
    form: Any = AbsenceForm(request.POST or None, user=request.user, instance=absence)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = save_absence(absence=form.instance, by=request.user, version=form.cleaned_data["version"])
                words = _stand_in(request, saved, form)
        except StaleSeries as error:
            now: StaffAbsence = error.current
            form.data = form.data.copy()
            form.data["version"] = now.version
            cover = now.cover.user.full_name if now.cover else "keine Vertretung"
            form.add_error(
                None,
                "Die Abwesenheit wurde inzwischen geändert. Jetzt steht dort: "
                f"{now.starts_on:%d.%m.%Y} bis {now.ends_on:%d.%m.%Y}, {cover}. Ihre Angaben sind noch da. "
                "Speichern Sie noch einmal, wenn sie gelten sollen.",
            )
        except ValidationError as error:
            form.add_error(getattr(error, "field", None), ValidationError(error.messages))
        else:
            messages.success(request, f"Die Abwesenheit ist geändert.{words}")
            return redirect("absence_detail", absence.public_id)
    stored = StaffAbsence.objects.get(pk=absence.pk)
    context = {"form": form, "absence": stored}
    return render(request, "cases/planning/absence_form.html", context, status=422 if form.errors else 200)


@needs_role(Role.TEAM_LEAD)
@require_POST
def absence_deputies(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the cover stand in as contact person for the cases that were ticked."""
    absence = _absence(request, public_id, to_change=True)
    ticked = set(request.POST.getlist("case"))
    chosen = [row.case_id for row in without_deputy(absence) if str(row.case.public_id) in ticked]
    try:
        count = make_deputies(absence=absence, by=request.user, cases=chosen, reads_notes="reads_notes" in request.POST)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = _deputy_words(count, absence) if count else "Kreuzen Sie an, bei wem vertreten wird."
        messages.success(request, words) if count else messages.info(request, words)
    return redirect("absence_detail", absence.public_id)


@needs_role(*PLANNERS)
@require_POST
def absence_hand_over(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand one session, or all of that time, over to the cover."""
    absence = _absence(request, public_id, to_change=True)
    sessions = list(uncovered(absence))
    if wanted := request.POST.get("session"):
        sessions = [session for session in sessions if str(session.public_id) == wanted]
    try:
        count = hand_over(absence=absence, sessions=sessions, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = "1 Termin ist" if count == 1 else f"{count} Termine sind"
        messages.success(request, f"{words} an {absence.cover.user.full_name} übergeben.")  # type: ignore[union-attr]
    return redirect("absence_detail", absence.public_id)
