"""Links and sentences from before a withdrawal that an installation already has are marked by the migration."""

import importlib
from uuid import uuid4

import pytest
from django.db import transaction

from asa.accounts import wall
from cases.portal.links import create_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.services import set_status
from tests.factories import CaseFactory, ConsentFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db(transaction=True)

WITHDRAW = """
    ALTER TABLE cases_consent DISABLE TRIGGER USER; ALTER TABLE cases_consent NO FORCE ROW LEVEL SECURITY;
    UPDATE cases_consent SET withdrawn_on = (now() AT TIME ZONE 'Europe/Berlin')::date;
    ALTER TABLE cases_consent ENABLE TRIGGER USER; ALTER TABLE cases_consent FORCE ROW LEVEL SECURITY;
"""


def test_what_was_sent_before_a_withdrawal_is_marked(owner_connection):
    migration = importlib.import_module("cases.migrations.0030_company_links_stay_ended")
    member = MembershipFactory()
    with transaction.atomic(), wall.within(member.provider_id):
        contract = TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
        ConsentFactory(case=contract.case)
        set_status(contract=contract, sign="good", sentence="Läuft.", by=member.user, request_key=uuid4())
        create_link(contract, contract.trainer, None)

    with owner_connection.transaction():
        owner_connection.execute(WITHDRAW)  # as it was before there were triggers
    with owner_connection.transaction():
        owner_connection.execute(migration.OPEN + migration.MARK + migration.CLOSE)

    with transaction.atomic(), wall.within(member.provider_id):
        assert CompanyLink.objects.get().card_since is not None
        assert CompanyStatus.objects.get().ended_at is not None
