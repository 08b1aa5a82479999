"""The quarter's months: closed in order, one closed month corrected by two people, rates, bill and contingent form."""

import io
from typing import Any

from openpyxl import load_workbook

from tests.browser.from_nothing.days import FIRST, LAST, MIDDLE, month_words, written
from tests.browser.from_nothing.hand import Hand
from tests.browser.from_nothing.lessons import EARLY
from tests.reports.pdf_text import pdf_text


def measures_of(billing: Hand) -> dict[str, str]:
    """Return the address part of each measure, by its name."""
    found = billing.links(f"/monat/{month_words(MIDDLE)}/", f"/monat/{month_words(MIDDLE)}/")
    return {name: found[name].split("/")[3] for name in ("AsA 2023", "AsA 2025")}


def close_two_months(billing: Hand, measures: dict[str, str]) -> None:
    """The first two months, in order: the first close in the browser."""
    old, new = measures["AsA 2023"], measures["AsA 2025"]
    billing.form(f"/monat/{month_words(FIRST)}/{old}/")
    billing.repeat(f"/monat/{month_words(FIRST)}/{new}/")
    for measure in (old, new):
        billing.repeat(f"/monat/{month_words(MIDDLE)}/{measure}/")


def rows_of(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    """Return the cells of a sheet, row by row, without empty rows."""
    rows = load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [row for row in rows if any(cell is not None for cell in row)]


def compare_closed_months(billing: Hand, measures: dict[str, str]) -> None:
    """The frozen workbooks of the middle month: minutes per kind, then per person (counted beside the sessions)."""
    file = f"/monat/{month_words(MIDDLE)}/{{}}/excel/"
    old, new = (billing.file(file.format(measures[name])) for name in ("AsA 2023", "AsA 2025"))
    assert _minutes(old, "Maßnahmekontingent", 2, 4) == {
        "Sozialpädagogische Begleitung": 90,  # Brandt 2 × 45
        "Stütz- und Förderunterricht": 105,  # 30 + 30 + 45
        None: 195,
    }
    assert _minutes(new, "Maßnahmekontingent", 2, 4) == {
        "Ausbildungsbegleitung": 120,  # Groth 4 × 30
        "Sozialpädagogische Begleitung": 300,  # Ehlers 4 × 60, Fischer's no-show 60
        "Stütz- und Förderunterricht": 210,  # 60 + 60 + 45, Lorenz 45 of 50
        None: 630,
    }
    # each person in full: Ahrens 3 × 90, Brandt 2 × 45
    assert _minutes(old, "Teilnehmende", 0, 2) == {"Ahrens": 270, "Brandt": 90, "Summe": 360}
    assert _minutes(new, "Teilnehmende", 0, 2) == {
        "Carstens": 180,  # 90 + 90 late; cancelled early and by the provider: nothing
        "Demir": 90,  # 90; no-show, same day and by the provider: nothing of the person's
        "Ehlers": 240, "Fischer": 0, "Groth": 120, "Haddad": 0, "Ivanova": 0, "Jensen": 0, "Kova": 0, "Lorenz": 45,
        "Summe": 675,  # 180 + 90 + 240 + 120 + 45
    }  # fmt: skip


def _minutes(content: bytes, sheet: str, name: int, minutes: int) -> dict[str | None, int]:
    return {row[name]: row[minutes] for row in rows_of(content, sheet)[1:]}


def correct_a_closed_month(social: Hand, billing: Hand, people: dict[str, str]) -> None:
    """Fischer had cancelled the day before: 60 minutes less for the measure of 2025, decided by a second person."""
    page = social.page
    words = "Sozialpädagogische Begleitung, 60 Minuten, kam nicht"
    session = social.links(people["Fischer"], "/termine/")[words]
    page.goto(f"{session}erfassen/")
    social.put(f"p-{people['Fischer'].split('/')[2]}-outcome", EARLY)
    page.get_by_role("button", name="Speichern", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Korrektur anfragen").click()
    correction = social.send(correction_reason="Die Absage kam am Vortag.")
    billing.page.goto(correction)
    told = billing.page.locator("main").inner_text()
    assert "abgesagt bis Vortag" in told
    assert "− 60 Min." in told
    billing.press("main button[value=approve]")
    assert "gebucht" in billing.read(correction)


def close_the_last_month(billing: Hand, measures: dict[str, str]) -> None:
    """Nothing was held in it; the correction of the middle month is booked there."""
    for measure in measures.values():
        billing.repeat(f"/monat/{month_words(LAST)}/{measure}/")
    new = billing.file(f"/monat/{month_words(LAST)}/{measures['AsA 2025']}/excel/")
    assert _minutes(new, "Maßnahmekontingent", 2, 4) == {"Sozialpädagogische Begleitung": -60, None: -60}


def bill(billing: Hand, measures: dict[str, str]) -> None:
    """Rates per hour: lessons 40 €, stabilisation 50 € (2021), 60 € for either in the budget of 2025.

    2023: 105 min = 1.75 h × 40 € = 70.00 €; 90 min = 1.5 h × 50 € = 75.00 €; together 145.00 €.
    2025: 630 min = 10.5 h × 60 € = 630.00 €; in the last month −60 min × 60 € = −60.00 €.
    """
    month = f"/abrechnung/{month_words(MIDDLE)}/"
    rates = billing.links(month, "/abrechnung/saetze/")["Stundensätze: Los 1"]
    since = {"starts_on": written(FIRST), "source": "Preisblatt"}
    billing.form(f"{rates}neu/", part="Unterricht", cents_per_hour="40,00", **since)
    billing.repeat(f"{rates}neu/", part="Stabilisierung", cents_per_hour="50,00", **since)
    billing.repeat(f"{rates}neu/", part="Gesamt", cents_per_hour="60,00", **since)
    last = f"/abrechnung/{month_words(LAST)}/"
    sheets = ((month, "AsA 2023", 195, 145), (month, "AsA 2025", 630, 630), (last, "AsA 2025", -60, -60))
    for path, name, minutes, euros in sheets:
        page = f"{path}{measures[name]}/"
        billing.repeat(page, action="/erstellen/")
        files = billing.links(page, "/abrechnung/blatt/")
        total = rows_of(billing.file(files["Excel, Version 1"]), "Abrechnung")[-1]
        assert (total[4], total[7]) == (minutes, euros)
        printed = pdf_text(billing.file(files["PDF, Version 1"]))
        assert f"{euros},00€" in printed


def issue_the_contingent_form(billing: Hand, measures: dict[str, str]) -> None:
    """The middle month as issued: used so far is carry-over and month; hours of 2021 have a rest per month and kind.

    2025: Carstens 20 + 3 = 23 of 60, Demir 8 + 1.5 = 9.5 of 60, Lorenz 0.75 of 40. The last row sums the columns "im
    Monat" (11.25) and "verbraucht" (11.25 + 20 + 8 = 39.25).
    2023: Ahrens 4.5 of 12 lessons: 7.5 left, 0 of 6: 6; Brandt 0 of 10 and 1.5 of 5: 3.5 left.
    """
    path = f"/formular/{month_words(MIDDLE)}/{{}}/"
    old, new = path.format(measures["AsA 2023"]), path.format(measures["AsA 2025"])
    billing.form(old)
    billing.repeat(new)
    file = billing.links(new, "/formular/version/")["Excel, Version 1"]
    rows = {row[0]: row[3:7] for row in rows_of(billing.file(file), "Teilnehmende")[1:]}
    assert rows["Carstens"] == (60, 3, 23, 37)
    assert rows["Demir"] == (60, 1.5, 9.5, 50.5)
    assert rows["Ehlers"] == (60, 4, 4, 56)
    assert rows["Groth"] == (60, 2, 2, 58)
    assert rows["Kova"] == (None, 0, 0, None)
    assert rows["Lorenz"] == (40, 0.75, 0.75, 39.25)
    assert rows["Summe"] == (None, 11.25, 39.25, None)
    lines = {row[4]: row[6] for row in rows_of(billing.file(file), "Kontingent")[1:]}
    assert lines["Gesamt der individuellen Unterstützungsbudgets"] == 10.5
    total = rows_of(billing.file(file), "Kontingent")[1]
    assert (total[5], total[7], total[8]) == (400, 10.5, 389.5)  # the year's contingent, used so far, left
    assert lines["davon Stütz- und Förderunterricht"] == 3.5
    assert lines["davon sozialpädagogische Begleitung"] == 5
    assert lines["davon Ausbildungsbegleitung"] == 2
    words = billing.read(old)
    assert "Ahrens Kim – 12,00 6,00 4,50 0,00 7,50 6,00" in words
    assert "Brandt Kim – 10,00 5,00 0,00 1,50 10,00 3,50" in words
    printed = pdf_text(billing.file(billing.links(old, "/formular/version/")["PDF, Version 1"]))
    assert "Stütz-undFörderunterricht(SuF)–1,751,75–" in printed
    printed = pdf_text(billing.file(billing.links(new, "/formular/version/")["PDF, Version 1"]))
    # Kova has one of the four places; the hour in the Vorphase
    assert "Vorphase:1von4Plätzenbelegt;1,0Std.derPersonenzählenzukeinemKontingent" in printed
