"""Pages of a session: write it down, look at it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.models import LogEntry, User
from asa.accounts.once import KeyReused, is_by, is_key_reuse
from asa.accounts.permissions import needs
from asa.accounts.sorting import in_order_of
from asa.design.templatetags.asa import clock, near_date
from cases.people.models import Case
from cases.people.models.measures import in_number_order
from cases.sessions import choices, drafts, services
from cases.sessions.entries import Entry
from cases.sessions.entry_page import closed_month_of, counts_of, editable_session, entry_form, saved_warnings, staff_of
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.forms import EntryForm
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.hints import overlap_hint
from cases.sessions.overlaps.services import open_pairs
from cases.support.enums import Place

#: In the address of "Termin erfassen": another form than the one that was begun.
ANEW = "neu"


def _company(entry: EntryForm, session: Session | None) -> Any:
    data = entry.form.cleaned_data
    if data["kind"] == SessionKind.CONTACT or data["place"] == Place.COMPANY or data["employer_present"]:
        return choices.company_of(part.case for part in entry.parts) or (session.company if session else None)
    return session.company if session else None


def _save(request: HttpRequest, entry: EntryForm, session: Session | None) -> tuple[Session, Entry]:
    """Hand the checked form to the service. Raises StaleVersion and ValidationError."""
    user: User = request.user  # type: ignore[assignment]
    data = entry.form.cleaned_data
    staff = staff_of(session)
    if session is None:
        staff = [choices.own_membership(user)]
    elif data["second_staff"] == "":
        staff = staff[:1]
    else:
        staff = [m for m in staff if m.user_id == user.pk] or staff[:1]
    values = entry.entry(staff=staff, session=session, company=_company(entry, session))
    saved = services.document_session(
        entry=values,
        by=user,
        session=session,
        version=data.get("version") or 0,
        request_key=data["request_key"],
        following=data.get("following"),
        accepts_overlap=data["accepts_overlap"],
    )
    return saved, values


def _page(
    request: HttpRequest,
    entry: EntryForm,
    *,
    session: Session | None = None,
    stale: dict[str, Any] | None = None,
    is_again: bool = False,
    form_url: str = "",
    status: int = 200,
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    kind = entry.form["kind"].value() or ""
    offered = choices.topics(user)
    topic = entry.form["topic"].value() or ""
    if stale:  # the next press of the button is a decision, taken with both texts in view
        entry.form.data = entry.form.data.copy()  # type: ignore[attr-defined]
        entry.form.data["version"] = stale["session"].version  # type: ignore[index]
    planned = [row for row in entry.rows if row.is_planned]
    others = [row for row in entry.rows if not row.is_planned]
    shown = [r for r in others if r.is_ticked or r.chosen or r.is_open] if planned else others[:8]
    shown += [r for r in others[8:] if not planned and (r.is_ticked or r.chosen or r.is_open)]
    context = {
        "entry": entry,
        "form": entry.form,
        "forms": entry.rows,
        "planned_rows": planned,
        "first_rows": shown,
        "more_rows": [row for row in others if row not in shown],
        "private_rows": [row for row in entry.rows if row.may_note],
        "topics": [(value, offered[value]) for value, _ in entry.form.fields["kind"].choices],  # type: ignore[attr-defined]
        "topic_is_other": bool(topic) and topic not in offered.get(kind, []),
        "topic": topic,
        "session": session,
        "stale": stale,
        "form_url": form_url,
        "anew_url": "" if session else f"{reverse('session_create')}?{ANEW}=1",
        "another_url": reverse("session_new", args=[uuid.uuid4()]) if is_again else "",
        "is_month_closed": entry.form.has_error(NON_FIELD_ERRORS, "month_closed"),
        "preview": counts_of(user, entry, session),
        "closed_month": closed_month_of(entry),
        "when_is_open": session is None or entry.form.has_time_problem,
    }
    return render(request, "cases/sessions/session_form.html", context, status=status)


def _following(form: EntryForm, saved: Session) -> Session | None:
    """Return the next session that was planned along with this one."""
    data = form.form.cleaned_data
    if data.get("following") is None:
        return None
    key = services.following_key(saved, data["following"], data["request_key"])
    return Session.objects.filter(request_key=key).first()


def _answer(request: HttpRequest, saved: Session, entry: Entry, *, following: Session | None = None) -> HttpResponse:
    """Say that it is saved and go on: to the message for who did not come, the next open session, or "Heute"."""
    user: User = request.user  # type: ignore[assignment]
    messages.success(request, "Der Termin ist gespeichert.")
    if open_pairs(saved):
        messages.warning(request, "Zwei Termine zur selben Zeit: Bis das geklärt ist, steht es als Lücke im Monat.")
    if following and (hint := overlap_hint(following, user=user, subject="Der nächste Termin")):
        messages.warning(request, hint)
    for warning in saved_warnings(user, entry, saved):
        messages.warning(request, warning)
    if any(part.outcome == Outcome.NO_SHOW for part in entry.parts):
        return redirect("session_detail", saved.public_id)
    if "next" in request.POST:
        waiting = Session.objects.of_staff(user).undocumented(timezone.now()).order_by("starts_at").first()
        return redirect("session_log", waiting.public_id) if waiting else redirect("session_create")
    return redirect("today")


def _who_saved(session: Session) -> str:
    """Return "Sabine Berger hat den Eintrag um 14:31 geändert." from the log."""
    entry = (
        LogEntry.objects.filter(kind=LogKind.CHANGE, object_type="cases.session", object_id=session.pk)
        .select_related("actor")
        .first()
    )
    if entry is None or entry.actor is None:
        return "Der Eintrag wurde inzwischen geändert."
    return f"{entry.actor.full_name} hat den Eintrag {near_date(entry.at)} um {clock(entry.at)} geändert."


def _stale(user: User, current: Session, entry: EntryForm) -> dict[str, Any] | None:
    """Return both versions for the comparison, or None when the same thing is stored already (double tap)."""
    data = entry.form.cleaned_data
    stored = {
        attendance.case_id: attendance
        for attendance in Attendance.objects.visible_to(user)
        .filter(session=current)
        .select_related("case__trainee")
        .order_by(*in_order_of("case__trainee__last_name"))
    }
    typed = {part.case.pk: part for part in entry.parts}
    rows = [
        ("Art", current.get_kind_display(), SessionKind(data["kind"]).label),
        ("Beginn", _moment(current.starts_at), _moment(data["starts_at"])),
        ("Ende", _moment(current.ends_at), _moment(data["ends_at"])),
        ("Ort", current.get_place_display(), Place(data["place"]).label),
        ("Thema", current.topic, data["topic"]),
        ("Ergebnis und Vereinbarung", current.result, data["result"]),
    ]
    names = {a.case_id: a.case.trainee.full_name for a in stored.values()}
    names |= {part.case.pk: part.case.trainee.full_name for part in typed.values()}
    for pk, name in names.items():
        there = stored[pk].get_outcome_display() if pk in stored else ""
        rows.append((name, there, str(typed[pk].outcome.label) if pk in typed else "nicht dabei"))
    compared = [(label, old or "–", new or "–", (old or "") != (new or "")) for label, old, new in rows]
    if current.is_documented and not any(differs for *_, differs in compared):
        return None
    return {"session": current, "rows": compared, "sentence": _who_saved(current)}


def _moment(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"


@needs(DataClass.LESSON, Action.CREATE)
@require_safe
def session_create(request: HttpRequest) -> HttpResponse:
    """Open a new form: its key stands in the address, so that "back", reload and a restored tab keep it.

    What was typed and not saved is opened again under its own key, unless the person begins anew.
    """
    user: User = request.user  # type: ignore[assignment]
    first = _asked_case(request)
    begun = None if ANEW in request.GET else drafts.unsaved_session(user=user, first=first)
    key = begun or uuid.uuid4()
    address = reverse("session_new", args=[key])
    return redirect(f"{address}?case={first}" if first else address)


@needs(DataClass.LESSON, Action.CREATE)
@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write down a session that was not planned. `key` makes it one session, however often it is sent.

    A key that was used shows what was saved; sent once more with other words, both stand side by side.
    """
    user: User = request.user  # type: ignore[assignment]
    first = _asked_case(request)
    saved = Session.objects.filter(request_key=key).first()
    if saved is not None and is_by(saved, user):
        return _saved_already(request, editable_session(request, saved.public_id))
    if saved is not None and request.method == "GET":
        raise Http404
    entry = entry_form(request, session=None, first=first, key=key)
    if request.method == "POST" and entry.is_valid():
        try:
            session, values = _save(request, entry, None)
        except ValidationError as error:
            entry.form.refuse(error)
        except (KeyReused, IntegrityError) as error:
            if not is_key_reuse(error):
                raise
            return _with_new_key(request, entry)
        else:
            return _answer(request, session, values, following=_following(entry, session))
    return _page(request, entry)


def _saved_already(request: HttpRequest, saved: Session) -> HttpResponse:
    """Answer the form that made `saved` and is opened or sent once more."""
    if request.method == "POST":
        return _change(request, saved, is_again=True)
    messages.info(request, "Dieser Termin ist schon gespeichert.")
    return redirect("session_detail", saved.public_id)


def _with_new_key(request: HttpRequest, entry: EntryForm) -> HttpResponse:
    """Give back what was typed under a key that belongs to somebody else's entry; nothing is saved until sent again."""
    key = uuid.uuid4()
    entry.form.data = entry.form.data.copy()  # type: ignore[attr-defined]
    entry.form.data["request_key"] = str(key)  # type: ignore[index]
    entry.form.add_error(None, "Noch nicht gespeichert. Ihre Eingabe ist noch da; speichern Sie bitte noch einmal.")
    form_url = reverse("session_new", args=[key])
    return _page(request, entry, form_url=form_url, status=409)


def _asked_case(request: HttpRequest) -> uuid.UUID | None:
    """Return the case named in the address; a foreign or unknown one is 404 like everywhere."""
    text = request.GET.get("case", "")
    if not text:
        return None
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        public_id = uuid.UUID(int=0)
    allowed = Case.objects.visible_to(request.user, DataClass.LESSON, Action.CREATE)  # type: ignore[arg-type]
    return get_object_or_404(allowed, public_id=public_id).public_id


@needs(DataClass.LESSON, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def session_log(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down a planned session, or correct one."""
    session = editable_session(request, public_id)
    if request.method == "POST":
        return _change(request, session)
    return _page(request, entry_form(request, session=session), session=session)


def _change(request: HttpRequest, session: Session, *, is_again: bool = False) -> HttpResponse:
    """Save what was posted into a stored session, or show both versions where somebody was quicker.

    `is_again`: the form that made the session was sent once more; the page offers to make another one of it.
    """
    user: User = request.user  # type: ignore[assignment]
    entry = entry_form(request, session=session)
    stale = None
    if entry.is_valid():
        try:
            saved, values = _save(request, entry, session)
        except services.StaleVersion as error:
            stale = _stale(user, error.current, entry)
            if stale is None:
                messages.success(request, "Der Termin ist gespeichert.")
                return redirect("today")
        except ValidationError as error:
            entry.form.refuse(error)
        else:
            return _answer(request, saved, values, following=_following(entry, saved))
    status = 409 if stale else 200
    return _page(request, entry, session=session, stale=stale, is_again=is_again, status=status)


@needs(DataClass.LESSON, Action.CREATE, (DataClass.LESSON, Action.UPDATE))
@require_POST
def session_counts(request: HttpRequest, public_id: uuid.UUID | None = None) -> HttpResponse:
    """The line that says what the session counts as the form stands now; saves nothing."""
    user: User = request.user  # type: ignore[assignment]
    session = editable_session(request, public_id) if public_id else None
    entry = entry_form(request, session=session)
    context = {"preview": counts_of(user, entry, session), "closed_month": closed_month_of(entry), "session": session}
    return render(request, "cases/sessions/_counts.html", context)


@needs(DataClass.LESSON, Action.READ)
@require_safe
def session_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a session: when, where, who was there, what was agreed, who wrote it down."""
    user: User = request.user  # type: ignore[assignment]
    if not access_of(user).is_staff:
        raise Http404  # trainees, funders and auditors have pages of their own, built from less
    sessions = Session.objects.visible_to(user).select_related("documented_by", "cancelled_by", "company")
    session = get_object_or_404(sessions, public_id=public_id)
    attendances = Attendance.objects.visible_to(user).filter(session=session).select_related("case__trainee")
    shown = sorted(attendances, key=choices.by_name)
    is_planned = not session.is_documented and not session.is_cancelled
    context = {
        "session": session,
        "attendances": shown,
        "missed": [a for a in shown if a.outcome == Outcome.NO_SHOW],
        "staff": staff_of(session),
        "can_edit": Session.objects.editable_by(user).filter(pk=session.pk).exists(),
        "is_planned": is_planned,
        "can_plan": is_planned and Session.objects.plannable_by(user).filter(pk=session.pk).exists(),
        "series_id": choices.series_to_change(user, session),
        "is_over": session.starts_at <= timezone.now(),
        "may_see_hours": access_of(user).may(DataClass.WORTH, Action.READ),
        "bookings": _bookings(user, session),
        "overlaps": [pair for pair in open_pairs(session) if pair.one.case_id in {a.case_id for a in shown}],
        "known": _known(user, shown),
    }
    return render(request, "cases/sessions/session_detail.html", context)


def _known(user: User, attendances: list[Attendance]) -> set[int]:
    """Return the cases whose page the person may open: the second person of a session has the session only."""
    keys = [attendance.case_id for attendance in attendances]
    return set(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _bookings(user: User, session: Session) -> list[LedgerEntry]:
    """Return what the session charges now, as far as the person may read hours."""
    if not session.is_documented:
        return []
    standing = LedgerEntry.objects.visible_to(user).standing().filter(session=session)
    return list(
        standing.select_related("case__trainee", "measure").order_by(
            "account", in_number_order("measure__number"), "pk"
        )
    )


@needs(DataClass.LESSON, Action.READ)
@require_safe
def session_open_list(request: HttpRequest) -> HttpResponse:
    """List what is over and not written down, oldest first: the own sessions, or those of the team for its lead."""
    user: User = request.user  # type: ignore[assignment]
    access = access_of(user)
    if not access.is_staff:
        raise PermissionDenied
    is_own = access.may(DataClass.LESSON, Action.UPDATE)
    of_whom = Session.objects.of_staff(user) if is_own else Session.objects.visible_to(user)
    sessions = with_names(of_whom.undocumented(timezone.now()).order_by("starts_at", "pk"), user)
    if not is_own:
        sessions = sessions.prefetch_related("staff__member__user")
    page = Paginator(sessions, 25).get_page(request.GET.get("page"))
    return render(request, "cases/sessions/session_open_list.html", {"page": page, "is_own": is_own})


def with_names(sessions: QuerySet[Session], user: User) -> QuerySet[Session]:
    """Fetch with each session the people that the person may see: one query for all."""
    attendances = (
        Attendance.objects.visible_to(user)
        .select_related("case__trainee")
        .order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"))
    )
    return sessions.select_related("company").prefetch_related(
        Prefetch("attendances", queryset=attendances, to_attr="people")
    )
