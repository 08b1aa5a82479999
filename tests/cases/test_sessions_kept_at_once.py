"""Many sessions kept at once leave the same rows as one act after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts import wall
from asa.accounts.models import LogEntry
from cases.people.enums import MeasureModel
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import AbsenceReason, Mode, Outcome, SessionKind
from cases.sessions.ledger.models import LedgerEntry, MonthTotal
from cases.sessions.many import Kept, keep_sessions
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.rules.books import built_in_set
from cases.sessions.services import cancel_session, document_session, move_session, plan_session
from cases.support.enums import Place
from tests.factories import CaseFactory, MembershipFactory, at

pytestmark = pytest.mark.django_db

BEFORE = at("2026-11-02", "08:00")
#: What is not compared, with the reason.
DIFFERENT = {
    "id": "the database counts on",
    "public_id": "a random identifier",
    "request_key": "a random identifier",
    "session": "the row's own session; compared by its place",
    "created_at": "the moment of the booking: the single act books when it is done, the many are booked together",
}
ROWS = (Session, SessionStaff, Attendance, LedgerEntry, MonthTotal)


@pytest.fixture
def here():
    """A contact person with two cases."""
    case = CaseFactory()
    wall.enter(case.provider_id)
    built_in_set(case.provider_id, MeasureModel.ASAFLEX_2024)
    member = case.assignments.get().member
    return member, case, CaseFactory(provider=case.provider, contact_person=member, team=case.team)


@pytest.fixture
def kept(here):
    """One session of every sort, in the order of their end."""
    member, one, other = here
    lesson = Entry(
        kind=SessionKind.TUITION,
        starts_at=at("2026-11-03", "16:00"),
        ends_at=at("2026-11-03", "17:30"),
        parts=[Part(one), Part(other, Outcome.LATE, 10)],
        staff=[member],
        title="Mathe 1",
        room="Raum 1",
        topic="Prozent",
        result="Geübt.",
    )
    online = {"place": Place.ONLINE, "kind": SessionKind.SOCIAL, "room": "", "title": ""}
    away = [Part(one, Outcome.CANCELLED_BEFORE, mode=Mode.ONLINE, reason=AbsenceReason.PERSONAL)]
    return [
        Kept(lesson, member.user, documented_at=lesson.ends_at + timedelta(minutes=5)),
        _moved(replace(lesson, **online, parts=away, result=""), member.user, days=1),
        Kept(
            _later(replace(lesson, parts=[Part(one)], topic="", result=""), days=2),
            member.user,
            cancelled_at=at("2026-11-05", "07:30"),
            reason="Krankheit der Lehrkraft",
        ),
        Kept(_later(replace(lesson, parts=[Part(other)], topic="", result=""), days=9), member.user),
    ]


def _later(entry, *, days):
    more = timedelta(days=days)
    return replace(entry, starts_at=entry.starts_at + more, ends_at=entry.ends_at + more)


def _moved(entry, by, *, days):
    later = _later(entry, days=days)
    return Kept(later, by, documented_at=later.ends_at, moved_from=entry.starts_at, reason="Schule länger")


def _one_by_one(kept):
    """Do the same with one act after the other, each in its own time."""
    for one in kept:
        entry, length = one.entry, one.entry.ends_at - one.entry.starts_at
        with time_machine.travel(BEFORE, tick=False):
            first = one.moved_from or entry.starts_at
            planned = replace(entry, starts_at=first, ends_at=first + length, topic="", result="")
            session = plan_session(entry=planned, by=one.by)
            if one.moved_from:
                times = {"starts_at": entry.starts_at, "ends_at": entry.ends_at}
                session = move_session(session=session, by=one.by, version=1, reason=one.reason, **times)
        if one.documented_at:
            with time_machine.travel(one.documented_at, tick=False):
                document_session(entry=entry, by=one.by, session=session, version=session.version)
        elif one.cancelled_at:
            with time_machine.travel(one.cancelled_at, tick=False):
                how = {"outcome": one.cancelled_as, "reason": one.reason}
                cancel_session(session=session, by=one.by, version=session.version, **how)


def _rows():
    """Return every row of every table without what differs by nature."""
    places = {pk: place for place, pk in enumerate(Session.objects.order_by("starts_at").values_list("pk", flat=True))}
    found = {}
    for model in ROWS:
        names = [f.name for f in model._meta.concrete_fields if f.name not in DIFFERENT]
        rows = []
        for row in model._default_manager.all():
            place = places.get(getattr(row, "session_id", None) or row.pk) if model is not MonthTotal else None
            rows.append((place, {name: row.serializable_value(name) for name in names}))
        found[model] = sorted(rows, key=repr)
    return found


def test_every_field_of_every_row_is_that_of_the_single_acts(kept):
    with transaction.atomic():
        _one_by_one(kept)
        expected = _rows()
        transaction.set_rollback(True)
    keep_sessions(kept)
    found = _rows()
    for model in ROWS:
        assert expected[model], f"nothing to compare: {model}"
        assert found[model] == expected[model], model


def test_each_session_has_one_line_in_the_log_with_its_author(kept, here):
    sessions = keep_sessions(kept)
    entries = LogEntry.objects.filter(object_type="cases.session", object_id__in=[s.pk for s in sessions])
    assert [e.details["act"] for e in entries.order_by("id")] == ["documented", "documented", "cancelled", "planned"]
    assert {entry.actor for entry in entries} == {here[0].user}


def test_a_rule_that_one_session_breaks_leaves_none(kept):
    broken = replace(kept[0], entry=_later(kept[0].entry, days=-600))
    with pytest.raises(ValidationError, match="erst seit"):
        keep_sessions([*kept, broken])
    assert not Session.objects.exists()


def test_nobody_keeps_sessions_of_another_providers_people(kept):
    stranger = MembershipFactory()
    with pytest.raises(ValidationError, match="gehört nicht zu Ihrem Träger"):
        keep_sessions([replace(kept[0], entry=replace(kept[0].entry, staff=[stranger]))])


def test_the_number_of_statements_does_not_grow(kept, django_assert_max_num_queries):
    many = [replace(kept[0], entry=_later(kept[0].entry, days=0)) for _ in range(40)]
    with django_assert_max_num_queries(45):
        keep_sessions(many)
