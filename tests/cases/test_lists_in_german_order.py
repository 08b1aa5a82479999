"""Lists of names stand in the order in which a German reader looks for them: Ä beside A, Ö beside O."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from tests.factories import (
    CaseFactory,
    CompanyContactFactory,
    CompanyFactory,
    MembershipFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NAMES = ["Zander", "Ärger", "Öz", "Oster", "arndt"]
IN_ORDER = ["Ärger", "arndt", "Oster", "Öz", "Zander"]


@pytest.fixture
def member():
    return MembershipFactory(user__last_name="Mitte")


def order_on(page):
    """Return the names in the order of their first place in the page's content."""
    text = page.content.decode().split("<main", 1)[1]
    assert all(name in text for name in NAMES)
    return sorted(NAMES, key=text.index)


def people(member):
    return [
        CaseFactory(
            provider=member.provider,
            contact_person=member,
            team=member.team,
            trainee__provider=member.provider,
            trainee__last_name=name,
        )
        for name in NAMES
    ]


def test_people(sign_in, member):
    people(member)

    assert order_on(sign_in(member.user).get(reverse("case_list"))) == IN_ORDER


def test_people_of_a_session(sign_in, member):
    starts = timezone.now() + timedelta(days=1)
    session = SessionFactory(provider=member.provider, staff=[member], cases=people(member), starts=starts)

    page = sign_in(member.user).get(reverse("session_move", args=[session.public_id]))

    assert [person.last_name for person in page.context["people"]] == IN_ORDER


def test_companies(sign_in, member):
    for name in NAMES:
        CompanyFactory(provider=member.provider, name=name)

    assert order_on(sign_in(member.user).get(reverse("company_list"))) == IN_ORDER


def test_contacts_of_a_company(sign_in, member):
    company = CompanyFactory(provider=member.provider, name="Betrieb")
    for name in NAMES:
        CompanyContactFactory(provider=member.provider, company=company, last_name=name)

    assert order_on(sign_in(member.user).get(reverse("company_detail", args=[company.public_id]))) == IN_ORDER


def test_staff(sign_in, member):
    admin = MembershipFactory(provider=member.provider, role=Role.ADMIN, user__last_name="Mitte")
    for name in NAMES:
        MembershipFactory(provider=member.provider, user=UserFactory(last_name=name))

    assert order_on(sign_in(admin.user).get(reverse("member_list"))) == IN_ORDER
