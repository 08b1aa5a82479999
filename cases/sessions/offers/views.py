"""Pages of offers: freelance people answer them, planners see the answers and find staff."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.sessions.calendar.views import READERS as CALENDAR_READERS
from cases.sessions.group_rules import sizes_of
from cases.sessions.models import Session
from cases.sessions.offers.models import SessionOffer
from cases.sessions.offers.services import (
    answer_offers,
    open_offers,
    sessions_to_staff,
    staff_session,
    without_staff,
)
from cases.sessions.series.forms import staff_choices
from cases.support.planning.enums import OfferAnswer

ANSWERERS = (Role.TEACHER, Role.SOCIAL_WORKER, Role.CONTACT_PERSON)
#: Whoever plans sessions, and those who find somebody when a person is gone.
STAFFERS = (*ANSWERERS, Role.TEAM_LEAD, Role.ADMIN)
UNSTAFFED_ROWS = 50


@needs_role(*ANSWERERS)
@require_http_methods(["GET", "POST"])
def offer_list(request: UserRequest) -> HttpResponse:
    """Own open offers, each or all to be accepted or declined. Nobody's name stands in an offer."""
    offers = list(open_offers(request.user).order_by("session__starts_at", "pk")[:200])
    if request.method == "POST":
        wanted, _, answer = request.POST.get("answer", "").partition(":")
        if answer not in (OfferAnswer.ACCEPTED, OfferAnswer.DECLINED):
            return redirect("offer_list")
        chosen = offers if wanted == "all" else [offer for offer in offers if str(offer.pk) == wanted]
        count = answer_offers(offers=chosen, answer=OfferAnswer(answer), by=request.user)
        word = "angenommen" if answer == OfferAnswer.ACCEPTED else "abgelehnt"
        if count:
            messages.success(request, f"{count} {'Termin' if count == 1 else 'Termine'} {word}.")
        else:
            messages.info(request, "Dieses Angebot ist schon beantwortet oder nicht mehr offen.")
        return redirect("offer_list")
    answered = SessionOffer.objects.filter(
        member__user=request.user.pk, session__starts_at__gt=timezone.now(), session__cancelled_at=None
    ).exclude(answer=OfferAnswer.OPEN)
    sizes = sizes_of([offer.session_id for offer in offers], timezone.localdate())
    context = {
        "offers": [(offer, sizes.get(offer.session_id, "")) for offer in offers],
        "answered": answered.select_related("session").order_by("session__starts_at", "pk")[:30],
    }
    return render(request, "cases/planning/offer_list.html", context)


@needs_role(*STAFFERS)
@require_http_methods(["GET"])
def unstaffed_list(request: UserRequest) -> HttpResponse:
    """Sessions still to come that nobody holds: declined, not answered yet, or held by somebody who has left."""
    sessions = without_staff(sessions_to_staff(request.user)).prefetch_related("offers__member__user")
    rows = list(sessions[: UNSTAFFED_ROWS + 1])
    context = {"sessions": rows[:UNSTAFFED_ROWS], "has_more": len(rows) > UNSTAFFED_ROWS}
    context["sees_calendar"] = bool(access_of(request.user).roles & set(CALENDAR_READERS))
    return render(request, "cases/planning/unstaffed_list.html", context)


class StaffForm(forms.Form):
    """Who is to hold the session."""

    member: Any = forms.ModelChoiceField(queryset=None, label="durch", empty_label="Bitte wählen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = staff_choices()
        field.label_from_instance = lambda m: (
            f"{m.user.full_name}, {m.get_role_display()}"
            + (" (Honorarkraft, bekommt ein Angebot)" if m.kind == "freelance" else "")
        )


@needs_role(*STAFFERS)
@require_http_methods(["GET", "POST"])
def session_staff(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose who holds a session that has nobody."""
    seen = Session.objects.visible_to(request.user)
    open_to = sessions_to_staff(request.user)
    session = get_object_or_404((seen | open_to).distinct(), public_id=public_id)
    if not (open_to | Session.objects.editable_by(request.user)).filter(pk=session.pk).exists():
        raise PermissionDenied
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff_session(session=session, member=form.cleaned_data["member"], by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, "Der Termin ist vergeben.")
            return redirect("unstaffed_list")
    offers = session.offers.select_related("member__user")
    context = {"session": session, "form": form, "offers": offers}
    return render(request, "cases/planning/session_staff.html", context, status=422 if form.errors else 200)
