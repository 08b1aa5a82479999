"""Whoever decides on a correction is asked again when another session stands at the same time by then."""

import pytest
import time_machine
from django.urls import reverse

from cases.months.closing.corrections import request_correction
from cases.months.closing.services import close_month
from cases.sessions.enums import Outcome
from tests.months.situations import OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    office.document(day="2026-10-06")
    close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
    return office


def asked(office, time):
    entry = office.entry(Outcome.PRESENT, day="2026-10-06", time=time)
    return request_correction(entry=entry, reason="Vergessen", by=office.teacher.user)


def decide(client, correction, **values):
    address = reverse("correction_detail", args=[correction.public_id])
    return client.post(address, {"version": 0, "act": "approve", **values})


def test_a_clash_is_shown_and_asked_before_it_is_booked(office, sign_in):
    correction = asked(office, "16:30")
    client = sign_in(office.billing.user)
    page = client.get(reverse("correction_detail", args=[correction.public_id])).content.decode()
    assert "Zur selben Zeit steht noch ein Termin" in page
    answer = decide(client, correction)
    assert answer.status_code == 422
    assert "Setzen Sie den Haken" in answer.content.decode()
    correction.refresh_from_db()
    assert correction.state == "requested"
    assert decide(client, correction, accepts_overlap="on").status_code == 302
    correction.refresh_from_db()
    assert correction.state == "approved"


def test_without_a_clash_nothing_is_asked(office, sign_in):
    correction = asked(office, "10:00")
    client = sign_in(office.billing.user)
    page = client.get(reverse("correction_detail", args=[correction.public_id])).content.decode()
    assert "Zur selben Zeit" not in page
    assert decide(client, correction).status_code == 302


def test_refusing_needs_no_tick(office, sign_in):
    correction = asked(office, "16:30")
    answer = decide(sign_in(office.billing.user), correction, act="refuse", answer="Steht schon da")
    assert answer.status_code == 302
