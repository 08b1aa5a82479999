"""Copying a rule set and assigning it to a measure. A set never changes: every change is the next version.

All functions raise ValidationError with a German sentence for what is not allowed. They check rules, not rights.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.people.enums import Confidence
from cases.people.models import Measure
from cases.sessions.ledger.services import rebook_measure
from cases.sessions.rules.enums import DoubleStaffing, Effect, Rounding, RuleKey, Sharing
from cases.sessions.rules.models import MeasureRules, Rule, RuleSet

ONE_DAY = timedelta(days=1)

#: Lowest and highest value of the rules that are numbers.
NUMBERS: dict[str, tuple[int, int]] = {
    RuleKey.UNIT_MINUTES: (15, 120),
    RuleKey.STEP_MINUTES: (1, 60),
    RuleKey.GROUP_LIMIT: (1, 30),
    RuleKey.LOCK_DAY: (1, 28),
}


#: What a rule means where its name does not say enough.
HELP: dict[str, str] = {
    RuleKey.SHARING: (
        "Jede Maßnahme voll zu belasten, vereinbaren Sie vorher mit dem Einkaufszentrum. Teilt sich eine solche "
        "Maßnahme einen Termin mit anderen nach Köpfen, trägt sie die ganze Länge und die anderen ihren Anteil nach "
        "Köpfen; zusammen ist das mehr als der Termin, und jede Buchung sagt es."
    ),
    RuleKey.COUNTS_PRE_PHASE: (
        "Die Phase am Tag des Termins entscheidet. Die Vorphase wird nach Plätzen bezahlt, das Stundenkontingent "
        "gehört zur begleitenden Phase."
    ),
}


def choices_of(key: str) -> list[tuple[str, str]]:
    """Return the values that a rule can have with their German words; empty for a number."""
    if key in NUMBERS:
        return []
    if key.startswith("rounding."):
        return list(Rounding.choices)
    if key == RuleKey.SHARING:
        return list(Sharing.choices)
    if key == RuleKey.DOUBLE_STAFFING:
        return list(DoubleStaffing.choices)
    return list(Effect.choices)


def value_text(key: str, value: str) -> str:
    """Return a rule's value in German words."""
    return dict(choices_of(key)).get(value, value)


def check_value(key: str, value: str) -> None:
    """Raise ValidationError unless the value is one that the rule can have."""
    label = RuleKey(key).label
    if key in NUMBERS:
        low, high = NUMBERS[key]
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValidationError(f"{label}: Geben Sie eine ganze Zahl von {low} bis {high} an.", code="value")
    elif value not in dict(choices_of(key)):
        raise ValidationError(f"{label}: Wählen Sie einen der Werte.", code="value")


@transaction.atomic
def copy_rule_set(
    *,
    source: RuleSet,
    name: str,
    reason: str,
    changes: Mapping[str, str],
    by: User | None,
    told_by: str = "",
    confidence: str = Confidence.ASSUMED,
    request_key: UUID | None = None,
) -> RuleSet:
    """Make a provider's own set from `source` with some values changed; the same name makes the next version of it.

    `changes` maps rule keys to values, `told_by` says where they come from (a contract, a letter).
    """
    if request_key and (first := RuleSet.objects.filter(request_key=request_key).first()):
        return first
    name, reason = name.strip(), reason.strip()
    if not name:
        raise ValidationError("Geben Sie den Regeln einen Namen.", code="name")
    if not reason:
        raise ValidationError("Geben Sie den Grund an.", code="reason")
    if RuleSet.objects.filter(name=name, is_built_in=True).exists():
        raise ValidationError("So heißen mitgelieferte Regeln. Wählen Sie einen anderen Namen.", code="name")
    for key, value in changes.items():
        check_value(key, value)
    last = RuleSet.objects.filter(name=name).aggregate(last=Max("number"))["last"] or 0
    made = RuleSet(
        provider_id=source.provider_id, name=name, number=last + 1, model=source.model, based_on=source, reason=reason,
        created_by=by, request_key=request_key or uuid4(),
    )  # fmt: skip
    made.full_clean(exclude=["provider", "based_on", "created_by"])
    made.save()
    Rule.objects.bulk_create(_copied(rule, made, changes, told_by, confidence) for rule in source.rules.all())
    record(LogKind.CHANGE, by=by, subject=made, act="rules_copied", changed=sorted(changes))
    return made


def _copied(rule: Rule, made: RuleSet, changes: Mapping[str, str], told_by: str, confidence: str) -> Rule:
    value = changes.get(rule.key, rule.value)
    is_changed = value != rule.value
    return Rule(
        provider_id=made.provider_id,
        rule_set=made,
        key=rule.key,
        value=value,
        source=(told_by or made.reason)[:200] if is_changed else rule.source,
        confidence=confidence if is_changed else rule.confidence,
    )


def last_closed_day(measure: Measure) -> date | None:
    """Return the last day of the last closed month of a measure."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_last_closed(%s)", [measure.pk])
        return cursor.fetchone()[0]


@transaction.atomic
def assign_rule_set(
    *,
    measure: Measure,
    rule_set: RuleSet,
    starts_on: date,
    reason: str,
    by: User | None,
    request_key: UUID | None = None,
) -> MeasureRules:
    """Let a set count for a measure from a day on; sessions from that day are booked again at once.

    The assignment before ends the day before; a later one is refused, and so is a day in a closed month.
    """
    if request_key and (first := MeasureRules.objects.filter(request_key=request_key).first()):
        return first
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    _check_assignment(measure, rule_set, starts_on, reason)
    running = measure.rules.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).order_by("starts_on")
    for before in running:
        if before.starts_on >= starts_on:
            raise ValidationError(
                f"Ab dem {before.starts_on:%d.%m.%Y} gelten schon andere Regeln. Wählen Sie einen späteren Tag.",
                code="later",
            )
        before.ends_on = starts_on - ONE_DAY
        before.save(update_fields=["ends_on"])
    made = MeasureRules(
        provider_id=measure.provider_id, measure=measure, rule_set=rule_set, starts_on=starts_on, reason=reason.strip(),
        created_by=by, request_key=request_key or uuid4(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise ValidationError("Diese Regeln würden einen abgeschlossenen Monat ändern.", code="closed") from error
    booked = rebook_measure(measure, from_on=starts_on, by=by)
    record(LogKind.CHANGE, by=by, subject=made, act="rules_assigned", rule_set=rule_set.pk, booked=booked)
    return made


def _check_assignment(measure: Measure, rule_set: RuleSet, starts_on: date, reason: str) -> None:
    if rule_set.provider_id != measure.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    if not reason.strip():
        raise ValidationError("Geben Sie den Grund an.", code="reason")
    if not measure.starts_on <= starts_on <= measure.ends_on:
        raise ValidationError(
            f"Die Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}.", code="outside"
        )
    closed = last_closed_day(measure)
    if closed is not None and starts_on <= closed:
        raise ValidationError(
            "Diese Regeln würden einen abgeschlossenen Monat ändern. "
            f"Möglich ist es ab dem {closed + ONE_DAY:%d.%m.%Y}.",
            code="closed",
        )


def changed_rules(rule_set: RuleSet) -> Iterable[tuple[Rule, str]]:
    """Yield (rule, value before) for every rule that differs from the set it was copied from."""
    if rule_set.based_on is None:
        return
    before = dict(rule_set.based_on.rules.values_list("key", "value"))
    for rule in rule_set.rules.order_by("key"):
        if before.get(rule.key, rule.value) != rule.value:
            yield rule, before[rule.key]
