"""A series in the night of the clock change leaves out the time that does not exist, and says so."""

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.sessions.series.services import hours_left_out
from tests.factories import CaseFactory, MembershipFactory
from tests.planning.situations import planned

pytestmark = pytest.mark.django_db

SUNDAY = 6


@pytest.fixture(autouse=True)
def march():
    with time_machine.travel("2027-03-10 12:00+01:00", tick=False):
        yield


@pytest.fixture
def contact(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def case(contact):
    return CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact)


def test_the_leapt_hour_gets_no_session_and_is_named(case, contact):
    days = {"starts_on": date(2027, 3, 14), "ends_on": date(2027, 4, 11)}
    series = planned(case, contact, weekday=SUNDAY, starts_at=time(2, 15), minutes=45, **days)
    starts = [timezone.localtime(s.starts_at) for s in series.sessions.order_by("starts_at")]
    assert [f"{at:%d.%m. %H:%M}" for at in starts] == ["14.03. 02:15", "21.03. 02:15", "04.04. 02:15", "11.04. 02:15"]
    assert hours_left_out(series) == [
        "Am 28.03.2027 gibt es 02:15 Uhr nicht: In dieser Nacht wird die Uhr vorgestellt. "
        "Dieser Termin wurde ausgelassen."
    ]


def test_the_page_says_it_after_planning(sign_in, case, contact):
    values = {
        "request_key": "6d1b2ef0-58d5-4b4e-93c1-0a3c1f4a0003", "module": "tuition", "rhythm": "weekly", "weekday": 6,
        "starts_at": "02:15", "minutes": 45, "starts_on": "14.03.2027", "ends_on": "11.04.2027", "staff": contact.pk,
        "place": "provider",
    }  # fmt: skip
    page = sign_in(contact.user).post(reverse("series_create", args=["person", case.public_id]), values, follow=True)
    assert "Am 28.03.2027 gibt es 02:15 Uhr nicht" in page.content.decode()


def test_an_hour_that_exists_twice_is_the_first(case, contact):
    days = {"starts_on": date(2027, 10, 31), "ends_on": date(2027, 10, 31)}
    series = planned(case, contact, weekday=SUNDAY, starts_at=time(2, 15), minutes=45, **days)
    assert series.sessions.get().starts_at.utcoffset().total_seconds() in (0, 7200)
    assert f"{series.sessions.get().starts_at.astimezone(timezone.get_default_timezone()):%H:%M %z}" == "02:15 +0200"
    assert hours_left_out(series) == []
