"""A closed month refuses every kind of change, in the database and on the pages; only an approved correction passes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.months.closing.models import MonthClose, MonthCorrection
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import figures_of, snapshot_of
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayStatus
from cases.people.models import MeasureStay
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.models import MeasureRules
from cases.sessions.services import cancel_session, move_session
from tests.factories import MeasureFactory, at
from tests.months.situations import OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


class Closed(Office):
    """October with one lesson, a status and a settled cancellation, closed."""

    def __init__(self, behind):
        super().__init__()
        behind(self.provider)
        self.session = self.document(Outcome.PRESENT, Outcome.NO_SHOW)
        self.day = self.status(kind=DayKind.SICK, letters="K")
        self.close = close_month(measure=self.measure, month=OCTOBER, by=self.billing.user)


@pytest.fixture
def closed(behind):
    return Closed(behind)


def refused(act):
    """Return the database's sentence about the refusal of `act`."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    diagnosis = error.value.__cause__.diag
    assert diagnosis.constraint_name == "month_closed"
    return diagnosis.message_primary


ACTS = {
    "outcome": lambda c: Attendance.objects.filter(session=c.session).update(
        outcome=Outcome.CANCELLED_BEFORE, minutes=0
    ),
    "minutes": lambda c: Attendance.objects.filter(session=c.session, outcome="present").update(minutes=45),
    "late": lambda c: Attendance.objects.filter(session=c.session, outcome="present").update(late_minutes=5),
    "removed": lambda c: Attendance.objects.filter(session=c.session)[0].delete(),
    "begin": lambda c: Session.objects.filter(pk=c.session.pk).update(starts_at=at("2026-10-05", "15:45")),
    "end": lambda c: Session.objects.filter(pk=c.session.pk).update(ends_at=at("2026-10-05", "18:00")),
    "moved out": lambda c: Session.objects.filter(pk=c.session.pk).update(
        starts_at=at("2026-11-02"), ends_at=at("2026-11-02", "17:30")
    ),
    "kind": lambda c: Session.objects.filter(pk=c.session.pk).update(kind=SessionKind.SOCIAL),
    "company": lambda c: Session.objects.filter(pk=c.session.pk).update(employer_present=True),
    "not documented": lambda c: Session.objects.filter(pk=c.session.pk).update(documented_at=None),
    "staff added": lambda c: SessionStaff.objects.create(provider=c.provider, session=c.session, member=c.admin),
    "staff taken elsewhere": lambda c: SessionStaff.objects.filter(session=c.session).update(
        session=c.plan(day="2026-11-04"), member=c.admin
    ),
    "staff removed": lambda c: SessionStaff.objects.filter(session=c.session)[0].delete(),
    "status changed": lambda c: DayStatus.objects.filter(pk=c.day.pk).update(on=date(2026, 11, 2)),
    "status removed": lambda c: DayStatus.objects.get(pk=c.day.pk).delete(),
    "status added": lambda c: DayStatus.objects.create(
        provider=c.provider, case=c.cases[0], on=date(2026, 10, 8), code=c.day.code
    ),
    "session removed": lambda c: Attendance.objects.filter(session=c.session).delete(),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_database_refuses(closed, name):
    assert "ist abgeschlossen" in refused(lambda: ACTS[name](closed))


def test_a_new_attendance_is_refused(closed):
    session = Session.objects.create(
        provider=closed.provider, kind="tuition", starts_at=at("2026-10-09"), ends_at=at("2026-10-09", "17:00")
    )
    refused(lambda: Attendance.objects.create(provider=closed.provider, session=session, case=closed.cases[0]))


def test_a_session_is_not_moved_into_it(closed):
    session = closed.plan(day="2026-11-09")
    refused(
        lambda: Session.objects.filter(pk=session.pk).update(
            starts_at=at("2026-10-09"), ends_at=at("2026-10-09", "17:00")
        )
    )


def test_a_booking_into_it_is_refused(closed):
    entry = LedgerEntry.objects.first()
    entry.pk = entry.public_id = None
    entry.minutes = 1
    import uuid

    entry.public_id = uuid.uuid4()
    refused(lambda: entry.save(force_insert=True))


@pytest.mark.parametrize("change", [{"is_empty": True}, {"snapshot": {}}, {"month": date(2026, 9, 1)}])
def test_the_close_itself_never_changes(closed, change):
    with pytest.raises(Exception, match="nie geändert oder gelöscht"), transaction.atomic():
        MonthClose.objects.filter(pk=closed.close.pk).update(**change)
    with pytest.raises(Exception, match="nie geändert oder gelöscht"), transaction.atomic():
        MonthClose.objects.get(pk=closed.close.pk).delete()


def test_rules_of_it_are_not_changed(closed):
    rule_set = built_in_set(closed.provider.pk, closed.measure.model)
    with pytest.raises(IntegrityError, match="abgeschlossenen Monat"), transaction.atomic():
        MeasureRules.objects.create(
            provider=closed.provider,
            measure=closed.measure,
            rule_set=rule_set,
            starts_on=date(2026, 10, 15),
            reason="x",
        )


def test_nobody_leaves_the_measure_in_it(closed):
    with pytest.raises(IntegrityError, match="abgeschlossenen Monat"), transaction.atomic():
        MeasureStay.objects.filter(case=closed.cases[0]).update(ends_on=date(2026, 10, 2))


def test_what_does_not_count_may_change(closed):
    Session.objects.filter(pk=closed.session.pk).update(topic="anderes Thema", result="mehr Text")
    assert snapshot_of(closed.close).measure_minutes == 90


def test_the_other_measure_stays_open(closed):
    other = MeasureFactory(provider=closed.provider)
    from tests.factories import CaseFactory

    closed.cases = [CaseFactory(provider=closed.provider, contact_person=closed.teacher, measure=other)]
    assert closed.document(Outcome.PRESENT, day="2026-10-12").pk


def test_the_services_say_it_in_german(closed):
    with pytest.raises(ValidationError, match="Oktober 2026 ist abgeschlossen") as error:
        closed.document(Outcome.PRESENT, day="2026-10-12")
    assert error.value.code == "month_closed"
    with pytest.raises(ValidationError, match="Oktober 2026 ist abgeschlossen"):
        closed.document(Outcome.NO_SHOW, Outcome.NO_SHOW, session=closed.session)


def test_an_unapproved_correction_opens_nothing(closed):
    row = MonthCorrection.objects.create(
        provider=closed.provider, session=closed.session, session_key=closed.session.request_key,
        service_on=date(2026, 10, 5), reason="Grund", requested_by=closed.teacher.user,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.correction', %s, true)", [str(row.pk)])
    refused(lambda: Attendance.objects.filter(session=closed.session).update(minutes=0))


def test_a_correction_opens_no_other_session(closed):
    other = closed.plan(day="2026-11-04")
    row = MonthCorrection.objects.create(
        provider=closed.provider, session=other, session_key=other.request_key, service_on=date(2026, 11, 4),
        reason="Grund", requested_by=closed.teacher.user, decided_by=closed.billing.user, state="approved",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.correction', %s, true)", [str(row.pk)])
    refused(lambda: Attendance.objects.filter(session=closed.session, outcome="present").update(minutes=1))


def _fields(session, office, **changed):
    """Return what the browser sends for the form of a session."""
    start = changed.pop("start", "16:00")
    fields = {
        "request_key": "6d9e3c1a-1111-4222-8333-444455556666", "kind": "tuition", "day": "other", "date": "2026-10-05",
        "start": start,
        "length": "90", "place": "provider", "topic": "Fachrechnen", "result": "", "second_staff": "",
        "version": session.version if session else "",
    }  # fmt: skip
    for case, outcome in zip(office.cases, changed.pop("outcomes", ("present", "present")), strict=False):
        fields |= {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": outcome}
    return fields | changed


def test_the_page_keeps_what_was_typed_and_offers_a_correction(sign_in, closed):
    client = sign_in(closed.teacher.user)
    url = reverse("session_log", args=[closed.session.public_id])
    response = client.post(url, _fields(closed.session, closed, result="Nachhilfe vereinbart"))
    page = response.content.decode()
    assert "Der Oktober 2026 ist abgeschlossen" in page
    assert "Nachhilfe vereinbart" in page
    assert reverse("correction_create", args=[closed.session.public_id]) in page


def test_the_page_for_a_forgotten_lesson_offers_a_correction(sign_in, closed):
    client = sign_in(closed.teacher.user)
    response = client.post(reverse("session_new", args=[uuid4()]), _fields(None, closed, date="2026-10-20"))
    assert reverse("correction_new") in response.content.decode()
    assert Session.objects.count() == 1


def test_moving_and_cancelling_are_refused_by_the_services(behind):
    office = Office()
    behind(office.provider)
    session = office.plan(day="2026-11-03")
    with time_machine.travel("2026-12-02 12:00+01:00", tick=False):
        cancel_session(session=session, outcome=Outcome.CANCELLED_BEFORE, by=office.teacher.user, version=1)
        close_month(measure=office.measure, month=date(2026, 11, 1), by=None)
        late = office.plan(day="2026-12-05")
        with pytest.raises(ValidationError, match="abgesagt"):
            move_session(
                session=session, starts_at=at("2026-12-09"), ends_at=at("2026-12-09") + timedelta(hours=1),
                by=office.teacher.user, version=2,
            )  # fmt: skip
    assert figures_of([office.measure], date(2026, 11, 1))[office.measure.pk].measure_minutes == 0
    assert late.pk


def test_a_closed_month_is_told_when_the_day_is_chosen(sign_in, closed):
    client = sign_in(closed.teacher.user)
    fields = _fields(None, closed, date="2026-10-20")
    assert "Oktober 2026 ist abgeschlossen" in client.post(reverse("session_new_counts"), fields).content.decode()
    fields = _fields(None, closed, date="2026-11-02")
    assert "ist abgeschlossen" not in client.post(reverse("session_new_counts"), fields).content.decode()
