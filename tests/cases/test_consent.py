"""Consents are recorded and withdrawn by those who may."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.notes.models import Consent
from tests.factories import CaseFactory, CaseStaffFactory, ConsentFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def give(client, case, **values):
    values = {
        "request_key": uuid4(),
        "purpose": "company_status",
        "given_on": timezone.localdate().isoformat(),
        "given_by": "selbst",
    } | values
    return client.post(reverse("consent_create", args=[case.public_id]), values)


def consents(case):
    with wall.within(case.provider_id):
        return list(Consent.objects.filter(case=case))


def test_a_consent_is_recorded_once(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member)
    client, key = sign_in(member.user), uuid4()

    first, second = give(client, case, request_key=key), give(client, case, request_key=key)

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(consents(case)) == 1


def test_a_second_consent_for_the_same_purpose_is_refused(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member)
    ConsentFactory(case=case)

    assert give(sign_in(member.user), case).status_code == 200
    assert len(consents(case)) == 1


def test_a_consent_of_the_future_is_refused(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member)

    response = give(sign_in(member.user), case, given_on=(timezone.localdate() + timedelta(days=1)).isoformat())

    assert "Das Datum liegt in der Zukunft." in response.content.decode()


def test_it_is_withdrawn_and_can_be_given_again(sign_in):
    member = MembershipFactory()
    case = CaseFactory(provider=member.provider, contact_person=member)
    consent = ConsentFactory(case=case)
    client = sign_in(member.user)

    url = reverse("consent_withdraw", args=[consent.public_id])
    client.post(url, {"on": timezone.localdate().isoformat()})
    give(client, case)

    assert [c.withdrawn_on is None for c in sorted(consents(case), key=lambda c: c.pk)] == [False, True]


@pytest.mark.parametrize(("role", "status"), [(Role.SOCIAL_WORKER, 403), (Role.TEAM_LEAD, 403), (Role.TEACHER, 403)])
def test_only_the_contact_person_changes_consents(sign_in, role, status):
    member = MembershipFactory(role=role)
    case = CaseFactory(provider=member.provider, team=member.team)
    if role == Role.SOCIAL_WORKER:
        CaseStaffFactory(case=case, member=member)
    consent = ConsentFactory(case=case)
    client = sign_in(member.user)

    assert give(client, case, purpose="photo").status_code == status
    assert client.post(reverse("consent_withdraw", args=[consent.public_id])).status_code == status


def test_strangers_get_404(sign_in):
    consent = ConsentFactory()
    client = sign_in(MembershipFactory().user)

    assert give(client, consent.case).status_code == 404
    assert client.get(reverse("consent_withdraw", args=[consent.public_id])).status_code == 404
