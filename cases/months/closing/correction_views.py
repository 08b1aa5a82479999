"""The pages of corrections (Korrekturen)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.once import FRAME_FIELDS
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.second_people import second_words
from asa.accounts.typed.draft_pages import key_of
from cases.months.billing.figures import euros
from cases.months.closing import corrections
from cases.months.closing.board import CLOSERS
from cases.months.closing.effects import Effect, effects_of
from cases.months.closing.models import CorrectionState, MonthCorrection, ProForma
from cases.people.models import Case
from cases.sessions import choices
from cases.sessions.entries import Entry
from cases.sessions.entry_page import editable_session, entry_form, staff_of
from cases.sessions.enums import SessionKind
from cases.sessions.forms import EntryForm
from cases.sessions.models import Session
from cases.sessions.services import StaleVersion
from cases.support.enums import Place

#: Who asks for corrections or decides about them.
ASKERS = (Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)
PER_PAGE = 25

#: Names of the post that do not belong to what was typed.
_OWN_FIELDS = FRAME_FIELDS | {"correction_reason"}


class ReasonForm(forms.Form):
    """Why a closed month is to be corrected."""

    correction_reason = forms.CharField(label="Grund der Korrektur", max_length=300)


class DecideForm(forms.Form):
    """Agree or refuse; `version` is that of the session that was compared."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(label="Antwort", max_length=300, required=False, help_text="Nötig, wenn Sie ablehnen.")
    accepts_overlap = forms.BooleanField(label="Beide Termine fanden statt, trotzdem buchen", required=False)


def _entry(request: UserRequest, form: EntryForm, session: Session | None) -> Entry:
    """Return what the session's form holds, with the people who hold it."""
    staff = staff_of(session)
    if session is None:
        staff = [choices.own_membership(request.user)]
    elif form.form.cleaned_data["second_staff"] == "":
        staff = [m for m in staff if m.user_id == request.user.pk][:1] or staff[:1]
    data = form.form.cleaned_data
    company = session.company if session else None
    if data["kind"] == SessionKind.CONTACT or data["place"] == Place.COMPANY or data["employer_present"]:
        company = choices.company_of(part.case for part in form.parts) or company
    return form.entry(staff=staff, session=session, company=company)


@require_http_methods(["GET", "POST"])
@needs(DataClass.LESSON, Action.CREATE)
def correction_create(request: UserRequest, public_id: uuid.UUID | None = None) -> HttpResponse:
    """Ask for a correction with what was typed into the form of the session; without a session for a forgotten one."""
    session = editable_session(request, public_id) if public_id else None
    if request.method != "POST":
        return redirect("session_log", public_id) if public_id else redirect("session_create")
    entry = entry_form(request, session=session)
    back = reverse("session_log", args=[public_id]) if public_id else _address_of_form(request)
    is_asked = "correction_reason" in request.POST
    form = ReasonForm(request.POST if is_asked else None)
    rows: list[corrections.Compared] = []
    effects: list[NamedEffect] = []
    if entry.is_valid():
        wanted = _entry(request, entry, session)
        before = corrections.stored_entry(session) if session else None
        everyone = (*wanted.parts, *(before.parts if before else ()))
        names = {part.case.pk: part.case.trainee.full_name for part in everyone}
        rows = corrections.compare(before, wanted, with_texts=True, names=names)
        effects = _named_effects(request, effects_of(session, wanted), names)
        if is_asked and form.is_valid():
            try:
                correction = corrections.request_correction(
                    entry=wanted,
                    reason=form.cleaned_data["correction_reason"],
                    by=request.user,
                    session=session,
                    request_key=entry.form.cleaned_data["request_key"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Die Korrektur ist beantragt. Eine zweite Person entscheidet.")
                return redirect("correction_detail", correction.public_id)
    typed = [(name, value) for name in request.POST if name not in _OWN_FIELDS for value in request.POST.getlist(name)]
    troubles = [] if rows else ["Das Formular ist noch nicht vollständig. Gehen Sie zurück und ergänzen Sie es."]
    context: dict[str, Any] = {"form": form, "session": session, "rows": rows, "effects": effects}
    context |= {"typed": typed, "back": back, "troubles": troubles, "draft": key_of(request)}
    context["seconds"] = second_words(CLOSERS, without=[request.user.pk])
    status = 422 if form.errors or troubles else 200
    return render(request, "cases/months/closing/correction_request.html", context, status=status)


def _address_of_form(request: UserRequest) -> str:
    """Return the address of the opened form that was sent, by the key in it."""
    try:
        return reverse("session_new", args=[uuid.UUID(request.POST.get("request_key", ""))])
    except ValueError:
        return reverse("session_create")


@dataclass(frozen=True)
class NamedEffect:
    """An effect with the name of its account; `with_money` for who may read hours and money."""

    name: str
    effect: Effect
    with_money: bool

    @property
    def difference(self) -> str:
        """Return the minutes that are booked, with their sign."""
        return _signed(self.effect.difference, f"{abs(self.effect.difference)} Min.")

    @property
    def money(self) -> str:
        """Return the difference in money; "–" where there is none to show."""
        cents = self.effect.cents
        return _signed(cents, euros(abs(cents))) if self.with_money and cents is not None else "–"


def _signed(value: int, size: str) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else '±'} {size}"


def _named_effects(request: UserRequest, effects: list[Effect], names: dict[int, str]) -> list[NamedEffect]:
    with_money = access_of(request.user).may(DataClass.WORTH, Action.READ)
    return [
        NamedEffect(
            f"Maßnahme {effect.number}" if effect.case is None else names.get(effect.case, "eine weitere Person"),
            effect,
            with_money,
        )
        for effect in effects
    ]


@require_safe
@needs_role(*CLOSERS, *ASKERS)
def correction_list(request: UserRequest) -> HttpResponse:
    """Corrections to decide, the own ones, and services to be confirmed pro forma."""
    found = MonthCorrection.objects.visible_to(request.user).select_related("requested_by", "decided_by")
    decides = bool(access_of(request.user).roles & set(CLOSERS))
    waiting = found.filter(state=CorrectionState.REQUESTED).order_by("requested_at")
    decided = found.exclude(state=CorrectionState.REQUESTED).order_by("-decided_at")
    open_rows = ProForma.objects.visible_to(request.user).waiting()
    related = ("attendance__case__trainee", "attendance__session", "requested_by", "back_requested_by")
    context = {
        "waiting": list(waiting[:100]),
        "page": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")),
        "decides": decides,
        "pro_forma": list(open_rows.select_related(*related).order_by("requested_at")[:100]) if decides else [],
        "may_write": access_of(request.user).may(DataClass.LESSON, Action.CREATE),
    }
    return render(request, "cases/months/closing/correction_list.html", context)


@require_http_methods(["GET", "POST"])
@needs_role(*CLOSERS, *ASKERS)
def correction_detail(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a correction asks for beside what is stored; a second person decides here."""
    found = MonthCorrection.objects.visible_to(request.user)
    correction = get_object_or_404(found.select_related("requested_by", "decided_by"), public_id=public_id)
    decides = bool(access_of(request.user).roles & set(CLOSERS)) and correction.requested_by_id != request.user.pk
    session = Session.objects.filter(request_key=correction.session_key).first()
    form = DecideForm(request.POST or None, initial={"version": session.version if session else 0})
    stale = False
    is_open = correction.state == CorrectionState.REQUESTED
    clashes = corrections.clashes_of(correction, session, by=request.user) if decides and is_open else []
    if request.method == "POST":
        if not decides:
            raise PermissionDenied
        if form.is_valid() and clashes and _approves_unasked(request, form):
            form.add_error("accepts_overlap", "Setzen Sie den Haken, wenn beides stattfand, oder lehnen Sie ab.")
        if form.is_valid():
            try:
                done = _decide(request, correction, form.cleaned_data)
            except StaleVersion:
                stale = True
                form.data = {**form.data.dict(), "version": str(session.version if session else 0)}  # type: ignore[attr-defined]
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect("correction_detail", public_id)
    entry, before = corrections.entry_of(correction), corrections.before_of(correction, session)
    reads = Session.objects.visible_to(request.user).filter(pk=session.pk).exists() if session else False
    is_own = correction.requested_by_id == request.user.pk
    everyone = {part.case.pk for part in (*entry.parts, *(before.parts if before else ()))}
    visible = Case.objects.visible_to(request.user).filter(pk__in=everyone).select_related("trainee")
    names = {case.pk: case.trainee.full_name for case in visible}
    context = {
        "correction": correction,
        "session": session,
        "form": form,
        "stale": stale,
        "decides": decides and correction.state == CorrectionState.REQUESTED,
        "clashes": clashes,
        "rows": corrections.compare(before, entry, with_texts=reads or is_own, names=names),
        "effects": _named_effects(request, corrections.effects_of_correction(correction), names),
        "changed_since": session is not None
        and correction.state == CorrectionState.REQUESTED
        and session.version != correction.change["version"],
        "reads": reads,
        "seconds": second_words(CLOSERS, without=[correction.requested_by_id]) if is_open and not decides else "",
    }
    status = 409 if stale else 422 if form.errors else 200
    return render(request, "cases/months/closing/correction_detail.html", context, status=status)


def _approves_unasked(request: UserRequest, form: Any) -> bool:
    return request.POST.get("act") == "approve" and not form.cleaned_data["accepts_overlap"]


def _decide(request: UserRequest, correction: MonthCorrection, data: dict[str, Any]) -> str:
    """Do what was pressed and return the sentence about it."""
    act = request.POST.get("act")
    if act == "refuse":
        corrections.refuse(correction=correction, by=request.user, answer=data["answer"])
        return "Die Korrektur ist abgelehnt."
    if act != "approve":
        raise Http404
    corrections.approve(correction=correction, by=request.user, version=data["version"], answer=data["answer"])
    return "Die Korrektur ist genehmigt und gebucht."
