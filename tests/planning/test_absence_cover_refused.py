"""A cover that cannot be deputy is refused at its field; nothing is half saved and everything typed stays."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from asa.accounts.enums import Role
from cases.people.models import ContactDeputy
from cases.support.planning.models import StaffAbsence
from tests.factories import CaseFactory, MembershipFactory

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel("2026-11-20 13:32:00+00:00", tick=False):
        yield


@pytest.fixture
def away(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def lead(away):
    return MembershipFactory(provider=away.provider, team=away.team, role=Role.TEAM_LEAD)


def colleague(away, **fields):
    return MembershipFactory(provider=away.provider, team=away.team, **fields)


def post(client, address, away, cover, **changes):
    fields = {"member": away.pk, "kind": "leave", "starts_on": "23.11.2026", "ends_on": "27.11.2026"}
    fields |= {"request_key": "0b4f5c1e-9a3e-4f62-8b6f-0d5b7c1a2e3f", "for_cases": "all", "cover": cover.pk}
    return client.post(address, fields | changes)


REFUSED = {
    "oneself": (lambda away, lead: colleague(away, user=lead.user), "Sich selbst können Sie hier nicht einsetzen."),
    "leaves": (
        lambda away, lead: colleague(away, role=Role.SOCIAL_WORKER, ends_on=date(2026, 11, 21)),
        "arbeitet am 23.11.2026 nicht beim Träger.",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_it_is_said_at_the_field_of_a_new_absence(sign_in, away, lead, why):
    make, words = REFUSED[why]
    cover = make(away, lead)
    CaseFactory(provider=away.provider, team=away.team, contact_person=away)

    answer = post(sign_in(lead.user), reverse("absence_create"), away, cover)

    assert answer.status_code == 422
    assert words in answer.context["form"].errors["cover"][0]
    assert answer.context["form"]["ends_on"].value() == "27.11.2026"
    assert (StaffAbsence.objects.count(), ContactDeputy.objects.count()) == (0, 0)


def test_it_is_said_at_the_field_of_a_changed_absence(sign_in, away, lead):
    own = colleague(away, user=lead.user)
    CaseFactory(provider=away.provider, team=away.team, contact_person=away)
    client = sign_in(lead.user)
    post(client, reverse("absence_create"), away, own, for_cases="none")
    absence = StaffAbsence.objects.get()

    answer = post(client, reverse("absence_edit", args=[absence.public_id]), away, own, version=absence.version)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["cover"]
    assert StaffAbsence.objects.get().version == absence.version
