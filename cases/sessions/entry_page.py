"""The form of "Termin erfassen" for a request: who stands in it, what is filled in already, what it would count."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Membership, User
from asa.design.fields import GermanDateField
from cases.people.models import Case
from cases.sessions import choices
from cases.sessions.entries import Entry
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.forms import EntryForm, PersonForm, SessionForm, initial_of, initial_of_row
from cases.sessions.ledger.services import check_months_open
from cases.sessions.models import Attendance, Session
from cases.sessions.preview import Preview, preview

#: So long after somebody's entry the first contact is offered without asking for its day.
LATELY = timedelta(days=183)


def editable_session(request: HttpRequest, public_id: uuid.UUID) -> Session:
    """Return the session, 404 when it is not visible, 403 when it is but the person may not change it."""
    user: User = request.user  # type: ignore[assignment]
    session = get_object_or_404(Session.objects.visible_to(user), public_id=public_id)
    if not Session.objects.editable_by(user).filter(pk=session.pk).exists():
        raise PermissionDenied
    return session


def plannable_session(request: HttpRequest, public_id: uuid.UUID) -> Session:
    """Return the session to move or cancel, 404 when it is not visible, 403 when it is not the person's to plan."""
    user: User = request.user  # type: ignore[assignment]
    session = get_object_or_404(Session.objects.visible_to(user), public_id=public_id)
    if not Session.objects.plannable_by(user).filter(pk=session.pk).exists():
        raise PermissionDenied
    return session


def rows_of(
    user: User,
    *,
    data: Mapping[str, Any] | None,
    session: Session | None,
    first: uuid.UUID | None = None,
) -> list[PersonForm]:
    """Return one row per person: those of the session, then everyone else for whom the person may write."""
    attendances: list[Attendance] = []
    if session is not None:
        stored = Attendance.objects.editable_by(user).filter(session=session)
        stored = stored.select_related("case__trainee", "check_in")
        attendances = sorted(stored, key=choices.by_name)
    planned = {attendance.case_id for attendance in attendances}
    others = [case for case in choices.candidates(user) if case.pk not in planned]
    private = choices.with_private_lines(user, [*(a.case for a in attendances), *others])
    rows: list[tuple[Case, Attendance | None, dict[str, Any]]] = [(a.case, a, initial_of_row(a)) for a in attendances]
    rows += [(c, None, {"here": True, "outcome": Outcome.PRESENT} if c.public_id == first else {}) for c in others]
    forms = []
    for case, attendance, initial in rows:
        forms.append(PersonForm(data, initial=initial, case=case, attendance=attendance, may_note=case.pk in private))
    return forms


def entry_form(
    request: HttpRequest,
    *,
    session: Session | None,
    first: uuid.UUID | None = None,
    key: uuid.UUID | None = None,
) -> EntryForm:
    """Return the page's form with its rows; `key` is that of the opened form, which wins over what was posted."""
    user: User = request.user  # type: ignore[assignment]
    data: QueryDict | None = request.POST.copy() if request.method == "POST" else None
    rows = rows_of(user, data=data, session=session, first=first)
    now = timezone.localtime()
    quarter = now.replace(minute=now.minute // 15 * 15).time()
    new = {"start": quarter, "kind": choices.usual_kind(user)}
    initial: dict[str, Any] = initial_of(session) if session else new
    others = [member for member in staff_of(session) if member.user_id != user.pk]
    if others and session is not None:
        initial["second_staff"] = str(others[-1].pk)
    initial["request_key"] = key or uuid.uuid4()
    if key is not None and data is not None:
        data["request_key"] = str(key)
    before_entry = _may_be_before_entry(rows, data)
    form = SessionForm(
        data,
        initial=initial,
        session=session,
        colleagues=[*choices.colleagues(user, besides=[member.pk for member in others]), *others],
        with_first_contact=before_entry or (session is not None and session.kind == SessionKind.FIRST_CONTACT),
    )
    return EntryForm(form, rows)


def _may_be_before_entry(rows: list[PersonForm], data: QueryDict | None) -> bool:
    """Return whether a first contact is thinkable: somebody enters, entered lately, or entered after the typed day."""
    first_day = timezone.localdate() - LATELY
    if data is not None:
        with suppress(ValidationError):
            first_day = min(first_day, GermanDateField(required=False).clean(data.get("date", "")) or first_day)
    return any(row.case.started_on is None or row.case.started_on > first_day for row in rows)


def staff_of(session: Session | None) -> list[Membership]:
    if session is None:
        return []
    return [row.member for row in session.staff.select_related("member__user").order_by("pk")]


def counts_of(user: User, entry: EntryForm, session: Session | None) -> Preview | None:
    """Return what the session would count as the form stands; None while it has no time, and for who reads no hours."""
    if not access_of(user).may(DataClass.WORTH, Action.READ):
        return None
    times = entry.times()
    if times is None or not entry.kind:
        return None
    found = preview(
        kind=entry.kind,
        on=timezone.localdate(times[0]),
        minutes=times[1],
        parts=entry.chosen_parts(),
        staff=max(1, len(staff_of(session))),
        session=session,
    )
    return _without_rests(user, found)


def _without_rests(user: User, found: Preview | None) -> Preview | None:
    """Take out what remains of agreed hours where the person reads those of the own lessons only."""
    if found is None or not found.shows_rest:
        return found
    keys = [person.case.pk for person in found.people]
    known = set(Case.objects.visible_to(user, DataClass.WORTH).filter(pk__in=keys).values_list("pk", flat=True))
    people = (p if p.case.pk in known else replace(p, remaining=None) for p in found.people)
    return replace(found, people=tuple(people))


def closed_month_of(entry: EntryForm) -> str:
    """Return the sentence on a closed month for the day and people as the form stands; "" while there is none.

    Said when the day is chosen: whoever types for ten minutes must not learn it after saving.
    """
    times, cases = entry.times(), [case for case, _ in entry.chosen_parts()]
    if times is None or not cases:
        return ""
    try:
        check_months_open(cases, timezone.localdate(times[0]))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def saved_warnings(user: User, entry: Entry, session: Session) -> list[str]:
    """Return what a saved session goes beyond (agreed hours, size of the group); nothing for who reads no hours."""
    if not access_of(user).may(DataClass.WORTH, Action.READ):
        return []
    found = preview(
        kind=entry.kind,
        on=timezone.localdate(entry.starts_at),
        minutes=entry.minutes,
        parts=[(part.case, part.outcome) for part in entry.parts],
        staff=max(1, len(entry.staff)),
        session=session,
    )
    shown = _without_rests(user, found)
    return shown.warnings if shown else []
