"""The journal follows each change in the same transaction; the hourly run afterwards finds nothing to add."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from asa.accounts.enums import Role
from cases.months.closing.services import close_month
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.events import on_event
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import enter_message, mark_sent
from cases.months.emaw.versions import set_version
from cases.people.enums import CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.services import assign_measure
from cases.people.telling import many_changes
from cases.support.budgets.services import Message, Terms, agree, propose
from tests.factories import CaseFactory, MembershipFactory
from tests.months.situations import OCTOBER, Office

TODAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    return office


def types(**narrow):
    return list(EmawMessage.objects.filter(**narrow).order_by("pk").values_list("type", flat=True))


def nothing_more(office):
    return on_event(provider_id=office.provider.pk) == 0


def test_an_entry(office):
    case = CaseFactory(
        provider=office.provider, contact_person=office.teacher, state=CaseState.ASSIGNED, started_on=None
    )
    assign_measure(case=case, measure=office.measure, starts_on=TODAY, by=None)
    case.enter_state(CaseState.PRE_PHASE, by=office.admin.user, on=TODAY)

    assert types(case=case) == [MessageType.ENTRY]
    assert nothing_more(office)


def test_an_exit(office):
    enter_exit(case=office.cases[0], by=None, on=TODAY, reason=ExitReason.WORK, outcome="done_job")

    assert set(types(case=office.cases[0])) == {MessageType.EXIT, MessageType.ATTENDANCE_MONTH}
    assert nothing_more(office)


def test_a_closed_month(office):
    close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)

    assert types() == [MessageType.ATTENDANCE_MONTH] * 2
    assert nothing_more(office)


def test_a_grant(office):
    terms = Terms(starts_on=date(2026, 11, 1), ends_on=date(2027, 4, 30), total_minutes=6000)
    office.measure.model = "asaflex_2024"
    office.measure.save()
    grant = propose(case=office.cases[0], measure=office.measure, terms=terms, message=Message(on=TODAY), by=None)
    agree(grant=grant, message=Message(on=TODAY), by=None, version=grant.version)

    assert types(case=office.cases[0]) == [MessageType.GRANT_PROPOSAL, MessageType.GRANT_AGREEMENT]
    assert nothing_more(office)


def test_what_is_undone_leaves_no_message(office):
    with transaction.atomic():
        close_month(measure=office.measure, month=OCTOBER, by=None)
        transaction.set_rollback(True)
    assert types() == []


# ---- version of the interface ----


def sent(office, on=TODAY):
    return enter_message(
        measure=office.measure, case=office.cases[0], message_type=MessageType.ENTRY, state=MessageState.SENT,
        about_on=on, sent_on=on, text="x",
    )  # fmt: skip


def test_without_an_entry_the_version_is_empty(office):
    assert EmawMessage.objects.get(pk=sent(office).pk).interface_version == ""


def test_a_sent_message_keeps_the_version_of_its_day(office):
    set_version(provider_id=office.provider.pk, number="2.11", starts_on=date(2025, 8, 1), by=None)
    set_version(provider_id=office.provider.pk, number="2.12", starts_on=date(2026, 11, 5), by=None)
    old, new = sent(office, date(2026, 11, 4)), sent(office)
    set_version(provider_id=office.provider.pk, number="2.13", starts_on=date(2026, 11, 5), by=None)

    numbers = [EmawMessage.objects.get(pk=row.pk).interface_version for row in (old, new)]
    assert numbers == ["2.11", "2.12"]
    with pytest.raises(IntegrityError, match="wird nie geändert"), transaction.atomic():
        EmawMessage.objects.filter(pk=new.pk).update(interface_version="9")


def test_a_due_message_takes_it_when_sent(office):
    set_version(provider_id=office.provider.pk, number="2.12", starts_on=date(2026, 1, 1), by=None)
    close_month(measure=office.measure, month=OCTOBER, by=None)
    row = EmawMessage.objects.first()
    assert row.interface_version == ""
    mark_sent(message=row, on=TODAY, by=None)
    row.refresh_from_db()
    assert row.interface_version == "2.12"


def test_a_letter_has_no_version(office):
    set_version(provider_id=office.provider.pk, number="2.12", starts_on=date(2026, 1, 1), by=None)
    office.measure.uses_emaw = False
    assert EmawMessage.objects.get(pk=sent(office).pk).interface_version == ""


def test_the_page(sign_in, office):
    client, url = sign_in(office.admin.user), reverse("emaw_version")
    assert client.post(url, {"number": "<b>", "starts_on": "01.08.2026"}).status_code == 422
    client.post(url, {"number": "2.12", "starts_on": "01.08.2026"})
    assert "2.12" in client.get(url).content.decode()
    other = sign_in(MembershipFactory(role=Role.ADMIN, team=None).user)
    assert "Noch keine Version" in other.get(url).content.decode()


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.TEACHER, Role.CONTACT_PERSON])
def test_others_do_not_set_it(sign_in, office, role):
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    assert client.get(reverse("emaw_version")).status_code == 403


def test_many_changes_are_told_once_and_leave_the_same_journal(office):
    with many_changes():
        for case in office.cases[:2]:
            enter_exit(case=case, by=None, on=TODAY, reason=ExitReason.WORK, outcome="done_job")
        assert types() == []

    assert sorted(types()) == sorted([MessageType.EXIT, MessageType.ATTENDANCE_MONTH] * 2)
    assert nothing_more(office)


def test_many_changes_that_fail_tell_nothing(office):
    with pytest.raises(ValidationError), many_changes():
        enter_exit(case=office.cases[0], by=None, on=TODAY, reason="no such reason", outcome="done_job")

    enter_exit(case=office.cases[0], by=None, on=TODAY, reason=ExitReason.WORK, outcome="done_job")
    assert set(types()) == {MessageType.EXIT, MessageType.ATTENDANCE_MONTH}
