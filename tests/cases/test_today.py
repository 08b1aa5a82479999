""" "Heute" shows each role where its work begins, and to staff only what is theirs."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from tests.factories import (
    CaseFactory,
    FunderAccessFactory,
    MembershipFactory,
    SessionFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

# Friday, 15:30 in Berlin: the lesson of the factory at 16:00 is the next one.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def frozen():
    with time_machine.travel("2026-11-20 14:30:00+00:00", tick=False):
        yield


@pytest.fixture
def staff():
    return MembershipFactory()


def _case(staff, **trainee):
    return CaseFactory(
        provider=staff.provider,
        contact_person=staff,
        team=staff.team,
        trainee=TraineeFactory(provider=staff.provider, **trainee),
    )


def _at(hour, minute=0, *, days=0):
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def test_next_session_is_the_card_with_the_only_filled_button(sign_in, staff):
    case = _case(staff, first_name="Amira")
    session = SessionFactory(provider=staff.provider, staff=[staff], cases=[case])
    SessionFactory(provider=staff.provider, staff=[staff], cases=[case], starts=_at(18), title="Später")

    page = sign_in(staff.user).get("/").content.decode()

    assert "Freitag, 20.\u00a0November · 2 Termine" in page
    assert "Stütz- und Förderunterricht, Mathe-Gruppe" in page
    assert page.count("kern-btn--primary") == 1
    assert reverse("session_log", args=[session.public_id]) in page
    assert "Danach" in page


def test_session_of_colleagues_is_not_in_my_day(sign_in, staff):
    other = MembershipFactory(provider=staff.provider, team=staff.team)
    SessionFactory(provider=staff.provider, staff=[other], cases=[_case(staff)], title="Fremde Gruppe")

    assert "Fremde Gruppe" not in sign_in(staff.user).get("/").content.decode()


def test_cancelled_session_is_not_in_my_day(sign_in, staff):
    SessionFactory(provider=staff.provider, staff=[staff], cases=[_case(staff)], cancelled_at=timezone.now())

    assert "0 Termine" in sign_in(staff.user).get("/").content.decode()


def test_undocumented_sessions_come_oldest_first_and_five_at_most(sign_in, staff):
    case = _case(staff)
    for days in range(1, 13):
        SessionFactory(
            provider=staff.provider, staff=[staff], cases=[case], starts=_at(16, days=-days), title=f"vor {days}"
        )

    page = sign_in(staff.user).get("/").content.decode()

    assert page.index("vor 12") < page.index("vor 11") < page.index("vor 8")
    assert "vor 7" not in page
    assert "alle 12" in page


def test_list_of_undocumented_sessions_shows_all(sign_in, staff):
    case = _case(staff)
    for days in range(1, 13):
        SessionFactory(
            provider=staff.provider, staff=[staff], cases=[case], starts=_at(16, days=-days), title=f"vor {days}"
        )

    page = sign_in(staff.user).get(reverse("session_open_list")).content.decode()

    assert page.count("Erfassen<span") == 12


def test_empty_day_names_the_next_session(sign_in, staff):
    SessionFactory(provider=staff.provider, staff=[staff], cases=[_case(staff)], starts=_at(9, days=3))

    page = sign_in(staff.user).get("/").content.decode()

    assert "Heute stehen keine Termine an. Nächster Termin: Mo., 23.\u00a0Nov., 09:00\u00a0Uhr." in page
    assert "Alles dokumentiert. Danke!" in page


def test_trial_period_that_ends_soon_is_a_task(sign_in, staff):
    TrainingContractFactory(
        case=_case(staff, first_name="Mia", last_name="Schröder"),
        starts_on=date(2026, 8, 2),
        ends_on=date(2029, 7, 31),
        trial_ends_on=date(2026, 12, 1),
    )

    page = sign_in(staff.user).get("/").content.decode()

    assert "Probezeit von Mia Schröder" in page
    assert "bis 01.12." in page


def test_trial_period_of_a_colleagues_case_is_no_task_of_mine(sign_in, staff):
    other = MembershipFactory(provider=staff.provider)
    TrainingContractFactory(case=_case(other), starts_on=date(2026, 8, 2), trial_ends_on=date(2026, 12, 1))

    assert "Probezeit" not in sign_in(staff.user).get("/").content.decode()


def test_person_without_contact_for_five_weeks_is_a_task(sign_in, staff):
    case = _case(staff, first_name="Yusuf", last_name="Al-Khatib")
    SessionFactory(provider=staff.provider, staff=[staff], cases=[case], starts=_at(16, days=-36), held=True)

    assert "Yusuf Al-Khatib anrufen" in sign_in(staff.user).get("/").content.decode()


def test_person_met_lately_is_no_task(sign_in, staff):
    case = _case(staff)
    SessionFactory(provider=staff.provider, staff=[staff], cases=[case], starts=_at(16, days=-30), held=True)

    assert "kein Kontakt" not in sign_in(staff.user).get("/").content.decode()


def test_birthday_of_own_people_is_shown_but_not_to_teachers(sign_in, client, staff):
    case = _case(staff, first_name="Lukas", birth_date=date(2007, 11, 23))
    teacher = MembershipFactory(provider=staff.provider, role=Role.TEACHER)
    SessionFactory(provider=staff.provider, staff=[staff, teacher], cases=[case], title="Gruppe")

    assert "wird 19" in sign_in(staff.user).get("/").content.decode()
    assert "wird 19" not in sign_in(teacher.user).get("/").content.decode()


def test_new_provider_is_led(sign_in):
    admin = MembershipFactory(role=Role.ADMIN)

    page = sign_in(admin.user).get("/").content.decode()

    assert "So fangen Sie an" in page
    assert page.count(">offen<") == 3  # the factory made a site for the admin's team
    assert reverse("member_list") in page
    assert "noch keine Maßnahme" in page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEAM_LEAD, Role.BILLING, Role.DATA_PROTECTION])
def test_other_staff_see_an_overview(sign_in, role):
    member = MembershipFactory(role=role)

    response = sign_in(member.user).get("/")

    assert response.status_code == 200
    assert "Ihre Arbeit" in response.content.decode()


def test_funder_goes_to_the_reports(sign_in):
    reader = FunderAccessFactory()

    response = sign_in(reader.user).get("/")

    assert (response.status_code, response.url) == (302, reverse("report_list"))


def test_trainee_sees_next_session_and_contact_person(sign_in, staff):
    from tests.factories import UserFactory

    user = UserFactory()
    case = _case(staff, first_name="Olena", user=user)
    SessionFactory(provider=staff.provider, staff=[staff], cases=[case], starts=_at(9, days=3), topic="Geheimes Thema")

    page = sign_in(user).get("/").content.decode()

    assert "Guten Tag Olena" in page
    assert "Montag, 23.\u00a0November" in page
    assert staff.user.full_name in page
    assert "Geheimes Thema" not in page


def test_visitor_is_asked_to_sign_in(client):
    assert client.get("/").status_code == 302


def test_day_needs_the_same_queries_for_any_length(sign_in, staff):
    client = sign_in(staff.user)
    cases = [_case(staff) for _ in range(3)]
    for _ in range(2):
        SessionFactory(provider=staff.provider, staff=[staff], cases=cases, starts=_at(17))
        SessionFactory(provider=staff.provider, staff=[staff], cases=cases, starts=_at(9, days=-2))
    few = _queries(client)
    for number in range(28):
        SessionFactory(provider=staff.provider, staff=[staff], cases=cases, starts=_at(17), title=f"T{number}")

    assert _queries(client) == few
    # 11 of the page itself: own telephone, today, open ones (people each), next, exams, trials, contact, birthdays,
    # day status, life of own cases, reports to release; frame
    assert few <= 32


def _queries(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_other_provider_sees_nothing(sign_in, staff):
    foreign = MembershipFactory()
    SessionFactory(provider=staff.provider, staff=[staff], cases=[_case(staff, first_name="Amira")])
    with wall.within(foreign.provider_id):
        assert foreign.provider_id != staff.provider_id

    assert "Amira" not in sign_in(foreign.user).get("/").content.decode()


def test_lead_opens_the_sessions_that_the_team_has_not_written_down(sign_in, staff, django_assert_max_num_queries):
    case = _case(staff)
    lead = MembershipFactory(provider=staff.provider, role=Role.TEAM_LEAD, team=case.team)
    for days in range(1, 8):
        SessionFactory(
            provider=staff.provider, staff=[staff], cases=[case], starts=_at(16, days=-days), title=f"vor {days}"
        )
    client = sign_in(lead.user)

    start = client.get("/").content.decode()
    # session, user, access, provider, count, sessions, people, staff, members, users, navigation
    with django_assert_max_num_queries(25):
        page = client.get(reverse("session_open_list")).content.decode()

    assert reverse("session_open_list") in start
    assert page.count(staff.user.full_name) == 7
    assert "erfassen/" not in page


def test_list_of_waiting_sessions_is_not_for_trainees(sign_in, staff):
    case = _case(staff, user=UserFactory())

    assert sign_in(case.trainee.user).get(reverse("session_open_list")).status_code == 403
