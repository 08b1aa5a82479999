"""Journey 9: from the start page to an admitted trainee in at most 15 activations, with and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.enums import CaseState
from cases.people.models import Case
from tests.browser.conftest import Activations
from tests.factories import CompanyContactFactory, MeasureFactory, MembershipFactory

LIMIT = 15
SAVE = "text=Speichern und weiter >> visible=true"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", ["phone", "wide"])
def test_admit_a_trainee(open_page, script, width):
    member = MembershipFactory()
    MeasureFactory(provider=member.provider)
    page = open_page("/", member.user, script=script, width=width)
    steps = Activations(page)
    today = timezone.localdate()

    steps.tap("nav >> text=Teilnehmende")
    steps.tap("text=Neue Aufnahme")
    page.get_by_label("Vorname", exact=False).first.fill("Олена")
    page.get_by_label("Nachname").first.fill("Großmann")
    for label, value in (("Tag", "29"), ("Monat", "2"), ("Jahr", "2004")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Eintritt am").fill(f"{today:%d.%m.%Y}")
    steps.tap(".asa-save-bar .kern-btn--primary")

    page.locator("#id_occupation_0").press_sequentially("kfz mechatronikerin")
    page.get_by_label("Name des neuen Betriebs").fill("Autohaus Sommer")
    page.get_by_label("Beginn der Ausbildung").fill(f"{today - timedelta(days=30):%d.%m.%Y}")
    page.get_by_label("vertragliches Ende").fill(f"{today + timedelta(days=1000):%d.%m.%Y}")
    if script:
        page.locator("#id_occupation_0").focus()
        page.locator("#id_occupation_0").press("ArrowDown")
        steps.tap("[role=option] >> text=Kfz-Mechatroniker/in")
    else:
        steps.tap("text=Beruf suchen")
        steps.tap(".asa-choice >> text=Kfz-Mechatroniker/in")
    steps.tap(".asa-save-bar .kern-btn--primary")

    page.get_by_label("Berufsschule", exact=False).nth(1).fill("Holzmannschule")
    steps.tap(".asa-save-bar .kern-btn--primary")
    page.get_by_label("Bedarf").fill("Fachrechnen")
    page.get_by_label("Ziele").fill("Zwischenprüfung bestehen")
    steps.tap(".asa-save-bar .kern-btn--primary")
    steps.tap("text=Stand der Unterstützung an den Betrieb")
    steps.tap(".asa-save-bar .kern-btn--primary")
    steps.tap(".asa-save-bar .kern-btn--primary")  # the own person is chosen already
    assert page.locator("h1").inner_text() == "Angaben prüfen"
    steps.tap("text=Abschließen")
    page.wait_for_url("**/teilnehmende/**")

    assert steps.count <= LIMIT
    with wall.within(member.provider_id):
        case = Case.objects.get()
        assert case.state == CaseState.ACCOMPANYING
        assert case.contracts.get().occupation.code == "25212"


@pytest.mark.usefixtures("catalogue")
def test_the_postcode_fills_the_place_by_keyboard(open_page):
    member = MembershipFactory()
    page = open_page("/betriebe/neu/", member.user)
    page.locator("#id_postcode").press_sequentially("80331")
    page.locator("[role=option]").first.wait_for()
    page.locator("#id_postcode").press("ArrowDown")
    page.locator("#id_postcode").press("Enter")
    assert page.locator("#id_place").input_value() == "München"
    assert page.locator("#id_land").input_value() == "BY"


@pytest.mark.usefixtures("catalogue")
def test_pages_have_no_accessibility_findings(open_page, axe_findings):
    admin = MembershipFactory(role=Role.ADMIN)
    contact = CompanyContactFactory(company__provider=admin.provider)
    MeasureFactory(provider=admin.provider)
    page = open_page("/betriebe/", admin.user)
    paths = ["/betriebe/", f"/betriebe/{contact.company.public_id}/", "/betriebe/neu/", "/aufnahme/neu/", "/import/"]
    for path in [*paths, "/berufe/suche/?q=friseur"]:
        page.goto(path)
        assert axe_findings(page) == []
    page.goto("/aufnahme/neu/")
    page.locator(".asa-save-bar .kern-btn--primary").click()
    page.locator("#error-summary").wait_for()
    assert axe_findings(page) == []
