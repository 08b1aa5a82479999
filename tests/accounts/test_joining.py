"""Somebody with an account joins another provider by accepting; until then that side learns and changes nothing."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import Invitation, Membership, User
from asa.mail.models import Mail
from tests.accounts.signing_in import link_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "vier blaue Tassen im Regal"


@pytest.fixture
def elsewhere():
    """Somebody who works for another provider already."""
    return MembershipFactory(role=Role.TEACHER, user__email="olga@zuhause.example", user__last_name="Petrenko")


@pytest.fixture
def admin():
    return MembershipFactory(role=Role.ADMIN)


def signed_in(sign_in_as, user):
    client = Client()
    sign_in_as(client, user)
    return client


@pytest.fixture
def sign_in_as():
    """Return a function that signs a person in on a client of its own, with a second factor used."""
    from time import time

    from django.conf import settings

    def _sign_in_as(client, user):
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    return _sign_in_as


def add(client, email, **changes):
    values = {"first_name": "Ola", "last_name": "Getippt", "email": email, "roles": ["teacher"]}
    return client.post(reverse("member_create"), values | {"kind": "freelance", "starts_on": "01.09.2026"} | changes)


@pytest.fixture
def invited(admin, elsewhere, sign_in_as):
    """The invitation's path of the person who works elsewhere."""
    assert add(signed_in(sign_in_as, admin.user), elsewhere.user.email).status_code == 302
    wall.enter(admin.provider_id)
    return link_in(Mail.objects.get(to=elsewhere.user.email).text)


def test_the_inviting_side_sees_what_it_typed_and_no_more(admin, elsewhere, sign_in_as, invited):
    client = signed_in(sign_in_as, admin.user)
    add(client, "ganz@neu.example", first_name="Uta", last_name="Unbekannt")
    page = client.get(reverse("member_list")).content.decode()
    assert "Ola Getippt" in page
    assert "Uta Unbekannt" in page
    assert "Petrenko" not in page


def test_nothing_of_the_account_changes_and_no_session_ends(admin, elsewhere, sign_in_as):
    other = signed_in(sign_in_as, elsewhere.user)
    UserSession.objects.get_or_create(
        user=elsewhere.user, session_key=other.session.session_key, defaults={"ip": "127.0.0.1"}
    )
    before = User.objects.values().get(pk=elsewhere.user.pk)
    add(signed_in(sign_in_as, admin.user), elsewhere.user.email)
    assert User.objects.values().get(pk=elsewhere.user.pk) == before
    assert UserSession.objects.filter(user=elsewhere.user).exists()
    with wall.within(admin.provider_id):
        assert not Membership.objects.filter(user=elsewhere.user, provider=admin.provider_id).exists()
    assert other.get("/").context["provider_name"] == elsewhere.provider.name


def test_the_account_joins_after_signing_in(admin, elsewhere, sign_in_as, invited):
    stranger = Client()
    page = stranger.get(invited).content.decode()
    assert f"{reverse('account_login')}?next={invited}" in page
    assert stranger.post(invited, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 403
    elsewhere.user.refresh_from_db()
    assert not elsewhere.user.check_password(NEW_PASSWORD)

    client = signed_in(sign_in_as, elsewhere.user)
    assert "Einladung annehmen" in client.get(invited).content.decode()
    assert client.post(invited).status_code == 302

    wall.enter(admin.provider_id)
    member = Membership.objects.get(user=elsewhere.user, provider=admin.provider_id)
    assert member.joined_at is not None
    assert not User.objects.filter(is_invited=True).exists()
    assert client.get("/").context["provider_name"] == admin.provider.name
    page = signed_in(sign_in_as, admin.user).get(reverse("member_list")).content.decode()
    assert "Petrenko" in page  # now the provider sees the account's own name
    assert "Getippt" not in page


def test_another_account_cannot_accept(admin, sign_in_as, invited):
    client = signed_in(sign_in_as, MembershipFactory().user)
    assert "Melden Sie sich ab" in client.get(invited).content.decode()
    assert client.post(invited).status_code == 403
    wall.enter(admin.provider_id)
    assert Invitation.objects.get().used_at is None


def test_accepting_twice_says_so(elsewhere, sign_in_as, invited):
    client = signed_in(sign_in_as, elsewhere.user)
    client.post(invited)
    assert client.post(invited).status_code == 410


def test_a_new_address_becomes_an_account_with_the_typed_name(admin, sign_in_as):
    add(signed_in(sign_in_as, admin.user), "ganz@neu.example")
    assert not User.objects.filter(email="ganz@neu.example").exists()
    wall.enter(admin.provider_id)
    path = link_in(Mail.objects.get(to="ganz@neu.example").text)
    client = Client()
    assert "ganz@neu.example" in client.get(path).content.decode()
    client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    user = User.objects.get(email="ganz@neu.example")
    assert user.full_name == "Ola Getippt"
    assert not user.is_invited


def test_a_stand_in_gets_no_mail(admin, sign_in_as):
    add(signed_in(sign_in_as, admin.user), "ganz@neu.example")
    from asa.mail.outbox import write_mail

    wall.enter(admin.provider_id)
    before = Mail.objects.count()
    write_mail(admin.provider_id, User.objects.get(is_invited=True).email, "Betreff", "Text")
    assert Mail.objects.filter(state="waiting").count() == before


@pytest.mark.parametrize("path", ["/konto/einladung/9223372036854775808/x/", "/konto/einladung/1/x/"])
def test_an_invented_link_is_404(client, path):
    assert client.get(path).status_code == 404
    assert client.post(f"{path}neu/").status_code == 404
