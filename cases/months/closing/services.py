"""Closing months of measures (Monatsabschluss): the figures are frozen, from then on only corrections change them.

All functions raise ValidationError with a German sentence for what is not allowed. They check rules, not rights.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.closing.enums import MonthState
from cases.months.closing.gaps import Gap, hindering
from cases.months.closing.models import MonthClose
from cases.months.closing.snapshot import Snapshot, before_the_first, checksum, figures_of, month_end, to_json
from cases.people.models import Measure
from cases.people.models.measures import in_number_order
from cases.people.ranges import month_after, month_before
from cases.people.telling import tell_change
from cases.sessions.ledger.services import MONTHS
from cases.sessions.rules.books import books_for


class MonthHasGaps(ValidationError):
    """The month cannot be closed before these gaps are settled."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        one = "Im Monat fehlt noch 1 Angabe, die den Abschluss hindert."
        many = f"Im Monat fehlen noch {len(gaps)} Angaben, die den Abschluss hindern."
        super().__init__(one if len(gaps) == 1 else many, code="gaps")
        self.gaps = list(gaps)


class AlreadyClosed(ValidationError):
    """Somebody has closed the month before; `close` is theirs."""

    def __init__(self, close: MonthClose) -> None:
        super().__init__(f"Der {month_words(close.month)} ist schon abgeschlossen.", code="closed")
        self.close = close


def month_words(month: date) -> str:
    """Return "September 2026"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def lock_on(month: date, lock_day: int) -> date:
    """Return until when the month should be closed: the lock day of the month after it, at latest its last day."""
    after = month_after(month)
    return after.replace(day=min(lock_day, monthrange(after.year, after.month)[1]))


def state_of(month: date, until: date, *, is_closed: bool, on: date, is_before: bool = False) -> MonthState:
    """Return where a month stands on a day; `until` is its lock day. `is_before`: see `before_the_first`."""
    if is_closed:
        return MonthState.CLOSED
    if on <= month_end(month):
        return MonthState.RUNNING
    if is_before:
        return MonthState.BEFORE
    return MonthState.OVERDUE if on > until else MonthState.OPEN


def lock_days(measures: Iterable[Measure], month: date) -> dict[int, date]:
    """Return until when the month of each measure should be closed, by the rules of its last day."""
    return {pk: lock_on(month, book.lock_day) for pk, book in books_for(measures, month_end(month)).items()}


@dataclass(frozen=True)
class OpenMonths:
    """What is left to close in a month: how many measures, until when, and whether that day is over."""

    month: date
    count: int
    until: date
    is_overdue: bool

    @property
    def words(self) -> str:
        measures = "1 Maßnahme" if self.count == 1 else f"{self.count} Maßnahmen"
        verb = "seit" if self.is_overdue else "bis"
        return f"{measures} offen, {verb} {self.until:%d.%m.%Y}"


def open_months(on: date) -> OpenMonths | None:
    """Return what the month before `on` still has to be closed for, None when all its measures are closed."""
    month = month_before(on)
    closed = MonthClose.objects.filter(month=month).values("measure")
    left = list(measures_in(month).exclude(pk__in=closed))
    untouched = before_the_first(left, month)
    left = [measure for measure in left if measure.pk not in untouched]
    if not left:
        return None
    until = min(lock_days(left, month).values())
    return OpenMonths(month, len(left), until, on > until)


def measures_in(month: date) -> QuerySet[Measure]:
    """Return the measures whose term touches the month."""
    return Measure.objects.filter(starts_on__lte=month_end(month), ends_on__gte=month).order_by(in_number_order())


def check_closable(measure: Measure, month: date, *, on: date) -> None:
    """Raise ValidationError unless `month` is a first day, over on `on`, and touched by the measure's term."""
    if month.day != 1:
        raise ValidationError("Ein Monat beginnt am ersten Tag.", code="month")
    if on <= month_end(month):
        raise ValidationError(
            f"Der {month_words(month)} ist noch nicht vorbei. Abschließen können Sie ihn ab dem "
            f"{month_after(month):%d.%m.%Y}.",
            code="running",
        )
    if measure.starts_on > month_end(month) or measure.ends_on < month:
        raise ValidationError(f"Die Maßnahme lief im {month_words(month)} nicht.", code="outside_measure")


@transaction.atomic
def close_month(
    *,
    measure: Measure,
    month: date,
    by: User | None,
    on: date | None = None,
    request_key: UUID | None = None,
    closed_at: datetime | None = None,
) -> MonthClose:
    """Freeze the month (its first day) of a measure and return the close; the same request twice gives the first one.

    `closed_at` (default: now) is written as the moment of the close, for months of a simulated or earlier time.

    Raises MonthHasGaps, AlreadyClosed, or ValidationError while the month still runs.
    """
    if first := _same_request(request_key, measure, month):
        return first
    # Whoever books holds this row until their transaction ends (trigger), so that the figures below are the last ones.
    locked = Measure.objects.select_for_update(of=("self",)).select_related("funding_body").get(pk=measure.pk)
    check_closable(locked, month, on=on or timezone.localdate())
    if done := MonthClose.objects.filter(measure=locked, month=month).first():
        if request_key and done.request_key == request_key:
            return done
        raise AlreadyClosed(done)
    if gaps := hindering([locked], month):
        raise MonthHasGaps(gaps)
    close = _freeze(locked, figures_of([locked], month)[locked.pk], by=by, request_key=request_key, closed_at=closed_at)
    tell_change(provider_id=close.provider_id, by=by)
    return close


def _same_request(request_key: UUID | None, measure: Measure, month: date) -> MonthClose | None:
    first = MonthClose.objects.filter(request_key=request_key).first() if request_key else None
    if first is not None and (first.measure_id, first.month) != (measure.pk, month):
        raise KeyReused
    return first


def _freeze(
    measure: Measure,
    snapshot: Snapshot,
    *,
    by: User | None,
    request_key: UUID | None,
    closed_at: datetime | None = None,
) -> MonthClose:
    values = to_json(snapshot)
    close = MonthClose(
        provider_id=measure.provider_id,
        measure=measure,
        month=snapshot.month,
        snapshot=values,
        snapshot_sha256=checksum(values),
        is_empty=snapshot.is_empty,
        closed_by=by if by is not None and by.pk else None,
        request_key=request_key or uuid4(),
        closed_at=closed_at or timezone.now(),
    )
    try:
        with transaction.atomic():
            close.save()
    except IntegrityError:
        done = MonthClose.objects.filter(measure=measure, month=snapshot.month).first()
        if done is None:
            raise
        raise AlreadyClosed(done) from None
    record(
        LogKind.CHANGE, by=by, subject=close, act="closed", month=f"{snapshot.month:%Y-%m}", is_empty=snapshot.is_empty
    )
    return close


@transaction.atomic
def close_empty_months(
    *, measures: Iterable[Measure], months: Iterable[date], by: User | None, on: date | None = None
) -> list[MonthClose]:
    """Close every month in which nothing took place and nothing is open; return what was closed, oldest first.

    Months that still run, are closed, have a session or gaps that hinder, and measures in which somebody is booking
    right now are left out.
    """
    today = on or timezone.localdate()
    keys = [measure.pk for measure in measures]
    # Waiting for one measure while holding another could lock up with somebody who books on both.
    rows = Measure.objects.select_for_update(of=("self",), skip_locked=True).select_related("funding_body")
    locked = list(rows.filter(pk__in=keys).order_by("pk"))
    closes: list[MonthClose] = []
    for month in sorted(set(months)):
        done = set(MonthClose.objects.filter(month=month, measure__in=keys).values_list("measure", flat=True))
        asked = [measure for measure in locked if measure.pk not in done and _is_closable(measure, month, today)]
        hindered = {gap.measure_id for gap in hindering(asked, month)}
        figures = figures_of(asked, month)
        closes += [
            _freeze(measure, figures[measure.pk], by=by, request_key=None)
            for measure in asked
            if figures[measure.pk].is_empty and measure.pk not in hindered
        ]
    for provider_id in sorted({close.provider_id for close in closes}):
        tell_change(provider_id=provider_id, by=by)
    return closes


def _is_closable(measure: Measure, month: date, on: date) -> bool:
    try:
        check_closable(measure, month, on=on)
    except ValidationError:
        return False
    return True
