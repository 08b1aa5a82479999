"""Two people at the same part of an admission: the second one sees both texts before anything is overwritten."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.people.models import Admission, Case
from companies.catalogue.models import OccupationName
from companies.records.models import Company
from tests.factories import MeasureFactory, MembershipFactory, OccupationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def desk(sign_in, member):
    return sign_in(member.user)


@pytest.fixture
def case(desk, member, behind):
    values = {"first_name": "Ida", "last_name": "Zander", "measure": MeasureFactory(provider=member.provider).pk}
    values |= {"birth_date_0": "1", "birth_date_1": "2", "birth_date_2": "2005", "eligibility": "basic"}
    values |= {"entry_on": f"{timezone.localdate():%d.%m.%Y}"}
    assert desk.post(reverse("admission_create"), values).status_code == 302
    behind(member.provider)
    return Case.objects.get()


def url(case, part):
    return reverse("admission_part", args=[case.public_id, part])


def version(client, case, part):
    page = client.get(url(case, part)).content.decode()
    return re.search(r'name="version" value="(\w+)"', page)[1]


def test_a_stale_text_is_shown_beside_the_saved_one(desk, case, member, behind):
    seen = version(desk, case, "bedarf")
    desk.post(url(case, "bedarf"), {"version": seen, "needs": "Mathematik", "goals": "Prüfung"})

    stale = desk.post(url(case, "bedarf"), {"version": seen, "needs": "<i>Deutsch</i>", "goals": "Prüfung"})

    page = stale.content.decode()
    assert stale.status_code == 200
    assert "Beide Fassungen" in page
    assert "Mathematik" in page
    assert "&lt;i&gt;Deutsch&lt;/i&gt;" in page
    behind(member.provider)
    assert Case.objects.get().needs == "Mathematik"
    again = re.search(r'name="version" value="(\w+)"', page)[1]
    assert desk.post(url(case, "bedarf"), {"version": again, "needs": "Deutsch", "goals": "Prüfung"}).status_code == 302
    behind(member.provider)
    assert Case.objects.get().needs == "Deutsch"


def test_the_same_part_posted_twice_is_no_conflict(desk, case):
    seen = version(desk, case, "berufsschule")
    values = {"version": seen, "school": "Holzmannschule", "school_days": "Mo."}

    assert [desk.post(url(case, "berufsschule"), values).status_code for _ in range(2)] == [302, 302]


def test_another_part_saved_in_between_is_no_conflict(desk, case):
    seen = version(desk, case, "berufsschule")
    other = {"version": version(desk, case, "bedarf"), "needs": "Mathematik", "goals": ""}
    assert desk.post(url(case, "bedarf"), other).status_code == 302

    assert desk.post(url(case, "berufsschule"), {"version": seen, "school": "A"}).status_code == 302


def test_the_person_carries_what_was_seen_too(desk, case, member, behind):
    seen = version(desk, case, "person")
    behind(member.provider)
    measure = Admission.objects.get().measure_id
    values = {"version": seen, "first_name": "Ida", "measure": measure, "eligibility": "basic"}
    values |= {"birth_date_0": "1", "birth_date_1": "2", "birth_date_2": "2005"}
    values |= {"entry_on": f"{timezone.localdate():%d.%m.%Y}"}
    assert desk.post(url(case, "person"), values | {"last_name": "Ärger"}).status_code == 302

    stale = desk.post(url(case, "person"), values | {"last_name": "Öz"})

    assert stale.status_code == 200
    assert [(row.label, row.theirs, row.mine) for row in stale.context["form"].differences()] == [
        ("Nachname", "Ärger", "Öz")
    ]


def test_a_post_that_saw_no_version_overwrites_nothing(desk, case, member, behind):
    values = {"version": version(desk, case, "bedarf"), "needs": "Mathematik", "goals": ""}
    desk.post(url(case, "bedarf"), values)

    blind = desk.post(url(case, "bedarf"), {"needs": "Deutsch", "goals": ""})

    assert "Beide Fassungen" in blind.content.decode()
    behind(member.provider)
    assert Case.objects.get().needs == "Mathematik"


def test_a_new_company_that_is_posted_twice_is_one(desk, case, member, behind):
    behind(member.provider)
    name = OccupationName.objects.create(occupation=OccupationFactory(), name="Maler/in")
    values = {"version": version(desk, case, "ausbildung"), "kind": "regular", "occupation_2": name.pk}
    values |= {"new_company": "Malerei Öz", "new_place": "Kassel", "starts_on": "01.09.2026", "ends_on": "31.08.2029"}

    assert [desk.post(url(case, "ausbildung"), values).status_code for _ in range(2)] == [302, 302]

    behind(member.provider)
    assert Company.objects.filter(name="Malerei Öz").count() == 1
