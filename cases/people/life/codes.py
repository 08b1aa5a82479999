"""The provider's lists of exits and breaks of contracts, and its answers to limits that the law leaves open."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider, User
from asa.accounts.refusals import refusable
from cases.people.enums import LifeCodeKind, LifeRuleKey
from cases.people.life.built_in import PERSONAL, RULES, VALID_FROM, BuiltInRule, built_in_codes
from cases.people.models import Case, LifeCode, LifeRule

#: (list, key) → label.
Labels = Mapping[tuple[str, str], str]


class LifeCodeStale(Exception):
    """Somebody else has saved the row since the form was opened; `current` is what is stored now."""

    def __init__(self, current: LifeCode) -> None:
        super().__init__(f"LifeCode {current.pk} is at version {current.version}")
        self.current = current


def ensure_life_codes(provider_id: int) -> None:
    """Give a provider each built-in list once; whoever has any row of a list keeps exactly those."""
    if not _missing_lists(provider_id):
        return
    with transaction.atomic():
        Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_id)
        missing = _missing_lists(provider_id)
        LifeCode.objects.bulk_create(
            LifeCode(
                provider_id=provider_id,
                kind=row.kind,
                code=row.code,
                label=row.label,
                success=row.success,
                is_personal=row.is_personal,
                source=row.source,
                confidence=row.confidence,
                starts_on=VALID_FROM,
            )
            for row in built_in_codes()
            if row.kind in missing
        )


def _missing_lists(provider_id: int) -> set[str]:
    rows = LifeCode.objects.filter(provider=provider_id).order_by()
    return set(LifeCodeKind.values) - set(rows.values_list("kind", flat=True).distinct())


def offered(provider_id: int, kind: LifeCodeKind, on: date) -> list[LifeCode]:
    """Return the rows of a list that may be chosen on a day, in their order."""
    ensure_life_codes(provider_id)
    return list(LifeCode.objects.valid(on).filter(provider=provider_id, kind=kind).order_by("id"))


def code_of(provider_id: int, kind: LifeCodeKind, code: str) -> LifeCode | None:
    """Return the row with this key, valid or not; None for an empty key. Raises ValidationError for an unknown one."""
    if not code:
        return None
    ensure_life_codes(provider_id)
    row = LifeCode.objects.filter(provider=provider_id, kind=kind, code=code).first()
    if row is None:
        raise ValidationError(f"Diesen Eintrag gibt es in der Liste „{kind.label}“ nicht.", code="unknown_code")
    return row


def exit_labels() -> Labels:
    """Return the wording of every key of the lists of the provider behind whose wall this runs. One query.

    Of a personal reason it says only that it is one.
    """
    labels = {(row.kind.value, row.code): PERSONAL if row.is_personal else row.label for row in built_in_codes()}
    return labels | {(row.kind, row.code): row.public_label for row in LifeCode.objects.all()}


@dataclass(frozen=True)
class ExitWords:
    """What a case says about its exit, in the words of the provider's lists; empty where nothing is known."""

    reason: str = ""
    outcome: str = ""
    whereabouts: str = ""


def exit_words(case: Case, labels: Labels | None = None) -> ExitWords:
    """Return the wording of a case's exit; with `labels` without a query."""
    if not (case.exit_reason or case.whereabouts or case.exit_outcome):
        return ExitWords()
    labels = exit_labels() if labels is None else labels
    place = labels.get((LifeCodeKind.WHEREABOUTS, case.whereabouts), case.whereabouts)
    return ExitWords(
        reason=labels.get((LifeCodeKind.REASON, case.exit_reason), case.exit_reason),
        outcome=labels.get((LifeCodeKind.OUTCOME, case.exit_outcome), case.exit_outcome),
        whereabouts=f"{place}: {case.whereabouts_remark}" if place and case.whereabouts_remark else place,
    )


@refusable
@transaction.atomic
def save_life_code(
    code: LifeCode, *, by: User | None, version: int | None = None, request_key: UUID | None = None
) -> LifeCode:
    """Create or change a row of a list; the key of a new one is made from its wording and never changes.

    The same `request_key` returns the first. Raises LifeCodeStale, and ValidationError for what does not fit.
    """
    if code.pk is None:
        ensure_life_codes(code.provider_id)
        if first := LifeCode.objects.filter(request_key=request_key).first() if request_key else None:
            return first
        code.request_key = request_key or code.request_key
        code.code = _new_key(code)
    else:
        stored = LifeCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
        if stored.version != version:
            raise LifeCodeStale(stored)
        code.code, code.kind, code.version = stored.code, stored.kind, stored.version + 1
    if code.kind != LifeCodeKind.OUTCOME:
        code.success = ""
    if code.kind != LifeCodeKind.BREAK:
        code.is_personal = False
    code.full_clean(exclude=["request_key"])
    code.save()
    record(LogKind.CHANGE, by=by, subject=code, event="saved")
    return code


def _new_key(code: LifeCode) -> str:
    """Return a key of small letters from the wording that the list does not have yet."""
    text = unicodedata.normalize("NFKD", code.label.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", text).strip("_").lstrip("0123456789_")[:20].strip("_") or "eigen"
    taken = set(LifeCode.objects.filter(provider=code.provider_id, kind=code.kind).values_list("code", flat=True))
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)


# ---- limits ----


def life_rules(provider_id: int) -> list[BuiltInRule]:
    """Return every limit as it counts for the provider: its own answer where it gave one, else the delivered one."""
    own: dict[str, LifeRule] = {}
    for row in LifeRule.objects.filter(provider=provider_id).order_by("id"):
        own[row.key] = row
    rules = []
    for rule in RULES:
        mine = own.get(rule.key)
        rules.append(
            BuiltInRule(rule.key, mine.value, mine.source, mine.confidence, is_open=True)  # type: ignore[arg-type]
            if mine
            else rule
        )
    return rules


def life_rule(provider_id: int, key: LifeRuleKey) -> BuiltInRule:
    """Return one limit as it counts for the provider."""
    return next(rule for rule in life_rules(provider_id) if rule.key == key)


@refusable
@transaction.atomic
def set_life_rule(
    *, provider_id: int, key: LifeRuleKey, value: str, source: str, confidence: str, by: User | None, request_key: UUID
) -> LifeRule:
    """Write down the provider's answer to an open limit, with its source; the same `request_key` returns the first."""
    if first := LifeRule.objects.filter(request_key=request_key).first():
        return first
    rule = LifeRule(
        provider_id=provider_id,
        key=key,
        value=value,
        source=source,
        confidence=confidence,
        created_by=by,
        request_key=request_key,
    )
    rule.full_clean(exclude=["created_by"])
    rule.save()
    record(LogKind.CHANGE, by=by, subject=rule, event="set", value=value)
    return rule
