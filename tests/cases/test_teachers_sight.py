"""What a teacher reads of a pupil, door by door: the own lessons whole, of others a glimpse, of other modules no text.

Freelance or not makes no difference. Whoever holds a session as the second person has the own role in it, only there.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass, EmploymentKind, Role
from asa.accounts.matrix import scopes
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.models import Attendance, Session
from cases.support.enums import SupportModule
from tests.factories import (
    AttendanceFactory,
    CaseFactory,
    CaseStaffFactory,
    CompanyFactory,
    MembershipFactory,
    SessionFactory,
    SupportElementFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
#: Words that belong to others: none of them may reach a teacher through any door.
SECRETS = ("Geheimtalk", "Geheimergebnis", "Geheimbedarf", "Geheimziel", "Geheimplan", "Geheimraum")


@pytest.fixture(params=[EmploymentKind.EMPLOYED, EmploymentKind.FREELANCE])
def teacher(request):
    return MembershipFactory(role=Role.TEACHER, kind=request.param)


@pytest.fixture
def case(teacher):
    case = CaseFactory(
        provider=teacher.provider, needs="Geheimbedarf", goals="Geheimziel", started_on=timezone.localdate() - 90 * DAY
    )
    TrainingContractFactory(case=case, company=CompanyFactory(provider=case.provider, name="Autohaus Winter"))
    SupportElementFactory(case=case, module=SupportModule.TUITION, goal="Brüche kürzen", content="Fachrechnen")
    SupportElementFactory(case=case, module=SupportModule.SOCIAL, goal="Geheimplan", content="Geheimplan")
    return case


def held(case, member, kind, *, days=3, **fields):
    session = SessionFactory(
        provider=case.provider, staff=[member], kind=kind, held=True, starts=timezone.now() - days * DAY, **fields
    )
    AttendanceFactory(session=session, case=case, outcome=Outcome.LATE, late_minutes=7, minutes=38)
    return session


@pytest.fixture
def sessions(teacher, case):
    """One lesson of the teacher, one of a colleague, one talk of the social worker, and one talk to come."""
    colleague = MembershipFactory(provider=case.provider, role=Role.TEACHER, user=UserFactory(last_name="Zweitlehrer"))
    social = MembershipFactory(provider=case.provider, role=Role.SOCIAL_WORKER)
    return {
        "own": held(case, teacher, SessionKind.TUITION, topic="Prozentrechnen", result="Übt zu Hause"),
        "lesson": held(
            case,
            colleague,
            SessionKind.TUITION,
            days=4,
            title="Mathe-Gruppe",
            topic="Fachkunde",
            result="Geheimergebnis",
        ),
        "talk": held(case, social, SessionKind.SOCIAL, days=5, topic="Geheimtalk", result="Geheimergebnis"),
        "planned": SessionFactory(
            provider=case.provider,
            staff=[social],
            cases=[case],
            kind=SessionKind.SOCIAL,
            title="Geheimtalk",
            room="Geheimraum",
            starts=timezone.now() + 2 * DAY,
        ),
    }


def person_page(client, case, **query):
    return client.get(reverse("case_detail", args=[case.public_id]), query).content.decode()


class TestThePersonsPage:
    def test_shows_name_company_lesson_subject_attendance_and_learning_goals(self, sign_in, teacher, case, sessions):
        html = person_page(sign_in(teacher.user), case)
        assert case.trainee.full_name in html
        assert "Autohaus Winter" in html
        assert "Brüche kürzen: Fachrechnen" in html
        assert "Prozentrechnen · Übt zu Hause" in html
        assert html.count("7 Minuten verspätet") == 1  # the attendance of the own lesson alone

    def test_shows_day_subject_and_minutes_of_other_lessons(self, sign_in, teacher, case, sessions):
        answer = sign_in(teacher.user).get(reverse("case_detail", args=[case.public_id]))
        entries = answer.context["person"].entries
        minutes = sessions["lesson"].minutes
        words = [(e.title, e.sub, e.url_id) for e in entries]
        assert (f"Mathe-Gruppe, {minutes} Minuten", "Fachkunde", None) in words
        assert (f"{SessionKind.SOCIAL.label}, {minutes} Minuten", "", None) in words

    @pytest.mark.parametrize("query", [{}, {"kind": "social"}, {"kind": "state"}, {"show": "40"}])
    def test_shows_nothing_else_of_others(self, sign_in, teacher, case, sessions, query):
        html = person_page(sign_in(teacher.user), case, **query)
        assert [word for word in (*SECRETS, "Zweitlehrer") if word in html] == []
        assert "Unterstützung in diesem Monat" not in html  # agreed hours
        assert 'id="contacts"' not in html  # telephones of trainee and company
        assert str(sessions["talk"].public_id) not in html

    def test_the_filter_by_author_tells_nothing(self, sign_in, teacher, case, sessions):
        client = sign_in(teacher.user)
        with wall.within(case.provider_id):
            author = sessions["lesson"].staff.get().member.user_id
        asked = client.get(reverse("case_detail", args=[case.public_id]), {"author": author}).context["person"]
        assert len(asked.entries) == 3

    def test_a_social_worker_reads_what_the_teacher_does_not(self, sign_in, case, sessions):
        social = MembershipFactory(provider=case.provider, role=Role.SOCIAL_WORKER)
        CaseStaffFactory(case=case, member=social)
        html = person_page(sign_in(social.user), case)
        assert {"Geheimbedarf", "Geheimziel", "Geheimtalk"} <= {word for word in SECRETS if word in html}


class TestOtherDoors:
    @pytest.mark.parametrize(
        "route",
        [
            *("session_detail", "session_log", "session_counts", "session_move", "session_cancel", "session_repeat"),
            *("session_bookings", "session_proofs", "session_check_in"),
        ],
    )
    @pytest.mark.parametrize("which", ["lesson", "talk", "planned"])
    def test_other_sessions_do_not_exist(self, sign_in, teacher, case, sessions, route, which):
        url = reverse(route, args=[sessions[which].public_id])
        client = sign_in(teacher.user)
        answers = {client.get(url).status_code, client.post(url).status_code}
        assert answers <= {404, 405}, answers

    @pytest.mark.parametrize(
        "route",
        [
            *("needs_edit", "trainee_edit", "support_elements", "support_change", "case_team_edit", "deputy_create"),
            *("contact_person_change", "contract_create", "company_status_edit", "grant_list", "case_move"),
        ],
    )
    def test_other_pages_of_the_person_stay_shut(self, sign_in, teacher, case, sessions, route):
        answer = sign_in(teacher.user).get(reverse(route, args=[case.public_id]))
        assert answer.status_code in {403, 404}

    def test_calendar_search_list_excel_and_today_are_silent(self, sign_in, teacher, case, sessions):
        client = sign_in(teacher.user)
        pages = [
            client.get(reverse("calendar")),
            client.get(reverse("calendar"), {"wer": "team"}),
            client.get(reverse("search"), {"q": "Geheimtalk"}),
            client.get(reverse("case_list")),
            client.get(reverse("today")),
            client.get(reverse("session_open_list")),
            client.get(reverse("more")),
            client.get(reverse("session_create"), {"case": case.public_id}, follow=True),
        ]
        found = [(page.request["PATH_INFO"], w) for page in pages for w in SECRETS if w in page.content.decode()]
        assert [hit for hit in found if hit[0] != reverse("search")] == []
        assert not pages[2].context["sessions"].rows
        book = load_workbook(BytesIO(client.get(reverse("case_export")).content))
        cells = " ".join(str(v) for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if v)
        assert case.trainee.last_name in cells
        assert [word for word in SECRETS if word in cells] == []

    def test_the_form_of_the_own_lesson_tells_no_agreed_hours(self, sign_in, teacher, case, sessions):
        client = sign_in(teacher.user)
        html = client.get(reverse("session_log", args=[sessions["own"].public_id])).content.decode()
        assert case.trainee.full_name in html
        assert [word for word in SECRETS if word in html] == []
        assert "bleiben" not in html

    def test_the_own_lesson_stays_whole(self, sign_in, teacher, case, sessions):
        html = sign_in(teacher.user).get(reverse("session_detail", args=[sessions["own"].public_id])).content.decode()
        assert "Übt zu Hause" in html
        assert case.trainee.full_name in html


class TestGeneratedFromTheMatrix:
    """For every staff role that holds sessions: what the cell of the own lessons says is what the querysets do."""

    @pytest.mark.parametrize("role", [Role.TEACHER, Role.SOCIAL_WORKER, Role.CONTACT_PERSON])
    @pytest.mark.parametrize("action", [Action.READ, Action.UPDATE])
    def test_the_holder_reaches_the_session_and_its_attendances(self, role, action, behind):
        member = MembershipFactory(role=role)
        case = CaseFactory(provider=member.provider)
        other = MembershipFactory(provider=member.provider, role=Role.TEACHER)
        behind(member.provider)
        own, strange = held(case, member, SessionKind.TUITION), held(case, other, SessionKind.TUITION, days=4)
        method = "visible_to" if action == Action.READ else "editable_by"
        allowed = bool(scopes(role, DataClass.LESSON, action))
        rows = getattr(Attendance.objects, method)(member.user)
        assert (own in getattr(Session.objects, method)(member.user)) is allowed
        assert [row.session for row in rows] == ([own] if allowed else [])
        assert strange not in getattr(Session.objects, method)(member.user)

    def test_a_teachers_rights_hang_on_pupils_or_own_lessons_only(self):
        from asa.accounts.enums import Scope

        for data_class in DataClass:
            for action in Action:
                assert scopes(Role.TEACHER, data_class, action) <= {Scope.GROUP, Scope.LESSONS}
        never = {DataClass.PLAN, DataClass.BENEFIT, DataClass.TALK, DataClass.DOCUMENT, DataClass.NOTE}
        assert [c for c in never if scopes(Role.TEACHER, c, Action.READ)] == []


class TestTheSecondPerson:
    @pytest.fixture
    def session(self, case, teacher):
        """A lesson of the teacher with a social worker who has not got the case."""
        session = SessionFactory(
            provider=case.provider, staff=[teacher], kind=SessionKind.TUITION, starts=timezone.now() - DAY
        )
        AttendanceFactory(session=session, case=case, outcome="", minutes=0)
        return session

    @pytest.fixture
    def social(self, case, session):
        member = MembershipFactory(provider=case.provider, role=Role.SOCIAL_WORKER)
        with wall.within(case.provider_id):
            session.staff.create(provider=case.provider, member=member)
        return member

    def test_sees_who_takes_part_and_may_write_it_down(self, sign_in, case, session, social):
        client = sign_in(social.user)
        html = client.get(reverse("session_detail", args=[session.public_id])).content.decode()
        assert case.trainee.full_name in html
        assert reverse("case_detail", args=[case.public_id]) not in html
        form = client.get(reverse("session_log", args=[session.public_id]), follow=True)
        assert case.trainee.full_name in form.content.decode()

    def test_has_nothing_else_of_the_person(self, sign_in, case, sessions, session, social):
        client = sign_in(social.user)
        assert client.get(reverse("case_detail", args=[case.public_id])).status_code == 404
        assert client.get(reverse("session_detail", args=[sessions["talk"].public_id])).status_code == 404
