"""A contract that ended before its time is told to the agency; one that goes on after all is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.events import on_event
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import mark_sent
from cases.months.emaw.texts import text_of
from cases.people.contract_ends import end_contract, take_back_contract_end
from cases.people.enums import ContractEnd
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=14)


@pytest.fixture
def contract(behind):
    member = MembershipFactory()
    behind(member.provider)
    measure = MeasureFactory(provider=member.provider)
    case = CaseFactory(provider=member.provider, contact_person=member, measure=measure)
    return TrainingContractFactory(case=case)


def notices(contract):
    on_event(provider_id=contract.provider_id)
    return list(EmawMessage.objects.filter(case=contract.case, type=MessageType.NOTICE))


def end(contract, on=LAST_DAY, reason=ContractEnd.AGREEMENT, notice_on=TODAY):
    end_contract(contract=contract, on=on, reason=reason, by=None, notice_on=notice_on)
    contract.refresh_from_db()


def test_a_notice_is_due_when_it_is_known_with_the_facts_of_the_contract(contract):
    end(contract)

    [message] = notices(contract)

    assert (message.state, message.about_on, message.due_on) == (MessageState.DUE, LAST_DAY, TODAY)
    text = text_of(message).body
    assert contract.company.name in text
    assert "Aufhebungsvertrag" in text
    assert len(notices(contract)) == 1


def test_the_exam_is_no_break_and_a_notice_of_later_is_not_due_yet(contract):
    end(contract, on=TODAY, reason=ContractEnd.EXAM, notice_on=None)
    assert notices(contract) == []


def test_what_was_taken_back_is_due_no_more_and_what_was_sent_stays(contract):
    end(contract)
    take_back_contract_end(contract=contract, version=contract.version, why="Irrtum", by=None)
    assert notices(contract) == []

    contract.refresh_from_db()
    end(contract)
    [message] = notices(contract)
    mark_sent(message=message, on=TODAY, by=None)
    take_back_contract_end(contract=contract, version=contract.version, why="Irrtum", by=None)
    assert [row.state for row in notices(contract)] == [MessageState.SENT]
