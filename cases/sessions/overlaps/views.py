"""The page of two sessions at one time: both side by side, change one of them or say that both took place."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.people.models import Case
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.services import pair_of, settle


class SettleForm(forms.Form):
    """Why both sessions stay as they are."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    reason = forms.CharField(
        label="Warum stimmen beide?",
        max_length=300,
        help_text="Zum Beispiel: kam aus der Gruppe zum Einzelgespräch. Bitte nichts über Gesundheit oder Privates.",
        error_messages={"required": "Geben Sie an, warum beide Termine stimmen."},
    )


def _may_settle(request: UserRequest, case: Case) -> bool:
    """Whoever corrects attendance of the person, and whoever counts the hours."""
    counts = access_of(request.user).may(DataClass.WORTH, Action.UPDATE)
    return counts or Case.objects.editable_by(request.user, DataClass.ATTENDANCE).filter(pk=case.pk).exists()


@needs(DataClass.ATTENDANCE, Action.READ)
@require_http_methods(["GET", "POST"])
def overlap_settle(request: UserRequest, case_id: uuid.UUID, one: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Show both sessions of one person; a pair that no longer overlaps is no page any more."""
    visible = Case.objects.visible_to(request.user, DataClass.ATTENDANCE).select_related("trainee")
    case = get_object_or_404(visible, public_id=case_id)
    pair = pair_of(case, (one, other))
    both = [pair.one, pair.other] if pair else []
    seen = set(
        Attendance.objects.visible_to(request.user).filter(pk__in=[a.pk for a in both]).values_list("pk", flat=True)
    )
    if pair is None or not seen:
        raise Http404
    if request.method == "POST" and not _may_settle(request, case):
        raise PermissionDenied
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settle(pair=pair, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Geklärt: Beide Termine bleiben stehen.")
            return redirect("today")
    context = {
        "trainee": case.trainee,
        "rows": _rows(request, both, seen),
        "settlement": pair.settlement,
        "form": form if _may_settle(request, case) else None,
    }
    return render(request, "cases/sessions/overlaps/overlap_settle.html", context)


def _rows(request: UserRequest, attendances: list[Attendance], seen: set[int]) -> list[dict]:
    """Return both attendances with who held the session and whether this person may change it.

    Of an attendance that is not `seen` only time and kind are told.
    """
    keys = [attendance.session_id for attendance in attendances]
    editable = set(Session.objects.editable_by(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    rows = []
    for attendance in attendances:
        staff = attendance.session.staff.select_related("member__user").order_by("pk")
        names = ", ".join(row.member.user.full_name for row in staff)
        may_change = attendance.session_id in editable
        is_seen = attendance.pk in seen
        rows.append({"attendance": attendance, "staff": names, "may_change": may_change, "is_seen": is_seen})
    return rows
