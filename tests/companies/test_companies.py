import uuid

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from companies.records.models import Company, CompanyContact
from tests.factories import CompanyContactFactory, CompanyFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("x")</script> {{ 7*7 }}'


@pytest.fixture
def member(db):
    return MembershipFactory()


def test_the_list_searches_without_regard_to_accents(sign_in, member):
    CompanyFactory(provider=member.provider, name="Bäckerei Öz", place="Köln")
    CompanyFactory(provider=member.provider, name="Autohaus Winter")
    CompanyFactory(name="Bäckerei Fremd")
    page = sign_in(member.user).get(reverse("company_list"), {"q": "backerei koln"}).content.decode()
    assert "Bäckerei Öz" in page
    assert "Autohaus" not in page
    assert "Fremd" not in page


def test_the_list_needs_the_same_queries_for_any_length(sign_in, member, django_assert_max_num_queries):
    CompanyFactory.create_batch(30, provider=member.provider)
    client = sign_in(member.user)
    client.get(reverse("company_list"))
    # transaction, wall (4), session, user, memberships (2), funders, roles, provider (frame), count, page, factors
    with django_assert_max_num_queries(19) as counted:
        page = client.get(reverse("company_list"))
    few = len(counted.captured_queries)
    assert page.content.decode().count("asa-row--link") == 25
    CompanyFactory.create_batch(40, provider=member.provider)
    with django_assert_max_num_queries(few):
        client.get(reverse("company_list"))


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.SOCIAL_WORKER, 200), (Role.TEACHER, 403), (Role.BILLING, 403)]
)
def test_who_may_see_companies(sign_in, role, status):
    member = MembershipFactory(role=role)
    company = CompanyFactory(provider=member.provider)
    assert sign_in(member.user).get(reverse("company_detail", args=[company.public_id])).status_code == status


def test_a_foreign_company_does_not_exist(sign_in, member):
    company = CompanyFactory()
    client = sign_in(member.user)
    assert client.get(reverse("company_detail", args=[company.public_id])).status_code == 404
    assert client.post(reverse("company_edit", args=[company.public_id]), {"name": "x"}).status_code == 404


def test_only_own_trainees_are_named(sign_in, member):
    company = CompanyFactory(provider=member.provider)
    other = TrainingContractFactory(case__provider=member.provider, company=company, trainer=None)
    page = sign_in(member.user).get(reverse("company_detail", args=[company.public_id])).content.decode()
    assert other.case.trainee.last_name not in page


def test_posting_twice_makes_one_company(sign_in, member, behind):
    data = {"name": HOSTILE, "postcode": "", "request_key": str(uuid.uuid4())}
    client = sign_in(member.user)
    first = client.post(reverse("company_create"), data)
    second = client.post(reverse("company_create"), data)
    assert first.status_code == 302
    assert first.url == second.url
    assert "&lt;script&gt;" in client.get(first.url).content.decode()
    behind(member.provider)
    assert Company.objects.count() == 1


@pytest.mark.usefixtures("catalogue")
def test_the_postcode_proposes_and_never_overwrites(sign_in, member, behind):
    client = sign_in(member.user)
    client.post(reverse("company_create"), {"name": "A", "postcode": "80331"})
    client.post(reverse("company_create"), {"name": "B", "postcode": "80331", "place": "Minga"})
    behind(member.provider)
    assert list(Company.objects.values_list("place", "land")) == [("München", "BY"), ("Minga", "BY")]


@pytest.mark.usefixtures("catalogue")
def test_several_places_are_asked_for(sign_in, member, behind):
    client = sign_in(member.user)
    page = client.post(reverse("company_create"), {"name": "Hof", "postcode": "17192"}).content.decode()
    assert "Welcher Ort gehört zu 17192?" in page
    assert 'value="Hof"' in page
    client.post(reverse("company_create"), {"name": "Hof", "postcode": "17192", "place_choice": "Waren (Müritz)|MV"})
    behind(member.provider)
    assert Company.objects.get().place == "Waren (Müritz)"


def test_a_stale_edit_shows_both_texts_and_saves_on_the_second_try(sign_in, member, behind):
    company = CompanyFactory(provider=member.provider, name="Alt")
    url = reverse("company_edit", args=[company.public_id])
    client = sign_in(member.user)
    client.post(url, {"name": "Von anderen", "version": "1"})
    answer = client.post(url, {"name": "Von mir", "version": "1"})
    text = answer.content.decode()
    assert "Von anderen" in text
    assert 'value="Von mir"' in text
    assert client.post(url, {"name": "Von mir", "version": "2"}).status_code == 302
    behind(member.provider)
    assert Company.objects.get().name == "Von mir"


def test_errors_keep_everything_typed(sign_in, member):
    data = {"name": "", "phone": "12", "email": "wer@", "street": "Am Anger 1"}
    text = sign_in(member.user).post(reverse("company_create"), data).content.decode()
    assert "Bitte prüfen Sie 3 Angaben" in text
    assert "Geben Sie die Nummer mit Vorwahl ein" in text
    assert 'value="Am Anger 1"' in text


def test_a_contact_is_added_and_changed(sign_in, member, behind):
    contact = CompanyContactFactory(company__provider=member.provider)
    client = sign_in(member.user)
    url = reverse("contact_create", args=[contact.company.public_id])
    data = {"role": "signatory", "last_name": "Öztürk", "request_key": str(uuid.uuid4())}
    assert [client.post(url, data).status_code, client.post(url, data).status_code] == [302, 302]
    edit = reverse("contact_edit", args=[contact.public_id])
    assert client.post(edit, {"version": 1, "role": "trainer", "last_name": "Sommer"}).status_code == 302
    behind(member.provider)
    assert sorted(CompanyContact.objects.values_list("last_name", flat=True)) == ["Sommer", "Öztürk"]
