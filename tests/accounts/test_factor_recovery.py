"""A lost second factor comes back by two people, never by one and never by oneself."""

import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import FactorReset, LogEntry
from asa.mail.models import Mail
from tests.accounts.signing_in import add_app, enter_app_code, enter_password
from tests.factories import MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db

PAGE = "/konto/wiederherstellung/"


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def person(team):
    member = MembershipFactory(provider=team.provider, team=team)
    add_app(member.user)
    return member.user


def _colleague(team, role):
    member = MembershipFactory(provider=team.provider, team=team, role=role)
    secret = add_app(member.user)
    client = Client()
    enter_password(client, member.user)
    enter_app_code(client, secret)
    client.user = member.user
    return client


def _ask(client, user, key=None):
    data = {"user": user.pk, "reason": "Handy im Zug verloren", "request_key": key or uuid.uuid4()}
    return client.post(PAGE, data)


@pytest.fixture
def request_row(team, person, behind):
    admin = _colleague(team, Role.ADMIN)
    _ask(admin, person)
    behind(team.provider)
    row = FactorReset.objects.get()
    row.admin = admin
    return row


def _confirm(client, row):
    return client.post(f"{PAGE}{row.request_key}/bestaetigen/")


def test_two_people_bring_it_back(team, person, request_row, behind):
    lead = _colleague(team, Role.TEAM_LEAD)
    assert "Handy im Zug verloren" in lead.get(PAGE).content.decode()

    _confirm(lead, request_row)

    assert not Authenticator.objects.filter(user=person).exists()
    behind(team.provider)
    assert Mail.objects.get(to=person.email).subject == "Ihr zweiter Faktor wurde zurückgesetzt"
    log = LogEntry.objects.filter(kind=LogKind.GRANT, object_id=request_row.pk).values_list("details__what", flat=True)
    assert set(log) == {"factor_reset_asked", "factor_reset_confirmed"}


def test_the_sessions_of_the_person_end(team, request_row, behind):
    client = Client()
    secret = add_app(MembershipFactory(provider=team.provider, team=team).user)
    assert secret
    enter_password(client, request_row.user)
    row_client = client
    _confirm(_colleague(team, Role.TEAM_LEAD), request_row)
    assert row_client.get("/konto/2fa/").status_code == 302


def test_the_asking_person_cannot_confirm(person, request_row):
    assert _confirm(request_row.admin, request_row).status_code == 403
    assert Authenticator.objects.filter(user=person).exists()


def test_the_person_cannot_confirm(team, behind):
    lead = _colleague(team, Role.TEAM_LEAD)
    admin = _colleague(team, Role.ADMIN)
    _ask(admin, lead.user)
    behind(team.provider)
    assert _confirm(lead, FactorReset.objects.get()).status_code == 403


def test_the_database_refuses_one_person_alone(request_row):
    request_row.confirmed_by = request_row.asked_by
    with pytest.raises(IntegrityError), transaction.atomic():
        request_row.save()


def test_nobody_asks_for_oneself(team, behind):
    admin = _colleague(team, Role.ADMIN)
    _ask(admin, admin.user)
    behind(team.provider)
    assert not FactorReset.objects.exists()


def test_people_of_another_provider_cannot_be_named(team, behind):
    stranger = MembershipFactory().user
    add_app(stranger)
    admin = _colleague(team, Role.ADMIN)
    _ask(admin, stranger)
    behind(team.provider)
    assert not FactorReset.objects.exists()


def test_another_provider_finds_nothing_to_confirm(request_row):
    other = TeamFactory()
    assert _confirm(_colleague(other, Role.ADMIN), request_row).status_code == 404


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.TEACHER, Role.BILLING, Role.DATA_PROTECTION])
def test_other_roles_have_no_part_in_it(team, request_row, role):
    client = _colleague(team, role)
    assert client.get(PAGE).status_code == 403
    assert _confirm(client, request_row).status_code == 403


def test_a_team_lead_confirms_but_does_not_ask(team, person, behind):
    assert _ask(_colleague(team, Role.TEAM_LEAD), person).status_code == 403


def test_asking_twice_makes_one_request(team, person, behind):
    admin, key = _colleague(team, Role.ADMIN), uuid.uuid4()
    _ask(admin, person, key)
    _ask(admin, person, key)
    behind(team.provider)
    assert FactorReset.objects.count() == 1


def test_confirming_twice_is_harmless(team, person, request_row, behind):
    lead = _colleague(team, Role.TEAM_LEAD)
    _confirm(lead, request_row)
    add_app(person)
    _confirm(lead, request_row)
    assert Authenticator.objects.filter(user=person).exists()


def test_an_old_request_is_void(team, person, request_row):
    FactorReset.objects.filter(pk=request_row.pk).update(asked_at=timezone.now() - timedelta(days=3))
    _confirm(_colleague(team, Role.TEAM_LEAD), request_row)
    assert Authenticator.objects.filter(user=person).exists()


def test_a_hostile_reason_is_shown_as_text(team, person):
    admin = _colleague(team, Role.ADMIN)
    admin.post(PAGE, {"user": person.pk, "reason": "<script>alert(1)</script>", "request_key": uuid.uuid4()})
    page = admin.get(PAGE).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
