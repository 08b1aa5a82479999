"""A company with and without its legal form in one place is asked about, wherever one is entered."""

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.desk.admission.services import start_admission
from cases.people.enums import Eligibility
from cases.people.models import TrainingContract
from companies.catalogue.models import OccupationName
from companies.records.likeness import core_name
from companies.records.models import Company
from tests.cases.test_import import apply, columns, latest, preview, upload
from tests.factories import CompanyFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def admin(behind):
    admin = MembershipFactory(role=Role.ADMIN)
    behind(admin.provider)
    return admin


@pytest.fixture
def known(admin, behind):
    company = CompanyFactory(provider=admin.provider, name="Autohaus Winter", place="Gießen")
    behind(admin.provider)
    return company


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin.user)


@pytest.mark.parametrize(
    "name",
    ["Autohaus Winter GmbH", "AUTOHAUS WINTER GmbH & Co. KG", "Autohaus Winter e.K.", "Autohaus-Winter e. K.",
     "Autohaus Winter UG (haftungsbeschränkt)"],
)  # fmt: skip
def test_the_legal_form_is_no_part_of_the_name(name):
    assert core_name(name) == "autohaus winter"


@pytest.mark.parametrize("name", ["Autohaus Winter Süd", "Winter GmbH", "GmbH"])
def test_other_names_stay_other_names(name):
    assert core_name(name) != "autohaus winter"
    assert core_name(name)


def new(desk, **more):
    return desk.post(reverse("company_create"), {"name": "Autohaus Winter GmbH", "place": "Gießen", **more})


def test_a_new_company_is_asked_about_and_what_was_typed_stays(desk, known, behind):
    page = new(desk, trade="Kraftfahrzeuge").content.decode()
    assert "Derselbe Betrieb: Autohaus Winter, " in page
    assert "Entscheiden Sie, ob es derselbe Betrieb ist." in page
    assert 'value="Kraftfahrzeuge"' in page
    behind(known.provider)
    assert Company.objects.count() == 1


def test_the_same_one_opens_another_one_is_made(desk, known, behind):
    assert new(desk, same_as=str(known.public_id)).url == reverse("company_detail", args=[known.public_id])
    behind(known.provider)
    assert Company.objects.count() == 1
    assert new(desk, same_as="other").status_code == 302
    behind(known.provider)
    assert Company.objects.count() == 2


def test_in_another_place_nobody_asks(desk, known):
    assert new(desk, place="Marburg").status_code == 302


HEAD = "Nachname;Vorname;Betrieb;Ort Betrieb"


def listed(desk, *lines):
    upload(desk, "\n".join([HEAD, *lines]))
    run = latest()
    columns(desk, run)
    return run


def test_a_list_asks_once_for_all_rows(desk, known, behind):
    run = listed(desk, "Kova;Olena;Autohaus Winter GmbH;Gießen", "Nowak;Jan;Autohaus Winter GmbH;Gießen")
    page = preview(desk, run)
    assert "Vielleicht derselbe Betrieb" in page
    assert "Zeilen 2–3: Autohaus Winter GmbH, Gießen" in page
    refused = apply(desk, run)
    assert refused.status_code == 422
    assert "Entscheiden Sie bei einem Betrieb, ob es derselbe ist." in refused.content.decode()
    behind(known.provider)
    assert Company.objects.count() == 1


@pytest.mark.parametrize(("choice", "count"), [("same", 1), ("other", 2)])
def test_the_answer_counts_for_all_rows(desk, known, behind, choice, count):
    run = listed(desk, "Kova;Olena;Autohaus Winter GmbH;Gießen", "Nowak;Jan;Autohaus Winter GmbH;Gießen")
    answer = apply(desk, run, **{"company|autohaus winter gmbh|giessen": choice})
    assert answer.status_code == 302
    behind(known.provider)
    assert Company.objects.count() == count


def test_two_spellings_in_one_list_are_asked_about(desk, admin, behind):
    run = listed(desk, "Kova;Olena;Bäckerei Groß;Gießen", "Nowak;Jan;Bäckerei Groß OHG;")
    assert "Weiter oben in der Datei: Bäckerei Groß, Gießen" in preview(desk, run)
    apply(desk, run, **{"company|backerei gross ohg|": "same"})
    behind(admin.provider)
    assert [company.name for company in Company.objects.all()] == ["Bäckerei Groß"]


def test_the_same_spelling_needs_no_question(desk, known):
    run = listed(desk, "Kova;Olena;Autohaus Winter;Gießen")
    assert "Vielleicht derselbe Betrieb" not in preview(desk, run)
    assert not TrainingContract.objects.exists()


def test_the_admission_asks_too_and_takes_the_known_one(sign_in, admin, known, behind):
    member = MembershipFactory(provider=admin.provider)
    behind(admin.provider)
    admission = start_admission(
        provider_id=admin.provider_id, by=member.user, request_key=None, eligibility=Eligibility.BASIC,
        person={"first_name": "Olena", "last_name": "Kova"},
    )  # fmt: skip
    desk, url = sign_in(member.user), reverse("admission_part", args=[admission.case.public_id, "ausbildung"])
    name = OccupationName.objects.first()
    typed = {
        "kind": "regular", "occupation_0": name.name, "occupation_1": name.pk, "new_company": "Autohaus Winter GmbH",
        "new_place": "Gießen", "starts_on": "01.08.2026", "ends_on": "31.07.2029",
        "version": desk.get(url).context["form"]["version"].value(),
    }  # fmt: skip
    asked = desk.post(url, typed)
    assert "Derselbe Betrieb: Autohaus Winter" in asked.content.decode()
    assert desk.post(url, typed | {"same_as": str(known.public_id)}).status_code == 302
    behind(known.provider)
    assert TrainingContract.objects.get().company == known
