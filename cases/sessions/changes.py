"""Pages that change a planned session or follow from one: move, cancel, repeat, write to someone."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Provider, User
from asa.accounts.permissions import needs
from asa.accounts.sorting import in_order_of
from asa.design.templatetags.asa import clock, long_date
from cases.people.models import Case, Trainee
from cases.sessions import choices, notices, services
from cases.sessions.entry_page import editable_session, plannable_session
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.hints import overlap_hint
from cases.sessions.planning import CancelForm, MessageForm, MoveForm, RepeatForm
from cases.sessions.times import ClockProblem, local_moment


def _people(user: User, session: Session) -> list[Trainee]:
    """Return the people of the session whom the person may see, by name."""
    rows = Attendance.objects.visible_to(user).filter(session=session).select_related("case__trainee")
    return [
        row.case.trainee for row in rows.order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"))
    ]


def _everyone(session: Session) -> list[Trainee]:
    """Return all people of the session: who is told does not depend on whose names the writer may read."""
    return list(Trainee.objects.filter(cases__attendances__session=session).distinct().order_by("pk"))


def _provider(session: Session) -> Provider:
    return Provider.objects.only("name", "phone").get(pk=session.provider_id)


def _check_changeable(request: HttpRequest, session: Session) -> HttpResponse | None:
    """Return the way back for a session that is written down or cancelled already."""
    if not session.is_documented and not session.is_cancelled:
        return None
    word = "erfasst" if session.is_documented else "abgesagt"
    messages.info(request, f"Dieser Termin ist schon {word}.")
    return redirect("session_detail", session.public_id)


def _context(user: User, session: Session, form: Any, **more: Any) -> dict[str, Any]:
    people, everyone = _people(user, session), _everyone(session)
    return {
        "session": session,
        "form": form,
        "people": people,
        "reached": [person for person in everyone if person.email],
        "company_people": notices.company_people(session),
        "not_reached": [person for person in people if not person.email],
        "count": len(everyone),
        "others_unreached": sum(1 for person in everyone if not person.email and person not in people),
        **more,
    }


def _refuse_stale(form: Any, current: Session) -> None:
    """Say what is stored now and let the next press decide."""
    form.data = form.data.copy()
    form.data["version"] = current.version
    state = "abgesagt" if current.is_cancelled else "erfasst" if current.is_documented else "geändert"
    moment = timezone.localtime(current.starts_at)
    form.add_error(
        None,
        f"Der Termin wurde inzwischen {state} (jetzt {moment:%d.%m.%Y, %H:%M} Uhr). Ihre Angaben sind noch da. "
        "Speichern Sie noch einmal, wenn sie gelten sollen.",
    )


def _sent(request: HttpRequest, count: int) -> str:
    return "" if not count else f" {count} {'Nachricht ist' if count == 1 else 'Nachrichten sind'} unterwegs."


@needs(DataClass.LESSON, Action.PLAN)
@require_http_methods(["GET", "POST"])
def session_move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a planned session another time and tell the people."""
    user: User = request.user  # type: ignore[assignment]
    session = plannable_session(request, public_id)
    if answer := _check_changeable(request, session):
        return answer
    before = session.starts_at
    local = timezone.localtime(before)
    initial = {"version": session.version, "date": max(local.date(), timezone.localdate()), "start": local.time()}
    form = MoveForm(request.POST or None, initial=initial, session=session)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            moved = services.move_session(
                session=session,
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                by=user,
                version=data["version"],
                reason=data["reason"],
            )
        except services.StaleVersion as error:
            _refuse_stale(form, error.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = _tell(user, moved, data, "ist verschoben", notices.moved_text(moved, before=before))
            messages.success(request, f"Der Termin ist verschoben.{_sent(request, sent)}")
            if hint := overlap_hint(moved, user=user):
                messages.warning(request, hint)
            return redirect("session_detail", moved.public_id)
    return render(request, "cases/sessions/session_move.html", _context(user, session, form))


def _tell(user: User, session: Session, wanted: dict[str, Any], words: str, text: str) -> int:
    """Write the notice to the people of the session and to the company that expects it; return how many mails."""
    subject = f"Ihr Termin am {notices.weekday(session.moved_from or session.starts_at)} {words}"
    said: dict[str, Any] = {"session": session, "subject": subject, "text": text, "by": user}
    said["provider"] = _provider(session)
    sent = notices.tell_all(trainees=_everyone(session), **said) if wanted["notify"] else 0
    if wanted["notify_company"]:
        sent += notices.tell_company(contacts=notices.company_people(session), **said)
    return sent


@needs(DataClass.LESSON, Action.PLAN)
@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel a planned session for everyone, after a question that names it."""
    user: User = request.user  # type: ignore[assignment]
    session = plannable_session(request, public_id)
    if answer := _check_changeable(request, session):
        return answer
    form = CancelForm(request.POST or None, initial={"version": session.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            cancelled = services.cancel_session(
                session=session,
                outcome=Outcome(data["outcome"]),
                by=user,
                version=data["version"],
                reason=data["reason"],
            )
        except services.StaleVersion as error:
            _refuse_stale(form, error.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = _tell(user, cancelled, data, "fällt aus", notices.cancelled_text(cancelled))
            messages.success(request, f"Der Termin ist abgesagt.{_sent(request, sent)}")
            return redirect("today")
    return render(request, "cases/sessions/session_cancel.html", _context(user, session, form))


def _moments(session: Session) -> tuple[dict[str, datetime.datetime], dict[str, str], list[str]]:
    """Return when the group could meet again, with words, and a sentence for each day left out.

    Same weekday and time from today on, and today at the same time. Where the clock leaps over that time the week
    after takes its place.
    """
    local, today = timezone.localtime(session.starts_at), timezone.localdate()
    ahead = (local.date() - today).days % 7
    same_weekday = today + datetime.timedelta(days=ahead or 7)
    if same_weekday <= local.date():  # the session itself is still to come: a week after it
        same_weekday = local.date() + datetime.timedelta(days=7)
    days = {"weekday": [same_weekday, same_weekday + datetime.timedelta(days=7)]}
    if local.date() < today:
        days["today"] = [today]
    moments: dict[str, datetime.datetime] = {}
    left_out = []
    for key, choices_of_day in days.items():
        for day in choices_of_day:
            try:
                moments[key] = local_moment(day, local.time(), is_second=False)
                break
            except ClockProblem:
                left_out.append(
                    f"Am {day:%d.%m.%Y} gibt es {local:%H:%M} Uhr nicht: In dieser Nacht wird die Uhr vorgestellt. "
                    "Dieser Tag ist ausgelassen."
                )
    words = {"weekday": "", "today": "heute, "}
    labels = {key: f"{words[key]}{long_date(moment)}, {clock(moment)} Uhr" for key, moment in moments.items()}
    return moments, labels, left_out


@needs(DataClass.LESSON, Action.CREATE)
@require_http_methods(["GET", "POST"])
def session_repeat(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Plan the same group again, same length and place, without any text."""
    user: User = request.user  # type: ignore[assignment]
    session = editable_session(request, public_id)
    moments, labels, left_out = _moments(session)
    form = RepeatForm(request.POST or None, moments=moments, labels=labels)
    allowed = Case.objects.visible_to(user, DataClass.LESSON, Action.CREATE).open()
    cases = list(
        allowed.filter(attendances__session=session)
        .select_related("trainee")
        .order_by(*in_order_of("trainee__last_name"))
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.repeat_last_week(
                session=session,
                starts_at=form.starts_at,
                cases=cases,
                staff=[choices.own_membership(user)],
                by=user,
                request_key=form.cleaned_data["request_key"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            moment = timezone.localtime(planned.starts_at)
            messages.success(request, f"Geplant: {long_date(moment)}, {clock(moment)} Uhr.")
            if hint := overlap_hint(planned, user=user):
                messages.warning(request, hint)
            if moment.date() == timezone.localdate():
                return redirect("session_log", planned.public_id)
            return redirect("session_detail", planned.public_id)
    context = {"session": session, "form": form, "cases": cases, "left_out": left_out}
    return render(request, "cases/sessions/session_repeat.html", context)


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def session_message(request: HttpRequest, public_id: uuid.UUID, case_id: uuid.UUID) -> HttpResponse:
    """Write to one person of a session, offered after "kam nicht"; telephone and SMS are links."""
    user: User = request.user  # type: ignore[assignment]
    session = editable_session(request, public_id)
    attendances = Attendance.objects.visible_to(user).filter(session=session).select_related("case__trainee")
    attendance = get_object_or_404(attendances, case__public_id=case_id)
    trainee = attendance.case.trainee
    if not Case.objects.visible_to(user, DataClass.MASTER).filter(pk=attendance.case_id).exists():
        # Address and telephone belong to class M; who sees only the minimal data asks the contact person.
        raise PermissionDenied
    form = MessageForm(
        request.POST or None, initial={"text": notices.missed_text(session), "request_key": uuid.uuid4()}
    )
    if request.method == "POST" and trainee.email and form.is_valid():
        notices.post(
            trainee=trainee,
            subject=f"Ihr Termin am {notices.weekday(session.starts_at)}",
            text=form.cleaned_data["text"],
            by=user,
            request_key=form.cleaned_data["request_key"],
            closing=notices.signature(user, _provider(session)),
        )
        messages.success(request, "Die Nachricht ist unterwegs.")
        return redirect("today")
    context = {"session": session, "form": form, "trainee": trainee, "case": attendance.case}
    return render(request, "cases/sessions/session_message.html", context)
