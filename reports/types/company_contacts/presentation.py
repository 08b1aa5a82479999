"""The contact report for a company in words: what was done together, when, with whom from the provider."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.engine.blocks import Chart, Document, KeyFigure, KeyFigures, Section, Table, Words, count, day, hours, text
from reports.engine.charts import Bar


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> Document:
    """Return the report; no apprentice is named in it."""
    head, figures = snapshot["head"], snapshot["figures"]
    contacts = figures["contacts"]
    period = f"{_date(figures['starts_on']):%d.%m.%Y} bis {_date(figures['ends_on']):%d.%m.%Y}"
    together = [contact for contact in contacts if contact["employer_present"]]
    narrative = texts.get("narrative", "")
    sections = [Section("Einleitung", (Words(narrative),))] if narrative else []
    sections += [
        Section("Auf einen Blick", (_key_figures(figures, together),)),
        Section(_message(contacts), _blocks(contacts), "1 Termine"),
    ]
    if figures["occupations"]:
        rows = tuple((text(name), count(people)) for name, people in figures["occupations"])
        table = Table("Auszubildende mit Unterstützung nach Beruf", ("", "Auszubildende"), rows)
        sections.append(Section("Wen wir in Ihrem Betrieb unterstützen", (table,), "2 Auszubildende"))
    return Document(
        title=f"Kontaktbericht {period}",
        kicker="Bericht an den Betrieb",
        heading=head["company"],
        subtitle="Assistierte Ausbildung flexibel (AsA flex)",
        facts=(("Zeitraum", period), ("Betrieb", head["company"])),
        sections=tuple(sections),
        definitions=(
            (
                "Termine",
                "Erfasste Termine mit oder in Ihrem Betrieb, zu denen mindestens eine auszubildende Person kam. "
                "Erstkontakte vor dem Eintritt zählen nicht.",
            ),
            (
                "Stunden",
                "Was das Stundenkonto für diese Termine gebucht hat; eine Gruppe zählt einmal. Reine Kontakte mit dem "
                "Betrieb zählen nach den Abrechnungsregeln nicht, dann stehen keine Stunden da.",
            ),
            ("Gemeinsam", "Termine, bei denen jemand aus Ihrem Betrieb dabei war. Nur bei ihnen steht das Thema."),
            (
                "Auszubildende",
                "Personen mit Ausbildungsvertrag in Ihrem Betrieb an mindestens einem Tag des Zeitraums, die wir "
                "unterstützen. Der Bericht nennt keine Namen.",
            ),
        ),
    )


def _key_figures(figures: Mapping[str, Any], together: list[Mapping[str, Any]]) -> KeyFigures:
    contacts = figures["contacts"]
    minutes = sum(contact["minutes"] for contact in contacts)
    last = contacts[-1]["on"] if contacts else figures["last_contact_before"]
    nothing = text("")
    return KeyFigures(
        "Kennzahlen",
        "im Zeitraum",
        "",
        (
            KeyFigure("Auszubildende", "mit Unterstützung", count(figures["apprentices"]), nothing, ""),
            KeyFigure("Termine", f"davon {len(together)} gemeinsam", count(len(contacts)), nothing, ""),
            *([KeyFigure("Stunden", "laut Stundenkonto", hours(minutes), nothing, "")] if minutes else []),
            KeyFigure("Letzter Kontakt", "auch vor dem Zeitraum", day(_date(last) if last else None), nothing, ""),
        ),
    )


def _message(contacts: list[Mapping[str, Any]]) -> str:
    if not contacts:
        return "Im Zeitraum gab es keinen Termin mit Ihrem Betrieb"
    kind, number = Counter(contact["kind"] for contact in contacts).most_common(1)[0]
    return f"Am häufigsten: {kind}, {number} von {len(contacts)} Terminen"


def _blocks(contacts: list[Mapping[str, Any]]) -> tuple[Chart | Table, ...]:
    if not contacts:
        return ()
    kinds = Counter(contact["kind"] for contact in contacts)
    bars = tuple(
        Bar(kind, number, f"{number} Termine" if number > 1 else "1 Termin") for kind, number in kinds.most_common()
    )
    has_hours = any(contact["minutes"] for contact in contacts)
    rows = tuple(
        (
            day(_date(contact["on"])),
            text(contact["kind"]),
            text("gemeinsam" if contact["employer_present"] else "ohne Betrieb"),
            text(", ".join(contact["staff"])),
            text(contact["topic"]),
            *([hours(contact["minutes"])] if has_hours else []),
        )
        for contact in contacts
    )
    head = ("Tag", "Art", "Betrieb", "durch", "Thema", *(["Stunden"] if has_hours else []))
    widths = (12, 22, 14, 18, 24, 10) if has_hours else (12, 24, 14, 22, 28)
    table = Table("Alle Termine im Zeitraum", head, rows, widths=widths)
    return (Chart(_message(contacts), bars), table)


def _date(value: str) -> date:
    return date.fromisoformat(value)
