"""A rule set as the counting reads it, and which one counts for a measure on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.people.enums import MeasureModel
from cases.people.models import Measure
from cases.sessions.enums import SessionKind
from cases.sessions.rules.built_in import NAMES, built_in_rules
from cases.sessions.rules.enums import Rounding, RuleKey, Sharing
from cases.sessions.rules.models import MeasureRules, Rule, RuleSet

ROUNDINGS = {
    SessionKind.TUITION: RuleKey.ROUNDING_TUITION,
    SessionKind.SOCIAL: RuleKey.ROUNDING_SOCIAL,
    SessionKind.COMPANION: RuleKey.ROUNDING_COMPANION,
    SessionKind.CONTACT: RuleKey.ROUNDING_CONTACT,
}


@dataclass(frozen=True)
class RuleBook:
    """The rules of one set by key."""

    name: str
    rules: Mapping[str, Rule]

    def __getitem__(self, key: str) -> Rule:
        return self.rules[key]

    def number(self, key: str) -> int:
        return int(self.rules[key].value)

    @property
    def unit_minutes(self) -> int:
        return self.number(RuleKey.UNIT_MINUTES)

    @property
    def group_limit(self) -> int:
        return self.number(RuleKey.GROUP_LIMIT)

    @property
    def lock_day(self) -> int:
        return self.number(RuleKey.LOCK_DAY)

    @property
    def is_in_full(self) -> bool:
        """Return whether the measure is charged in full for a lesson that several measures share."""
        return self.rules[RuleKey.SHARING].value == Sharing.IN_FULL

    def effect_rule(self, outcome: str, *, is_group: bool) -> Rule:
        return self.rules[f"effect.{outcome}.{'group' if is_group else 'single'}"]

    def counted(self, kind: str, minutes: int) -> int:
        """Return how many of `minutes` of a session of `kind` count after rounding."""
        whole = self.rules[ROUNDINGS[SessionKind(kind)]].value == Rounding.WHOLE_UNITS
        step = self.unit_minutes if whole else self.number(RuleKey.STEP_MINUTES)
        return minutes // step * step


@transaction.atomic
def built_in_set(provider_id: int, model: str) -> RuleSet:
    """Return the provider's row of a built-in set, made on first use; safe when two ask at once."""
    name = NAMES[MeasureModel(model)]
    found = RuleSet.objects.filter(provider_id=provider_id, is_built_in=True, name=name, number=1).first()
    if found is not None:
        return found
    made = RuleSet(provider_id=provider_id, name=name, number=1, model=model, is_built_in=True)
    RuleSet.objects.bulk_create([made], ignore_conflicts=True)
    rule_set = RuleSet.objects.get(provider_id=provider_id, name=name, number=1)
    Rule.objects.bulk_create(
        [
            Rule(provider_id=provider_id, rule_set=rule_set, key=key, value=value, source=source, confidence=confidence)
            for key, value, source, confidence in built_in_rules(MeasureModel(model))
        ],
        ignore_conflicts=True,
    )
    return rule_set


def books_for(measures: Iterable[Measure], day: date) -> dict[int, RuleBook]:
    """Return the rule book of each measure on `day`: the assigned set, else the built-in one of its contract model."""
    return books_on(measures, [day])[day]


def books_on(measures: Iterable[Measure], days: Iterable[date]) -> dict[date, dict[int, RuleBook]]:
    """Return for each of `days` the rule book of each measure; as many queries as for one day."""
    measures, days = list(measures), set(days)
    sets = _assigned(measures, days)
    missing = {m.model: m.provider_id for m in measures if any(m.pk not in sets[day] for day in days)}
    built_in = _built_in(missing)
    chosen = {day: {m.pk: sets[day].get(m.pk) or built_in[m.model] for m in measures} for day in days}
    books = _books({rule_set for of_day in chosen.values() for rule_set in of_day.values()})
    return {day: {measure: books[pk] for measure, pk in of_day.items()} for day, of_day in chosen.items()}


def _assigned(measures: list[Measure], days: set[date]) -> dict[date, dict[int, int]]:
    rows = MeasureRules.objects.filter(measure__in=[m.pk for m in measures])
    spans = list(rows.values_list("measure_id", "rule_set_id", "starts_on", "ends_on"))
    return {
        day: {
            measure: rule_set
            for measure, rule_set, starts_on, ends_on in spans
            if starts_on <= day and (ends_on is None or day <= ends_on)
        }
        for day in days
    }


def _built_in(wanted: dict[str, int]) -> dict[str, int]:
    if not wanted:
        return {}
    rows = RuleSet.objects.filter(is_built_in=True, number=1, model__in=wanted, provider__in=set(wanted.values()))
    found = dict(rows.values_list("model", "pk"))
    return {model: found.get(model) or built_in_set(provider, model).pk for model, provider in wanted.items()}


def _books(rule_sets: set[int]) -> dict[int, RuleBook]:
    by_set: dict[int, dict[str, Rule]] = {pk: {} for pk in rule_sets}
    names: dict[int, str] = {}
    for rule in Rule.objects.filter(rule_set__in=rule_sets).select_related("rule_set"):
        by_set[rule.rule_set_id][rule.key] = rule
        names[rule.rule_set_id] = str(rule.rule_set)
    return {pk: RuleBook(names[pk], rules) for pk, rules in by_set.items()}
