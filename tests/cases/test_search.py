"""The global search: people, companies and sessions that the person may see; never notes."""

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from tests.factories import (
    CaseFactory,
    CompanyFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    SessionFactory,
    TraineeFactory,
)

pytestmark = pytest.mark.django_db


def found(client, q):
    return client.get(reverse("search"), {"q": q})


def test_it_finds_people_companies_and_sessions(sign_in):
    member = MembershipFactory()
    trainee = TraineeFactory(provider=member.provider, last_name="Winterfeld")
    case = CaseFactory(provider=member.provider, trainee=trainee, contact_person=member)
    CompanyFactory(provider=member.provider, name="Autohaus Winter")
    SessionFactory(provider=member.provider, staff=[member], cases=[case], title="Wintergruppe")

    context = found(sign_in(member.user), "wínter").context

    assert [row.case for row in context["people"]] == [case]
    assert [company.name for company in context["companies"].rows] == ["Autohaus Winter"]
    assert [session.title for session in context["sessions"].rows] == ["Wintergruppe"]


def test_notes_and_results_are_never_searched(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member)
    CounsellingNoteFactory(case=case, author=member.user, sealed_text="Nachtigall")
    SessionFactory(provider=member.provider, staff=[member], cases=[case], result="Nachtigall")

    html = found(sign_in(member.user), "Nachtigall").content.decode()

    assert "Nichts gefunden." in html


def test_a_teacher_finds_no_company_and_no_foreign_session(sign_in):
    teacher = MembershipFactory(role=Role.TEACHER)
    CompanyFactory(provider=teacher.provider, name="Markerwerk")
    other = CaseFactory(provider=teacher.provider)
    SessionFactory(provider=teacher.provider, cases=[other], title="Markergruppe")

    html = found(sign_in(teacher.user), "marker").content.decode()

    assert "Markerwerk" not in html
    assert "Markergruppe" not in html


@pytest.mark.parametrize(
    "q", ["", "   ", "%", "_", "\\", "'; drop table", "\x00", "a" * 5000, "<script>alert(1)</script>"]
)
def test_odd_queries_find_nothing_and_break_nothing(sign_in, q):
    member = MembershipFactory()
    CaseFactory(provider=member.provider, contact_person=member)

    response = found(sign_in(member.user), q)

    assert response.status_code == 200
    assert not response.context.get("people")
    assert "<script>alert" not in response.content.decode()


def test_outsiders_have_no_search(sign_in):
    from tests.factories import FunderAccessFactory

    assert found(sign_in(FunderAccessFactory().user), "x").status_code == 403


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.ADMIN, ["Betriebe", "Import", "Verwaltung", "Hilfe"]),
        (Role.TEACHER, ["Hilfe", "Barrierefreiheit"]),
    ],
)
def test_more_shows_links_by_role(sign_in, role, words):
    html = sign_in(MembershipFactory(role=role).user).get(reverse("more")).content.decode()

    assert all(f">{word}</a>" in html for word in words)


def test_more_hides_what_a_teacher_cannot_use(sign_in):
    html = sign_in(MembershipFactory(role=Role.TEACHER).user).get(reverse("more")).content.decode()

    assert ">Import</a>" not in html
    assert ">Verwaltung</a>" not in html
