"""Planned sessions are moved, cancelled and repeated; people are told; whoever did not come gets a message."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.mail.models import Mail
from cases.people.enums import CaseState, ExitReason
from cases.people.models import Case
from cases.sessions import services
from cases.sessions.checks import check_cases, check_times
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def frozen():
    """Friday, 20 November 2026, 10:00 in Berlin."""
    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def staff(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def session(staff):
    people = [("Amira", "amira@post.example"), ("Deniz", "")]
    cases = [
        CaseFactory(
            provider=staff.provider,
            contact_person=staff,
            team=staff.team,
            trainee=TraineeFactory(provider=staff.provider, first_name=name, email=email, phone="+491711234567"),
        )
        for name, email in people
    ]
    return SessionFactory(provider=staff.provider, staff=[staff], cases=cases)


def _url(name, session):
    return reverse(f"session_{name}", args=[session.public_id])


def _move(session, **changes):
    return {"version": session.version, "date": "2026-11-24", "start": "9.30", "notify": "on"} | changes


def test_session_is_moved_and_people_with_address_are_told(sign_in, staff, session):
    before = session.starts_at

    answer = sign_in(staff.user).post(_url("move", session), _move(session, reason="Raum belegt"))

    session.refresh_from_db()
    mail = Mail.objects.get()
    assert answer.status_code == 302
    assert timezone.localtime(session.starts_at).isoformat() == "2026-11-24T09:30:00+01:00"
    assert (session.minutes, session.moved_from, session.change_reason) == (45, before, "Raum belegt")
    assert (mail.to, mail.subject) == ("amira@post.example", "Ihr Termin am Freitag ist verschoben")
    assert "Dienstag, 24. November, um 09:30 Uhr" in mail.text
    assert "Raum belegt" not in mail.text


def test_without_the_tick_nobody_is_told(sign_in, staff, session):
    form = _move(session)
    del form["notify"]

    sign_in(staff.user).post(_url("move", session), form)

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"date": "19.11.2026"}, "Der neue Termin liegt in der Vergangenheit."),
        ({"date": "2026-11-20", "start": "16:00"}, "Das ist der bisherige Termin."),
        ({"date": "Dienstag"}, "Geben Sie das Datum so ein: 22.11.2026."),
        ({"start": ""}, "Geben Sie die Uhrzeit so ein: 14:30."),
    ],
)
def test_impossible_times_are_refused(sign_in, staff, session, changes, message):
    assert message in sign_in(staff.user).post(_url("move", session), _move(session, **changes)).content.decode()


def test_moving_twice_from_the_same_page_warns(sign_in, staff, session):
    client = sign_in(staff.user)
    client.post(_url("move", session), _move(session))

    page = client.post(_url("move", session), _move(session, date="2026-11-25")).content.decode()

    assert "Der Termin wurde inzwischen geändert (jetzt 24.11.2026, 09:30 Uhr)" in page
    assert Mail.objects.count() == 1


def test_session_is_cancelled_for_everyone(sign_in, staff, session):
    form = {"version": session.version, "outcome": "cancelled_by_provider", "notify": "on"}

    sign_in(staff.user).post(_url("cancel", session), form)

    session.refresh_from_db()
    assert (session.cancelled_at, session.cancelled_by) == (timezone.now(), staff.user)
    assert set(session.attendances.values_list("outcome", "minutes")) == {(Outcome.CANCELLED_BY_PROVIDER, 0)}
    assert Mail.objects.get().subject == "Ihr Termin am Freitag fällt aus"


def test_question_names_the_session(sign_in, staff, session):
    page = sign_in(staff.user).get(_url("cancel", session)).content.decode()

    assert "Termin vom 20.11.2026 um 16:00\u00a0Uhr mit 2 Personen absagen?" in page


@pytest.mark.parametrize("outcome", ["present", "no_show", "pro_forma", ""])
def test_only_cancellations_are_taken(sign_in, staff, session, outcome):
    sign_in(staff.user).post(_url("cancel", session), {"version": session.version, "outcome": outcome})

    session.refresh_from_db()
    assert not session.is_cancelled


@pytest.mark.parametrize("name", ["move", "cancel"])
def test_what_is_written_down_is_no_longer_moved_or_cancelled(sign_in, staff, session, name):
    Session.objects.filter(pk=session.pk).update(documented_at=timezone.now())

    answer = sign_in(staff.user).get(_url(name, session))

    assert answer.url == _url("detail", session)


@pytest.mark.parametrize(("name", "status"), [("move", 200), ("cancel", 200), ("repeat", 403)])
def test_team_lead_moves_and_cancels_but_holds_no_sessions(sign_in, staff, session, name, status):
    lead = MembershipFactory(provider=staff.provider, team=staff.team, role=Role.TEAM_LEAD)

    assert sign_in(lead.user).get(_url(name, session)).status_code == status


@pytest.mark.parametrize("name", ["move", "cancel", "repeat"])
def test_colleague_without_these_people_gets_404(sign_in, staff, session, name):
    assert sign_in(MembershipFactory(provider=staff.provider).user).get(_url(name, session)).status_code == 404


def test_group_of_last_week_is_repeated_without_texts(sign_in, staff, session):
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at - timedelta(days=7),
        ends_at=session.ends_at - timedelta(days=7),
        topic="Altes Thema",
        result="Altes Ergebnis",
    )
    client, form = sign_in(staff.user), {"request_key": str(uuid.uuid4()), "when": "today"}

    client.post(_url("repeat", session), form)
    client.post(_url("repeat", session), form)

    planned = Session.objects.exclude(pk=session.pk).get()
    assert timezone.localtime(planned.starts_at).isoformat() == "2026-11-20T16:00:00+01:00"
    assert (planned.title, planned.minutes, planned.topic, planned.result) == ("Mathe-Gruppe", 45, "", "")
    assert planned.attendances.count() == 2


def test_repeating_offers_the_same_weekday_next_week(sign_in, staff, session):
    page = sign_in(staff.user).get(_url("repeat", session)).content.decode()

    assert "Freitag, 27.\u00a0November, 16:00 Uhr" in page


def test_clock_change_keeps_the_time_on_the_wall(staff):
    with time_machine.travel("2026-10-22 09:00:00+00:00", tick=False):
        from cases.sessions.changes import _moments

        case = CaseFactory(provider=staff.provider, contact_person=staff)
        session = SessionFactory(provider=staff.provider, staff=[staff], cases=[case])

        moments, _, _ = _moments(session)

    assert moments["weekday"].isoformat() == "2026-10-29T16:00:00+01:00"
    assert timezone.localtime(session.starts_at).isoformat() == "2026-10-22T16:00:00+02:00"


def test_who_has_left_is_not_in_the_repeated_group(sign_in, staff, session):
    gone = session.attendances.get(case__trainee__first_name="Deniz").case
    Case.objects.filter(pk=gone.pk).update(state=CaseState.ENDED, ended_on="2026-11-19", exit_reason=ExitReason.MOVED)

    sign_in(staff.user).post(_url("repeat", session), {"request_key": str(uuid.uuid4()), "when": "weekday"})

    planned = Session.objects.exclude(pk=session.pk).get()
    assert [a.case.trainee.first_name for a in planned.attendances.all()] == ["Amira"]


def _message(session, name):
    attendance = session.attendances.get(case__trainee__first_name=name)
    return reverse("session_message", args=[session.public_id, attendance.case.public_id])


def test_message_to_who_did_not_come(sign_in, staff, session):
    client, form = sign_in(staff.user), {"request_key": str(uuid.uuid4()), "text": "Bitte melden Sie sich."}

    client.post(_message(session, "Amira"), form)
    client.post(_message(session, "Amira"), form)

    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.reply_to) == (
        "amira@post.example",
        "Ihr Termin am Freitag",
        staff.user.email,
    )
    assert "Bitte melden Sie sich." in mail.text
    assert staff.user.full_name in mail.text


def test_without_address_telephone_and_sms_are_offered(sign_in, staff, session):
    page = sign_in(staff.user).get(_message(session, "Deniz")).content.decode()

    assert 'href="tel:+491711234567"' in page
    assert 'href="sms:+491711234567"' in page
    assert "keine E-Mail-Adresse hinterlegt" in page


def test_teacher_does_not_get_address_and_telephone(sign_in, staff, session):
    teacher = MembershipFactory(provider=staff.provider, role=Role.TEACHER)
    case = session.attendances.get(case__trainee__first_name="Amira").case
    lesson = SessionFactory(provider=staff.provider, staff=[teacher], cases=[case])

    answer = sign_in(teacher.user).get(_message(lesson, "Amira"))

    assert answer.status_code == 403


def test_message_to_a_person_of_another_session_is_404(sign_in, staff, session):
    other = CaseFactory(provider=staff.provider, contact_person=staff)

    url = reverse("session_message", args=[session.public_id, other.public_id])

    assert sign_in(staff.user).get(url).status_code == 404


# ---- the rules themselves ----


@pytest.mark.parametrize(
    ("minutes", "message"),
    [
        (0, "Das Ende muss nach dem Beginn liegen."),
        (-5, "Das Ende muss nach dem Beginn liegen."),
        (721, "Ein Termin dauert höchstens 12 Stunden."),
    ],
)
def test_end_follows_start_within_twelve_hours(minutes, message):
    with pytest.raises(ValidationError, match=message):
        check_times(timezone.now(), timezone.now() + timedelta(minutes=minutes))


def test_person_twice_is_refused(session):
    case = session.attendances.first().case

    with pytest.raises(ValidationError, match="Eine Person steht zweimal in diesem Termin"):
        check_cases([case, case], kind="tuition", starts_at=timezone.now())


def test_stale_move_raises(session, staff):
    with pytest.raises(services.StaleVersion):
        services.move_session(
            session=session,
            starts_at=session.ends_at,
            ends_at=session.ends_at + timedelta(hours=1),
            by=staff.user,
            version=7,
        )
