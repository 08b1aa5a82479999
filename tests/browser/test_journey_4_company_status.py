"""Journey 4: a company sees how it stands; and the way there: the contact person writes it in few taps."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from asa.accounts import wall
from asa.mail.models import Mail
from cases.people.enums import ExamKind
from cases.people.models import ContactDeputy, Exam
from cases.portal.links import create_link
from cases.portal.models import CompanyLink, CompanyStatus
from tests.browser.conftest import Activations
from tests.factories import (
    CaseFactory,
    CompanyContactFactory,
    CompanyFactory,
    ConsentFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    ProviderFactory,
    SessionFactory,
    SupportElementFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contract():
    """A person with something in every section, in the words of the design's pictures."""
    provider = ProviderFactory(name="Bildungswerk Talbrücke")
    user = UserFactory(first_name="Sabine", last_name="Berger")
    member = MembershipFactory(provider=provider, user=user, reachable="Mo. bis Do. 8–17 Uhr")
    deputy = MembershipFactory(provider=provider, user=UserFactory(first_name="Emre", last_name="Yilmaz"))
    trainee = TraineeFactory(
        provider=provider,
        first_name="Amira",
        last_name="Haddad",
        phone="+491711234567",
        school="Philipp-Holzmann-Schule",
        school_days="Mo. und Do.",
        land="HE",
    )
    case = CaseFactory(
        provider=provider,
        team=member.team,
        trainee=trainee,
        contact_person=member,
        goals="Zwischenprüfung bestehen\nBerichtsheft jede Woche\nVor der Gruppe sprechen",
    )
    company = CompanyFactory(provider=provider, name="Autohaus Winter", place="Frankfurt am Main")
    contract = TrainingContractFactory(case=case, company=company, trainer=CompanyContactFactory(company=company))
    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    monday = now + timedelta(days=7 - now.weekday())
    own = {"provider": provider, "staff": [member], "cases": [case]}
    SessionFactory(**own, starts=monday + timedelta(hours=6), room="Raum 2")
    SessionFactory(
        **own, starts=monday + timedelta(days=1), place="company", kind="companion", title="Gespräch zu dritt"
    )
    SessionFactory(
        **own, starts=now - timedelta(days=4), held=True, kind="social", title="", result="Lernplan vereinbart."
    )
    SessionFactory(**own, starts=now - timedelta(days=6), held=True, length=90, topic="Prozentrechnung.")
    SupportElementFactory(case=case, minutes_per_week=120)
    SupportElementFactory(case=case, module="social", minutes_per_week=30)
    CounsellingNoteFactory.create_batch(2, case=case, author=user)
    ConsentFactory(case=case)
    with wall.within(provider.pk):
        Exam.objects.create(
            provider=provider, contract=contract, kind=ExamKind.INTERMEDIATE, on=now.date() + timedelta(days=17)
        )
        ContactDeputy.objects.create(
            provider=provider,
            assignment=case.assignments.get(),
            member=deputy,
            starts_on=now.date(),
            ends_on=now.date() + timedelta(days=5),
        )
        CompanyStatus.objects.create(
            provider=provider,
            contract=contract,
            sign="good",
            sentence="Amira bereitet die Zwischenprüfung vor.",
            set_by=user,
        )
    return contract


def contact_person(contract):
    with wall.within(contract.provider_id):
        return contract.case.assignments.get().member.user


def link_path(contract):
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)
    return url.removeprefix(settings.PUBLIC_URL)


@pytest.mark.parametrize("script", [True, False])
def test_the_company_sees_how_it_stands_by_opening_the_link(open_page, contract, script):
    page = open_page(link_path(contract), script=script)

    assert page.locator("h1").inner_text() == "so steht es bei Amira"
    assert page.locator("text=Läuft gut. Amira bereitet").is_visible()
    call = page.locator("a[href^='tel:']").first
    assert call.bounding_box()["height"] >= 44


@pytest.mark.parametrize("script", [True, False])
def test_writing_and_sending_takes_few_taps(open_page, contract, script):
    path = f"/teilnehmende/{contract.case.public_id}/"
    taps = Activations(open_page(path, contact_person(contract), script=script))

    taps.tap("text=Stand für den Betrieb")
    taps.tap("label:has-text('Bitte kurz sprechen: Wir möchten')")
    taps.tap("text=Weiter zur Vorschau")
    assert taps.page.locator(".asa-preview", has_text="Bitte kurz sprechen.").is_visible()
    taps.tap("text=Speichern und senden")

    assert taps.page.locator("text=Der Link geht an Karl Winter").is_visible()
    assert taps.count <= 4
    with wall.within(contract.provider_id):
        assert (CompanyLink.objects.count(), Mail.objects.count()) == (1, 1)


@pytest.mark.parametrize("script", [True, False])
def test_an_expired_link_renews_in_one_tap(open_page, contract, script):
    path = link_path(contract)
    with wall.within(contract.provider_id):
        past = timezone.now() - timedelta(days=20)
        CompanyLink.objects.update(sent_at=past, expires_at=past + timedelta(days=14))
    taps = Activations(open_page(path, script=script))

    taps.tap("text=Neuen Link senden")

    assert taps.page.locator("h1").inner_text() == "Der neue Link ist unterwegs."
    assert taps.count == 1


@pytest.mark.parametrize("width", ["phone", "wide"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_company_page_has_no_barrier_and_fits(open_page, contract, axe_findings, width, dark):
    page = open_page(link_path(contract), width=width, dark=dark)

    assert axe_findings(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_the_pages_of_a_person_have_no_barrier(open_page, contract, axe_findings, width):
    user, case = contact_person(contract), contract.case
    paths = [
        "/teilnehmende/",
        "/teilnehmende/?q=niemand",
        f"/teilnehmende/{case.public_id}/",
        f"/teilnehmende/{case.public_id}/notizen/n/",
        f"/teilnehmende/{case.public_id}/notizen/h/neu/",
        f"/teilnehmende/{case.public_id}/einwilligungen/neu/",
        f"/teilnehmende/{case.public_id}/unterstuetzung/",
        f"/teilnehmende/{case.public_id}/stand/",
        "/suche/?q=haddad",
        "/mehr/",
    ]
    page = open_page(paths[0], user, width=width)
    findings = {}
    for path in paths:
        page.goto(path)
        found = axe_findings(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("too wide")
        if found:
            findings[path] = found

    assert findings == {}


def test_the_preview_and_an_error_have_no_barrier(open_page, contract, axe_findings):
    page = open_page(f"/teilnehmende/{contract.case.public_id}/stand/", contact_person(contract))

    page.click("text=Weiter zur Vorschau")
    errors = axe_findings(page)
    page.click("label:has-text('Das Berichtsheft')")
    page.click("text=Weiter zur Vorschau")

    assert errors == []
    assert axe_findings(page) == []


def test_typing_in_the_search_swaps_the_rows_and_the_address(open_page, contract):
    page = open_page("/teilnehmende/", contact_person(contract))

    page.fill("#people-q", "niemand")
    page.wait_for_selector("text=Niemand passt zu diesen Filtern.")

    assert "q=niemand" in page.url
    assert page.evaluate("document.activeElement.id") == "people-q"


def test_slash_leads_to_the_search(open_page, contract):
    page = open_page("/teilnehmende/", contact_person(contract), width="wide")

    page.keyboard.press("/")
    page.keyboard.type("haddad")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=haddad")

    assert page.locator("text=Haddad, Amira").is_visible()
