"""Twelve people come by one list, with companies, contracts, case team, agreed hours and what was used of them."""

from tests.browser.from_nothing.days import END, FIRST, GRANTS_END, LONG_AGO, MIDDLE, before, written
from tests.browser.from_nothing.founding import NEW, OLD
from tests.browser.from_nothing.hand import Hand

NAMES = (
    "Ahrens", "Brandt", "Carstens", "Demir", "Ehlers", "Fischer",
    "Groth", "Haddad", "Ivanova", "Jensen", "Kova", "Lorenz",
)  # fmt: skip
#: Two third-year people are paid by the measure of 2023, the others by that of 2025.
OF_OLD = ("Ahrens", "Brandt")
IN_PRE_PHASE = "Kova"
#: Their hours are agreed on the page, not by the list.
WITHOUT_HOURS = ("Brandt", "Lorenz", IN_PRE_PHASE)
#: Their teacher is named on the page of case teams.
WITHOUT_TEACHER = ("Ehlers", "Fischer", "Lorenz")
COMPANIES = ("Tischlerei Holm GmbH", "Bäckerei Korn KG", "Elektro Strand GmbH")


def _row(index: int, name: str) -> dict[str, str]:
    entry = LONG_AGO if name in OF_OLD else FIRST
    row = {
        "Nachname": name, "Vorname": "Kim", "Geburtsdatum": f"{index + 1:02}.02.2004", "Geschlecht": "wmd"[index % 3],
        "Eintritt": written(entry), "Maßnahmenummer": OLD if name in OF_OLD else NEW,
        "Phase": "Vorphase" if name == IN_PRE_PHASE else "begleitende Phase",
        "Ansprechperson": "berger@traeger.example", "Sozialpädagoge": "sommer@traeger.example",
        "Lehrkräfte": "" if name in WITHOUT_TEACHER else "winter@traeger.example",
    }  # fmt: skip
    if name != IN_PRE_PHASE:
        row |= {
            "Betrieb": COMPANIES[index % 3], "PLZ Betrieb": "23552", "Ort Betrieb": "Lübeck",
            "Ausbildungsberuf": "Tischler/in", "Beginn": written(entry), "Ende": written(END),
        }  # fmt: skip
    if name not in WITHOUT_HOURS:
        row |= {"vereinbart ab": written(FIRST), "vereinbart bis": written(GRANTS_END)}
        row |= {"SuF je Monat": "12", "SbB je Monat": "6"} if name in OF_OLD else {"Budget": "60"}
    if name == "Carstens":
        row |= {"verbraucht": "20", "verbraucht bis": written(before(MIDDLE)), "Quelle": "bisherige Software"}
    return row


def take_twelve_people_over(founder: Hand) -> None:
    rows = [_row(index, name) for index, name in enumerate(NAMES)]
    heads = list(dict.fromkeys(head for row in (rows[2], *rows) for head in row))
    lines = [";".join(heads), *(";".join(row.get(head, "") for head in heads) for row in rows)]
    page = founder.page
    page.goto("/import/")
    content = "\r\n".join(lines).encode()
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


def people_of(hand: Hand) -> dict[str, str]:
    """Return the address of each person's page, by last name."""
    found = hand.links("/teilnehmende/", "/teilnehmende/")
    pages = {name: href for words, href in found.items() for name in NAMES if name in words and href.count("/") == 3}
    assert set(pages) == set(NAMES), found
    return pages
