"""Somebody in two sessions at one time: asked before saving, a gap of the month until settled."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.months.closing.enums import GapKind
from cases.months.closing.gaps import gaps
from cases.months.closing.services import MonthHasGaps, close_month
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.models import OverlapSettlement
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

FOUR = timezone.make_aware(datetime(2026, 10, 14, 16, 0))
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def frozen():
    with time_machine.travel("2026-11-20 13:32:00+00:00", tick=False):
        yield


@pytest.fixture
def staff(behind):
    member = MembershipFactory(role=Role.SOCIAL_WORKER)
    behind(member.provider)
    return member


@pytest.fixture
def contact(staff):
    return MembershipFactory(provider=staff.provider, team=staff.team)


@pytest.fixture
def measure(staff):
    return MeasureFactory(provider=staff.provider)


@pytest.fixture
def case(staff, contact, measure):
    trainee = {"trainee__provider": staff.provider, "trainee__first_name": "Amira"}
    return CaseFactory(provider=staff.provider, contact_person=contact, team=contact.team, measure=measure, **trainee)


def held(member, case, starts=FOUR):
    return SessionFactory(provider=member.provider, staff=[member], cases=[case], starts=starts, held=True)


def save(client, case, **changes):
    fields = {"kind": "companion", "day": "other", "date": "2026-10-14", "start": "16:15", "length": "30"}
    fields |= {"request_key": str(uuid4()), "place": "provider", "topic": "Gespräch", "result": "Mein Text"}
    fields |= {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-mode": "on_site"}
    return client.post(reverse("session_new", args=[uuid4()]), fields | changes)


def kinds(measure):
    return [gap.kind for gap in gaps([measure], OCTOBER).get(measure.pk, [])]


def address(case, one, other):
    return reverse("overlap_settle", args=[case.public_id, one.public_id, other.public_id])


def test_the_same_person_at_the_same_time_is_asked_and_nothing_typed_is_lost(sign_in, staff, contact, case):
    held(staff, case)

    answer = save(sign_in(contact.user), case)

    text = answer.content.decode()
    assert "Amira hat um diese Zeit schon einen Termin (16:00 – 16:45 Uhr)." in text
    assert "Trotzdem speichern" in text
    assert "Mein Text" in text
    assert Session.objects.count() == 1


def test_saved_all_the_same_it_counts_and_leads_to_the_question(sign_in, staff, contact, case):
    held(staff, case)
    client = sign_in(contact.user)

    save(client, case, accepts_overlap="on")

    assert Session.objects.count() == 2
    page = client.get(reverse("session_detail", args=[Session.objects.latest("pk").public_id])).content.decode()
    assert "Amira" in page
    assert "Überschneidung klären" in page


def test_own_sessions_at_one_time_are_asked_too(sign_in, contact, case, measure):
    other = CaseFactory(provider=case.provider, contact_person=contact, team=contact.team, measure=measure)
    held(contact, other)

    assert "Sie haben um diese Zeit schon einen Termin" in save(sign_in(contact.user), case).content.decode()


@pytest.mark.parametrize("starts", [FOUR - timedelta(minutes=30), FOUR + timedelta(minutes=45)])
def test_back_to_back_nobody_is_asked(sign_in, staff, contact, case, starts):
    held(staff, case, starts)

    assert save(sign_in(contact.user), case).status_code == 302


def test_who_cancelled_is_in_no_two_places(sign_in, staff, contact, case):
    held(staff, case)
    Attendance.objects.update(outcome=Outcome.CANCELLED_BEFORE, minutes=0)

    assert save(sign_in(contact.user), case).status_code == 302


def test_changing_a_session_does_not_clash_with_itself(sign_in, contact, case):
    session = held(contact, case)
    client = sign_in(contact.user)
    form = client.get(reverse("session_log", args=[session.public_id])).context["form"]
    fields = {"kind": "tuition", "day": "other", "date": "2026-10-14", "start": "16:00", "length": "60"}
    fields |= {"request_key": str(uuid4()), "version": str(form["version"].value()), "place": "provider"}
    fields |= {"topic": "Deutsch", f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}

    client.post(reverse("session_log", args=[session.public_id]), fields)

    assert Session.objects.get().minutes == 60


def test_what_stands_twice_hinders_the_close_until_settled(sign_in, staff, contact, case, measure):
    one, other = held(staff, case), held(contact, case, FOUR + timedelta(minutes=15))
    assert GapKind.OVERLAP in kinds(measure)

    sign_in(contact.user).post(
        address(case, one, other), {"request_key": str(uuid4()), "reason": "kam aus der Gruppe zum Einzelgespräch"}
    )

    assert OverlapSettlement.objects.get().by == contact.user
    assert GapKind.OVERLAP not in kinds(measure)


def test_a_changed_time_settles_it_too(staff, contact, case, measure):
    held(staff, case)
    other = held(contact, case, FOUR + timedelta(minutes=15))
    Session.objects.filter(pk=other.pk).update(starts_at=FOUR + timedelta(hours=1), ends_at=FOUR + timedelta(hours=2))

    assert GapKind.OVERLAP not in kinds(measure)


def test_a_pair_is_one_gap(staff, contact, case, measure):
    held(staff, case)
    held(contact, case, FOUR)

    assert kinds(measure).count(GapKind.OVERLAP) == 1


def test_a_reason_is_asked_and_the_first_word_stands(sign_in, staff, contact, case):
    one, other = held(staff, case), held(contact, case)
    client = sign_in(contact.user)

    empty = client.post(address(case, one, other), {"request_key": str(uuid4()), "reason": "  "})
    for words in ("zuerst", "danach"):
        client.post(address(case, one, other), {"request_key": str(uuid4()), "reason": words})

    assert "Geben Sie an, warum beide Termine stimmen." in empty.content.decode()
    assert OverlapSettlement.objects.get().reason == "zuerst"


def test_billing_may_settle_and_a_stranger_sees_nothing(sign_in, staff, contact, case):
    one, other = held(staff, case), held(contact, case)
    billing = MembershipFactory(provider=case.provider, role=Role.BILLING, team=None)
    stranger = MembershipFactory(provider=case.provider)
    foreign = MembershipFactory()

    assert sign_in(billing.user).get(address(case, one, other)).context["form"] is not None
    assert sign_in(stranger.user).get(address(case, one, other)).status_code == 404
    assert sign_in(foreign.user).get(address(case, one, other)).status_code == 404


def test_sessions_that_do_not_meet_are_no_page(sign_in, staff, contact, case):
    one, other = held(staff, case), held(contact, case, FOUR + timedelta(days=1))

    assert sign_in(contact.user).get(address(case, one, other)).status_code == 404


def test_the_word_is_never_changed(staff, contact, case):
    held(staff, case)
    held(contact, case)
    one, other = Attendance.objects.order_by("pk")
    row = OverlapSettlement.objects.create(
        provider=case.provider, one=one, other=other, reason="stimmt", by=contact.user
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        OverlapSettlement.objects.filter(pk=row.pk).update(reason="anders")


def test_the_close_is_refused_while_it_stands_twice(staff, contact, case, measure):
    held(staff, case)
    held(contact, case)
    billing = MembershipFactory(provider=case.provider, role=Role.BILLING, team=None)

    with pytest.raises(MonthHasGaps) as refused:
        close_month(measure=measure, month=OCTOBER, by=billing.user)
    assert [gap.kind for gap in refused.value.gaps] == [GapKind.OVERLAP]
