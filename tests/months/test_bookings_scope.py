"""What a session charges opens to those who may open the session, or read the account that it charges."""

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.rules.enums import Account
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory, TeamFactory
from tests.months.situations import Office


@pytest.fixture
def office(behind):
    office = Office()
    behind(office.provider)
    office.session = office.document()
    behind(office.provider)
    return office


def _stranger(office, role):
    """A person of another team with a case of their own in the same measure."""
    team = TeamFactory(provider=office.provider)
    member = MembershipFactory(provider=office.provider, role=role, team=team)
    case = CaseFactory(provider=office.provider, team=team, measure=office.measure)
    if role != Role.TEAM_LEAD:
        CaseStaffFactory(case=case, member=member)
    return member


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER])
def test_bookings_of_other_peoples_sessions_do_not_exist(sign_in, office, role):
    assert LedgerEntry.objects.filter(session=office.session, account=Account.MEASURE).exists()
    stranger = _stranger(office, role)
    answer = sign_in(stranger.user).get(reverse("session_bookings", args=[office.session.public_id]))
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER])
def test_the_measures_account_shows_them_only_what_sessions_charge_that_they_open(office, role):
    stranger = _stranger(office, role)
    assert not LedgerEntry.objects.visible_to(stranger.user).filter(session=office.session).exists()


@pytest.mark.parametrize("who", ["admin", "billing"])
def test_who_reads_the_whole_account_reads_its_bookings(sign_in, office, who):
    member = getattr(office, who)
    charged = LedgerEntry.objects.filter(session=office.session)
    assert set(LedgerEntry.objects.visible_to(member.user).filter(session=office.session)) == set(charged)
    answer = sign_in(member.user).get(reverse("session_bookings", args=[office.session.public_id]))
    assert answer.status_code == 200


def test_who_held_the_session_reads_what_it_charges(sign_in, office):
    charged = LedgerEntry.objects.filter(session=office.session)
    lead = MembershipFactory(provider=office.provider, role=Role.TEAM_LEAD, team=office.cases[0].team)
    assert set(LedgerEntry.objects.visible_to(lead.user).filter(session=office.session)) == set(charged)
    assert sign_in(lead.user).get(reverse("session_bookings", args=[office.session.public_id])).status_code == 200
