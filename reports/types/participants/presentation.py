"""The participants' list as a wide table."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.engine.blocks import Cell, Document, Section, Table, count, day, hours, text

HEAD = (
    "Name",
    "geboren",
    "Kundennummer",
    "Beginn",
    "geplantes Ende",
    "Phase",
    "Betrieb",
    "Beruf",
    "Jahr",
    "Ansprechperson",
    "Stunden vereinbart",
    "davon genutzt",
)
WIDTHS = (11, 7, 9, 7, 7, 7, 10, 14, 4, 9, 6, 6)


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> Document:
    """Return the list; it holds names and is for audits and the provider's own use."""
    head, figures = snapshot["head"], snapshot["figures"]
    on = date.fromisoformat(figures["on"])
    people = figures["participants"]
    hidden = figures["hidden"]
    note = f"{hidden} weitere Teilnehmende der Maßnahme gehören nicht zu den Fällen der erstellenden Person."
    table = Table(
        f"Teilnehmende am {on:%d.%m.%Y}",
        ("Nr.", *HEAD),
        tuple((count(number), *_row(person)) for number, person in enumerate(people, start=1)),
        note if hidden else "",
        widths=(3, *WIDTHS),
    )
    headline = f"{len(people)} Teilnehmende" if people else "An diesem Tag war niemand in der Maßnahme"
    return Document(
        title=f"Teilnehmendenliste {on:%d.%m.%Y}, {head['measure_number']}",
        kicker="Teilnehmendenliste",
        heading=head["measure"],
        subtitle=f"Maßnahmenummer {head['measure_number']}, Stand {on:%d.%m.%Y}",
        facts=(
            ("Los", head["lot"]),
            ("Kostenträger", head["funding_body"]),
            ("Stichtag", f"{on:%d.%m.%Y}"),
        ),
        sections=(Section(headline, (table,) if people else ()),),
        definitions=(
            (
                "Wer in der Liste steht",
                "Alle, die der Maßnahme am Stichtag zugeordnet waren, auch am Tag des Austritts.",
            ),
            (
                "Stunden vereinbart, davon genutzt",
                "Die am Stichtag geltende Vereinbarung der Person und was davon bis zum Stand der Daten auf ihrem "
                "Stundenkonto gebucht ist. Leer: Es sind keine Stunden vereinbart.",
            ),
            ("Kundennummer", "Steht nur, wo die erstellende Person sie sehen darf."),
        ),
        is_wide=True,
    )


def _row(person: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        text(person["name"]),
        day(_date(person["birth_date"])),
        text(person["customer_number"]),
        day(_date(person["starts_on"])),
        day(_date(person["planned_end_on"])),
        text(person["phase"]),
        text(person["company"]),
        text(person["occupation"]),
        count(person["training_year"]),
        text(person["contact_person"]),
        hours(person["agreed_minutes"]),
        hours(person["used_minutes"]),
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
