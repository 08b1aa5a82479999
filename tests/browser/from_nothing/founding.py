"""The founder alone sets everything up and invites the staff; each of them joins."""

from typing import Any

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.mail.models import Mail
from tests.accounts.signing_in import link_in
from tests.browser.from_nothing.days import END, FIRST, written
from tests.browser.from_nothing.hand import Hand

BODY = "Agentur für Arbeit Lübeck"
OLD, NEW = "427/1184/1/23", "427/1185/1/25"

#: First name, last name, role, employment.
STAFF = (
    ("Sabine", "Berger", "contact_person", "employed"),
    ("Jana", "Sommer", "social_worker", "freelance"),
    ("Ulf", "Winter", "teacher", "freelance"),
    ("Petra", "Klein", "billing", "employed"),
)


def mailed_link(address: str) -> str:
    """Return the link in the mail to the address: what the person finds in the own inbox."""
    with wall.within(Provider.objects.get().pk):
        return link_in(Mail.objects.get(to=address).text)


def set_up_the_organisation(founder: Hand) -> None:
    founder.form(
        "/verwaltung/standorte/neu/",
        name="Lübeck", street="Hafenstraße 1", postcode="23552", place="Lübeck", land="Schleswig-Holstein",
    )  # fmt: skip
    founder.form("/verwaltung/teams/neu/", name="Team Küste", site="Lübeck")
    founder.form("/verwaltung/kostentraeger/neu/", name=BODY, kind="Agentur für Arbeit", email="aa@agentur.example")
    founder.form("/verwaltung/lose/neu/", name="Los 1", starts_on="01.08.2023", ends_on=written(END))
    same = {"lot": "Los 1", "funding_body": BODY, "site": "Lübeck", "ends_on": written(END)}
    path = "/verwaltung/massnahmen/neu/"
    founder.form(path, **same, number=OLD, name="AsA 2023", model="AsA flex (bis", starts_on="01.09.2023")
    founder.repeat(
        path, **same, number=NEW, name="AsA 2025", model="AsA flex (ab", starts_on="01.08.2025", has_pre_phase=True,
        pre_phase_places="4",
    )  # fmt: skip


def bring_the_staff(founder: Hand) -> None:
    """The founder takes two more roles, then adds everybody: alone, for no case is active yet."""
    founder.page.goto("/verwaltung/personen/")
    founder.page.get_by_role("link", name="Nora Lindner").click()
    key = founder.page.url.rstrip("/").rsplit("/", 1)[-1]
    founder.form(
        f"/verwaltung/personen/{key}/rollen/", roles=["team_lead", "contact_person"], team="Team Küste",
        starts_on=written(FIRST),
    )  # fmt: skip
    add = founder.form
    for first, last, role, kind in STAFF:
        add(
            "/verwaltung/personen/neu/", first_name=first, last_name=last, email=f"{last.lower()}@traeger.example",
            roles=[role], kind=kind, team="Team Küste", starts_on=written(FIRST),
        )  # fmt: skip
        add = founder.repeat
    founder.form("/konto/profil/", phone="0451 123456")


def let_them_in(open_page: Any) -> dict[str, Hand]:
    """Each follows the mailed link to an own password and factor; return them by their last names."""
    hands = {}
    for _, last, _, _ in STAFF:
        address = f"{last.lower()}@traeger.example"
        hand = Hand(open_page("/konto/login/", width="wide"))
        hand.accept(mailed_link(address))
        assert address in hand.read("/konto/profil/")
        hands[last] = hand
    return hands
