"""Trainees and auditors get their role from a row of the cases, and through it a provider to stand behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.access import Access
from asa.accounts.enums import DataClass, Role
from cases.people.models import AuditGrant, Case
from cases.people.models.trainees import AuditGrantCase
from cases.people.standings import providers_from_cases
from tests.factories import CaseFactory, ProviderFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


def roles(user, provider):
    with wall.within(provider.pk):
        return set(Access(user).roles)


def grant(user, case, *, starts, ends):
    today = timezone.localdate()
    with wall.within(case.provider_id):
        row = AuditGrant.objects.create(
            provider=case.provider,
            user=user,
            starts_on=today + timedelta(days=starts),
            ends_on=today + timedelta(days=ends),
        )
        AuditGrantCase.objects.create(provider=case.provider, grant=row, case=case)


def test_a_trainee_stands_as_trainee_at_the_own_provider_only():
    user = UserFactory()
    trainee = TraineeFactory(user=user)

    assert roles(user, trainee.provider) == {Role.TRAINEE}
    assert roles(user, ProviderFactory()) == set()


def test_a_trainee_sees_the_own_case_alone():
    user = UserFactory()
    trainee = TraineeFactory(user=user)
    own = CaseFactory(provider=trainee.provider, trainee=trainee)
    CaseFactory(provider=own.provider)

    with wall.within(own.provider_id):
        assert list(Case.objects.visible_to(user, DataClass.MASTER)) == [own]


@pytest.mark.parametrize(("starts", "ends", "held"), [(0, 0, True), (-3, 10, True), (-14, -1, False), (1, 5, False)])
def test_an_auditor_stands_while_the_grant_runs(starts, ends, held):
    user, case = UserFactory(), CaseFactory()
    grant(user, case, starts=starts, ends=ends)

    assert (Role.AUDITOR in roles(user, case.provider)) == held


def test_an_auditor_sees_the_sample_alone():
    user, case = UserFactory(), CaseFactory()
    CaseFactory(provider=case.provider)
    grant(user, case, starts=0, ends=3)

    with wall.within(case.provider_id):
        assert list(Case.objects.visible_to(user)) == [case]


def test_own_rows_name_the_provider_before_any_wall_is_set():
    user, case = UserFactory(), CaseFactory()
    trainee = TraineeFactory(user=user)
    grant(user, case, starts=0, ends=3)

    wall.enter_as(user.pk)

    assert set(providers_from_cases(user)) == {trainee.provider_id, case.provider_id}
    wall.enter_as(None)
    assert providers_from_cases(user) == []


def test_without_a_row_there_is_no_role():
    assert roles(UserFactory(), ProviderFactory()) == set()
