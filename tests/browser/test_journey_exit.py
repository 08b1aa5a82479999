"""An exit takes five taps from the person's page; every page of a case's life is clean for axe on phone and desktop."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.desk.life.services import end_case, suspend
from cases.people.enums import CaseState
from cases.people.life.exits import correct_exit
from cases.people.models import Case
from tests.browser.conftest import Activations
from tests.factories import CaseFactory, MembershipFactory, SessionFactory, TraineeFactory, UserFactory, at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """A contact person with lead and a running case that has two sessions to come."""
    member = MembershipFactory(user=UserFactory(first_name="Sabine", last_name="Berger"))
    lead = MembershipFactory(provider=member.provider, team=member.team, role=Role.TEAM_LEAD)
    trainee = TraineeFactory(provider=member.provider, first_name="Deniz", last_name="Öztürk")
    case = CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)
    for days in (3, 10):
        day = timezone.localdate() + timedelta(days=days)
        SessionFactory(provider=member.provider, staff=[member], cases=[case], starts=at(f"{day}"))
    return {"member": member, "lead": lead, "case": case}


def look(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_an_exit_takes_five_taps(open_page, people):
    case = people["case"]
    page = open_page(f"/teilnehmende/{case.public_id}/", people["member"].user)
    taps = Activations(page)
    taps.tap("a:text-is('Austritt')")
    taps.tap("label:has-text('Unterstützung nicht mehr nötig')")
    page.get_by_label("Verbleib", exact=False).first.select_option("training_goes_on")
    taps.count += 1  # the list of a select is one more tap on a phone
    taps.tap("button:has-text('Prüfen')")
    assert page.get_by_text("Das Ergebnis zählt als Erfolg.").is_visible()
    taps.tap("button:has-text('Austritt eintragen')")
    page.get_by_text("Der Austritt ist eingetragen.").wait_for()
    assert taps.count <= 5
    with wall.within(case.provider_id):
        ended = Case.objects.get(pk=case.pk)
    assert (ended.state, ended.exit_outcome, ended.whereabouts) == (CaseState.ENDED, "no_need", "training_goes_on")


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_the_pages_are_clean(open_page, axe_findings, people, width):
    case, member = people["case"], people["member"]
    base, today = f"/teilnehmende/{case.public_id}/verlauf/", timezone.localdate()
    for name in ("", "austritt/", "ruhen/", "nachbetreuung/"):
        page = open_page(f"{base}{name}", member.user, width=width)
        look(page, f"life-{name.strip('/') or 'page'}-{width}")
        assert axe_findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page = open_page(f"{base}austritt/", member.user, width=width)
    page.get_by_role("button", name="Prüfen").click()
    assert axe_findings(page) == []
    look(page, f"life-error-{width}")
    page.locator("label:has-text('Umzug')").first.click()
    page.get_by_role("button", name="Prüfen").click()
    look(page, f"life-check-{width}")
    assert axe_findings(page) == []
    with wall.within(case.provider_id):
        suspend(case=case, on=today - timedelta(days=9), reason="Elternzeit", by=member.user)
        end_case(case=case, on=today, reason="moved", by=member.user)
        wish = correct_exit(case=case, reason="break", why="Grund verwechselt", by=member.user)
    pages = (
        ("", member),
        ("berichtigen/", member),
        (f"pruefen/{wish.public_id}/", people["lead"]),
        ("wiedereintritt/", member),
    )
    for name, who in pages:
        page = open_page(f"{base}{name}", who.user, width=width)
        look(page, f"life-{name.split('/')[0] or 'ended'}-{width}")
        assert axe_findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_the_lists_are_clean(open_page, axe_findings, people):
    admin = MembershipFactory(provider=people["member"].provider, role=Role.ADMIN, team=None)
    for width in ("phone", "wide"):
        for path in ("", "neu/"):
            page = open_page(f"/austritte/listen/{path}", admin.user, width=width)
            look(page, f"life-list-{path.strip('/') or 'all'}-{width}")
            assert axe_findings(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
