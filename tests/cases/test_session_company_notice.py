"""A company that expects a session is told when it is moved or cancelled, without any trainee's name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.mail.models import Mail
from cases.sessions.enums import SessionKind
from cases.support.enums import Place
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

TOMORROW = (timezone.localtime() + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


def visit(member, **fields):
    case = CaseFactory(
        provider=member.provider,
        contact_person=member,
        team=member.team,
        trainee__provider=member.provider,
        trainee__first_name="Amira",
        trainee__email="",
    )
    contract = TrainingContractFactory(case=case, trainer__email="meister@betrieb.example")
    fields = {"company": contract.company, "place": Place.COMPANY} | fields
    return SessionFactory(provider=member.provider, staff=[member], cases=[case], starts=TOMORROW, **fields)


def cancel(client, session, **more):
    values = {"version": session.version, "outcome": "cancelled_by_provider"} | more
    return client.post(reverse("session_cancel", args=[session.public_id]), values)


def test_a_cancelled_visit_is_told_once_and_without_names(sign_in, member, behind):
    session, client = visit(member), sign_in(member.user)
    assert "Betrieb benachrichtigen" in client.get(reverse("session_cancel", args=[session.public_id])).content.decode()

    for _ in range(2):
        assert cancel(client, session, notify_company="on").status_code == 302

    behind(member.provider)
    mail = Mail.objects.get()
    assert mail.to == "meister@betrieb.example"
    assert "Amira" not in mail.subject + mail.text
    assert "findet nicht statt" in mail.text


@pytest.mark.parametrize(("place", "is_told"), [(Place.PHONE, True), (Place.ONLINE, True), (Place.SCHOOL, False)])
def test_a_call_with_the_company_is_told_too(sign_in, member, place, is_told):
    session = visit(member, place=place, kind=SessionKind.CONTACT)

    page = sign_in(member.user).get(reverse("session_move", args=[session.public_id])).content.decode()

    assert ("Betrieb benachrichtigen" in page) is is_told


def test_a_moved_talk_with_the_company_is_told(sign_in, member, behind):
    session = visit(member, place=Place.PROVIDER, employer_present=True)
    day = TOMORROW + timedelta(days=2)
    values = {"version": session.version, "date": f"{day:%Y-%m-%d}", "start": "11:00", "notify_company": "on"}

    sign_in(member.user).post(reverse("session_move", args=[session.public_id]), values)

    behind(member.provider)
    assert "ist verschoben" in Mail.objects.get().text


@pytest.mark.parametrize("more", [{}, {"notify_company": "on"}])
def test_nobody_is_told_unasked_or_without_reason(sign_in, member, behind, more):
    session = visit(member, place=Place.PROVIDER) if more else visit(member)

    cancel(sign_in(member.user), session, **more)

    behind(member.provider)
    assert not Mail.objects.exists()
