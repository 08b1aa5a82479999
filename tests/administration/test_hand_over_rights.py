"""Handing over gives nobody more than the person who leaves had, and nothing to whoever presses the button."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.notes.models import CounsellingNote
from cases.people.models import CaseStaff, ContactAssignment, ContactDeputy
from cases.people.services import name_deputy
from tests.factories import CaseFactory, CaseStaffFactory, CounsellingNoteFactory, MembershipFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def leaving(behind):
    member = MembershipFactory(role=Role.SOCIAL_WORKER)
    behind(member.provider)
    return member


@pytest.fixture
def lead(leaving):
    return MembershipFactory(provider=leaving.provider, team=leaving.team, role=Role.TEAM_LEAD)


@pytest.fixture
def case(leaving):
    return CaseFactory(provider=leaving.provider, team=leaving.team)


def other_role(member, role):
    """Return a second membership of the same person in the same team."""
    return MembershipFactory(provider=member.provider, team=member.team, user=member.user, role=role)


def hand_over(client, leaving, **to):
    day = f"{timezone.localdate():%d.%m.%Y}"
    return client.post(
        reverse("member_hand_over", args=[leaving.pk]), {"last_on": day, **{part: one.pk for part, one in to.items()}}
    )


@pytest.mark.parametrize("reads", [True, False])
def test_a_deputyship_is_handed_over_with_or_without_notes_as_it_was(sign_in, leaving, lead, case, reads):
    contact = ContactAssignment.objects.get(case=case)
    today = timezone.localdate()
    name_deputy(
        assignment=contact, member=leaving, starts_on=today, ends_on=today + 9 * DAY, by=None, reads_notes=reads
    )
    successor = MembershipFactory(provider=leaving.provider, team=leaving.team, role=Role.SOCIAL_WORKER)
    CounsellingNoteFactory(provider=leaving.provider, case=case, author=contact.member.user, level="author")

    assert hand_over(sign_in(lead.user), leaving, deputy=successor).status_code == 302

    assert ContactDeputy.objects.get(member=successor).reads_notes is reads
    ContactDeputy.objects.filter(member=successor).update(starts_on=today)
    assert CounsellingNote.objects.visible_to(successor.user).exists() is reads


@pytest.mark.parametrize("presser_role", [Role.TEAM_LEAD, Role.ADMIN])
def test_nobody_hands_a_case_team_over_to_oneself(sign_in, leaving, presser_role):
    presser = MembershipFactory(provider=leaving.provider, team=leaving.team, role=presser_role)
    own = other_role(presser, Role.SOCIAL_WORKER)
    case = CaseFactory(provider=leaving.provider, team=leaving.team)
    CaseStaffFactory(case=case, member=leaving)

    answer = hand_over(sign_in(presser.user), leaving, team=own)

    assert answer.status_code == 422
    assert not CaseStaff.objects.filter(member=own).exists()


def test_nobody_hands_a_deputyship_over_to_oneself(sign_in, leaving, lead):
    own = other_role(lead, Role.SOCIAL_WORKER)
    case = CaseFactory(provider=leaving.provider, team=leaving.team)
    today = timezone.localdate()
    name_deputy(
        assignment=ContactAssignment.objects.get(case=case), member=leaving, starts_on=today, ends_on=today + 9 * DAY,
        by=None,
    )  # fmt: skip

    assert hand_over(sign_in(lead.user), leaving, deputy=own).status_code == 422
    assert not ContactDeputy.objects.filter(member=own).exists()


def test_nobody_hands_the_contact_persons_cases_over_to_oneself(sign_in, behind):
    contact = MembershipFactory()
    behind(contact.provider)
    lead = MembershipFactory(provider=contact.provider, team=contact.team, role=Role.TEAM_LEAD)
    own = other_role(lead, Role.CONTACT_PERSON)
    case = CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact)

    assert hand_over(sign_in(lead.user), contact, contact=own).status_code == 422
    assert not ContactAssignment.objects.filter(case=case, member=own).exists()
