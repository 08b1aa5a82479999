"""The first real provider comes from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import Membership, Provider, Team, User
from asa.mail.models import Mail
from companies.catalogue.models import OccupationName, Postcode
from companies.catalogue.search import search_occupations
from tests.accounts.signing_in import is_signed_in, link_in

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "name": "Lernwerk Auental",
    "admin_email": "Verwaltung@Lernwerk.example",
    "first_name": "Ada",
    "last_name": "Roth",
}


def _create(**changes):
    out = StringIO()
    call_command("createprovider", stdout=out, **{**ARGUMENTS, **changes})
    return out.getvalue()


def test_it_makes_provider_site_team_and_admin_and_invites(client):
    printed = _create()
    provider = Provider.objects.get(name="Lernwerk Auental")
    with wall.within(provider.pk):
        admin = Membership.objects.select_related("user", "team__site").get()
        assert (admin.role, admin.user.full_name) == (Role.ADMIN, "Ada Roth")
        assert Team.objects.get().site.name == "Hauptstandort"
        assert link_in(printed) == link_in(Mail.objects.get().text)
    password = "vier blaue Tassen im Regal"
    client.post(link_in(printed), {"password1": password, "password2": password})
    assert is_signed_in(client)
    assert User.objects.get().email == "verwaltung@lernwerk.example"


def test_twice_changes_nothing_and_says_so():
    _create()
    with pytest.raises(CommandError, match="gibt es schon"):
        _create(admin_email="andere@lernwerk.example")
    assert not User.objects.filter(email="andere@lernwerk.example").exists()


def test_a_namesake_is_made_when_that_is_meant():
    _create()
    with pytest.raises(CommandError, match="hilft --same-name"):
        _create(admin_email="andere@lernwerk.example")

    assert "ist angelegt" in _create(admin_email="andere@lernwerk.example", same_name=True)

    assert Provider.objects.filter(name="Lernwerk Auental").count() == 2


def test_a_wrong_address_is_refused():
    with pytest.raises(CommandError, match="keine E-Mail-Adresse"):
        _create(admin_email="verwaltung")
    assert not Provider.objects.exists()


def test_occupations_and_postcodes_are_there_afterwards():
    OccupationName.objects.all().delete()
    Postcode.objects.all().delete()

    printed = _create()

    assert search_occupations("kfz mechatronikerin")
    assert Postcode.objects.filter(postcode="10115").exists()
    assert "Berufsnamen" in printed
