"""Taking over from another software is clean for axe, narrow and wide: carry-over, open admissions, check page."""

import os
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.desk.admission.services import save_contact_person, start_admission
from cases.people.enums import Eligibility
from cases.people.models import Admission
from cases.people.takeover import Takeover
from tests.budgets.situations import agreed, case_in, measure_of, total
from tests.factories import MeasureFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [("phone", False), ("wide", True)]
TODAY = timezone.localdate()


def look(page, name):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_a_carry_over_is_looked_at_booked_and_listed(open_page, axe_findings, width, dark):
    case = case_in()
    billing = MembershipFactory(provider=case.provider, role=Role.BILLING, team=None).user
    with wall.within(case.provider_id):
        first = TODAY - timedelta(days=120)
        terms = total(120, max(first, measure_of(case).starts_on), TODAY + timedelta(days=60))
        agreed(case, terms)
    page = open_page(reverse("grant_list", args=[case.public_id]), billing, width=width, dark=dark)
    page.get_by_role("link", name="Übertrag aus anderer Software eintragen").click()
    page.get_by_label("verbrauchte Stunden").fill("42,5")
    page.get_by_label("Quelle").fill("bisherige Software, Liste vom 30.11.")
    page.get_by_role("button", name="Weiter: Rest ansehen").click()
    page.get_by_role("heading", name="So steht es danach").wait_for()
    look(page, f"carry_over_{width}")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Übertrag buchen").click()
    page.get_by_text("Der Übertrag ist gebucht.").wait_for()
    look(page, f"carry_over_listed_{width}")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Berichtigen").click()
    look(page, f"carry_over_correct_{width}")
    assert axe_findings(page) == []


@pytest.fixture
def lead():
    lead = MembershipFactory(role=Role.TEAM_LEAD, user=UserFactory(first_name="Nora", last_name="Lindner"))
    user = UserFactory(first_name="Sabine", last_name="Berger")
    contact = MembershipFactory(provider=lead.provider, team=lead.team, user=user)
    measure = MeasureFactory(
        provider=lead.provider, starts_on=TODAY - timedelta(days=100), ends_on=TODAY + timedelta(days=700)
    )
    with wall.within(lead.provider_id):
        for name, born, entry in (("Kova", 2004, 900), ("Nowak", TODAY.year - 16, 20), ("Öztürk", 2005, None)):
            admission = start_admission(
                provider_id=lead.provider_id, by=lead.user, request_key=None, eligibility=Eligibility.BASIC,
                person={"first_name": "Olena", "last_name": name, "birth_date": date(born, 2, 1)},
                measure=measure if entry else None, entry_on=TODAY - timedelta(days=entry) if entry else None,
            )  # fmt: skip
            if name == "Kova":
                hours = Takeover(
                    agreed_from=TODAY - timedelta(days=60), agreed_until=TODAY, total=6000, used_total=2400,
                    used_until=TODAY - timedelta(days=1), source="Altsoftware",
                )  # fmt: skip
                Admission.objects.filter(pk=admission.pk).update(takeover=hours.to_json())
                save_contact_person(admission=admission, by=lead.user, member=contact)
    return lead


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_open_admissions_are_finished_for_many(open_page, axe_findings, lead, width, dark):
    page = open_page(reverse("admission_open_list"), lead.user, width=width, dark=dark)
    look(page, f"admissions_open_{width}")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Alle auswählen").click()
    page.get_by_role("button", name="Eintragen und abschließen").click()
    page.get_by_role("heading", name="Noch nicht begonnen").wait_for()
    look(page, f"admissions_left_{width}")
    assert page.get_by_text("1 Teilnahme hat begonnen.").is_visible()
    assert axe_findings(page) == []


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_check_page_says_what_is_remarkable_and_asks(open_page, axe_findings, lead, width, dark):
    with wall.within(lead.provider_id):
        case = Admission.objects.get(case__trainee__last_name="Kova").case
    page = open_page(reverse("admission_check", args=[case.public_id]), lead.user, width=width, dark=dark)
    look(page, f"admission_check_{width}")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Trotzdem abschließen").click()
    page.get_by_role("heading", name="Olena Kova").wait_for()
