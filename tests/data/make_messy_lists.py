"""Builds the messy lists of the import tests: `python -m tests.data.make_messy_lists`. All people are invented."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

FOLDER = Path(__file__).parent
HEAD = [
    *("Kunden-Nr.", "Name", "Vorname", "geb. am", "m/w/d", "Handy", "E-Mail", "Straße", "PLZ", "Ort"),
    *("Firma", "Ort Betrieb", "Beruf", "Beginn", "Ende", "Probezeit bis", "Bemerkung"),
]
AUTO, SALON, BACKEREI = ("Autohaus Winter", "Auental"), ("Salon Şahin", "Köln"), ("Bäckerei Groß & Söhne", "Dresden")
ROWS: list[list[Any]] = [
    [
        "427A100001",
        "Haddad",
        "Amira",
        "14.05.2007",
        "w",
        "0171 1234567",
        "amira@example.org",
        "Am Anger 1",
        60311,
        "Frankfurt",
        *AUTO,
        "Kfz-Mechatronikerin",
        date(2025, 9, 1),
        date(2029, 2, 28),
        "31.12.2025",
        "",
    ],
    [
        "427A100002",
        "Großmann",
        "Jürgen",
        "29.02.2004",
        "m",
        1719876543,
        "",
        "Weißdornweg 5",
        1067,
        "Dresden",
        *BACKEREI,
        "Bäcker",
        "1.9.25",
        "31.8.28",
        "",
        "Frühschicht",
    ],
    [
        "",
        "Шевченко",
        "Олена",
        date(2006, 3, 7),
        "w",
        "+49 151 23456789",
        "",
        "",
        "",
        "",
        *SALON,
        "Friseurin",
        "01.08.2025",
        "31.07.2028",
        "",
        "",
    ],
    [
        "427A100004",
        "Yılmaz-Öztürk",
        "Çağla",
        "3.11.05",
        "w",
        "",
        "cagla(at)example.org",
        "",
        "50667",
        "Köln",
        *SALON,
        "Friseur/in",
        "2025-08-01",
        "2028-07-31",
        "",
        "",
    ],
    ["427A100005", "O'Brien", "Seán", "30.02.2005", "m", "", "", "", "50667", "Köln", "", "", "", "", "", "", ""],
    ["", "Meier", "Lukas", "12.12.2006", "m", "", "", "", "01067", "Dresden", "", "", "", "", "", "", ""],
    ["", "Meyer", "Lukas", "12.12.2006", "m", "", "", "", "01067", "Dresden", "", "", "", "", "", "", "doppelt?"],
    ["", "Nguyễn", "Minh Anh", "", "d", "", "", "", "", "", "", "", "", "", "", "", "Geburtsdatum folgt"],
    ["427A100001", "Haddad", "Amira", "14.05.2007", "w", "", "", "", "", "", "", "", "", "", "", "", "zweite Zeile"],
    ["", "=SUMME(A1)", "<script>alert(1)</script>", "1.1.06", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    [
        "427A100011",
        "Kowalska",
        "Zofia",
        "24.12.05",
        "w",
        "",
        "",
        "",
        "D-35037",
        "Marburg",
        *AUTO,
        "Raumschiffkapitän",
        "01.09.2025",
        "31.08.2028",
        "",
        "",
    ],
    [],
    ["Summe", "", 11, "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
]


def _as_text(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def build(folder: Path = FOLDER) -> None:
    """Write the XLSX list (with a title above the heads) and the same as semicolon CSV in Windows-1252."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Teilnehmende"
    for row in (["Teilnehmende AsA flex, Stand 01.11.2026"], [], HEAD, *ROWS):
        sheet.append([f"'{v}" if isinstance(v, str) and v.startswith("=") else v for v in row])
    book.save(folder / "teilnehmende_unordentlich.xlsx")
    with (folder / "teilnehmende_unordentlich.csv").open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows([_as_text(value) for value in row] for row in ROWS)


if __name__ == "__main__":
    build()
