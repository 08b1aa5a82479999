"""The two rule sets that come with the product, each rule with its source and how sure we are of it.

Sources are those of the domain files: SN and S-REL are pages of stepnova's makers, ABES and A-INT pages of Rackow,
QL pages of Qualli.life. What nobody could confirm carries U or C and can be changed in a provider's own copy.
"""

from collections.abc import Iterator

from cases.people.enums import MeasureModel
from cases.sessions.enums import Outcome
from cases.sessions.rules.enums import DoubleStaffing, Effect, Rounding, RuleKey, Sharing

#: (value, source, confidence)
Told = tuple[str, str, str]

NAMES = {
    MeasureModel.ASAFLEX_2021: "AsA flex 2021",
    MeasureModel.ASAFLEX_2024: "AsA flex 2024",
}

#: That hours of the Vorphase count nowhere follows from this; the text of the newer contracts could not be read.
PRE_PHASE_SOURCE = (
    "Leistungsbeschreibung 2020, Teil B: Losblatt nennt Plätze der Vorphase und Gesamtstunden der begleitenden Phase"
)

_SHARED: dict[str, Told] = {
    RuleKey.UNIT_MINUTES: ("45", "stepnova, Version 4.55.35: eine Unterrichtseinheit sind 45 Minuten", "C"),
    RuleKey.STEP_MINUTES: ("1", "kleinster Schritt der Stabilisierung nicht öffentlich", "U"),
    RuleKey.ROUNDING_TUITION: (Rounding.WHOLE_UNITS, "stepnova: nur volle Einheiten, abgerundet", "C"),
    RuleKey.ROUNDING_SOCIAL: (Rounding.EXACT, "Zählung der Stabilisierung nicht öffentlich", "U"),
    RuleKey.ROUNDING_COMPANION: (Rounding.EXACT, "Zählung der Stabilisierung nicht öffentlich", "U"),
    RuleKey.ROUNDING_CONTACT: (Rounding.EXACT, "eigene Annahme", "D"),
    RuleKey.COUNTS_CONTACT: (Effect.NONE, "Kontakte zählen nur innerhalb eines Moduls; eigene Annahme", "D"),
    RuleKey.COUNTS_PRE_PHASE: (Effect.NONE, PRE_PHASE_SOURCE, "C"),
    RuleKey.SHARING: (Sharing.BY_HEADS, "keine Regel gefunden; eigene Annahme", "U"),
    RuleKey.DOUBLE_STAFFING: (DoubleStaffing.ONCE, "Regel der Doppelbetreuung nicht lesbar (Qualli.life)", "U"),
    RuleKey.LOCK_DAY: ("8", "stepnova, EMMA: nach dem 8. des Folgemonats gesperrt", "C"),
}

_GROUP_LIMITS: dict[str, Told] = {
    MeasureModel.ASAFLEX_2021: ("8", "ABES: begleitende Phase vor dem 01.08.2024 begonnen", "C"),
    MeasureModel.ASAFLEX_2024: ("6", "ABES: begleitende Phase ab dem 01.08.2024", "C"),
}

#: What an outcome charges: single session, group, source, confidence.
_EFFECTS: dict[str, tuple[Effect, Effect, str, str]] = {
    Outcome.PRESENT: (
        Effect.BOTH,
        Effect.BOTH,
        "stepnova: Gruppe belastet die Maßnahme einmal, jede anwesende Person voll",
        "C",
    ),
    Outcome.LATE: (Effect.BOTH, Effect.BOTH, "Verspätung zählt wie anwesend; eigene Annahme", "D"),
    Outcome.CANCELLED_BEFORE: (Effect.NONE, Effect.NONE, "ABES: Absage bis zum Vortag wird nicht berechnet", "C"),
    Outcome.CANCELLED_SAME_DAY: (
        Effect.MEASURE,
        Effect.MEASURE,
        "stepnova: kurzfristige Absage belastet nur die Maßnahme",
        "C",
    ),
    Outcome.NO_SHOW: (Effect.MEASURE, Effect.MEASURE, "stepnova: Nichterscheinen belastet nur die Maßnahme", "C"),
    Outcome.CANCELLED_BY_PROVIDER: (Effect.NONE, Effect.NONE, "ABES: Ausfall beim Träger wird nicht berechnet", "C"),
    Outcome.PRO_FORMA: (Effect.MEASURE, Effect.MEASURE, "Qualli.life: nicht erbracht, aber abrechenbar", "U"),
}


def built_in_rules(model: MeasureModel) -> Iterator[tuple[str, str, str, str]]:
    """Return (key, value, source, confidence) of every rule of a model's built-in set."""
    for key, told in {**_SHARED, RuleKey.GROUP_LIMIT: _GROUP_LIMITS[model]}.items():
        yield key, *told
    for outcome, (single, group, source, confidence) in _EFFECTS.items():
        # nobody came to a group: that the measure is charged once then is not confirmed (U)
        yield f"effect.{outcome}.single", single, source, confidence
        unsure = outcome in (Outcome.NO_SHOW, Outcome.CANCELLED_SAME_DAY)
        yield f"effect.{outcome}.group", group, source, "U" if unsure else confidence
