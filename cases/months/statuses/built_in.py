"""The codes that every provider starts with (domain file, section 6, layer 1); each provider adapts them."""

from dataclasses import dataclass
from datetime import date

from cases.months.statuses.enums import DayKind

#: Before any measure in the program, so that imported months find a code too.
VALID_FROM = date(2021, 1, 1)


@dataclass(frozen=True)
class BuiltIn:
    """A code as delivered; `official` is the entry in the funding body's form as far as it is known."""

    letters: str
    label: str
    kind: DayKind
    official: str = ""


CODES: tuple[BuiltIn, ...] = (
    BuiltIn("P", "anwesend (Präsenz)", DayKind.PRESENT, "Anwesenheit - Praesenz"),
    BuiltIn("O", "anwesend (online)", DayKind.PRESENT, "Anwesenheit - Online"),
    BuiltIn("BE", "Beratung", DayKind.PRESENT, "Beratung"),
    BuiltIn("B", "Betrieb oder Praktikum", DayKind.ELSEWHERE, "Praktikum"),
    BuiltIn("S", "Berufsschule", DayKind.ELSEWHERE, "Berufsschule"),
    BuiltIn("L", "Lehrgang (überbetrieblich)", DayKind.ELSEWHERE),
    BuiltIn("X", "Prüfungstag", DayKind.ELSEWHERE, "Prüfungstag"),
    BuiltIn("U", "Urlaub", DayKind.OFF, "Urlaub"),
    BuiltIn("E", "Fehltag mit wichtigem Grund", DayKind.EXCUSED, "E"),
    BuiltIn("K", "krank, ärztlich bescheinigt", DayKind.SICK, "K"),
    BuiltIn("UE", "Fehltag ohne wichtigen Grund", DayKind.UNEXCUSED, "UE"),
    BuiltIn("MU", "Mutterschutz", DayKind.PROTECTED, "MuSchG"),
    BuiltIn("KO", "krank gemeldet, Bescheinigung offen", DayKind.PROVISIONAL),
)
