"""Change the mix of modules of a case from a day on; what was planned before stays as history."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.people.models import Case
from cases.people.ranges import valid_on
from cases.sessions.ledger.balances import case_balances
from cases.support.enums import Rhythm, SupportModule
from cases.support.models import SupportElement
from cases.support.planning.models import SupportChange

LEAST, MOST = 5, 2400


class StaleMix(Exception):
    """Somebody else has changed what is planned since the form was opened."""


@dataclass(frozen=True)
class Mix:
    """Minutes per week of each module, and a fingerprint of the rows behind them.

    `rhythms` are those of the modules' largest elements; modules that are not planned are missing.
    """

    minutes: dict[str, int]
    stamp: str
    rhythms: dict[str, str] = field(default_factory=dict)

    def is_fortnightly(self, module: str) -> bool:
        return self.rhythms.get(module) == Rhythm.FORTNIGHTLY

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


def mix_on(case: Case, day: date) -> Mix:
    """Return what is planned for the case on a day; the stamp covers all rows that are valid then or begin later."""
    minutes = dict.fromkeys(SupportModule.values, 0)
    largest: dict[str, SupportElement] = {}
    stamp = hashlib.sha256()
    rows = SupportElement.objects.filter(case=case).order_by("pk")
    for row in rows:
        stamp.update(f"{row.pk}:{row.version}:{row.minutes_per_week}:{row.rhythm}:{row.ends_on};".encode())
        if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day):
            minutes[row.module] += row.minutes_per_week
            if row.module not in largest or largest[row.module].minutes_per_week < row.minutes_per_week:
                largest[row.module] = row
    return Mix(minutes, stamp.hexdigest()[:16], {module: row.rhythm for module, row in largest.items()})


def per_week(minutes: int, *, is_fortnightly: bool) -> int:
    """Return minutes a week of a lesson that takes place each week or every second one; half a minute up."""
    return (minutes + 1) // 2 if is_fortnightly else minutes


def lasts_until(case: Case, on: date, weekly: int) -> tuple[date | None, date | None]:
    """Return until when the agreed hours last at that pace, and the last day of their period; None when unknown.

    Until the period's end at most: what is not used by then is gone.
    """
    balance = case_balances([case.pk], on).get(case.pk)
    if balance is None:
        return None, None
    return balance.lasts_until(weekly), balance.ends_on


@transaction.atomic
def change_support(
    *,
    case: Case,
    starts_on: date,
    minutes: Mapping[str, int],
    reason: str,
    remark: str = "",
    by: User | None,
    stamp: str | None = None,
    request_key: uuid.UUID | None = None,
    rhythms: Mapping[str, str] | None = None,
) -> SupportChange:
    """Let other minutes per week count from a day on. `minutes` has every module, 0 ends it; `rhythms` those that
    change how often (`per_week` converts a lesson of every second week).

    Elements end the day before; the largest of a module goes on with the difference. Raises StaleMix when `stamp` is
    not that of now, ValidationError when nothing changes. The same request twice gives the first change.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = SupportChange.objects.filter(request_key=request_key).first() if request_key else None
    if first is not None:
        if first.case_id != case.pk or first.created_by_id != (by.pk if by else None):
            raise KeyReused
        return first
    now = mix_on(case, starts_on)
    if stamp is not None and now.stamp != stamp:
        raise StaleMix
    wanted = {module: int(minutes.get(module, now.minutes[module])) for module in SupportModule.values}
    if any(value and not LEAST <= value <= MOST for value in wanted.values()):
        raise ValidationError("Bitte 0 oder zwischen 5 und 2.400 Minuten je Woche angeben.", code="minutes")
    turned = {
        module: rhythm
        for module, rhythm in (rhythms or {}).items()
        if wanted[module] and rhythm != now.rhythms.get(module, Rhythm.WEEKLY)
    }
    if wanted == now.minutes and not turned:
        raise ValidationError("Es ändert sich nichts. Tragen Sie neue Minuten ein.", code="same")
    if case.started_on is not None and starts_on < case.started_on:
        raise ValidationError(
            {"starts_on": f"Die Teilnahme beginnt erst am {case.started_on:%d.%m.%Y}."}, code="before_entry"
        )
    if case.ended_on is not None and starts_on > case.ended_on:
        raise ValidationError({"starts_on": f"Die Teilnahme endete am {case.ended_on:%d.%m.%Y}."}, code="closed")
    for module, value in wanted.items():
        if value != now.minutes[module] or module in turned:
            _change_module(case, module, starts_on, value, turned.get(module))
    change = SupportChange(
        provider_id=case.provider_id,
        case=case,
        starts_on=starts_on,
        reason=reason,
        remark=remark,
        before=now.minutes,
        after={**wanted, **({"rhythms": turned} if turned else {})},
        created_by=by,
        request_key=request_key or uuid.uuid4(),
    )
    change.full_clean(validate_unique=False)
    change.save()
    record(LogKind.CHANGE, by=by, subject=change, act="support_changed", case=case.pk)
    return change


def _change_module(case: Case, module: str, day: date, wanted: int, rhythm: str | None) -> None:
    """Bring one module to `wanted` minutes a week from `day` on; `rhythm` None leaves how often as it is."""
    rows = list(
        SupportElement.objects.select_for_update()
        .filter(valid_on(day), case=case, module=module)
        .order_by("-minutes_per_week", "pk")
    )
    rest = sum(row.minutes_per_week for row in rows[1:])
    if rows and wanted - rest >= LEAST:
        _go_on(rows[0], day, wanted - rest, rhythm)
        return
    for row in rows[1:]:
        _end(row, day)
    if rows and wanted:
        _go_on(rows[0], day, wanted, rhythm)
    elif rows:
        _end(rows[0], day)
    else:
        later = SupportElement.objects.filter(case=case, module=module, starts_on__gt=day).order_by("starts_on")
        first = later.first()
        SupportElement.objects.create(
            provider_id=case.provider_id,
            case=case,
            module=module,
            starts_on=day,
            ends_on=first.starts_on - timedelta(days=1) if first else None,
            minutes_per_week=wanted,
            rhythm=rhythm or Rhythm.WEEKLY,
        )


def _go_on(row: SupportElement, day: date, minutes: int, rhythm: str | None) -> None:
    """Let an element go on with other minutes from `day`: a new row, or the same one when it begins that day."""
    if row.starts_on >= day:
        row.minutes_per_week, row.rhythm = minutes, rhythm or row.rhythm
        row.version += 1
        row.save(update_fields=["minutes_per_week", "rhythm", "version"])
        return
    SupportElement.objects.create(
        provider_id=row.provider_id,
        case=row.case,
        module=row.module,
        goal=row.goal,
        content=row.content,
        starts_on=day,
        ends_on=row.ends_on,
        minutes_per_week=minutes,
        rhythm=rhythm or row.rhythm,
        place=row.place,
        staff=row.staff,
    )
    _end(row, day)


def _end(row: SupportElement, day: date) -> None:
    """End an element the day before; one that would begin that day ends on it, for a row is never lost."""
    row.ends_on = max(row.starts_on, day - timedelta(days=1))
    row.version += 1
    row.save(update_fields=["ends_on", "version"])


def history(case: Case, limit: int = 30) -> list[SupportChange]:
    """Return the last changes of the mix, newest first."""
    return list(SupportChange.objects.filter(case=case).select_related("created_by")[:limit])


def elements(case: Case, day: date) -> list[SupportElement]:
    """Return what is planned on a day or later."""
    rows = SupportElement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), case=case)
    return list(rows.select_related("staff__user").order_by("module", "starts_on"))
