"""A group is not repeated into the hour that the clock leaps over; the page says so and offers the week after."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.sessions.models import Session
from tests.factories import CaseFactory, MembershipFactory, SessionFactory

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


def test_the_leapt_hour_is_left_out_and_named(sign_in, member):
    case = CaseFactory(provider=member.provider, contact_person=member, team=member.team)
    starts = datetime(2027, 3, 21, 2, 15, tzinfo=BERLIN)
    first = SessionFactory(provider=member.provider, staff=[member], cases=[case], starts=starts)
    url = reverse("session_repeat", args=[first.public_id])
    with time_machine.travel("2027-03-23 12:00+01:00", tick=False):
        client = sign_in(member.user)
        page = client.get(url).content.decode()
        client.post(url, {"request_key": uuid4(), "when": "weekday"})
    assert "Am 28.03.2027 gibt es 02:15 Uhr nicht" in page
    again = timezone.localtime(Session.objects.exclude(pk=first.pk).get().starts_at)
    assert (again.date(), f"{again:%H:%M}") == (date(2027, 4, 4), "02:15")
