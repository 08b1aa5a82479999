"""Turns a stored snapshot of the progress report into what each of its three readers gets.

Works on snapshot and texts alone. A figure that an older release did not take is left out with a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from asa.design.templatetags.asa import phone
from reports.completeness.words import completeness_words
from reports.engine.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Facts,
    Items,
    Section,
    Table,
    Words,
    count,
    hours,
    joined,
    percent,
    text,
)
from reports.engine.charts import Bar
from reports.engine.periods import Period
from reports.engine.registry import Audience
from reports.types.progress.gaps import INTERNAL
from reports.types.progress.texts import AGREES, OBJECTS, TEXTS

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
#: How a module is called in simple German.
SIMPLE_KINDS = {
    "tuition": "Unterricht",
    "social": "Gespräche",
    "companion": "Begleitung in der Ausbildung",
    "contact": "Kontakt mit Betrieb oder Schule",
}


@dataclass(frozen=True)
class LetterView:
    """The parts of a letter around its text."""

    address: tuple[str, ...]
    subject: str
    greeting: str
    sender: tuple[str, ...]
    signature: str


@dataclass(frozen=True)
class ProgressDocument(Document):
    """The report for one reader; `letter` is set for the company, `is_simple` for the trainee."""

    letter: LetterView | None = None
    is_simple: bool = False
    #: What this reader is told about completeness; None tells nothing.
    shown_gaps: tuple[str, ...] | None = None


def document(snapshot: Mapping[str, Any], texts: Mapping[str, str], audience: str) -> ProgressDocument:
    """Return the report for one audience; without a letter in the snapshot the company's says only why."""
    view = ProgressView(snapshot, texts)
    return {Audience.COMPANY: view.for_company, Audience.TRAINEE: view.for_trainee}.get(
        Audience(audience), view.for_funder
    )()


class ProgressView:
    """Read access to one snapshot in words."""

    def __init__(self, snapshot: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        self.head, self.figures, self.texts = snapshot["head"], snapshot["figures"], texts
        self.period = Period.parse(self.figures["period"])
        self.name = f"{self.figures['first_name']} {self.figures['last_name']}".strip()
        self.title = f"Fortschrittsbericht {self.name}, {self.period.label}"

    # ---- for the funder ----

    def for_funder(self) -> ProgressDocument:
        """Return the report to agency, Jobcenter and other funders."""
        sections = [
            Section("Wie es steht", (*self._texts(), self._word()), "1 Einschätzung"),
            Section(self._attendance_message(), tuple(self._attendance()), "2 Teilnahme und Stunden"),
            Section(self._goals_message(), tuple(self._goals()), "3 Ziele"),
            Section(self._contract_message(), tuple(self._contract_and_contact()), "4 Ausbildung und Ansprechperson"),
        ]
        return ProgressDocument(
            title=self.title,
            kicker="Fortschrittsbericht",
            heading=self.name,
            subtitle=f"Assistierte Ausbildung flexibel (AsA flex), {self.period.label}",
            facts=tuple(self._facts()),
            sections=tuple(sections),
            definitions=DEFINITIONS,
            shown_gaps=tuple(completeness_words(self.head, without=INTERNAL)),
        )

    def _facts(self) -> list[tuple[str, str]]:
        facts = [("Zeitraum", span(self.period))]
        if self.figures.get("customer_number"):
            facts.append(("Kundennummer", self.figures["customer_number"]))
        if self.figures.get("measure"):
            facts.append(("Maßnahme", f"{self.figures['measure']}, Maßnahmenummer {self.figures['measure_number']}"))
        if self.figures.get("entry_on"):
            facts.append(("Eintritt", day(self.figures["entry_on"])))
        return facts

    def _texts(self) -> list[Block]:
        return [
            Words(self.texts.get(key, "").strip() or "Dazu steht in diesem Bericht nichts.", label)
            for key, label in TEXTS
        ]

    def _word(self) -> Words:
        heading = f"Was {self.figures['first_name']} dazu sagt"
        match self.texts.get("trainee_word", ""):
            case word if word == AGREES:
                return Words(f"{self.name} hat den Bericht gelesen und stimmt zu.", heading)
            case word if word == OBJECTS:
                reason = self.texts.get("trainee_reason", "").strip()
                return Words(f"{self.name} widerspricht. Grund: {reason}", heading)
        return Words("Der Bericht ist mit der Person noch nicht besprochen.", heading)

    def _attendance_message(self) -> str:
        came, expected = self.figures["attended"], self.figures["expected"]
        if not expected:
            return "In diesem Zeitraum ist kein Termin dokumentiert"
        return f"Bei {came} von {expected} Terminen anwesend"

    def _attendance(self) -> list[Block]:
        modules = self.figures["modules"]
        minutes, planned = sum(m["minutes"] for m in modules), sum(m["planned"] for m in modules)
        blocks: list[Block] = []
        if minutes or planned:
            agreed = f"{hours(minutes).text} von {hours(planned).text} geplanten Stunden sind geleistet"
            message = agreed if planned else f"{hours(minutes).text} Stunden sind geleistet, ein Plan ist nicht erfasst"
            bars = tuple(
                Bar(
                    m["label"],
                    m["minutes"],
                    f"{hours(m['minutes']).text} Std.",
                    m["planned"] if planned else None,
                    f"{hours(m['planned']).text} Std. geplant" if planned else "",
                )
                for m in modules
                if m["minutes"] or m["planned"]
            )
            legend = " Voll: geleistet; schraffiert: geplant." if planned else ""
            blocks.append(Chart(message, bars, f"{message}.{legend}"))
        rows = [self._module_row(m) for m in modules]
        rows.append(
            (
                text("Summe"),
                count(sum(m["sessions"] for m in modules)),
                count(sum(m["attended"] for m in modules)),
                hours(minutes),
                hours(planned),
            )
        )
        head = ("Art", "Termine", "anwesend", "Stunden", "geplant")
        blocks.append(Table("Termine und Stunden nach Art", head, tuple(rows), last_is_sum=True))
        outcomes = [(text(o["label"]), count(o["count"])) for o in self.figures["outcomes"]]
        if outcomes:
            share = percent(self.figures["attended"], self.figures["expected"]).text
            note = f"Teilnahmequote: {share} ({self.figures['attended']} von {self.figures['expected']})."
            blocks.append(Table("Teilnahme nach Ausgang", ("Ausgang", "Termine"), tuple(outcomes), note))
        return blocks

    def _module_row(self, module: Mapping[str, Any]) -> tuple[Cell, ...]:
        return (
            text(module["label"]),
            count(module["sessions"]),
            count(module["attended"]),
            hours(module["minutes"]),
            hours(module["planned"]),
        )

    def _goals_message(self) -> str:
        number = len(self.figures["goals"])
        return {0: "Noch kein Ziel eingetragen", 1: "Ein Ziel ist vereinbart"}.get(
            number, f"{number} Ziele sind vereinbart"
        )

    def _goals(self) -> list[Block]:
        goals = self.figures["goals"]
        if not goals:
            return [Words("Für diese Person stehen in der Anwendung noch keine Ziele.")]
        rows = tuple((text(goal["text"]), text(goal["module"] or "gesamte Unterstützung")) for goal in goals)
        return [Table("Vereinbarte Ziele", ("Ziel", "gehört zu"), rows, widths=(62, 38))]

    def _contract_message(self) -> str:
        contract = self.figures.get("contract")
        if contract is None:
            return "Am Ende des Zeitraums ohne Ausbildungsvertrag"
        return f"{contract['occupation']}, {contract['year']}. Ausbildungsjahr"

    def _contract_and_contact(self) -> list[Block]:
        return [Facts((*self._contract_rows(), *self._exam_rows(), *self._contact_rows()))]

    def _contract_rows(self) -> list[tuple[str, str]]:
        contract = self.figures.get("contract")
        if contract is None:
            return [("Ausbildung", "Am Ende des Zeitraums ist kein Ausbildungsvertrag eingetragen.")]
        return [
            ("Betrieb", ", ".join(filter(None, [contract["company"], contract["place"]]))),
            ("Beruf", f"{contract['occupation']}, {contract['year']}. Ausbildungsjahr"),
            ("Vertrag", f"{day(contract['starts_on'])} bis {day(contract['ends_on'])}"),
        ]

    def _exam_rows(self) -> list[tuple[str, str]]:
        rows = []
        for exam in self.figures.get("exams", ()):  # reports of old do not have them
            words = f"{exam['title']}, {day(exam['on'])}"
            rows.append(("Prüfung", f"{words}: {exam['result']}" if exam["result"] else words))
        return rows

    def _contact_rows(self) -> list[tuple[str, str]]:
        contact = self.figures.get("contact")
        if contact is None:
            return [("Ansprechperson", "Zurzeit ist keine feste Ansprechperson eingetragen.")]
        return [("Ansprechperson", ", ".join(reach(contact)))]

    # ---- beside the form ----

    def summary(self) -> tuple[Section, ...]:
        """Return the facts in short, to be read while writing."""
        modules = [m for m in self.figures["modules"] if m["sessions"] or m["minutes"] or m["planned"]]
        rows = [(m["label"], self._in_short(m)) for m in modules]
        rows += [(o["label"], str(o["count"])) for o in self.figures["outcomes"]]
        goals = tuple(goal["text"] for goal in self.figures["goals"])
        return (
            Section(self._attendance_message(), (Facts(tuple(rows)),) if rows else ()),
            Section("Ziele", (Items(goals),) if goals else (Words("Noch keine Ziele eingetragen."),)),
            Section("Ausbildung und Ansprechperson", tuple(self._contract_and_contact())),
        )

    @staticmethod
    def _in_short(module: Mapping[str, Any]) -> str:
        done = f"{hours(module['minutes']).text} Std."
        if module["planned"]:
            done = f"{hours(module['minutes']).text} von {hours(module['planned']).text} geplanten Std."
        return f"{module['sessions']} Termine, {done}" if module["sessions"] != 1 else f"1 Termin, {done}"

    # ---- for the company ----

    def for_company(self) -> ProgressDocument:
        """Return the letter to the company: goals, texts, dates in working time, whom to call. No attendance."""
        letter = self.figures.get("letter")
        if letter is None:
            reason = self.figures.get("no_letter") or "Für diesen Zeitraum gibt es keinen Brief an den Betrieb."
            return self._document("Brief an den Betrieb", "Kein Brief", (Section("Warum", (Words(reason),)),))
        sections = [Section(label, (Words(words),)) for label, words in self._written()]
        if letter["goals"]:
            sections.append(Section("Vereinbarte Ziele", (Items(tuple(letter["goals"])),)))
        if letter["dates"]:
            sections.append(Section("Nächste Termine mit Ihnen oder im Betrieb", (Items(dates(letter["dates"])),)))
        sections.append(Section(f"Was {self.figures['first_name']} dazu sagt", (Words(self._word().text),)))
        contact = letter.get("contact")
        words = self._whom_to_ask("Rufen Sie gern an", contact) if contact else self._provider_line()
        sections.append(Section("Ihre Ansprechperson", (Words(words),)))
        subject = f"Stand der Ausbildung von {self.name}, {letter['occupation']}"
        address = tuple(filter(None, (letter["company"], letter["recipient"], letter["street"], letter["town"])))
        view = LetterView(
            address=address,
            subject=subject,
            greeting=letter["greeting"],
            sender=tuple(filter(None, (self.head["provider"], self.head.get("provider_phone", "")))),
            signature=contact["name"] if contact else "",
        )
        return self._document("Brief an den Betrieb", subject, tuple(sections), letter=view)

    def _written(self) -> list[tuple[str, str]]:
        return [(label, self.texts[key].strip()) for key, label in TEXTS if self.texts.get(key, "").strip()]

    def _provider_line(self) -> str:
        ways = joined([way for way in (self.head.get("provider_phone"), self.head.get("provider_email")) if way])
        return f"{self.head['provider']}{': ' if ways else ''}{ways}"

    def _document(self, kicker: str, heading: str, sections: tuple[Section, ...], **more: Any) -> ProgressDocument:
        return ProgressDocument(
            title=f"{kicker}: {self.name}, {self.period.label}",
            kicker=kicker,
            heading=heading,
            subtitle=span(self.period),
            facts=(),
            sections=sections,
            **more,
        )

    # ---- for the trainee ----

    def for_trainee(self) -> ProgressDocument:
        """Return the report in simple German: short sentences, no tables to decipher."""
        labels = {"going_well": "Das läuft gut", "working_on": "Daran arbeiten wir", "next_steps": "So geht es weiter"}
        sections = [
            Section(labels[key], (Words(self.texts.get(key, "").strip() or "Hier steht noch nichts."),))
            for key, _ in TEXTS
        ]
        coming = self.figures.get("next_dates", [])
        if coming:
            sections.append(Section("Ihre nächsten Termine", (Items(dates(coming)),)))
        sections.append(Section("Ihre Termine in dieser Zeit", tuple(self._simple_attendance())))
        if self.figures["goals"]:
            lines = tuple(goal["text"] for goal in self.figures["goals"])
            sections.append(Section("Ihre Ziele", (Items(lines),)))
        sections += [
            Section("Ihre Meinung", (Words(self._simple_word()),)),
            Section("Wer Ihnen hilft", (Words(self._simple_contact()),)),
        ]
        return self._document("Ihr Bericht", f"Guten Tag {self.name}", tuple(sections), is_simple=True)

    def _simple_attendance(self) -> list[Block]:
        came, expected = self.figures["attended"], self.figures["expected"]
        if not expected:
            return [Words("In dieser Zeit haben wir keinen Termin aufgeschrieben.")]
        terms = "1 Termin" if expected == 1 else f"{expected} Termine"
        rows = tuple(
            f"{SIMPLE_KINDS.get(m['kind'], m['label'])}: {hours(m['minutes']).text} Stunden"
            for m in self.figures["modules"]
            if m["minutes"]
        )
        blocks: list[Block] = [Words(f"Sie hatten {terms}. Sie waren {came}-mal da.")]
        return [*blocks, Items(rows)] if rows else blocks

    def _simple_word(self) -> str:
        match self.texts.get("trainee_word", ""):
            case word if word == AGREES:
                return "Sie haben den Bericht gelesen. Sie sind einverstanden."
            case word if word == OBJECTS:
                reason = self.texts.get("trainee_reason", "").strip()
                return f"Sie sind nicht einverstanden. Ihr Grund: {reason}"
        return "Wir haben noch nicht mit Ihnen über den Bericht gesprochen. Sagen Sie uns Ihre Meinung."

    def _simple_contact(self) -> str:
        contact = self.figures.get("contact")
        if contact is None:
            return f"Bitte fragen Sie: {self._provider_line()}"
        return f"Haben Sie Fragen? {self._whom_to_ask('Rufen Sie an', contact)}"

    def _whom_to_ask(self, call: str, contact: Mapping[str, str]) -> str:
        """Return whom to call; without an own number the provider's, without any the address to write to."""
        if contact["phone"]:
            return f"{call}: {', '.join(reach(contact))}."
        if self.head.get("provider_phone"):
            number = phone(self.head["provider_phone"])
            return f"{call}: {self.head['provider']}, Telefon {number}. Fragen Sie nach {', '.join(reach(contact))}."
        if contact["email"]:
            return f"Schreiben Sie an: {', '.join([*reach(contact), contact['email']])}."
        return f"Fragen Sie bei {self.head['provider']} nach {', '.join(reach(contact))}."


def day(value: str | date) -> str:
    """Return a day of the snapshot, "22.11.2026"."""
    return f"{date.fromisoformat(value) if isinstance(value, str) else value:%d.%m.%Y}"


def span(period: Period) -> str:
    return f"{period.starts_on:%d.%m.%Y} bis {period.ends_on:%d.%m.%Y}"


def reach(contact: Mapping[str, str]) -> list[str]:
    """Return name, telephone and times of a contact person, as far as they are known."""
    parts = [contact["name"], f"Telefon {phone(contact['phone'])}" if contact["phone"] else "", contact["reachable"]]
    return [part for part in parts if part]


def dates(rows: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return "Dienstag, 24.11.2026, 16:00 Uhr: Unterricht, 45 Minuten" for each coming date."""
    return tuple(f"{moment(row['starts_at'])}: {row['words']}, {row['minutes']} Minuten" for row in rows)


def moment(value: str) -> str:
    parsed = parse_datetime(value)
    assert isinstance(parsed, datetime)
    at = timezone.localtime(parsed)
    return f"{WEEKDAYS[at.weekday()]}, {at:%d.%m.%Y, %H:%M} Uhr"


DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Termine",
        "Dokumentierte Termine der Person im Zeitraum; anwesend heißt: da oder verspätet da. Erstkontakte vor dem "
        "Eintritt zählen nicht.",
    ),
    (
        "Teilnahmequote",
        "Termine mit Anwesenheit, geteilt durch alle dokumentierten Termine der Person ohne die, die der Träger "
        "absagte.",
    ),
    (
        "Stunden",
        "Buchungen auf dem Stundenkonto der Person mit Leistungstag im Zeitraum, so wie die Abrechnungsregeln der "
        "Maßnahme sie zählen. Eine Stunde hat 60 Minuten.",
    ),
    (
        "Geplant",
        "Vereinbarte Minuten je Woche der Unterstützungselemente, mal die Wochen im Zeitraum, in denen sie galten.",
    ),
)
