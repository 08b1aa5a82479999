"""A Termin is written down once: who may, what is refused and how it says so, twice, stale, hostile text."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.notes.models import CounsellingNote
from cases.people.enums import CaseState, ExitReason
from cases.people.models import Case
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, Session
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def frozen():
    """Friday, 20 November 2026, 17:00 in Berlin."""
    with time_machine.travel("2026-11-20 16:00:00+00:00", tick=False):
        yield


@pytest.fixture
def staff(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


def _case(staff, **fields):
    names = {key: fields.pop(key) for key in ("first_name", "last_name") if key in fields}
    trainee = TraineeFactory(provider=staff.provider, **names)
    return CaseFactory(provider=staff.provider, contact_person=staff, team=staff.team, trainee=trainee, **fields)


def _lesson(staff, *cases, **fields):
    return SessionFactory(provider=staff.provider, staff=[staff], cases=list(cases), **fields)


def _form(*cases, session=None, **changes):
    """Return what the browser sends when everyone is ticked and nothing else was touched."""
    form = {
        "request_key": str(uuid.uuid4()),
        "version": str(session.version) if session else "",
        "kind": "tuition",
        "day": "today",
        "start": "16:00",
        "length": "45",
        "place": "provider",
        "topic": "Fachrechnen",
        "result": "",
    }
    for case in cases:
        form |= {_key(case, "here"): "on", _key(case, "outcome"): "present", _key(case, "mode"): "on_site"}
    return form | changes


def _key(case, name):
    return f"p-{case.public_id}-{name}"


def _log(session):
    return reverse("session_log", args=[session.public_id])


def _new(key=None):
    return reverse("session_new", args=[key or uuid.uuid4()])


def test_planned_lesson_is_documented_with_minutes_for_all(sign_in, staff):
    cases = [_case(staff) for _ in range(5)]
    session = _lesson(staff, *cases)

    response = sign_in(staff.user).post(_log(session), _form(*cases, session=session))

    session.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/")
    assert (session.topic, session.documented_by, session.version) == ("Fachrechnen", staff.user, 2)
    assert set(session.attendances.values_list("outcome", "minutes")) == {(Outcome.PRESENT, 45)}


def test_documenting_leaves_a_log_entry_without_text(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)

    sign_in(staff.user).post(_log(session), _form(case, session=session))

    entry = LogEntry.objects.filter(kind=LogKind.CHANGE, object_type="cases.session").get()
    assert (entry.actor, entry.object_id) == (staff.user, session.pk)
    assert entry.details == {"act": "documented", "people": 1, "minutes": 45}


@pytest.mark.parametrize(
    ("outcome", "late", "minutes"),
    [
        ("present", "", 45),
        ("late", "10", 35),
        ("cancelled_before", "", 0),
        ("cancelled_same_day", "", 0),
        ("no_show", "", 0),
        ("cancelled_by_provider", "", 0),
    ],
)
def test_minutes_follow_from_the_outcome(sign_in, staff, outcome, late, minutes):
    case, other = _case(staff), _case(staff)
    session = _lesson(staff, case, other)
    form = _form(case, other, session=session)
    form |= {_key(case, "outcome"): outcome, _key(case, "late_minutes"): late}

    sign_in(staff.user).post(_log(session), form)

    attendance = Attendance.objects.get(session=session, case=case)
    assert (attendance.outcome, attendance.minutes) == (outcome, minutes)


def test_reason_of_an_absence_is_kept(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    form = _form(case, session=session)
    form |= {_key(case, "outcome"): "cancelled_same_day", _key(case, "reason"): "company_did_not_release"}

    sign_in(staff.user).post(_log(session), form)

    assert Attendance.objects.get().get_reason_display() == "Betrieb stellte nicht frei"


def test_after_no_show_the_message_is_offered(sign_in, staff):
    case = _case(staff, first_name="Deniz")
    session = _lesson(staff, case)
    form = _form(case, session=session) | {_key(case, "outcome"): "no_show", "topic": ""}

    page = sign_in(staff.user).post(_log(session), form, follow=True).content.decode()

    assert "Deniz kam nicht" in page
    assert "Nachricht senden" in page


def test_pro_forma_is_neither_offered_nor_taken(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    client = sign_in(staff.user)

    page = client.get(_log(session)).content.decode()
    answer = client.post(_log(session), _form(case, session=session) | {_key(case, "outcome"): "pro_forma"})

    assert "pro_forma" not in page
    assert answer.status_code == 200
    assert Attendance.objects.get().outcome == ""


def test_unplanned_session_is_created(sign_in, staff):
    case = _case(staff)

    sign_in(staff.user).post(_new(), _form(case, kind="companion", place="phone", length="15", topic="Prüfung"))

    session = Session.objects.get()
    assert (session.kind, session.place, session.minutes) == (SessionKind.COMPANION, "phone", 15)
    assert [row.member for row in session.staff.all()] == [staff]


def test_posting_twice_makes_one_session(sign_in, staff):
    case = _case(staff)
    form = _form(case, next_date="2026-11-27", next_start="16:00") | {_key(case, "private"): "vertraulich"}
    client = sign_in(staff.user)

    address = _new()
    first, second = client.post(address, form), client.post(address, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Session.objects.filter(documented_at__isnull=False).count() == 1
    assert Session.objects.filter(documented_at=None).count() == 1
    assert CounsellingNote.objects.count() == 1


def test_documenting_twice_is_no_conflict_with_oneself(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    client, form = sign_in(staff.user), _form(case, session=session)

    answers = [client.post(_log(session), form).status_code for _ in range(2)]

    session.refresh_from_db()
    assert answers == [302, 302]
    assert session.version == 2


def test_stale_version_shows_both_texts_and_saves_nothing(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    client = sign_in(staff.user)
    client.post(_log(session), _form(case, session=session, result="Erste Fassung"))

    answer = client.post(_log(session), _form(case, session=session, result="Zweite Fassung"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "hat den Eintrag heute um 17:00 geändert" in page
    assert "Erste Fassung" in page
    assert page.count("Zweite Fassung") == 2  # in the comparison and, still, in the field
    assert 'name="version" value="2"' in page
    session.refresh_from_db()
    assert session.result == "Erste Fassung"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": ""}, "Geben Sie ein Thema ein."),
        ({"kind": ""}, "Wählen Sie die Art des Termins."),
        ({"day": "other", "date": "21.11.2026"}, "Das Datum liegt in der Zukunft. Wählen Sie heute oder früher."),
        ({"day": "other", "date": "32.13."}, "Geben Sie das Datum so ein: 22.11.2026."),
        ({"day": "other", "date": ""}, "Geben Sie das Datum so ein: 22.11.2026."),
        ({"day": "other", "date": "31.08.2025"}, "Amira ist erst seit 01.09.2025 dabei."),
        ({"start": "25:99"}, "Geben Sie die Uhrzeit so ein: 14:30."),
        ({"length": "other", "other_length": "721"}, "Ein Termin dauert höchstens 12 Stunden (720 Minuten)."),
        ({"length": "other", "other_length": "0"}, "Geben Sie die Länge in Minuten ein, zum Beispiel 75."),
        ({"next_date": "2026-11-27"}, "Für den nächsten Termin fehlt der Beginn."),
        ({"next_date": "2026-11-19", "next_start": "16:00"}, "Der nächste Termin liegt in der Vergangenheit."),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_text(sign_in, staff, changes, message):
    case = _case(staff, first_name="Amira")

    page = sign_in(staff.user).post(_new(), _form(case, result="Mein Text", **changes)).content.decode()

    assert message in page
    assert "Bitte prüfen Sie eine Angabe" in page
    assert "Mein Text" in page
    assert "<title>Fehler: " in page
    assert not Session.objects.exists()


def test_nobody_ticked_is_refused(sign_in, staff):
    _case(staff)

    page = sign_in(staff.user).post(_new(), _form()).content.decode()

    assert '<a href="#id_people">Wählen Sie mindestens eine Person.</a>' in page
    assert page.count("Wählen Sie mindestens eine Person.") == 2
    assert 'aria-describedby="people-error"' in page


@pytest.mark.parametrize("late", ["", "45", "abc"])
def test_delay_must_fit_into_the_session(sign_in, staff, late):
    case = _case(staff)
    form = _form(case) | {_key(case, "outcome"): "late", _key(case, "late_minutes"): late}

    answer = sign_in(staff.user).post(_new(), form)

    assert answer.status_code == 200
    assert "Verspätung" in answer.content.decode() or "zu spät" in answer.content.decode()
    assert not Session.objects.exists()


def test_unticked_person_of_a_planned_group_needs_a_reason(sign_in, staff):
    case, other = _case(staff, first_name="Mia"), _case(staff)
    session = _lesson(staff, case, other)
    form = _form(case, other, session=session)
    del form[_key(case, "here")]

    assert "Wählen Sie, warum Mia nicht da war." in sign_in(staff.user).post(_log(session), form).content.decode()


def test_before_entry_only_the_first_contact_is_possible(sign_in, staff):
    case = _case(staff, first_name="Yusuf", state=CaseState.ASSIGNED, started_on=None)
    client = sign_in(staff.user)

    refused = client.post(_new(), _form(case)).content.decode()
    taken = client.post(_new(), _form(case, kind="first_contact", topic="Kennenlernen"))

    assert "Yusuf ist noch nicht eingetreten. Vorher ist nur ein Erstkontakt möglich." in refused
    assert taken.status_code == 302


def test_a_talk_before_entry_is_written_down_later_and_counts_nothing(sign_in, staff):
    case = _case(staff, first_name="Yusuf")  # since the 1st of September 2025, long ago
    client = sign_in(staff.user)
    before = _form(case) | {"day": "other", "date": "20.08.2025"}

    refused = client.post(_new(), before)
    taken = client.post(_new(), before | {"kind": "first_contact", "topic": "Kennenlernen"})
    new = _case(staff, first_name="Mia", started_on=date(2026, 10, 1))
    later = client.post(_new(), _form(new, kind="first_contact") | {"day": "other", "date": "20.10.2026"})

    assert "Davor ist nur ein Erstkontakt möglich." in refused.content.decode()
    assert "first_contact" in dict(refused.context["form"].fields["kind"].choices)
    assert taken.status_code == 302
    assert "Mia ist seit 01.10.2026 dabei. Ein Erstkontakt liegt davor." in later.content.decode()
    with wall.within(staff.provider_id):
        assert not LedgerEntry.objects.filter(case=case).exists()


def test_after_the_exit_nothing_is_added_but_earlier_days_can_be_corrected(sign_in, staff):
    case = _case(staff, first_name="Lukas")
    session = _lesson(staff, case)
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.ENDED, ended_on=date(2026, 11, 18), exit_reason=ExitReason.MOVED
    )
    client = sign_in(staff.user)

    refused = client.post(_log(session), _form(case, session=session)).content.decode()
    taken = client.post(_log(session), _form(case, session=session, day="other", date="18.11.2026"))

    assert "Lukas ist seit 18.11.2026 nicht mehr dabei." in refused
    assert taken.status_code == 302


def test_foreign_case_in_the_form_is_refused(sign_in, staff):
    mine, foreign = _case(staff), CaseFactory()

    page = sign_in(staff.user).post(_new(), _form(mine, foreign)).content.decode()

    assert "Eine der Personen können Sie hier nicht auswählen." in page
    assert not Session.objects.exists()


def test_case_of_a_colleague_is_neither_offered_nor_taken(sign_in, staff):
    mine = _case(staff)
    other = _case(MembershipFactory(provider=staff.provider, team=staff.team))
    client = sign_in(staff.user)

    assert str(other.public_id) not in client.get(_new()).content.decode()
    client.post(_new(), _form(mine, other))
    assert not Session.objects.exists()


def test_hostile_text_is_shown_as_text(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    client = sign_in(staff.user)
    client.post(
        _log(session), _form(case, session=session, result="<script>alert(1)</script>{{ 7 }}", topic="<b>x</b>")
    )

    page = client.get(reverse("session_detail", args=[session.public_id])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.TEAM_LEAD, 403),
        (Role.ADMIN, 403),
        (Role.BILLING, 403),
        (Role.DATA_PROTECTION, 403),
        (Role.TEACHER, 404),
        (Role.SOCIAL_WORKER, 404),
    ],
)
def test_others_of_the_provider_may_not(sign_in, staff, role, status):
    session = _lesson(staff, _case(staff))
    member = MembershipFactory(provider=staff.provider, team=staff.team, role=role)

    assert sign_in(member.user).get(_log(session)).status_code == status


def test_team_lead_reads_but_does_not_write(sign_in, staff):
    session = _lesson(staff, _case(staff), held=True)
    lead = MembershipFactory(provider=staff.provider, team=staff.team, role=Role.TEAM_LEAD)

    page = sign_in(lead.user).get(reverse("session_detail", args=[session.public_id]))

    assert page.status_code == 200
    assert "Eintrag ändern" not in page.content.decode()


def test_other_provider_gets_404(sign_in, staff):
    session = _lesson(staff, _case(staff))
    client = sign_in(MembershipFactory().user)

    names = ("session_log", "session_detail", "session_move", "session_cancel", "session_repeat")
    assert {client.get(reverse(name, args=[session.public_id])).status_code for name in names} == {404}


def test_trainee_does_not_reach_staff_pages(sign_in, staff):
    from tests.factories import UserFactory

    user = UserFactory()
    case = CaseFactory(
        provider=staff.provider, contact_person=staff, trainee=TraineeFactory(provider=staff.provider, user=user)
    )
    session = _lesson(staff, case, held=True)

    assert sign_in(user).get(reverse("session_detail", args=[session.public_id])).status_code == 404


def test_foreign_case_in_the_address_is_404(sign_in, staff):
    assert sign_in(staff.user).get(_new(), {"case": str(CaseFactory().public_id)}).status_code == 404
    assert sign_in(staff.user).get(_new(), {"case": "kein-fall"}).status_code == 404


def test_case_in_the_address_is_ticked(sign_in, staff):
    case = _case(staff)

    page = sign_in(staff.user).get(_new(), {"case": str(case.public_id)}).content.decode()

    assert f'name="{_key(case, "here")}" id="id_{_key(case, "here")}" value="on" data-person checked' in page


def test_private_line_becomes_a_note_and_stands_nowhere_else(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)

    sign_in(staff.user).post(_log(session), _form(case, session=session) | {_key(case, "private"): "Sorge um Wohnung"})

    note = CounsellingNote.objects.get()
    assert (note.case, note.author, note.level) == (case, staff.user, "case_team")
    assert note.sealed_text == "Sorge um Wohnung"
    assert "Sorge" not in str(Session.objects.values().get())


def test_teacher_sees_no_private_lines_and_cannot_send_any(sign_in, staff):
    case = _case(staff)
    teacher = MembershipFactory(provider=staff.provider, role=Role.TEACHER)
    session = _lesson(teacher, case)
    client = sign_in(teacher.user)

    page = client.get(_log(session)).content.decode()
    client.post(_log(session), _form(case, session=session) | {_key(case, "private"): "geht nicht"})

    assert "Nur für einzelne" not in page
    assert not CounsellingNote.objects.exists()
    session.refresh_from_db()
    assert session.is_documented


def test_next_session_is_planned_with_the_same_people(sign_in, staff):
    cases = [_case(staff), _case(staff)]
    session = _lesson(staff, *cases)
    form = _form(*cases, session=session, next_date="2026-11-27", next_start="16:00", result="Nur heute")

    sign_in(staff.user).post(_log(session), form)

    planned = Session.objects.get(documented_at=None)
    assert timezone.localtime(planned.starts_at).isoformat() == "2026-11-27T16:00:00+01:00"
    assert planned.minutes == 45
    assert {a.case for a in planned.attendances.all()} == set(cases)
    assert (planned.topic, planned.result) == ("", "")


def test_next_button_opens_the_next_open_session(sign_in, staff):
    case = _case(staff)
    session = _lesson(staff, case)
    older = _lesson(staff, case, starts=timezone.now() - timedelta(days=2))

    answer = sign_in(staff.user).post(_log(session), _form(case, session=session, next="1"))

    assert answer.url == _log(older)


def test_second_member_of_staff_stands_in_the_session(sign_in, staff):
    case, colleague = _case(staff), MembershipFactory(provider=staff.provider, role=Role.SOCIAL_WORKER)

    sign_in(staff.user).post(_new(), _form(case, second_staff=str(colleague.pk)))

    assert set(Session.objects.get().staff.values_list("member", flat=True)) == {staff.pk, colleague.pk}


def test_colleague_of_another_provider_is_refused(sign_in, staff):
    case, foreign = _case(staff), MembershipFactory()

    answer = sign_in(staff.user).post(_new(), _form(case, second_staff=str(foreign.pk)))

    assert "Zweite Fachkraft" in answer.content.decode()
    assert not Session.objects.exists()


def test_topics_are_own_recent_ones_of_the_kind_before_the_fixed(sign_in, staff):
    case = _case(staff)
    _lesson(staff, case, held=True, topic="Prozentrechnung", starts=timezone.now() - timedelta(days=3))
    other = MembershipFactory(provider=staff.provider)
    _lesson(other, _case(other), held=True, topic="Fremdes Thema", starts=timezone.now() - timedelta(days=3))
    session = _lesson(staff, case)

    page = sign_in(staff.user).get(_log(session)).content.decode()

    assert page.index("Prozentrechnung") < page.index("Fachrechnen")
    assert "Fremdes Thema" not in page


def test_no_text_of_an_earlier_session_is_copied(sign_in, staff):
    case = _case(staff)
    _lesson(staff, case, held=True, result="Altes Ergebnis", starts=timezone.now() - timedelta(days=3))

    assert "Altes Ergebnis" not in sign_in(staff.user).get(_log(_lesson(staff, case))).content.decode()


def test_form_needs_the_same_queries_for_any_group(sign_in, staff):
    client = sign_in(staff.user)
    _queries(client, _lesson(staff, _case(staff)))  # the first line that counts makes the provider's built-in rules
    few = _queries(client, _lesson(staff, _case(staff), _case(staff)))
    many = _queries(client, _lesson(staff, *[_case(staff) for _ in range(18)]))

    # form: session (visible, editable), attendances, candidates, private lines, staff, colleagues, topics, draft
    assert many == few <= 33


def _queries(client, session):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(_log(session)).status_code == 200
    return len(captured)
