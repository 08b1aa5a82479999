"""The week calendar: whose sessions, pale words, hints; its queries do not grow with rows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.support.planning.models import SchoolTime, StaffAbsence
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, SiteFactory, TeamFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def contact(behind):
    site = SiteFactory(land="HE")
    behind(site.provider)
    return MembershipFactory(provider=site.provider, team=TeamFactory(provider=site.provider, site=site))


@pytest.fixture
def case(contact):
    return CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact)


@pytest.fixture
def show(contact, sign_in):
    client = sign_in(contact.user)
    return lambda week="2026-11-25", who="": client.get(
        reverse("calendar"), {"woche": week, "wer": who}
    ).content.decode()


def lesson(contact, case, day="2026-11-25", time="16:00", **values):
    return SessionFactory(provider=case.provider, starts=at(day, time), staff=[contact], cases=[case], **values)


def test_a_week_with_its_neighbours(contact, case, show):
    lesson(contact, case)
    page = show()
    assert "Mathe-Gruppe" in page
    assert case.trainee.first_name in page
    assert "woche=2026-11-16" in page
    assert "woche=2026-11-30" in page
    assert "Mathe-Gruppe" not in show("2026-12-02")


@pytest.mark.parametrize("week", ["", "x", "0001-01-01", "9999-12-31", "2026-99-99", "'><script>"])
def test_any_address_shows_a_week(contact, case, show, week):
    page = show(week)
    assert "KW\xa047" in page
    assert "<script>'" not in page


def test_pale_words_for_holidays_and_school(contact, case, show):
    SchoolTime.objects.create(
        provider=case.provider, case=case, weekday=0, starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 31)
    )
    page = show("2026-12-25")
    assert "Feiertag: Erster Weihnachtstag" in page
    assert "Schulferien: Weihnachtsferien" in page
    assert f"Berufsschule: {case.trainee.first_name}" in page


def test_clashes_are_hints(contact, case, show):
    other = CaseFactory(provider=case.provider, team=case.team, contact_person=contact)
    lesson(contact, case)
    lesson(contact, other, time="16:30")
    lesson(MembershipFactory(provider=case.provider), case, day="2026-11-26")
    lesson(contact, case, day="2026-11-26")
    SchoolTime.objects.create(
        provider=case.provider, case=case, weekday=2, starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 31)
    )
    StaffAbsence.objects.create(
        provider=case.provider, member=contact, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 27)
    )
    page = show()
    assert page.count(f"{contact.user.full_name} hat gleichzeitig einen anderen Termin.") == 2
    assert page.count(f"{case.trainee.first_name} hat gleichzeitig einen anderen Termin.") == 1
    assert page.count(f"{case.trainee.first_name} hat Berufsschule.") == 1
    assert page.count("Vertretung fehlt") == 1


def test_sessions_one_after_the_other_are_no_clash(contact, case, show):
    lesson(contact, case)
    lesson(contact, case, time="16:45")
    assert "gleichzeitig" not in show()


def test_names_only_of_those_one_may_see(contact, case, show, sign_in):
    colleague = MembershipFactory(provider=case.provider, team=contact.team)
    hidden = CaseFactory(provider=case.provider, contact_person=colleague)
    shared = lesson(contact, case)
    lesson(colleague, hidden, day="2026-11-26", title="Fremd")
    page = show(who="team")
    assert shared.title in page
    assert "Fremd" not in page
    assert "Fremd" not in show(who=str(colleague.pk))


def test_who_may_open_it(contact, case, sign_in):
    url = reverse("calendar")
    for role, status in {
        Role.TEAM_LEAD: 200,
        Role.TEACHER: 200,
        Role.SOCIAL_WORKER: 200,
        Role.ADMIN: 403,
        Role.BILLING: 403,
    }.items():
        member = MembershipFactory(provider=case.provider, role=role, team=contact.team)
        assert sign_in(member.user).get(url).status_code == status, role


def test_a_stranger_s_calendar_is_not_found(contact, sign_in):
    stranger = MembershipFactory()
    client = sign_in(contact.user)
    for who in (str(stranger.pk), "99999999", "x", "-1", "²"):
        assert client.get(reverse("calendar"), {"wer": who}).status_code == 404


def test_queries_do_not_grow_with_rows(contact, case, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(contact.user)
    url = reverse("calendar")
    lesson(contact, case)
    client.get(url, {"woche": "2026-11-25"})
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url, {"woche": "2026-11-25"})
    for n in range(30):
        other = CaseFactory(provider=case.provider, team=case.team, contact_person=contact) if n % 3 == 0 else case
        lesson(contact, other, day=str(date(2026, 11, 23) + timedelta(n % 5)), time=f"{8 + n % 10:02d}:00")
    with CaptureQueriesContext(connection) as many:
        client.get(url, {"woche": "2026-11-25"})
    assert len(many) == len(few)
