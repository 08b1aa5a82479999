"""What a session charges to which account: the arithmetic of the hours account, without any database.

One unit is 45 minutes (a rule). Minutes are whole; nothing is ever rounded up. The outcome of every person decides by
rule which accounts are charged; a group charges each measure once and each person in full (domain file eM@w, 8).
Whoever is in the Vorphase on that day charges what the rule of the Vorphase says, by default nothing: it is bought by
places, the hours belong to the accompanying phase (domain file AsA flex, 1 and 4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.people.models.measures import number_key
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.rules.books import ROUNDINGS, RuleBook
from cases.sessions.rules.enums import Account, DoubleStaffing, Effect, Rounding, RuleKey
from cases.sessions.rules.models import Rule

OUTCOME_LABELS = dict(Outcome.choices)


@dataclass(frozen=True)
class Head:
    """One person of a session: case, the measure that pays on that day (with its number), outcome and phase."""

    case_id: int
    measure_id: int
    measure_number: str
    outcome: str
    in_pre_phase: bool = False


@dataclass(frozen=True)
class SessionFacts:
    """What the counting needs of a session."""

    kind: str
    minutes: int
    heads: tuple[Head, ...]
    staff: int = 1

    @property
    def is_group(self) -> bool:
        return len(self.heads) > 1


@dataclass(frozen=True)
class Charge:
    """Minutes on one account, with the rule that decided and the sentence that explains it."""

    account: str
    measure_id: int
    case_id: int | None
    minutes: int
    rule: Rule
    explanation: str


def charges(facts: SessionFacts, books: Mapping[int, RuleBook]) -> list[Charge]:
    """Return every charge of a session, also those of 0 minutes, so that each outcome is explained.

    A first contact before entry never counts. `books` holds the rules of each measure among the heads.
    """
    if facts.kind == SessionKind.FIRST_CONTACT:
        return []
    decided = [head for head in facts.heads if head.outcome]
    result = [_trainee_charge(facts, head, books[head.measure_id]) for head in decided]
    result.extend(_measure_charge(facts, measure, decided, books) for measure in _measures(decided))
    return result


def _measures(heads: Iterable[Head]) -> list[int]:
    """Return the distinct measures in the order of their numbers."""
    numbers = {head.measure_id: head.measure_number for head in heads}
    return sorted(numbers, key=lambda pk: (number_key(numbers[pk]), pk))


def _effect(facts: SessionFacts, head: Head, book: RuleBook) -> tuple[Effect, Rule]:
    """Return what a head's outcome charges and the rule that says so."""
    rule = book.effect_rule(head.outcome, is_group=facts.is_group)
    effect = Effect(rule.value)
    narrowing = [RuleKey.COUNTS_CONTACT] if facts.kind == SessionKind.CONTACT else []
    narrowing += [RuleKey.COUNTS_PRE_PHASE] if head.in_pre_phase else []
    for key in narrowing:
        narrower = _both(effect, Effect(book[key].value))
        if narrower != effect or key == RuleKey.COUNTS_CONTACT:
            effect, rule = narrower, book[key]
    return effect, rule


def _both(one: Effect, other: Effect) -> Effect:
    """Return the accounts that both effects charge."""
    measure = one.charges_measure and other.charges_measure
    trainee = one.charges_trainee and other.charges_trainee
    if measure:
        return Effect.BOTH if trainee else Effect.MEASURE
    return Effect.TRAINEE if trainee else Effect.NONE


def _trainee_charge(facts: SessionFacts, head: Head, book: RuleBook) -> Charge:
    effect, rule = _effect(facts, head, book)
    if not effect.charges_trainee:
        text = _nothing_sentence(facts, head, effect, rule)
        return Charge(Account.TRAINEE, head.measure_id, head.case_id, 0, rule, text)
    counted = book.counted(facts.kind, facts.minutes)
    decisive = rule if counted == facts.minutes else book[ROUNDINGS[SessionKind(facts.kind)]]
    text = rounding_sentence(facts.kind, facts.minutes, book)
    return Charge(Account.TRAINEE, head.measure_id, head.case_id, counted, decisive, text)


def _nothing_sentence(facts: SessionFacts, head: Head, effect: Effect, rule: Rule) -> str:
    """Return why an account is charged no minutes."""
    if rule.key == RuleKey.COUNTS_PRE_PHASE:
        what = "kein Kontingent der begleitenden Phase" if effect == Effect.NONE else str(effect.label)
        return f"0 Minuten: Ein Termin in der Vorphase belastet {what}."
    return f"0 Minuten: {_outcome_text(facts, head)} belastet {effect.label}."


def _outcome_text(facts: SessionFacts, head: Head) -> str:
    if facts.kind == SessionKind.CONTACT:
        return "ein Kontakt ohne Modul"
    form = "in der Gruppe" if facts.is_group else "im Einzeltermin"
    return f"„{OUTCOME_LABELS[head.outcome]}“ {form}"


def minutes_words(minutes: int) -> str:
    """Return "1 Minute", "45 Minuten"."""
    return "1 Minute" if minutes == 1 else f"{minutes} Minuten"


def rounding_sentence(kind: str, minutes: int, book: RuleBook) -> str:
    """Return how the minutes of a session of `kind` become counted minutes, as one German sentence."""
    counted = book.counted(kind, minutes)
    if book[ROUNDINGS[SessionKind(kind)]].value != Rounding.WHOLE_UNITS:
        if counted < minutes:
            return f"{counted} von {minutes_words(minutes)} gezählt."
        return f"{minutes_words(minutes)} gezählt."
    unit = book.unit_minutes
    units = counted // unit
    whole = {0: "keine volle UE", 1: "eine volle UE"}.get(units, f"{units} volle UE")
    left = minutes - counted
    rest = f", {minutes_words(left)} {'bleibt' if left == 1 else 'bleiben'} ungezählt" if left else ""
    are = "ist" if minutes == 1 else "sind"
    return f"{units} UE gezählt: {minutes_words(minutes)} {are} {whole} zu {unit} Minuten{rest}."


def _measure_charge(facts: SessionFacts, measure: int, decided: list[Head], books: Mapping[int, RuleBook]) -> Charge:
    book = books[measure]
    charging = [head for head in decided if _effect(facts, head, books[head.measure_id])[0].charges_measure]
    own = [head for head in charging if head.measure_id == measure]
    if not own:
        head = next(head for head in decided if head.measure_id == measure)
        effect, rule = _effect(facts, head, book)
        text = _nothing_sentence(facts, head, effect, rule)
        return Charge(Account.MEASURE, measure, None, 0, rule, text)
    counted = book.counted(facts.kind, facts.minutes)
    sentence = rounding_sentence(facts.kind, facts.minutes, book)
    rule = _effect(facts, own[0], book)[1]
    if counted != facts.minutes:
        rule = book[ROUNDINGS[SessionKind(facts.kind)]]
    if facts.staff > 1 and book[RuleKey.DOUBLE_STAFFING].value == DoubleStaffing.EACH:
        counted, rule = counted * facts.staff, book[RuleKey.DOUBLE_STAFFING]
        sentence += f" Doppelbetreuung: mal {facts.staff} durchführende Personen."
    in_full = {pk for pk in _measures(charging) if books[pk].is_in_full}
    minutes = _share(counted, measure, charging, in_full)
    if len(_measures(charging)) > 1:
        rule = book[RuleKey.SHARING]
        sentence += _sharing_sentence(minutes, (len(own), charging), measure, in_full)
    elif facts.is_group:
        sentence += " Einmal für die ganze Gruppe."
    return Charge(Account.MEASURE, measure, None, minutes, rule, sentence)


def _sharing_sentence(minutes: int, heads: tuple[int, list[Head]], measure: int, in_full: set[int]) -> str:
    own, charging = heads
    everyone = _measures(charging)
    if measure in in_full:
        if len(in_full) == len(everyone):
            return " Mehrere Maßnahmen: jede wird voll belastet."
        return " Mehrere Maßnahmen: Diese wird voll belastet, andere nach Köpfen; zusammen mehr als der Termin."
    belong = "gehört" if own == 1 else "gehören"
    text = (
        f" Mehrere Maßnahmen: {own} von {len(charging)} Personen {belong} hierher, das sind {minutes_words(minutes)}."
    )
    return f"{text} Eine andere Maßnahme wird voll belastet." if in_full else text


def _share(counted: int, measure: int, charging: list[Head], in_full: set[int]) -> int:
    """Return the part of `counted` minutes that a measure bears.

    One charged in full bears the whole lesson and takes nothing off the others: those by heads bear their parts of
    the lesson as if all shared it, together never more than the lesson less the parts of the ones in full. The first
    of them by number bears what does not divide.
    """
    order = _measures(charging)
    if len(order) <= 1 or measure in in_full:
        return counted
    parts = {pk: counted * sum(head.measure_id == pk for head in charging) // len(charging) for pk in order}
    if measure != next(pk for pk in order if pk not in in_full):
        return parts[measure]
    return counted - sum(minutes for pk, minutes in parts.items() if pk != measure)
