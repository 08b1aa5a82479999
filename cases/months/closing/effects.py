"""What a correction changes: minutes and money of every account before and after, and the month that bears it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from cases.people.enums import MeasureModel
from cases.people.models import Measure
from cases.sessions.counting import Charge
from cases.sessions.entries import Entry
from cases.sessions.ledger.balances import part_of
from cases.sessions.ledger.facts import count_sessions
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session
from cases.sessions.preview import count_entry
from cases.sessions.rules.enums import Account
from cases.support.budgets.enums import HourPart

#: Account, measure, case (None for the measure's own account), kind of session, day of service.
Key = tuple[str, int, int | None, str, date]


@dataclass(frozen=True)
class Effect:
    """One account: minutes and cents before and after (no cents without a price), the month that bears it.

    Keys only, no names: it is kept with the correction. `month` is the first day of the booking month, ISO.
    """

    account: str
    measure: int
    number: str
    case: int | None
    before: int
    after: int
    cents_before: int | None
    cents_after: int | None
    month: str

    @property
    def booked_in(self) -> date:
        return date.fromisoformat(self.month)

    @property
    def difference(self) -> int:
        """Return the minutes that are booked."""
        return self.after - self.before

    @property
    def cents(self) -> int | None:
        """Return the difference in cents; None where a price is missing."""
        if self.cents_before is None or self.cents_after is None:
            return None
        return self.cents_after - self.cents_before


def to_json(effects: Iterable[Effect]) -> list[dict[str, Any]]:
    """Return the effects as plain values, to be kept."""
    return [asdict(effect) for effect in effects]


def from_json(values: Iterable[dict[str, Any]]) -> list[Effect]:
    """Return the kept effects."""
    return [Effect(**value) for value in values]


def effects_of(session: Session | None, entry: Entry | None) -> list[Effect]:
    """Return what writing `entry` down changes; `session` is what stands now (None for a forgotten one).

    Without `entry` the session is only booked again as it stands. The number of queries does not grow with the people.
    """
    before, after = _standing(session), _wanted(session, entry)
    keys = sorted({key[:3] for key in (*before, *after)}, key=lambda key: (key[0], key[1], key[2] or 0))
    measures = Measure.objects.select_related("lot").in_bulk({measure for _, measure, _ in keys})
    prices = _Prices(measures)
    months = _booking_months({(key[1], key[4].replace(day=1)) for key in (*before, *after)})
    effects = []
    for key in keys:
        measure = measures[key[1]]
        old = {one: minutes for one, minutes in before.items() if one[:3] == key}
        new = {one: minutes for one, minutes in after.items() if one[:3] == key}
        is_priced = key[0] == Account.MEASURE
        effect = Effect(
            account=key[0],
            measure=measure.pk,
            number=measure.number,
            case=key[2],
            before=sum(old.values()),
            after=sum(new.values()),
            cents_before=prices.of(measure, old) if is_priced else None,
            cents_after=prices.of(measure, new) if is_priced else None,
            month=min(months[measure.pk, one[4].replace(day=1)] for one in (*old, *new)).isoformat(),
        )
        effects.append(effect)
    return effects


def _standing(session: Session | None) -> dict[Key, int]:
    """Return what the session charges now."""
    if session is None or not session.pk:
        return {}
    rows = LedgerEntry.objects.filter(session=session).values("account", "measure", "case", "kind", "service_on")
    sums = rows.annotate(sum=Sum("minutes")).order_by()
    return {(r["account"], r["measure"], r["case"], r["kind"], r["service_on"]): r["sum"] for r in sums}


def _wanted(session: Session | None, entry: Entry | None) -> dict[Key, int]:
    """Return what the session would charge; people of it who are not in the entry stay as they are."""
    if entry is None:
        assert session is not None
        counted = count_sessions([session])[session.pk]
        return _summed(counted.charges, session.kind, counted.on)
    parts = [(part.case, str(part.outcome)) for part in entry.parts]
    if session is not None:
        known = [case.pk for case, _ in parts]
        rest = session.attendances.exclude(case__in=known).exclude(outcome="").select_related("case")
        parts += [(attendance.case, attendance.outcome) for attendance in rest]
    on = timezone.localdate(entry.starts_at)
    found = count_entry(kind=entry.kind, on=on, minutes=entry.minutes, parts=parts, staff=max(1, len(entry.staff)))
    return _summed(found.charges if found else [], entry.kind, on)


def _summed(charges: Iterable[Charge], kind: str, on: date) -> dict[Key, int]:
    sums: dict[Key, int] = defaultdict(int)
    for charge in charges:
        sums[str(charge.account), charge.measure_id, charge.case_id, str(kind), on] += charge.minutes
    return dict(sums)


class _Prices:
    """The rates of the lots of some measures, read once."""

    def __init__(self, measures: dict[int, Measure]) -> None:
        from cases.months.billing.models import Rate  # billing reads the closed months and so imports this room

        lots = {measure.lot_id for measure in measures.values()}
        self._rates = list(Rate.objects.filter(lot__in=lots))

    def of(self, measure: Measure, minutes: dict[Key, int]) -> int | None:
        """Return the price in cents, None where one is missing. Zero minutes cost nothing without a price."""
        total = 0
        for (*_, kind, day), amount in minutes.items():
            if not amount:
                continue
            cents = self._rate(measure, kind, day)
            if cents is None:
                return None
            total += _cents(amount, cents)
        return total

    def _rate(self, measure: Measure, kind: str, day: date) -> int | None:
        is_total = measure.model == MeasureModel.ASAFLEX_2024
        part = part_of(kind, (HourPart.TOTAL,) if is_total else (HourPart.TUITION, HourPart.STABILISATION))
        for rate in self._rates:
            is_valid = rate.starts_on <= day and (rate.ends_on is None or day <= rate.ends_on)
            if rate.lot_id == measure.lot_id and rate.part == part and is_valid:
                return rate.cents_per_hour
        return None


def _cents(minutes: int, cents_per_hour: int) -> int:
    from cases.months.billing.figures import amount_of

    return amount_of(minutes, cents_per_hour)


def _booking_months(pairs: set[tuple[int, date]]) -> dict[tuple[int, date], date]:
    """Return the first open month from the month of service on, for each measure and month."""
    ordered = sorted(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.m, p.d, cases_booking_month(p.m, p.d) FROM unnest(%s::bigint[], %s::date[]) AS p(m, d)",
            [[measure for measure, _ in ordered], [month for _, month in ordered]],
        )
        return {(measure, month): booking for measure, month, booking in cursor.fetchall()}
