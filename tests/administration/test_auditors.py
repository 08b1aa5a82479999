"""Prüfrechte: a sample for at most 14 days, given by the administration only, ended by itself or by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import Invitation, LogEntry
from cases.people.models import AuditGrant, Case
from tests.factories import CaseFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

CREATE = "/verwaltung/pruefrechte/neu/"


@pytest.fixture
def admin(sign_in):
    member = MembershipFactory(role=Role.ADMIN)
    sign_in(member.user)
    return member


@pytest.fixture
def case(admin):
    return CaseFactory(provider=admin.provider, trainee__last_name="Sommerwind")


def german(day):
    return f"{day:%d.%m.%Y}"


def values_of(*cases, days=14, **changes):
    today = timezone.localdate()
    person = {"first_name": "Dora", "last_name": "Maler", "email": "Dora@Pruefdienst.example"}
    window = {"starts_on": german(today), "ends_on": german(today + timedelta(days=days))}
    return {**person, **window, "cases": [case.pk for case in cases], **changes}


def test_an_auditor_is_invited_to_a_sample(client, admin, case, behind):
    other = CaseFactory(provider=admin.provider)
    for _ in range(2):
        assert client.post(CREATE, values_of(case)).status_code == 302
    behind(admin.provider)
    grant = AuditGrant.objects.get()
    assert list(grant.cases.all()) == [case]
    assert Invitation.objects.filter(user=grant.user).count() == 1
    assert LogEntry.objects.filter(kind=LogKind.GRANT, object_id=grant.pk).exists()
    wall.enter_as(grant.user.pk)
    behind(admin.provider)
    assert list(Case.objects.visible_to(grant.user)) == [case]
    assert other not in Case.objects.visible_to(grant.user)
    assert "Dora Maler" in client.get(reverse("auditor_list")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"), [({"days": 15}, "ends_on"), ({"days": -1}, "ends_on"), ({"cases": []}, "cases")]
)
def test_a_longer_window_or_no_sample_is_refused(client, admin, case, behind, changes, field):
    answer = client.post(CREATE, values_of(case, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Maler" in answer.content.decode()
    behind(admin.provider)
    assert not AuditGrant.objects.exists()


def test_foreign_cases_and_colleagues_are_refused(client, admin, case, behind):
    assert client.post(CREATE, values_of(CaseFactory())).status_code == 422
    colleague = MembershipFactory(provider=admin.provider, role=Role.TEACHER).user
    answer = client.post(CREATE, values_of(case, email=colleague.email))
    assert answer.status_code == 422
    assert "arbeitet hier" in answer.content.decode()
    assert client.post(CREATE, values_of(case, email=admin.user.email)).status_code == 422
    behind(admin.provider)
    assert not AuditGrant.objects.exists()


def test_a_right_is_ended_by_hand(client, admin, case, behind):
    client.post(CREATE, values_of(case))
    behind(admin.provider)
    grant = AuditGrant.objects.get()
    url = reverse("auditor_end", args=[grant.pk])
    assert client.post(url, {"ends_on": german(timezone.localdate()), "reason": "role"}).status_code == 302
    grant.refresh_from_db()
    assert grant.ends_on == timezone.localdate()


def test_another_providers_right_does_not_exist(client, admin):
    outside = MembershipFactory(role=Role.ADMIN).provider
    today = timezone.localdate()
    with wall.within(outside.pk):
        grant = AuditGrant.objects.create(provider=outside, user=UserFactory(), starts_on=today, ends_on=today)
    assert client.get(reverse("auditor_end", args=[grant.pk])).status_code == 404


def test_the_sample_is_chosen_by_name(client, admin, case):
    assert "Sommerwind, " in client.get(CREATE).content.decode()


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.BILLING, Role.DATA_PROTECTION, Role.CONTACT_PERSON])
def test_only_the_administration_gives_them(sign_in, role):
    browser = sign_in(MembershipFactory(role=role).user)
    assert browser.get(reverse("auditor_list")).status_code == 403
    assert browser.post(CREATE, {}).status_code == 403
