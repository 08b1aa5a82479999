"""The list "Teilnehmende": who is on it, how it is found, sorted, filtered, paged and exported."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.people.models import Trainee
from tests.factories import (
    CaseFactory,
    CompanyFactory,
    MeasureFactory,
    MembershipFactory,
    ProviderFactory,
    SessionFactory,
    TraineeFactory,
    TrainingContractFactory,
)

pytestmark = pytest.mark.django_db


def person(member, first, last, **fields):
    """Return a case of this contact person with a trainee of this name."""
    trainee = TraineeFactory(provider=member.provider, first_name=first, last_name=last, **fields)
    return CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)


def names(response):
    return [f"{row.case.trainee.first_name} {row.case.trainee.last_name}" for row in response.context["rows"]]


def listed(client, **query):
    return client.get(reverse("case_list"), query)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200),
        (Role.TEAM_LEAD, 200),
        (Role.CONTACT_PERSON, 200),
        (Role.SOCIAL_WORKER, 200),
        (Role.TEACHER, 200),
        (Role.BILLING, 200),
        (Role.DATA_PROTECTION, 403),
    ],
)
def test_who_may_open_the_list(sign_in, role, status):
    member = MembershipFactory(role=role)

    assert sign_in(member.user).get(reverse("case_list")).status_code == status


def test_a_trainee_has_no_list(sign_in):
    from tests.factories import UserFactory

    user = UserFactory()
    trainee = TraineeFactory(user=user)
    CaseFactory(provider=trainee.provider, trainee=trainee)

    assert sign_in(user).get(reverse("case_list")).status_code == 403


def test_a_contact_person_sees_only_own_cases(sign_in):
    member = MembershipFactory()
    person(member, "Amira", "Haddad")
    person(MembershipFactory(provider=member.provider), "Fremde", "Kollegin")
    person(MembershipFactory(), "Fremder", "Träger")

    assert names(listed(sign_in(member.user))) == ["Amira Haddad"]


@pytest.mark.parametrize(
    "query",
    ["müller", "Muller", "mueller", "MÜLLER", "Jürgen Müller", "Müller, Jürgen", "jurgen mull"],
)
def test_search_forgives_umlauts_and_order(sign_in, query):
    member = MembershipFactory()
    person(member, "Jürgen", "Müller")
    person(member, "Zoë", "Şahin")

    assert names(listed(sign_in(member.user), q=query)) == ["Jürgen Müller"]


@pytest.mark.parametrize("query", ["sahin", "zoe", "ŞAHIN"])
def test_search_forgives_accents(sign_in, query):
    member = MembershipFactory()
    person(member, "Jürgen", "Müller")
    person(member, "Zoë", "Şahin")

    assert names(listed(sign_in(member.user), q=query)) == ["Zoë Şahin"]


@pytest.mark.parametrize("query", ["0171 1234567", "+49 171 1234567", "0049 171/1234567", "171 123", "(0171) 123-4567"])
def test_search_finds_phones_with_and_without_country(sign_in, query):
    member = MembershipFactory()
    person(member, "Amira", "Haddad", phone="+491711234567")
    person(member, "Deniz", "Haddad", phone="+491719999999")

    assert names(listed(sign_in(member.user), q=query)) == ["Amira Haddad"]


def test_a_teacher_finds_no_one_by_phone(sign_in):
    teacher = MembershipFactory(role=Role.TEACHER)
    trainee = TraineeFactory(provider=teacher.provider, first_name="Amira", phone="+491711234567")
    case = CaseFactory(provider=teacher.provider, trainee=trainee)
    SessionFactory(provider=teacher.provider, staff=[teacher], cases=[case])
    client = sign_in(teacher.user)

    assert len(names(listed(client))) == 1
    assert names(listed(client, q="0171 1234567")) == []


@pytest.mark.parametrize(("role", "found"), [(Role.TEAM_LEAD, 1), (Role.BILLING, 1), (Role.ADMIN, 0)])
def test_only_readers_of_class_b_find_customer_numbers(sign_in, role, found):
    member = MembershipFactory(role=role)
    trainee = TraineeFactory(provider=member.provider, customer_number="427D123456")
    CaseFactory(provider=member.provider, team=member.team, trainee=trainee)

    assert len(names(listed(sign_in(member.user), q="427d1234"))) == found


def test_names_are_sorted_without_regard_to_accents(sign_in):
    member = MembershipFactory()
    for last in ("Zander", "Öztürk", "Ozan", "Şahin", "ábel"):
        person(member, "A", last)

    assert [n.split()[1] for n in names(listed(sign_in(member.user)))] == ["ábel", "Ozan", "Öztürk", "Şahin", "Zander"]


def test_mine_leaves_the_rest_of_the_team_out(sign_in):
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    contact = MembershipFactory(provider=lead.provider, team=lead.team, user=lead.user)
    person(contact, "Meine", "Person")
    person(MembershipFactory(provider=lead.provider, team=lead.team), "Andere", "Person")
    client = sign_in(lead.user)

    assert len(names(listed(client))) == 2
    assert names(listed(client, mine="1")) == ["Meine Person"]


def test_active_leaves_ended_cases_out(sign_in):
    member = MembershipFactory(role=Role.ADMIN)
    CaseFactory(provider=member.provider, state="reported", started_on=None, measure=None, contact_person=None)
    running = CaseFactory(provider=member.provider)

    response = listed(sign_in(member.user), active="1")

    assert [row.case for row in response.context["rows"]] == [running]


def test_quiet_names_people_without_a_session_for_two_weeks(sign_in):
    member = MembershipFactory()
    seen, unseen = person(member, "Gesehen", "A"), person(member, "Ungesehen", "B")
    now = timezone.now()
    SessionFactory(provider=member.provider, cases=[seen], starts=now - timedelta(days=3), held=True)
    SessionFactory(provider=member.provider, cases=[unseen], starts=now - timedelta(days=36), held=True)

    response = listed(sign_in(member.user), quiet="1")

    assert names(response) == ["Ungesehen B"]
    assert "5 Wochen ohne Termin" in response.content.decode()


def test_measure_and_phase_are_removable_chips(sign_in):
    member = MembershipFactory()
    measure = MeasureFactory(provider=member.provider)
    inside = CaseFactory(provider=member.provider, contact_person=member, measure=measure)
    CaseFactory(provider=member.provider, contact_person=member)
    client = sign_in(member.user)

    response = listed(client, measure=measure.public_id, phase="accompanying")

    assert [row.case for row in response.context["rows"]] == [inside]
    assert 'href="?phase=accompanying"' in response.content.decode()  # the chip that removes the measure


def test_a_foreign_measure_and_nonsense_are_ignored(sign_in):
    member = MembershipFactory()
    person(member, "Amira", "Haddad")

    response = listed(
        sign_in(member.user), measure=MeasureFactory().public_id, phase="x", sort="'", page="-3", mine="vielleicht"
    )

    assert response.status_code == 200


def test_next_session_sorts_soonest_first(sign_in):
    member = MembershipFactory()
    late, soon, never = (person(member, "P", last) for last in ("A", "B", "C"))
    now = timezone.now()
    SessionFactory(provider=member.provider, cases=[late], starts=now + timedelta(days=9))
    SessionFactory(provider=member.provider, cases=[soon], starts=now + timedelta(days=1))

    response = listed(sign_in(member.user), sort="next")

    assert [row.case for row in response.context["rows"]] == [soon, late, never]


def test_the_companys_name_belongs_to_the_minimal_data(sign_in):
    teacher = MembershipFactory(role=Role.TEACHER)
    case = CaseFactory(provider=teacher.provider)
    company = CompanyFactory(provider=teacher.provider, name="Autohaus Winter")
    TrainingContractFactory(case=case, company=company)
    SessionFactory(provider=teacher.provider, staff=[teacher], cases=[case])

    html = listed(sign_in(teacher.user)).content.decode()

    assert "Kfz-Mechatroniker/in" in html
    assert "Autohaus Winter" in html


def test_htmx_gets_the_fragment_alone(sign_in):
    member = MembershipFactory()
    client = sign_in(member.user)

    fragment = client.get(reverse("case_list"), headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith('<div id="treffer">')
    assert "<html" not in fragment


def test_pages_of_25_with_the_total(sign_in):
    member = MembershipFactory()
    measure = MeasureFactory(provider=member.provider)
    CaseFactory.create_batch(27, provider=member.provider, contact_person=member, measure=measure)
    client = sign_in(member.user)

    first, second = listed(client), listed(client, page=2)

    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 2)
    assert "27 Teilnehmende" in first.content.decode()


def test_the_list_needs_the_same_queries_for_any_length(sign_in):
    member = MembershipFactory()
    measure = MeasureFactory(provider=member.provider)
    client = sign_in(member.user)
    now = timezone.now()

    def fill(count):
        for case in CaseFactory.create_batch(count, provider=member.provider, contact_person=member, measure=measure):
            TrainingContractFactory(case=case)
            SessionFactory(provider=member.provider, cases=[case], starts=now + timedelta(days=2))
            SessionFactory(provider=member.provider, cases=[case], starts=now - timedelta(days=2), held=True)

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            listed(client)
        return len(queries)

    fill(2)
    few = count()
    fill(12)

    assert count() == few


def sheets(response):
    return openpyxl.load_workbook(BytesIO(response.content))


def test_export_holds_exactly_what_is_shown(sign_in):
    member = MembershipFactory()
    case = person(member, "Amira", "Haddad")
    person(member, "Deniz", "Yıldız")
    TrainingContractFactory(case=case, company=CompanyFactory(provider=member.provider, name="Autohaus Winter"))
    starts = timezone.localtime().replace(microsecond=0) + timedelta(days=2)
    SessionFactory(provider=member.provider, cases=[case], starts=starts)

    response = sign_in(member.user).get(reverse("case_export"), {"q": "haddad"})

    book = sheets(response)
    sheet = book["Teilnehmende"]
    rows = list(sheet.values)
    assert rows[0][:3] == ("Nachname", "Vorname", "Ausbildungsberuf")
    assert rows[1][:3] == ("Haddad", "Amira", "Kfz-Mechatroniker/in")
    assert rows[1][4] == "Autohaus Winter"
    assert rows[1][5] == starts.replace(tzinfo=None)
    assert len(rows) == 2
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G2"
    assert ("Filter", "Suche: haddad") in list(book["Erläuterung"].values)


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://x.example")'])
def test_dangerous_first_characters_stay_text(sign_in, name):
    member = MembershipFactory()
    person(member, "A", name)

    cell = sheets(sign_in(member.user).get(reverse("case_export")))["Teilnehmende"]["A2"]

    assert (cell.value, cell.data_type) == (name, "s")
    assert cell.quotePrefix


def test_an_export_is_logged(sign_in):
    member = MembershipFactory()
    person(member, "Amira", "Haddad")

    sign_in(member.user).get(reverse("case_export"), {"q": "haddad"})

    with wall.within(member.provider_id):
        entry = LogEntry.objects.get(kind=LogKind.EXPORT)
    assert (entry.actor, entry.details["rows"]) == (member.user, 1)
    assert "haddad" not in str(entry.details)


def test_hostile_names_are_escaped(sign_in):
    member = MembershipFactory()
    person(member, "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>')

    html = listed(sign_in(member.user), q='"><script>').content.decode()
    html += listed(sign_in(member.user)).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_words_of_others_appear_nowhere(sign_in):
    member = MembershipFactory()
    person(member, "Amira", "Haddad")
    foreign = person(MembershipFactory(provider=ProviderFactory(name="Anderswo")), "Marker", "Eisvogel")
    colleague = person(MembershipFactory(provider=member.provider), "Marker", "Zaunkönig")
    TrainingContractFactory(case=colleague, company=CompanyFactory(provider=member.provider, name="Markerwerk"))
    TrainingContractFactory(case=foreign)
    client = sign_in(member.user)

    pages = [listed(client), listed(client, q="marker"), client.get(reverse("search"), {"q": "eisvogel zaunkonig"})]
    html = "".join(page.content.decode() for page in pages)
    export = str([list(sheet.values) for sheet in sheets(client.get(reverse("case_export")))])

    for word in ("Eisvogel", "Zaunkönig", "Markerwerk", "Anderswo"):
        assert word not in html
        assert word not in export


def test_trainees_exist_only_behind_their_wall(sign_in):
    member = MembershipFactory()
    person(member, "Amira", "Haddad", birth_date=date(2007, 1, 1))

    assert Trainee.objects.count() == 0
