"""Why a training contract was broken: groups of reasons as data (domain file, section 8.3), each with its validity.

The list is our own. The agency's list of reasons could not be read, so the official code of every row is empty until
somebody has compared them; a row that no longer fits ends, and what was written with it keeps its words.
The group says where the trouble lay and nothing about it: what happened belongs into a confidential note.
"""

from dataclasses import dataclass
from datetime import date

LIST_VERSION = "eigene Liste, Fassung 1"


@dataclass(frozen=True)
class BreakReason:
    """A group of reasons. A `is_personal` one is shown in lists and reports as "persönliche Gründe" only."""

    code: str
    label: str
    is_personal: bool = False
    official_code: str = ""
    starts_on: date = date(2020, 1, 1)
    ends_on: date | None = None

    @property
    def public_label(self) -> str:
        return "persönliche Gründe" if self.is_personal else self.label

    def is_valid(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


BREAK_REASONS: tuple[BreakReason, ...] = (
    BreakReason("relation", "Miteinander im Betrieb"),
    BreakReason("quality", "Qualität der Ausbildung, Arbeitsbedingungen"),
    BreakReason("occupation", "anderer Berufswunsch"),
    BreakReason("school", "Berufsschule, Lernstand"),
    BreakReason("exam", "Prüfung endgültig nicht bestanden"),
    BreakReason("conduct", "Anwesenheit, Verhalten"),
    BreakReason("economic", "wirtschaftliche Lage des Betriebs"),
    BreakReason("offer", "anderes Angebot"),
    BreakReason("moving", "Umzug"),
    BreakReason("health", "Gesundheit", is_personal=True),
    BreakReason("family", "Familie, Betreuung", is_personal=True),
    BreakReason("money", "Geld", is_personal=True),
    BreakReason("housing", "Wohnen", is_personal=True),
    BreakReason("residence", "Aufenthalt, rechtliche Fragen", is_personal=True),
    BreakReason("other", "anderer Grund"),
    BreakReason("unknown", "nicht bekannt"),
)

_BY_CODE = {reason.code: reason for reason in BREAK_REASONS}


def break_reason(code: str) -> BreakReason | None:
    """Return the group with this code, or None."""
    return _BY_CODE.get(code)


def choices_on(on: date, keep: str = "") -> list[tuple[str, str]]:
    """Return code and German words of the groups that are valid on a day, and the one that stands there already."""
    return [(row.code, row.label) for row in BREAK_REASONS if row.is_valid(on) or row.code == keep]
