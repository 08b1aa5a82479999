"""The pages around a Termin are accessible in every state, on the phone and on a wide screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.models import Session
from tests.browser.test_journey_1_log_a_lesson import lesson  # noqa: F401  (fixture)
from tests.factories import MembershipFactory, SessionFactory


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True)])
def test_pages_of_a_planned_session(open_page, lesson, axe_findings, width, dark):  # noqa: F811
    staff, session = lesson
    page = open_page(f"/termine/{session.public_id}/", staff.user, width=width, dark=dark)
    found = {"detail": axe_findings(page)}
    for name in ("verschieben", "absagen", "wiederholen"):
        page.goto(f"/termine/{session.public_id}/{name}/")
        found[name] = axe_findings(page)
    page.goto("/termine/offen/")
    found["offen"] = axe_findings(page)

    assert found == {name: [] for name in found}


def test_comparison_of_two_versions(open_page, lesson, axe_findings):  # noqa: F811
    staff, session = lesson
    page = open_page(f"/termine/{session.public_id}/erfassen/", staff.user)
    with wall.within(staff.provider_id):
        Session.objects.filter(pk=session.pk).update(version=2, result="Fassung der Kollegin")

    page.locator("label.asa-chip:visible", has_text="Fachrechnen").click()
    page.get_by_label("Ergebnis und Vereinbarung").fill("Meine Fassung")
    page.locator("button:has-text('Speichern')").first.click()
    page.get_by_text("Fassung der Kollegin").wait_for()

    assert axe_findings(page) == []
    page.locator("button:has-text('Speichern')").first.click()
    page.get_by_text("Der Termin ist gespeichert.").wait_for()
    with wall.within(staff.provider_id):
        assert Session.objects.get().result == "Meine Fassung"


def test_name_is_found_in_a_long_list_without_accents(open_page, lesson):  # noqa: F811
    staff, session = lesson
    with wall.within(staff.provider_id):
        Session.objects.filter(pk=session.pk).update(documented_at=timezone.now())
    from tests.factories import CaseFactory

    for _ in range(5):
        CaseFactory(provider=staff.provider, contact_person=staff, team=staff.team)
    page = open_page("/termine/neu/", staff.user)

    page.get_by_label("Name suchen").fill("ozturk")

    assert page.locator("[data-person-row]:visible").count() == 1
    assert page.get_by_text("Deniz Öztürk", exact=True).first.is_visible()


def test_overview_and_full_day(open_page, lesson, axe_findings):  # noqa: F811
    staff, session = lesson
    with wall.within(staff.provider_id):
        cases = [a.case for a in session.attendances.select_related("case")]
    for days in range(1, 9):
        starts = timezone.localtime() - timedelta(days=days)
        SessionFactory(provider=staff.provider, staff=[staff], cases=cases[:2], starts=starts)
    assert axe_findings(open_page("/", staff.user)) == []
    admin = MembershipFactory(role=Role.ADMIN)
    assert axe_findings(open_page("/", admin.user, width="wide")) == []
