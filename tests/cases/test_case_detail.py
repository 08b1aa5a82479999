"""The page "Person": each section only for roles with its class of data; not visible is 404."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.desk.person import planned_minutes
from cases.people.enums import CaseEventKind
from cases.support.models import SupportElement
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    CompanyContactFactory,
    CompanyFactory,
    ConsentFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    SessionFactory,
    SupportElementFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: What stands in the page for each class of data, as planted by `full_case`.
WORDS = {
    "phone": "+49 171 1234567",
    "address": "Geheimgasse 7",
    "company": "Autohaus Winter",
    "trainer": "+49 69 90009123",
    "number": "427D123456",
    "goals": "Prüfung schaffen",
    "topic": "Prozentrechnen",
    "notes": "Notizen: 1 Eintrag",
    "open_notes": "Notizen öffnen",
    "consent": "Stand der Unterstützung an den Betrieb",
    "birth": "14.05.2007",
    "occupation": "Kfz-Mechatroniker/in",
}
ALL = set(WORDS)
SEEN = {
    Role.CONTACT_PERSON: ALL,
    Role.SOCIAL_WORKER: ALL,
    Role.TEAM_LEAD: ALL - {"open_notes"},
    Role.ADMIN: {"phone", "address", "company", "trainer", "birth", "occupation"},
    Role.TEACHER: {"occupation", "company", "topic"},
    Role.BILLING: {"occupation", "company"},
}


def member_with(case, role):
    """Return a member who sees the case in this role."""
    member = MembershipFactory(provider=case.provider, role=role, team=case.team)
    if role in (Role.SOCIAL_WORKER, Role.CONTACT_PERSON):
        CaseStaffFactory(case=case, member=member)
    if role == Role.TEACHER:
        SessionFactory(provider=case.provider, staff=[member], cases=[case])
    return member


def full_case():
    """Return a case with something in every section."""
    member = MembershipFactory()
    trainee = TraineeFactory(
        provider=member.provider,
        phone="+491711234567",
        street="Geheimgasse 7",
        postcode="01234",
        place="Auental",
        customer_number="427D123456",
    )
    case = CaseFactory(
        provider=member.provider, team=member.team, trainee=trainee, contact_person=member, goals="Prüfung schaffen"
    )
    company = CompanyFactory(provider=member.provider, name="Autohaus Winter")
    TrainingContractFactory(case=case, company=company, trainer=CompanyContactFactory(company=company))
    now = timezone.now()
    SessionFactory(
        provider=member.provider,
        staff=[member],
        cases=[case],
        held=True,
        topic="Prozentrechnen",
        starts=now - timedelta(days=1),
    )
    CounsellingNoteFactory(case=case, author=member.user)
    ConsentFactory(case=case)
    SupportElementFactory(case=case)
    return case


def page(client, case, **query):
    return client.get(reverse("case_detail", args=[case.public_id]), query)


@pytest.mark.parametrize("role", list(SEEN))
def test_each_role_sees_its_classes_of_data_and_no_other(sign_in, role):
    case = full_case()

    html = page(sign_in(member_with(case, role).user), case).content.decode()

    assert {key for key, word in WORDS.items() if word in html} == SEEN[role]


@pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEAM_LEAD, Role.TEACHER])
def test_other_cases_of_the_provider_do_not_exist_for(sign_in, role):
    case = full_case()
    member = MembershipFactory(provider=case.provider, role=role)

    assert page(sign_in(member.user), case).status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.BILLING])
def test_cases_of_other_providers_do_not_exist(sign_in, role):
    case = full_case()

    assert page(sign_in(MembershipFactory(role=role).user), case).status_code == 404


def test_a_former_contact_person_sees_nothing(sign_in, behind):
    case = full_case()
    behind(case.provider)
    assignment = case.assignments.get()
    assignment.ends_on = timezone.localdate() - timedelta(days=1)
    assignment.save()

    assert page(sign_in(assignment.member.user), case).status_code == 404


def test_trainees_do_not_reach_the_desk(sign_in):
    user = UserFactory()
    trainee = TraineeFactory(user=user)
    case = CaseFactory(provider=trainee.provider, trainee=trainee)

    assert page(sign_in(user), case).status_code == 404


def test_notes_of_the_case_are_never_on_the_page(sign_in):
    case = full_case()

    html = page(sign_in(member_with(case, Role.CONTACT_PERSON).user), case).content.decode()

    assert "Nachtigall" not in html


def test_words_of_other_cases_appear_nowhere(sign_in):
    case = full_case()
    member = member_with(case, Role.CONTACT_PERSON)
    other = CaseFactory(
        provider=case.provider,
        trainee=TraineeFactory(provider=case.provider, last_name="Zaunkönig", phone="+491719999999"),
        goals="Eisvogelziel",
    )
    # a group with both: the other's name and words stay out
    SessionFactory(
        provider=case.provider,
        staff=[member],
        cases=[case, other],
        held=True,
        starts=timezone.now() - timedelta(hours=5),
    )

    html = page(sign_in(member.user), case).content.decode()

    for word in ("Zaunkönig", "999 9999", "9999999", "Eisvogelziel"):
        assert word not in html


def test_hostile_text_is_escaped(sign_in, behind):
    case = full_case()
    behind(case.provider)
    case.goals = case.needs = '<script>alert("ziel")</script>'
    case.save()
    case.trainee.first_name = "<img src=x onerror=alert(1)>"
    case.trainee.save()
    member = member_with(case, Role.CONTACT_PERSON)
    SessionFactory(
        provider=case.provider,
        staff=[member],
        cases=[case],
        held=True,
        topic="</li><script>x",
        result="<b>fett</b>",
        starts=timezone.now() - timedelta(hours=5),
    )

    html = page(sign_in(member.user), case).content.decode()

    for word in ("<script>alert", "<img src=x", "</li><script>x", "<b>fett"):
        assert word not in html


def test_admin_reads_only_that_there_was_a_session(sign_in):
    case = full_case()

    html = page(sign_in(member_with(case, Role.ADMIN).user), case).content.decode()

    assert "Stütz- und Förderunterricht, 45 Minuten" in html
    assert "Mathe-Gruppe" not in html


def test_timeline_filters_by_kind_author_and_period(sign_in, behind):
    case = full_case()
    member = member_with(case, Role.CONTACT_PERSON)
    behind(case.provider)
    case.add_event(CaseEventKind.MEASURE, by=member.user, on=date(2026, 1, 5), text="Wechsel der Maßnahme")
    client = sign_in(member.user)

    def titles(**query):
        return [entry.title for entry in page(client, case, **query).context["person"].entries]

    assert titles() == ["Mathe-Gruppe, 45 Minuten, anwesend", "Wechsel der Maßnahme"]
    assert titles(kind="measure") == ["Wechsel der Maßnahme"]
    assert titles(kind="tuition") == ["Mathe-Gruppe, 45 Minuten, anwesend"]
    assert titles(author=member.user.pk) == ["Wechsel der Maßnahme"]
    assert titles(since="01.01.2026", until="31.01.2026") == ["Wechsel der Maßnahme"]
    assert len(titles(kind="quatsch", author="x", since="irgendwann", show="-1")) == 2


def test_timeline_shows_twenty_and_offers_more(sign_in):
    case = full_case()
    member = member_with(case, Role.CONTACT_PERSON)
    for days in range(2, 27):
        SessionFactory(
            provider=case.provider,
            staff=[member],
            cases=[case],
            held=True,
            starts=timezone.now() - timedelta(days=days),
        )
    client = sign_in(member.user)

    first, second = page(client, case), page(client, case, show=40)

    assert len(first.context["person"].entries) == 20
    assert 'href="?show=40#verlauf"' in first.content.decode()
    assert len(second.context["person"].entries) == 26
    assert not second.context["person"].has_more


def queries(client, case):
    with CaptureQueriesContext(connection) as captured:
        page(client, case)
    return len(captured)


def test_the_page_needs_the_same_queries_for_any_amount(sign_in):
    case = full_case()
    member = member_with(case, Role.CONTACT_PERSON)
    SessionFactory(provider=case.provider, staff=[member], cases=[case], starts=timezone.now() + timedelta(days=1))
    client = sign_in(member.user)
    few = queries(client, case)
    for days in range(2, 18):
        SessionFactory(
            provider=case.provider,
            staff=[member],
            cases=[case],
            held=True,
            starts=timezone.now() - timedelta(days=days),
        )
        SessionFactory(
            provider=case.provider, staff=[member], cases=[case], starts=timezone.now() + timedelta(days=days)
        )

    assert queries(client, case) == few


def test_planned_minutes_count_the_days_in_force():
    first, after = date(2026, 11, 1), date(2026, 12, 1)
    whole = SupportElement(module="tuition", starts_on=date(2026, 1, 1), minutes_per_week=70)
    week = SupportElement(module="social", starts_on=date(2026, 11, 24), ends_on=date(2027, 2, 1), minutes_per_week=60)
    over = SupportElement(
        module="companion", starts_on=date(2026, 1, 1), ends_on=date(2026, 10, 31), minutes_per_week=9
    )

    assert planned_minutes([whole, week, over], first, after) == {"tuition": 300, "social": 60, "companion": 0}


def test_support_bars_show_delivered_and_planned(sign_in):
    case = full_case()

    bars = page(sign_in(member_with(case, Role.CONTACT_PERSON).user), case)

    html = bars.content.decode()
    assert "Für heute sind keine Stunden vereinbart." in html
    tuition = bars.context["person"].bars[0]
    assert tuition.planned > 0
