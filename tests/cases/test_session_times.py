"""When a session was: never before it has begun, by length or by end, and in the nights when the clock changes."""

import uuid
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.urls import reverse

from cases.sessions.models import Session
from cases.sessions.times import ClockProblem, local_moment
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
AFTERWARDS = "2026-11-20 13:32:00+00:00"


@pytest.fixture
def staff(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def case(staff):
    return CaseFactory(provider=staff.provider, contact_person=staff, started_on=date(2025, 9, 1))


@pytest.fixture
def save(sign_in, staff, case):
    """Return a function that posts a session with these fields and gives the answer."""
    client = sign_in(staff.user)

    def _save(**changes):
        fields = {"kind": "social", "day": "other", "length": "30", "place": "provider", "topic": "Gespräch"}
        fields |= {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-mode": "on_site"}
        address = reverse("session_new", args=[uuid.uuid4()])
        return client.post(address, fields | {"request_key": str(uuid.uuid4())} | changes)

    return _save


def span():
    session = Session.objects.get()
    return session.starts_at.astimezone(UTC), session.minutes


def errors(answer):
    return answer.context["form"].errors


def test_nothing_is_written_down_before_it_has_begun(save):
    with time_machine.travel("2026-11-20 20:30:00+00:00", tick=False):  # 21:30 in Berlin
        answer = save(day="today", start="23:30")

    assert errors(answer)["start"] == [
        "Der Termin beginnt erst um 23:30 Uhr. Erfassen Sie ihn, sobald er begonnen hat."
    ]
    assert 'value="23:30"' in answer.content.decode()
    assert not Session.objects.exists()


def test_a_session_that_has_begun_may_be_written_down_before_its_end(save):
    with time_machine.travel("2026-11-20 20:30:00+00:00", tick=False):
        save(day="today", start="21:30", length="60")

    assert span() == (datetime(2026, 11, 20, 20, 30, tzinfo=UTC), 60)


@time_machine.travel(AFTERWARDS, tick=False)
def test_the_end_may_be_typed_instead_of_the_length(save):
    save(date="2026-11-19", start="14:05", length="until", end="15.20")

    assert span() == (datetime(2026, 11, 19, 13, 5, tzinfo=UTC), 75)


@time_machine.travel(AFTERWARDS, tick=False)
def test_an_earlier_end_lies_on_the_next_day(save):
    save(date="2026-11-18", start="22:30", length="until", end="00:15")

    assert span() == (datetime(2026, 11, 18, 21, 30, tzinfo=UTC), 105)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("", "Geben Sie das Ende so ein: 14:30."),
        ("halb vier", "Geben Sie die Uhrzeit so ein: 14:30."),
        ("14:00", "Das Ende muss nach dem Beginn liegen, höchstens 12 Stunden später."),
        ("13:00", "Das Ende muss nach dem Beginn liegen, höchstens 12 Stunden später."),
    ],
)
@time_machine.travel(AFTERWARDS, tick=False)
def test_an_end_that_is_none_is_refused_at_its_field(save, end, message):
    answer = save(date="2026-11-19", start="14:00", length="until", end=end)

    assert errors(answer)["end"] == [message]
    assert not Session.objects.exists()


@time_machine.travel(AFTERWARDS, tick=False)
def test_an_hour_that_does_not_exist_is_refused_with_the_reason(save):
    answer = save(date=SPRING.isoformat(), start="02:15")

    assert "gibt es 02:15 Uhr nicht" in errors(answer)["start"][0]
    assert not Session.objects.exists()


@time_machine.travel(AFTERWARDS, tick=False)
def test_an_end_in_the_hour_that_does_not_exist_is_refused_at_the_end(save):
    answer = save(date=SPRING.isoformat(), start="01:30", length="until", end="02:30")

    assert "gibt es 02:30 Uhr nicht" in errors(answer)["end"][0]


@time_machine.travel(AFTERWARDS, tick=False)
def test_an_hour_that_exists_twice_is_asked(save):
    answer = save(date=AUTUMN.isoformat(), start="02:15")

    assert "gibt es 02:15 Uhr zweimal" in errors(answer)["which_hour"][0]
    assert "die zweite (schon Winterzeit)" in answer.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(("hour", "utc"), [("first", 0), ("second", 1)])
@time_machine.travel(AFTERWARDS, tick=False)
def test_the_chosen_hour_is_saved_and_shown_again(save, client, hour, utc):
    save(date=AUTUMN.isoformat(), start="02:15", which_hour=hour)

    assert span() == (datetime(2026, 10, 25, utc, 15, tzinfo=UTC), 30)
    form = client.get(reverse("session_log", args=[Session.objects.get().public_id])).context["form"]
    assert form["which_hour"].value() == hour


@time_machine.travel(AFTERWARDS, tick=False)
def test_a_length_counts_the_minutes_that_pass_in_the_long_night(save):
    save(date=AUTUMN.isoformat(), start="01:30", length="until", end="03:30")

    assert span() == (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 180)


@time_machine.travel(AFTERWARDS, tick=False)
def test_on_other_days_nobody_is_asked_which_hour(save, client):
    assert "Welche Stunde?" not in client.get(reverse("session_create"), follow=True).content.decode()


def test_a_moment_outside_the_change_needs_no_question():
    assert local_moment(date(2026, 10, 25), time(3, 0)).astimezone(UTC).hour == 2


@pytest.mark.parametrize(("day", "code"), [(SPRING, "no_such_hour"), (AUTUMN, "hour_twice")])
def test_moments_of_both_nights_have_their_code(day, code):
    with pytest.raises(ClockProblem) as caught:
        local_moment(day, time(2, 0))
    assert caught.value.code == code
