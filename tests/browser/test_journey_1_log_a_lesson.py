"""Journey 1 of ux.md: log a planned lesson with five people. Target 3 activations, limit 5."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from tests.browser.conftest import Activations
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TraineeFactory

LIMIT = 5
TARGET = 3
PEOPLE = [("Amira", "Haddad"), ("Deniz", "Öztürk"), ("Lukas", "Weiß"), ("Mia", "Schröder"), ("Olena", "Коваленко")]


@pytest.fixture
def lesson(transactional_db):
    """A lesson of five that began half an hour ago, held by the contact person of all."""
    staff = MembershipFactory(role=Role.CONTACT_PERSON)
    cases = [
        CaseFactory(
            provider=staff.provider,
            team=staff.team,
            contact_person=staff,
            trainee=TraineeFactory(provider=staff.provider, first_name=first, last_name=last),
        )
        for first, last in PEOPLE
    ]
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = max(
        now - timedelta(minutes=30), midnight
    )  # "Heute" shows the lessons of today, also shortly after midnight
    session = SessionFactory(
        provider=staff.provider,
        staff=[staff],
        cases=cases,
        starts=starts.replace(second=0, microsecond=0),
        room="Raum 2",
    )
    return staff, session


def _stored(staff):
    with wall.within(staff.provider_id):
        session = Session.objects.get()
        return session, sorted(session.attendances.values_list("outcome", "minutes"))


@pytest.mark.parametrize("script", [True, False])
def test_a_planned_lesson_is_logged_with_three_taps(open_page, lesson, script):
    staff, _ = lesson
    hand = Activations(open_page("/", staff.user, script=script))

    hand.tap("main a:has-text('Erfassen')")
    hand.tap("label.asa-chip:visible:has-text('Fachrechnen')")
    hand.tap("button:has-text('Speichern')")

    hand.page.wait_for_url("**/")
    assert hand.page.get_by_text("Der Termin ist gespeichert.").is_visible()
    assert hand.count == TARGET <= LIMIT
    session, attendances = _stored(staff)
    assert session.topic == "Fachrechnen"
    assert attendances == [(Outcome.PRESENT, 45)] * 5


def test_pages_of_the_journey_have_no_accessibility_problems(open_page, lesson, axe_findings):
    staff, session = lesson
    page = open_page("/", staff.user)
    assert axe_findings(page) == []

    page.goto(f"/termine/{session.public_id}/erfassen/")
    page.locator("[data-state-text]").first.click()
    assert axe_findings(page) == []

    page.locator("button:has-text('Speichern')").first.click()
    page.locator("#error-summary").wait_for()
    assert page.title().startswith("Fehler: ")
    assert axe_findings(page) == []


def test_empty_pages_have_no_accessibility_problems(open_page, axe_findings, transactional_db):
    staff = MembershipFactory()
    page = open_page("/", staff.user, width="wide", dark=True)
    assert axe_findings(page) == []

    page.goto("/termine/neu/")
    assert axe_findings(page) == []


def test_what_is_typed_survives_a_closed_tab(open_page, lesson):
    staff, session = lesson
    address = f"/termine/{session.public_id}/erfassen/"
    page = open_page(address, staff.user)
    page.get_by_label("Ergebnis und Vereinbarung").fill("Prozentrechnung sitzt.")
    page.locator("[data-draft-state]:visible", has_text="Entwurf gespeichert").first.wait_for(timeout=6000)
    closed, page = page, page.context.new_page()
    closed.close()
    page.goto(address)

    assert page.get_by_text("wiederhergestellt").is_visible()
    assert page.get_by_label("Ergebnis und Vereinbarung").input_value() == "Prozentrechnung sitzt."
