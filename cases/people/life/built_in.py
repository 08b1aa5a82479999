"""The lists that every provider starts with, and the limits of the phases, each with source and how sure we are.

The agency's lists of reasons and whereabouts changed with interface 2.14 (July 2023); their wording is not public, so
`official_code` stays empty until a provider enters it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.people.enums import Confidence, ExitReason, LifeCodeKind, LifeRuleKey, Success

#: Before any measure in the program, so that exits of the past find a row too.
VALID_FROM = date(2021, 1, 1)

OWN_LIST = "eigene Liste; die Liste der Agentur ist nicht öffentlich"


@dataclass(frozen=True)
class BuiltIn:
    """A row as delivered."""

    kind: LifeCodeKind
    code: str
    label: str
    success: Success = Success.OPEN
    source: str = OWN_LIST
    confidence: Confidence = Confidence.ASSUMED
    is_personal: bool = False


#: Key, label, success of the outcomes (domain file 8.4).
_OUTCOMES: tuple[tuple[str, str, Success], ...] = (
    ("done_exam", "Abschlussprüfung bestanden", Success.YES),
    ("done_job", "Prüfung bestanden und Arbeit aufgenommen oder gefestigt", Success.YES),
    ("no_need", "Ausbildung gelingt ohne Unterstützung (kein Bedarf mehr)", Success.YES),
    ("vp_placed", "aus der Vorphase in Ausbildung", Success.YES),
    ("vp_eq", "aus der Vorphase in Einstiegsqualifizierung", Success.PARTLY),
    ("vp_other", "aus der Vorphase in Schule, Arbeit oder anderes Angebot", Success.NO),
    ("cont_other_firm", "gleicher Beruf in anderem Betrieb", Success.STABLE),
    ("cont_other_occ", "Ausbildung in anderem Beruf", Success.STABLE),
    ("to_bae", "außerbetriebliche Berufsausbildung (§ 76 SGB III)", Success.NO),
    ("exam_failed_final", "Abschlussprüfung endgültig nicht bestanden", Success.NO),
    ("break_no_follow", "Ausbildung abgebrochen, nichts folgt", Success.NO),
    ("quit_measure", "Unterstützung beendet, Ausbildung läuft weiter", Success.OPEN),
    ("excluded", "durch Agentur oder Jobcenter beendet", Success.OPEN),
    ("moved", "verzogen", Success.OPEN),
    ("deceased", "verstorben", Success.OPEN),
    ("unknown", "nicht bekannt", Success.OPEN),
)

_WHEREABOUTS: tuple[tuple[str, str], ...] = (
    ("taken_over", "vom Ausbildungsbetrieb übernommen"),
    ("work", "versicherungspflichtige Beschäftigung"),
    ("training_goes_on", "Ausbildung im Betrieb läuft weiter"),
    ("new_training", "andere betriebliche Ausbildung"),
    ("eq", "Einstiegsqualifizierung"),
    ("bae", "außerbetriebliche Berufsausbildung"),
    ("bvb", "berufsvorbereitende Bildungsmaßnahme"),
    ("school", "Schule oder Studium"),
    ("other_measure", "anderes Förderangebot"),
    ("service", "Freiwilligendienst oder Wehrdienst"),
    ("family", "Elternzeit oder Pflege von Angehörigen"),
    ("unemployed", "arbeitslos oder arbeitsuchend"),
    ("moved", "verzogen"),
    ("unknown", "unbekannt"),
    ("other", "anderes (siehe Bemerkung)"),
)

#: Groups of reasons for the break of a contract (domain file 8.3): where the trouble lay and nothing about it. What
#: happened belongs into a confidential note.
_BREAKS: tuple[tuple[str, str], ...] = (
    ("relation", "Miteinander im Betrieb"),
    ("quality", "Qualität der Ausbildung, Arbeitsbedingungen"),
    ("occupation", "anderer Berufswunsch"),
    ("school", "Berufsschule, Lernstand"),
    ("exam", "Prüfung endgültig nicht bestanden"),
    ("conduct", "Anwesenheit, Verhalten"),
    ("economic", "wirtschaftliche Lage des Betriebs"),
    ("offer", "anderes Angebot"),
    ("moving", "Umzug"),
    ("health", "Gesundheit"),
    ("family", "Familie, Betreuung"),
    ("money", "Geld"),
    ("housing", "Wohnen"),
    ("residence", "Aufenthalt, rechtliche Fragen"),
    ("other", "anderer Grund"),
    ("unknown", "nicht bekannt"),
)

#: What lists and reports say of a personal reason.
PERSONAL = "persönliche Gründe"

#: Of these they say only that.
_PERSONAL_BREAKS = ("health", "family", "money", "housing", "residence")

#: What an exit comes to where nobody chooses otherwise.
USUAL_OUTCOME: dict[str, str] = {
    ExitReason.EXAM_PASSED: "done_exam",
    ExitReason.NO_LONGER_NEEDED: "no_need",
    ExitReason.TRANSFER: "vp_other",
    ExitReason.BREAK: "break_no_follow",
    ExitReason.UNREACHABLE: "unknown",
    ExitReason.MOVED: "moved",
    ExitReason.FUNDER: "excluded",
}


def built_in_codes() -> Iterator[BuiltIn]:
    """Return every row of the delivered lists."""
    for reason in ExitReason:
        yield BuiltIn(LifeCodeKind.REASON, reason.value, str(reason.label))
    for code, label, success in _OUTCOMES:
        if code == "no_need":
            yield BuiltIn(
                LifeCodeKind.OUTCOME, code, label, success, "§ 74 Abs. 2 SGB III: auch das ist Erfolg", Confidence.LAW
            )
        else:
            yield BuiltIn(LifeCodeKind.OUTCOME, code, label, success)
    for code, label in _WHEREABOUTS:
        yield BuiltIn(LifeCodeKind.WHEREABOUTS, code, label)
    for code, label in _BREAKS:
        yield BuiltIn(LifeCodeKind.BREAK, code, label, is_personal=code in _PERSONAL_BREAKS)


def public_words(break_code: str) -> str:
    """Return what lists and reports say of a delivered group of reasons; empty for one that is none."""
    label = dict(_BREAKS).get(break_code, "")
    return PERSONAL if break_code in _PERSONAL_BREAKS else label


@dataclass(frozen=True)
class BuiltInRule:
    """A limit as delivered: its value, where it comes from, how sure we are; `is_open` where a provider may set it."""

    key: LifeRuleKey
    value: str
    source: str
    confidence: Confidence
    is_open: bool = False


RULES: tuple[BuiltInRule, ...] = (
    BuiltInRule(LifeRuleKey.PRE_PHASE_MONTHS, "6", "§ 75a Abs. 3 SGB III: bis zu sechs Monate", Confidence.LAW),
    BuiltInRule(LifeRuleKey.EXTENSION_MONTHS, "2", "§ 75a Abs. 3 SGB III: bis zu zwei weitere Monate", Confidence.LAW),
    BuiltInRule(
        LifeRuleKey.AFTERCARE_CAP,
        "earlier",
        "§ 74 Abs. 3 SGB III nennt zwei Grenzen; dass die frühere zählt, ist eine Lesart (noch klären)",
        Confidence.ASSUMED,
        is_open=True,
    ),
    BuiltInRule(
        LifeRuleKey.NO_CONTRACT_MONTHS,
        "",
        "im Gesetz keine Grenze; eine in den Fachlichen Weisungen ist möglich",
        Confidence.UNKNOWN,
        is_open=True,
    ),
)
