"""The audit folder: a part per case, each on a new page, with the tables an audit goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from asa.documents.spreadsheets import Format
from reports.engine.blocks import Block, Cell, Document, Facts, Section, Table, Words, count, day, joined, number, text


class CaseTable(NamedTuple):
    """A table of each case. `kinds` says how its cells are shown: t text, d day, o month, m minutes as hours,
    n number."""

    key: str
    heading: str
    head: tuple[str, ...]
    kinds: str
    widths: tuple[int, ...]


TABLES = (
    CaseTable("stays", "Maßnahmen", ("Nummer", "Maßnahme", "Kostenträger", "ab", "bis"), "tttdd", (18, 28, 28, 13, 13)),
    CaseTable(
        "exams",
        "Prüfungen",
        ("Tag", "Prüfung", "vorzeitig zugelassen", "Ergebnis", "bekannt am"),
        "dtttd",
        (14, 36, 18, 18, 14),
    ),
    CaseTable("staff", "Wer begleitet", ("Name", "Aufgabe", "ab", "bis"), "ttdd", (34, 34, 16, 16)),
    CaseTable(
        "proofs",
        "Nachweise der Fachkräfte",
        ("Name", "Rolle", "Art", "Qualifikation", "Führungszeugnis gesehen", "Erklärung Sozialdaten"),
        "tttttt",
        (15, 22, 12, 19, 17, 15),
    ),
    CaseTable(
        "elements",
        "Geplante Unterstützung",
        ("Modul", "Ziel", "Inhalt", "Minuten je Woche", "ab", "bis", "durch"),
        "tttnddt",
        (22, 17, 15, 11, 12, 12, 11),
    ),
    CaseTable("agreed", "Vereinbarte Stunden", ("ab", "bis", "Stunden"), "ddm", (34, 33, 33)),
    CaseTable(
        "months", "Gebuchte Stunden nach Monat", ("Monat", "Maßnahme", "Art", "Stunden"), "ottm", (18, 24, 40, 18)
    ),
    CaseTable(
        "sessions",
        "Termine und Anwesenheit",
        ("Tag", "Beginn", "Art", "Minuten", "Ergebnis", "gebucht (Std.)", "durch"),
        "dttntmt",
        (12, 8, 30, 9, 16, 10, 15),
    ),
    CaseTable(
        "days",
        "Anwesenheit nach Tagen",
        ("Tag", "Kürzel", "Bedeutung", "Nachweis", "gesehen am"),
        "dtttd",
        (14, 12, 36, 22, 16),
    ),
    CaseTable(
        "contacts",
        "Kontakte mit Betrieb und Schule",
        ("Tag", "Art", "mit", "Thema", "durch"),
        "dtttt",
        (12, 24, 22, 24, 18),
    ),
)


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> Document:
    """Return the folder of all its cases; protected notes are not part of the figures and cannot be shown."""
    figures = snapshot["figures"]
    period = f"{_date(figures['starts_on']):%d.%m.%Y} bis {_date(figures['ends_on']):%d.%m.%Y}"
    cases = figures["cases"]
    sections = [Section("Inhalt", (_contents(cases),))]
    for place, case in enumerate(cases):
        sections += _case(case, _anchor(place))
    return Document(
        title=f"Prüfmappe {period}",
        kicker="Prüfmappe",
        heading=f"{len(cases)} Teilnahmen" if len(cases) != 1 else "1 Teilnahme",
        subtitle="Assistierte Ausbildung flexibel (AsA flex)",
        facts=(("Zeitraum", period), ("Teilnahmen", joined([case["name"] for case in cases]))),
        sections=tuple(sections),
        definitions=(
            ("Termine", "Alle erfassten Termine der Person im Zeitraum, mit dem Ergebnis für diese Person."),
            (
                "Gebuchte Stunden",
                "Was das Stundenkonto der Person je Termin und Monat zählt, nach den Abrechnungsregeln der Maßnahme; "
                "Storno und Korrektur sind eingerechnet.",
            ),
            (
                "Nachweise der Fachkräfte",
                "Wer begleitet oder einen Termin hielt; Stand am Tag, an dem die Mappe entstand. Die Tage von "
                "Führungszeugnis und Erklärung (§ 78 Abs. 2 SGB X) stehen nur, soweit sie einsehbar sind.",
            ),
            (
                "Nicht enthalten",
                "Vertrauliche Notizen, Gesundheitsdaten und Konflikte. Beurteilungen, Urkunden und das "
                "Maßnahmekonzept sind in der Anwendung nicht erfasst und liegen beim Träger.",
            ),
        ),
    )


def _contents(cases: Sequence[Mapping[str, Any]]) -> Table:
    rows = tuple(
        (
            replace(text(case["name"]), leads_to=_anchor(place)),
            count(len(case["sessions"])),
            _cell(sum(row["cells"][3] for row in case["months"]), "m"),
            count(len(case["contacts"])),
        )
        for place, case in enumerate(cases)
    )
    return Table("Teilnahmen in dieser Mappe", ("", "Termine", "gebuchte Stunden", "Kontakte"), rows)


def _anchor(place: int) -> str:
    return f"teilnahme-{place + 1}"


def _case(case: Mapping[str, Any], anchor: str) -> list[Section]:
    facts = Facts(
        (
            ("Name", case["name"]),
            ("geboren", _shown(case["birth_date"])),
            ("Kundennummer", case["customer_number"] or "–"),
            ("Phase am Ende des Zeitraums", case["phase"]),
            ("Eintritt", _shown(case["started_on"])),
            ("geplantes Ende", _shown(case["planned_end_on"])),
            ("Austritt", _shown(case["ended_on"])),
            *_exit(case.get("exit", ())),
        ),
        f"Angaben zu {case['name']}",
    )
    blocks: list[Block] = [facts]
    blocks += [Words(case[key], heading) for key, heading in (("needs", "Bedarf"), ("goals", "Ziele")) if case[key]]
    blocks += [_contract(contract["cells"]) for contract in case["contracts"]]
    blocks += [_table(case, table) for table in TABLES if case.get(table.key)]
    return [Section(case["name"], tuple(blocks), "Teilnahme", breaks=True, anchor=anchor)]


def _exit(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is said of an exit; a folder of old knows its day only."""
    labels = ("Austrittsgrund", "Ergebnis", "Verbleib")
    return [(label, word or "–") for label, word in zip(labels, words, strict=False)]


def _contract(cells: Sequence[Any]) -> Facts:
    names = ("Betrieb", "Beruf", "Kammer", "Verzeichnis-Nummer", "Beginn", "Probezeit bis", "Ende", "Ende durch")
    shown = (*cells[:4], *(_shown(cell) for cell in cells[4:7]), cells[7])
    rows = list(zip(names, (value or "–" for value in shown), strict=True))
    if len(cells) > len(names) and cells[8]:  # folders of old do not say it
        rows.append(("Kündigung bekannt", _shown(cells[8])))
    return Facts(tuple(rows), "Ausbildungsvertrag")


def _table(case: Mapping[str, Any], table: CaseTable) -> Table:
    rows = tuple(
        tuple(_cell(value, kind) for value, kind in zip(row["cells"], table.kinds, strict=True))
        for row in case[table.key]
    )
    return Table(f"{table.heading}: {case['name']}", table.head, rows, widths=table.widths)


def _cell(value: Any, kind: str) -> Cell:
    match kind:
        case "d":
            return day(_date(value) if value else None)
        case "o":
            return Cell(f"{_date(value):%m/%Y}", _date(value), Format.MONTH)
        case "m":
            return Cell(number(Decimal(value) / 60, 2), Decimal(value) / 60, Format.HOURS)
        case "n":
            return count(value)
    return text("" if value is None else value)


def _date(value: str) -> date:
    return date.fromisoformat(value)


def _shown(value: str | None) -> str:
    return f"{_date(value):%d.%m.%Y}" if value else "–"
