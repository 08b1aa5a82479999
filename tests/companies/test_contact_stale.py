"""A contact of a company that somebody else changed meanwhile: both texts are shown, nothing is overwritten."""

import pytest
from django.urls import reverse

from tests.factories import CompanyContactFactory, CompanyFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def contact(member):
    company = CompanyFactory(provider=member.provider)
    return CompanyContactFactory(provider=member.provider, company=company, last_name="Sommer")


def save(client, contact, version, last_name):
    values = {"version": version, "role": "trainer", "last_name": last_name}
    return client.post(reverse("contact_edit", args=[contact.public_id]), values)


def test_a_stale_save_shows_both_texts(sign_in, member, contact, behind):
    client = sign_in(member.user)
    assert 'name="version" value="1"' in client.get(reverse("contact_edit", args=[contact.public_id])).content.decode()
    assert save(client, contact, 1, "Ärger").status_code == 302

    stale = save(client, contact, 1, "<i>Öz</i>")

    page = stale.content.decode()
    assert "Beide Fassungen" in page
    assert "Ärger" in page
    assert "&lt;i&gt;Öz&lt;/i&gt;" in page
    assert 'name="version" value="2"' in page
    behind(member.provider)
    contact.refresh_from_db()
    assert (contact.last_name, contact.version) == ("Ärger", 2)
    assert save(client, contact, 2, "Öz").status_code == 302


def test_a_contact_of_another_provider_is_not_there(sign_in, contact):
    assert save(sign_in(MembershipFactory().user), contact, 1, "x").status_code == 404
