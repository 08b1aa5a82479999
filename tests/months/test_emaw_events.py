"""Messages that the records make due: entry, not started, exit, closed month, steps of a grant. Each exactly once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.jobs.models import Job
from asa.jobs.running import run
from cases.months.closing.models import MonthClose
from cases.months.emaw.background import order_message_runs
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.events import on_event
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import enter_message, mark_sent
from cases.months.emaw.texts import text_of
from cases.months.statuses.models import DayCode, DayStatus
from cases.people.enums import CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.services import assign_measure
from cases.support.budgets.models import HourGrant, HourGrantStep
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATELY = TODAY - timedelta(days=10)


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def measure(member):
    return MeasureFactory(provider=member.provider)


def make_case(member, measure, started_on=LATELY, **fields):
    return CaseFactory(
        provider=member.provider, contact_person=member, measure=measure, started_on=started_on, **fields
    )


@pytest.fixture
def case(member, measure):
    return make_case(member, measure)


def derive(case, **options):
    return on_event(provider_id=case.provider_id, **options)


def rows(case, message_type=None):
    found = EmawMessage.objects.filter(case=case).order_by("pk")
    return list(found.filter(type=message_type) if message_type else found)


def test_an_entry_is_due_once(case):
    assert [derive(case), derive(case)] == [1, 0]

    [entry] = rows(case)
    assert (entry.type, entry.state, entry.about_on) == (MessageType.ENTRY, "due", LATELY)
    assert entry.due_on == LATELY + timedelta(days=3)


def test_an_old_entry_is_left_alone(member, measure):
    case = make_case(member, measure, started_on=TODAY - timedelta(days=200))

    assert derive(case) == 0


def test_an_exit_makes_the_message_and_the_last_attendance_due(case):
    enter_exit(
        case=case,
        by=None,
        on=TODAY,
        reason=ExitReason.WORK,
        outcome="done_job",
        whereabouts="work",
        remark="Arbeit im Lager",
    )
    derive(case)

    [exit_] = rows(case, MessageType.EXIT)
    [attendance] = rows(case, MessageType.ATTENDANCE_MONTH)
    assert (exit_.due_on, attendance.due_on, attendance.about_on) == (TODAY, TODAY, TODAY.replace(day=1))


def test_not_started_takes_the_measure_of_the_admission(member, measure):
    case = make_case(member, measure=None, started_on=None, state=CaseState.ASSIGNED)
    assign_measure(case=case, measure=measure, starts_on=LATELY, by=None)
    case.enter_state(CaseState.NOT_STARTED, by=None, on=TODAY)
    derive(case)

    [message] = rows(case)
    assert (message.type, message.about_on) == (MessageType.NOT_STARTED, TODAY)


def test_a_closed_month_makes_attendance_due_on_the_ninth(member, measure):
    month = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
    case = make_case(member, measure, started_on=month - timedelta(days=90))
    MonthClose.objects.create(provider=member.provider, measure=measure, month=month, snapshot={})
    assert [derive(case), derive(case)] == [1, 0]

    [message] = rows(case)
    assert (message.about_on, message.due_on) == (month, TODAY.replace(day=9))


def test_who_moved_in_the_month_is_reported_to_both_each_its_days(member, measure):
    month = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
    case = make_case(member, measure, started_on=month - timedelta(days=90))
    second = MeasureFactory(provider=member.provider)
    assign_measure(case=case, measure=second, starts_on=month.replace(day=15), by=None)
    code = DayCode.objects.create(
        provider=member.provider, letters="X", label="anwesend", kind="present", starts_on=date(2024, 1, 1)
    )
    for day in (5, 20):
        DayStatus.objects.create(provider=member.provider, case=case, on=month.replace(day=day), code=code)
    for one in (measure, second):
        MonthClose.objects.create(provider=member.provider, measure=one, month=month, snapshot={})
    derive(case)

    days = {row.measure_id: text_of(row).lines[-1] for row in rows(case)}
    assert days == {
        measure.pk: f"{month.replace(day=5):%d.%m.%Y}: anwesend",
        second.pk: f"{month.replace(day=20):%d.%m.%Y}: anwesend",
    }


def step(grant, number, kind, side, **fields):
    return HourGrantStep.objects.create(
        provider=grant.provider, grant=grant, number=number, kind=kind, side=side, on=TODAY, starts_on=TODAY,
        ends_on=TODAY + timedelta(days=365), total_minutes=6000, **fields,
    )  # fmt: skip


def test_a_negotiation_is_mirrored_step_by_step(case, measure):
    grant = HourGrant.objects.create(provider=case.provider, case=case, measure=measure)
    step(grant, 1, "proposal", "funding_body")
    step(grant, 2, "counter", "provider")
    derive(case)
    [proposal] = rows(case, MessageType.GRANT_PROPOSAL)
    [refusal] = rows(case, MessageType.GRANT_REFUSAL)
    assert (proposal.state, refusal.state, refusal.answers_id) == ("received", "due", proposal.pk)

    mark_sent(message=refusal, on=TODAY, by=None)
    step(grant, 3, "agreement", "funding_body")
    derive(case)

    states = {row.type: row.state for row in rows(case) if row.type != MessageType.ENTRY}
    assert states == {
        MessageType.GRANT_PROPOSAL: "answered",
        MessageType.GRANT_REFUSAL: "answered",
        MessageType.GRANT_AGREEMENT: "received",
    }


def test_a_step_by_letter_stays_a_letter(case, measure):
    grant = HourGrant.objects.create(provider=case.provider, case=case, measure=measure)
    step(grant, 1, "agreement", "provider", channel="letter", letter_on=TODAY)
    derive(case)

    [message] = rows(case, MessageType.GRANT_AGREEMENT)
    assert message.by_letter


def test_without_emaw_a_letter_is_due(member):
    measure = MeasureFactory(provider=member.provider, uses_emaw=False)
    case = make_case(member, measure)
    derive(case)

    assert [row.by_letter for row in rows(case)] == [True]


def test_a_changed_fact_moves_the_due_row(case):
    derive(case)
    type(case).objects.filter(pk=case.pk).update(started_on=LATELY + timedelta(days=1))
    derive(case)

    [entry] = rows(case)
    assert (entry.about_on, entry.version) == (LATELY + timedelta(days=1), 2)


def test_a_changed_fact_after_sending_becomes_one_correction(case):
    derive(case)
    mark_sent(message=rows(case)[0], on=TODAY, by=None)
    type(case).objects.filter(pk=case.pk).update(started_on=LATELY + timedelta(days=1))
    assert [derive(case), derive(case)] == [1, 0]

    original, correction = rows(case)
    assert (original.about_on, correction.about_on) == (LATELY, LATELY + timedelta(days=1))
    assert (correction.corrects_id, correction.state) == (original.pk, "due")


def test_what_a_person_entered_is_not_asked_for_again(case, measure):
    enter_message(
        measure=measure, case=case, message_type=MessageType.ENTRY, state=MessageState.SENT, about_on=LATELY,
        sent_on=TODAY,
    )  # fmt: skip
    assert derive(case) == 0


def test_a_dropped_row_stays_dropped(case):
    derive(case)
    EmawMessage.objects.filter(case=case).update(state=MessageState.DROPPED)

    assert derive(case) == 0


def test_one_person_can_be_derived_alone(case, member, measure):
    other = make_case(member, measure)
    on_event(provider_id=case.provider_id, case=case)

    assert (len(rows(case)), len(rows(other))) == (1, 0)


def test_other_providers_get_nothing(case, behind):
    other = MembershipFactory()
    behind(other.provider)

    assert on_event(provider_id=other.provider_id) == 0
    assert on_event(provider_id=case.provider_id) == 0


def test_the_planner_orders_one_run_an_hour_and_the_run_writes_the_rows(case):
    order_message_runs()
    order_message_runs()

    [job] = Job.objects.filter(kind="cases.emaw_messages", provider=case.provider)
    assert run(job.pk)
    with wall.within(case.provider_id):
        assert len(rows(case)) == 1


def test_the_queries_do_not_grow_with_the_people(member, measure, case, django_assert_max_num_queries):
    derive(case)
    for _ in range(8):
        make_case(member, measure)

    with django_assert_max_num_queries(20):
        assert on_event(provider_id=member.provider_id) == 8


def test_the_page_derives_on_request(sign_in, case, member):
    client = sign_in(member.user)

    client.post(reverse("emaw_refresh"))

    with wall.within(case.provider_id):
        assert len(rows(case)) == 1


@pytest.mark.parametrize("role", [Role.BILLING, Role.CONTACT_PERSON])
def test_today_tells_of_arrears(sign_in, case, member, measure, role):
    worker = (
        member if role == Role.CONTACT_PERSON else MembershipFactory(provider=member.provider, role=role, team=None)
    )
    derive(case)
    enter_message(
        measure=measure, case=case, message_type=MessageType.ATTENDANCE_MONTH, state=MessageState.DUE,
        about_on=LATELY, due_on=LATELY,
    )  # fmt: skip

    page = sign_in(worker.user).get(reverse("today")).content.decode()

    late = {Role.BILLING: "1 überfällig, 1 zu senden", Role.CONTACT_PERSON: "2 Nachrichten überfällig"}
    assert late[role] in page
