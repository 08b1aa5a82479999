"""A list names colleagues by name or address, also invited ones; the same fault in many rows is said once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts.enums import GrantState, Role
from asa.accounts.models import Invitation, Membership, RoleGrant
from asa.administration.members import add_member
from cases.people.importing.row_numbers import rows_in_words
from cases.people.models import Case, CaseStaff
from tests.cases.test_import import apply, columns, latest, preview, upload
from tests.factories import MembershipFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

TODAY = timezone.localdate()
HEAD = "Nachname;Vorname;Geburtsdatum;Ansprechperson;Sozialpädagoge;Lehrkräfte"


@pytest.fixture
def admin(behind):
    admin = MembershipFactory(role=Role.ADMIN)
    behind(admin.provider)
    return admin


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin.user)


def invited(admin, role, first, last, **more):
    team = TeamFactory(provider=admin.provider)
    person = {"email": f"{last.lower()}@traeger.example", "first_name": first, "last_name": last}
    return add_member(
        provider=admin.provider, by=admin.user, person=person, roles=[role], team=team, starts_on=TODAY, **more
    )


def checked(desk, *lines):
    upload(desk, "\n".join([HEAD, *lines]))
    run = latest()
    columns(desk, run)
    return run


def person(number, contact="", social="", teacher=""):
    return f"Name{number};Olena;{number:02d}.03.2004;{contact};{social};{teacher}"


def test_an_invited_colleague_is_found_by_the_invited_address(desk, admin):
    invited(admin, Role.CONTACT_PERSON, "Sabine", "Berger")
    invited(admin, Role.TEACHER, "Ulf", "Winter")
    assert Invitation.objects.filter(used_at=None).count() == 2
    run = checked(desk, person(1, contact="Berger@Traeger.example", teacher="winter@traeger.example"))
    assert apply(desk, run).status_code == 302
    case = Case.objects.get()
    assert case.assignments.get().member == Membership.objects.get(role=Role.CONTACT_PERSON)
    assert CaseStaff.objects.get().member == Membership.objects.get(role=Role.TEACHER)


def test_an_invited_colleague_is_found_by_the_typed_name(desk, admin):
    invited(admin, Role.CONTACT_PERSON, "Sabine", "Berger")
    assert apply(desk, checked(desk, person(1, contact="Berger, Sabine"))).status_code == 302
    assert Case.objects.get().assignments.exists()


def test_the_same_missing_colleague_in_twelve_rows_is_one_line(desk):
    run = checked(desk, *(person(number, contact="Karl Unbekannt") for number in range(1, 13)))
    page = preview(desk, run)
    assert page.count("arbeitet hier nicht als Ausbildungsbegleitung") == 1
    assert "Zeilen 2–13" in page
    assert "Olena Name1 und 11 weitere" in page


def test_different_faults_stay_apart(desk):
    page = preview(desk, checked(desk, person(1, contact="Karl Unbekannt"), person(2, contact="Ina Fremd")))
    assert "„Karl Unbekannt“" in page
    assert "„Ina Fremd“" in page
    assert "Zeile 3" in page


def test_every_missing_teacher_of_a_cell_is_named(desk):
    page = preview(desk, checked(desk, person(1, teacher='"Karl Unbekannt; Ina Fremd"')))
    assert "„Karl Unbekannt“ arbeitet" in page
    assert "„Ina Fremd“ arbeitet" in page


def test_a_role_that_waits_for_a_second_person_is_said(desk, admin):
    user = UserFactory(first_name="Sabine", last_name="Berger")
    RoleGrant.objects.create(
        provider=admin.provider, user=user, role=Role.CONTACT_PERSON, starts_on=TODAY, reason="Neu im Team",
        state=GrantState.WAITING, asked_by=admin.user,
    )  # fmt: skip
    page = preview(desk, checked(desk, person(1, contact="Sabine Berger")))
    assert "Sabine Berger wartet als Ausbildungsbegleitung noch auf eine zweite Person." in page


def test_a_colleague_of_another_role_and_one_who_begins_later_are_told_apart(desk, admin):
    for role, last, starts_on in (
        (Role.TEACHER, "Winter", TODAY), (Role.CONTACT_PERSON, "Berger", TODAY + timedelta(days=9)),
    ):  # fmt: skip
        user = UserFactory(first_name="Ulf", last_name=last)
        MembershipFactory(provider=admin.provider, role=role, user=user, starts_on=starts_on)
    page = preview(desk, checked(desk, person(1, contact="Ulf Winter"), person(2, contact="Ulf Berger")))
    assert "„Ulf Winter“ arbeitet hier, aber nicht als Ausbildungsbegleitung." in page
    assert "Ulf Berger arbeitet erst ab" in page


def test_a_colleague_of_another_provider_is_unknown(desk):
    other = MembershipFactory(role=Role.CONTACT_PERSON)
    page = preview(desk, checked(desk, person(1, contact=other.user.email)))
    assert "arbeitet hier nicht als Ausbildungsbegleitung" in page


def test_total_rows_are_said_in_one_sentence(desk):
    run = checked(desk, person(1), "Summe;1;;;;", person(2), "Summe;1;;;;")
    assert "Zeilen 3, 5 sind Summenzeilen und werden nicht übernommen." in preview(desk, run)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([4], "Zeile 4"), ([2, 3], "Zeilen 2–3"), ([2, 3, 4, 9], "Zeilen 2–4, 9"), ([2, 4], "Zeilen 2, 4")],
)
def test_row_numbers_in_words(numbers, words):
    assert rows_in_words(numbers) == words
