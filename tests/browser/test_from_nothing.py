"""An empty provider walks to twelve running cases through pages only: nothing is written by the test itself.

`createprovider`, then: the founder accepts the invitation and alone sets up site, team, funding body, lot, a measure of
either model, further own roles and the staff (freelance teacher and social worker among them); the contact person, the
social worker and the teacher accept their invitations; twelve people come by a list with entry, measure, phase and case
team; their admissions are finished for many at once. What stands there then is compared with what was counted by hand.
The walk ends there: what follows (sessions, months, bills, reports) is tested page by page, and not yet from nothing.
"""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Membership, Provider
from asa.mail.models import Mail
from cases.people.enums import CaseState
from cases.people.models import Case, CaseStaff, Measure, MeasureStay
from tests.accounts.signing_in import link_in
from tests.browser.from_nothing.hand import Hand

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
START = TODAY - timedelta(days=120)  # of the staff and of everything that was agreed


BODY = "Agentur für Arbeit Lübeck"
OLD, NEW = "427/1184/1/23", "427/1185/1/25"
NAMES = (
    "Ahrens", "Brandt", "Carstens", "Demir", "Ehlers", "Fischer",
    "Groth", "Haddad", "Ivanova", "Jensen", "Kova", "Lorenz",
)  # fmt: skip


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


#: first name, last name, role, employment.
STAFF = (
    ("Sabine", "Berger", "contact_person", "employed"),
    ("Jana", "Sommer", "social_worker", "freelance"),
    ("Ulf", "Winter", "teacher", "freelance"),
    ("Petra", "Klein", "billing", "employed"),
)


@pytest.fixture
def founder(open_page, transactional_db):
    out = StringIO()
    call_command(
        "createprovider", name="Bildungswerk Nord", admin_email="gruendung@traeger.example",
        first_name="Nora", last_name="Lindner", stdout=out,
    )  # fmt: skip
    hand = Hand(open_page("/konto/login/", width="wide"))
    hand.accept(link_in(out.getvalue()))
    return hand


def test_an_empty_provider_walks_to_running_cases(open_page, founder):
    set_up_the_organisation(founder)
    bring_the_staff(founder)
    let_them_in(open_page)
    take_twelve_people_over(founder)
    finish_their_admissions(founder)
    compare_with_what_was_counted()


def set_up_the_organisation(founder: Hand) -> None:
    founder.form(
        "/verwaltung/standorte/neu/",
        name="Lübeck", street="Hafenstraße 1", postcode="23552", place="Lübeck", land="Schleswig-Holstein",
    )  # fmt: skip
    founder.form("/verwaltung/teams/neu/", name="Team Küste", site="Lübeck")
    founder.form("/verwaltung/kostentraeger/neu/", name=BODY, kind="Agentur für Arbeit", email="aa@agentur.example")
    founder.form("/verwaltung/lose/neu/", name="Los 1", starts_on="01.08.2023", ends_on="31.07.2028")
    same = {"lot": "Los 1", "funding_body": BODY, "site": "Lübeck", "ends_on": "31.07.2028"}
    path = "/verwaltung/massnahmen/neu/"
    founder.form(path, **same, number=OLD, name="AsA 2023", model="AsA flex (bis", starts_on="01.09.2023")
    founder.form(path, **same, number=NEW, name="AsA 2025", model="AsA flex (ab", starts_on="01.08.2025")


def bring_the_staff(founder: Hand) -> None:
    """The founder takes a second role, then adds everybody: alone, for no case is active yet."""
    founder.page.goto("/verwaltung/personen/")
    founder.page.get_by_role("link", name="Nora Lindner").click()
    key = founder.page.url.rstrip("/").rsplit("/", 1)[-1]
    founder.form(
        f"/verwaltung/personen/{key}/rollen/", roles=["team_lead", "contact_person"], team="Team Küste",
        starts_on=written(START),
    )  # fmt: skip
    for first, last, role, kind in STAFF:
        founder.form(
            "/verwaltung/personen/neu/", first_name=first, last_name=last, email=f"{last.lower()}@traeger.example",
            roles=[role], kind=kind, team="Team Küste", starts_on=written(START),
        )  # fmt: skip
    founder.form("/konto/profil/", phone="0451 123456")


def let_them_in(open_page) -> None:
    """Each follows the mailed link to an own password and factor. A list may only name who has joined."""
    for last in ("Berger", "Sommer", "Winter"):
        with wall.within(Provider.objects.get().pk):
            link = link_in(Mail.objects.get(to=f"{last.lower()}@traeger.example").text)
        hand = Hand(open_page("/konto/login/", width="wide"))
        hand.accept(link)
        hand.page.goto("/konto/profil/")
        hand.page.get_by_text(f"{last.lower()}@traeger.example").wait_for()


def take_twelve_people_over(founder: Hand) -> None:
    """Ten of the measure of 2025, two third-year people of 2023, each with people and entry from the list."""
    heads = "Nachname;Vorname;Geburtsdatum;Eintritt;Maßnahmenummer;Phase;Ansprechperson;Sozialpädagoge;Lehrkräfte"
    rows = [heads]
    for index, name in enumerate(NAMES):
        measure, entry = (OLD, date(2023, 9, 1)) if index < 2 else (NEW, START)
        rows.append(
            f"{name};Kim;{index + 1:02}.02.2004;{written(entry)};{measure};begleitende Phase;"
            "berger@traeger.example;sommer@traeger.example;winter@traeger.example"
        )
    page = founder.page
    page.goto("/import/")
    content = "\r\n".join(rows).encode()
    page.set_input_files("main [name=file]", {"name": "alte.csv", "mimeType": "text/csv", "buffer": content})
    founder.send()  # the file
    founder.send()  # its columns, all guessed
    founder.send()  # take everything over
    assert "12" in page.locator("main").inner_text()


def finish_their_admissions(founder: Hand) -> None:
    page = founder.page
    page.goto("/aufnahme/offen/")
    page.get_by_role("button", name="Alle auswählen").click()
    founder.send()


def compare_with_what_was_counted() -> None:
    with wall.within(Provider.objects.get().pk):
        # the two measures of the two forms
        assert sorted(Measure.objects.values_list("model", flat=True)) == ["asaflex_2021", "asaflex_2024"]
        # the founder with three roles and four others with one each: 3 + 4
        assert Membership.objects.count() == 7
        assert Membership.objects.filter(kind="freelance").count() == 2  # social worker and teacher
        # twelve rows, all of them running
        assert Case.objects.filter(state=CaseState.ACCOMPANYING).count() == 12
        assert CaseStaff.objects.count() == 24  # one social worker and one teacher for each of twelve
        # two in the old measure, 12 − 2 in the new one
        assert MeasureStay.objects.filter(measure__model="asaflex_2021").count() == 2
        assert MeasureStay.objects.filter(measure__model="asaflex_2024").count() == 10
