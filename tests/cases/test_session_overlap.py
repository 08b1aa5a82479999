"""Two sessions at one time: a hint names who is meant, and nothing is forbidden."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sessions.models import Session
from tests.factories import CaseFactory, MembershipFactory, SessionFactory

pytestmark = pytest.mark.django_db

STARTS = (timezone.localtime() + timedelta(days=3)).replace(hour=16, minute=0, second=0, microsecond=0)


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


def case_of(member, name):
    return CaseFactory(
        provider=member.provider,
        contact_person=member,
        team=member.team,
        trainee__provider=member.provider,
        trainee__first_name=name,
    )


def move(client, session, start):
    values = {"version": session.version, "date": f"{STARTS:%Y-%m-%d}", "start": start}
    answer = client.post(reverse("session_move", args=[session.public_id]), values, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def lesson(member, case, starts=STARTS):
    return SessionFactory(provider=member.provider, staff=[member], cases=[case], starts=starts)


def test_moving_onto_another_session_is_done_and_hinted_at(sign_in, member, behind):
    case = case_of(member, "Amira")
    lesson(member, case)
    later = lesson(member, case, STARTS + timedelta(days=1))

    said = move(sign_in(member.user), later, "16:30")

    assert "überschneidet sich" in said
    assert "Sie (16:00 – 16:45 Uhr)" in said
    assert "Amira (16:00 – 16:45 Uhr)" in said
    behind(member.provider)
    assert Session.objects.get(pk=later.pk).starts_at == STARTS + timedelta(minutes=30)


def test_back_to_back_sessions_do_not_overlap(sign_in, member):
    case = case_of(member, "Amira")
    lesson(member, case)
    later = lesson(member, case, STARTS + timedelta(days=1))

    assert "überschneidet" not in move(sign_in(member.user), later, "16:45")


def test_a_cancelled_session_is_in_nobodys_way(sign_in, member):
    case = case_of(member, "Amira")
    first = lesson(member, case)
    Session.objects.filter(pk=first.pk).update(cancelled_at=timezone.now())
    later = lesson(member, case, STARTS + timedelta(days=1))

    assert "überschneidet" not in move(sign_in(member.user), later, "16:30")


def messages_of(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_next_session_planned_along_is_hinted_at(sign_in, member):
    case = case_of(member, "Amira")
    lesson(member, case)
    values = {"kind": "tuition", "day": "other", "date": f"{STARTS - timedelta(days=5):%d.%m.%Y}"}
    values |= {"request_key": "0b4f5c1e-9a3e-4f62-8b6f-0d5b7c1a2e3a", "start": "16:15", "length": "45"}
    values |= {"place": "provider", "topic": "Fachrechnen", "result": "", "plan_next": "on"}
    values |= {"next_date": f"{STARTS:%Y-%m-%d}", "next_start": "16:30"}
    values |= {f"p-{case.public_id}-{name}": v for name, v in (("here", "on"), ("outcome", "present"))}
    values |= {f"p-{case.public_id}-mode": "on_site"}

    said = messages_of(sign_in(member.user).post(reverse("session_new", args=[uuid4()]), values, follow=True))

    assert "Der nächste Termin überschneidet sich" in said
    assert "Der Termin überschneidet" not in said


def test_repeating_a_group_onto_another_session_is_hinted_at(sign_in, member):
    case = case_of(member, "Amira")
    first = lesson(member, case, STARTS - timedelta(days=7))
    lesson(member, case)
    values = {"request_key": "0b4f5c1e-9a3e-4f62-8b6f-0d5b7c1a2e3b", "when": "weekday"}

    answer = sign_in(member.user).post(reverse("session_repeat", args=[first.public_id]), values, follow=True)

    said = messages_of(answer)
    assert "Geplant" in said
    assert "Amira (16:00 – 16:45 Uhr)" in said
