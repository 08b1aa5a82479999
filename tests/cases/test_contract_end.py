"""Noting a notice or the end of a contract; the company's link is dead at its next request."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.portal.links import create_link
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    member = MembershipFactory()
    return TrainingContractFactory(case=CaseFactory(provider=member.provider, team=member.team, contact_person=member))


def contact_person(contract):
    with wall.within(contract.provider_id):
        return contract.case.assignments.get().member.user


def post(client, contract, **values):
    return client.post(reverse("contract_end", args=[contract.public_id]), {"version": 1} | values)


def fresh(contract):
    with wall.within(contract.provider_id):
        contract.refresh_from_db()
        contract.case.refresh_from_db()
    return contract


def test_a_notice_ends_the_rights_of_the_company(sign_in, client, contract):
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)
    today = timezone.localdate()

    response = post(sign_in(contact_person(contract)), contract, notice_on=f"{today:%d.%m.%Y}")

    assert response.status_code == 302
    assert (fresh(contract).notice_on, contract.version, contract.case.state) == (today, 2, "accompanying")
    assert client.get("/" + url.split("/", 3)[3]).status_code == 404


def test_an_end_moves_the_case_on_without_a_contract(sign_in, contract):
    today = timezone.localdate()

    post(sign_in(contact_person(contract)), contract, ended_on=f"{today:%d.%m.%Y}", reason="agreement")

    assert (fresh(contract).ended_on, contract.case.state) == (today, "no_contract")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Geben Sie die Kündigung oder das Ende des Vertrags an."),
        ({"ended_on": "01.02.2026"}, "Wählen Sie, wodurch der Vertrag endete."),
        ({"notice_on": "31.12.2099"}, "Das Datum liegt in der Zukunft."),
        ({"ended_on": "01.01.2020", "reason": "exam"}, "nicht vor dem Beginn"),
        ({"notice_on": "01.02.2026", "version": 7}, "inzwischen geändert"),
    ],
)
def test_wrong_input_changes_nothing(sign_in, contract, values, message):
    response = post(sign_in(contact_person(contract)), contract, **values)

    assert message in response.content.decode()
    assert (fresh(contract).notice_on, contract.ended_on) == (None, None)


def test_posting_twice_is_stale_the_second_time(sign_in, contract):
    client, day = sign_in(contact_person(contract)), f"{timezone.localdate() - timedelta(days=1):%d.%m.%Y}"

    post(client, contract, notice_on=day)

    assert "inzwischen geändert" in post(client, contract, notice_on=day).content.decode()
    assert fresh(contract).version == 2


@pytest.mark.parametrize(("role", "status"), [(Role.BILLING, 403), (Role.TEACHER, 403), (Role.TEAM_LEAD, 200)])
def test_who_may(sign_in, contract, role, status):
    member = MembershipFactory(provider=contract.provider, team=contract.case.team, role=role)

    assert post(sign_in(member.user), contract).status_code == status


def test_strangers_get_404(sign_in, contract):
    for stranger in (MembershipFactory(provider=contract.provider), MembershipFactory()):
        assert post(sign_in(stranger.user), contract, notice_on="01.02.2026").status_code == 404
