"""An invitation opens an account once, then leads to the second factor."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from asa.accounts.invitations import invite
from asa.accounts.models import Invitation, User
from asa.jobs.models import Job
from asa.mail.models import Mail
from tests.accounts.signing_in import is_signed_in, link_in
from tests.factories import MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "vier blaue Tassen im Regal"
BOTH = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


@pytest.fixture
def member():
    member = MembershipFactory(
        user=User.objects.create_user("neu@bildungswerk.example", first_name="Jo", last_name="Neu")
    )
    assert not member.user.has_usable_password()
    return member


@pytest.fixture
def path(member):
    return link_in(invite(member.user, member.provider))


def test_the_mail_carries_the_link_and_the_row_only_its_hash(member, behind):
    link = invite(member.user, member.provider)
    behind(member.provider)
    letter = Mail.objects.get(provider=member.provider)
    assert link in letter.text
    assert letter.to == member.user.email
    assert Job.objects.filter(kind="mail.send", subject_id=letter.pk, queue="mail").exists()
    assert link.rstrip("/").rsplit("/", 1)[1] not in str(Invitation.objects.values().get())


def test_opening_the_link_changes_nothing(client, path, member):
    for _ in range(2):
        assert "Willkommen" in client.get(path).content.decode()
    member.user.refresh_from_db()
    assert not member.user.has_usable_password()


def test_the_password_is_set_and_the_second_factor_follows(client, path, member):
    answer = client.post(path, BOTH, follow=True)
    assert is_signed_in(client)
    assert answer.redirect_chain[-1][0] == "/konto/zweiter-faktor/"
    member.user.refresh_from_db()
    assert member.user.check_password(NEW_PASSWORD)
    assert member.user.password.startswith("argon2$argon2id$")
    assert client.get("/konto/2fa/totp/activate/").status_code == 200


def test_the_link_works_once(client, path, member):
    client.post(path, BOTH)
    other = Client()
    answer = other.post(path, {"password1": "ein anderes langes Wort", "password2": "ein anderes langes Wort"})
    assert answer.status_code == 410
    assert "schon angenommen" in answer.content.decode()
    member.user.refresh_from_db()
    assert member.user.check_password(NEW_PASSWORD)


def test_an_expired_link_sends_a_new_one_to_the_same_address(client, member, behind):
    path = link_in(invite(member.user, member.provider, now=timezone.now() - timedelta(days=8)))
    page = client.get(path)
    assert page.status_code == 410
    assert "Neuen Link senden" in page.content.decode()
    assert client.post(path, BOTH).status_code == 410

    assert "Neuer Link gesendet" in client.post(f"{path}neu/").content.decode()
    behind(member.provider)
    letters = list(Mail.objects.order_by("pk"))
    assert [letter.to for letter in letters] == [member.user.email] * 2
    client.post(link_in(letters[1].text), BOTH)
    assert is_signed_in(client)


def test_new_links_are_limited(client, path, member, behind):
    answers = [client.post(f"{path}neu/").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_new_invitation_ends_the_one_before(client, path, member):
    invite(member.user, member.provider)
    assert client.get(path).status_code == 410


def test_an_unknown_secret_and_a_foreign_provider_are_404(client, path, member):
    secret = path.rstrip("/").rsplit("/", 1)[1]
    other = ProviderFactory()
    assert client.get(f"/konto/einladung/{member.provider_id}/{'x' * 43}/").status_code == 404
    assert client.get(f"/konto/einladung/{other.pk}/{secret}/").status_code == 404


def test_weak_and_different_passwords_are_refused_at_the_field(client, path, member):
    page = client.post(path, {"password1": "Sommer2026!!!!", "password2": "Sommer2026!!!!"}).content.decode()
    assert "leicht zu erraten" in page
    page = client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD + "x"}).content.decode()
    assert "sind verschieden" in page
    member.user.refresh_from_db()
    assert not member.user.has_usable_password()


def test_a_locked_person_gets_in_by_no_invitation(client, path, member):
    member.user.is_active = False
    member.user.save(update_fields=["is_active"])
    assert client.post(path, BOTH).status_code == 410
    assert not is_signed_in(client)


def test_somebody_else_signed_in_here_is_signed_out(path, member, sign_in):
    client = sign_in(
        User.objects.create_user("andere@example.org", "ein langes Wort 99", first_name="A", last_name="B")
    )
    client.post(path, BOTH)
    assert client.session["_auth_user_id"] == str(member.user.pk)
