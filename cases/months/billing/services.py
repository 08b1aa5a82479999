"""Rates, terms of a lot, and frozen billing sheets (Abrechnungsblätter).

All functions raise ValidationError with a German sentence for what is refused. They check rules, not rights.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.billing.figures import Calculation, Sum, calculations_of, from_json, to_json
from cases.months.billing.models import BillingSheet, BillingTerms, Rate
from cases.months.closing.models import MonthClose
from cases.months.closing.services import month_words
from cases.months.closing.snapshot import checksum
from cases.people.models import Lot, Measure

#: A rate above this is a typing error.
MOST_CENTS = 100_000_00


@transaction.atomic
def add_rate(
    *,
    lot: Lot,
    part: str,
    cents_per_hour: int,
    starts_on: date,
    ends_on: date | None = None,
    source: str = "",
    by: User | None,
    request_key: UUID | None = None,
) -> Rate:
    """Enter a rate; one that is still open ends on the day before. The same request twice gives the first one."""
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    if request_key and (first := Rate.objects.filter(request_key=request_key).first()):
        if (first.lot_id, first.part, first.starts_on) != (lot.pk, part, starts_on):
            raise KeyReused
        return first
    before = Rate.objects.filter(lot=lot, part=part, ends_on=None, starts_on__lt=starts_on).first()
    if before is not None:
        before.ends_on = starts_on - timedelta(days=1)
        before.version += 1
        before.save()
        record(LogKind.CHANGE, by=by, subject=before, act="rate_ended", on=before.ends_on.isoformat())
    rate = Rate(
        provider_id=lot.provider_id, lot=lot, part=part, cents_per_hour=cents_per_hour, starts_on=starts_on,
        ends_on=ends_on, source=source, request_key=request_key or uuid4(),
    )  # fmt: skip
    _check(rate)
    rate.save()
    record(LogKind.CHANGE, by=by, subject=rate, act="rate", part=part, cents=cents_per_hour)
    return rate


def _check(rate: Rate) -> None:
    if not 0 < rate.cents_per_hour <= MOST_CENTS:
        raise ValidationError({"cents_per_hour": "Der Stundensatz liegt zwischen 0,01 € und 100.000,00 €."})
    rate.full_clean(exclude=["request_key", "provider"])


@transaction.atomic
def change_rate(
    *,
    rate: Rate,
    cents_per_hour: int,
    starts_on: date,
    ends_on: date | None,
    source: str,
    version: int,
    by: User | None,
) -> Rate:
    """Correct a rate. Raises ValidationError with code "stale" when somebody else was faster.

    Sheets that exist keep their amounts; a new version of a sheet counts with the corrected rate.
    """
    locked = Rate.objects.select_for_update(of=("self",)).select_related("lot").get(pk=rate.pk)
    if locked.version != version:
        raise ValidationError("Jemand anderes hat den Stundensatz inzwischen geändert.", code="stale")
    before = locked.cents_per_hour
    locked.cents_per_hour, locked.starts_on, locked.ends_on = cents_per_hour, starts_on, ends_on
    locked.source = source
    locked.version += 1
    _check(locked)
    locked.save()
    record(LogKind.CHANGE, by=by, subject=locked, act="rate_changed", before=before, cents=cents_per_hour)
    return locked


@transaction.atomic
def save_terms(*, lot: Lot, guaranteed_basis_points: int | None, version: int, by: User | None) -> BillingTerms:
    """Set or take away the guaranteed share of a lot (`version` 0: none yet); "stale" when somebody was faster."""
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    terms = BillingTerms.objects.filter(lot=lot).first() or BillingTerms(
        provider_id=lot.provider_id, lot=lot, version=0
    )
    if terms.version != version:
        raise ValidationError("Jemand anderes hat die Bedingungen inzwischen geändert.", code="stale")
    terms.guaranteed_basis_points = guaranteed_basis_points
    terms.version += 1
    terms.full_clean(exclude=["provider"])
    terms.save()
    record(LogKind.CHANGE, by=by, subject=terms, act="terms", guaranteed=guaranteed_basis_points)
    return terms


def calculation_of(measure: Measure, month: date) -> Calculation:
    """Return what the month of a measure comes to now; `measure` with lot and funding body."""
    return calculations_of([measure], month)[measure.pk]


def figures_of_sheet(sheet: BillingSheet) -> Sum:
    """Return the frozen amounts. Raises ValueError when they are not what was written."""
    if checksum(sheet.snapshot) != sheet.snapshot_sha256:
        raise ValueError(f"The snapshot of billing sheet {sheet.pk} does not fit its checksum")
    return from_json(sheet.snapshot)


@transaction.atomic
def make_sheet(
    *,
    measure: Measure,
    month: date,
    by: User | None,
    reason: str = "",
    after: int | None = None,
    request_key: UUID | None = None,
    at: datetime | None = None,
) -> BillingSheet:
    """Freeze the next version of a closed month's sheet and return it; the same request twice gives the first one.

    `after` is the number of the version that the writer saw last (0: none). Without a rate for every service there is
    no sheet. From the second version on a reason is needed. `at` is the moment of issue (default: now).
    """
    locked = Measure.objects.select_for_update(of=("self",)).select_related("lot", "funding_body").get(pk=measure.pk)
    if request_key and (first := BillingSheet.objects.filter(request_key=request_key).first()):
        if (first.measure_id, first.month) != (measure.pk, month):
            raise KeyReused
        return first
    if not MonthClose.objects.filter(measure=locked, month=month).exists():
        raise ValidationError(
            f"Der {month_words(month)} ist noch nicht abgeschlossen. Ein Abrechnungsblatt gibt es erst danach.",
            code="open",
        )
    last = BillingSheet.objects.filter(measure=locked, month=month).order_by("-number").first()
    number = last.number if last else 0
    if after is not None and after != number:
        raise ValidationError(
            f"Inzwischen gibt es schon Version {number}. Prüfen Sie sie, bevor Sie eine neue erstellen.", code="stale"
        )
    if number and not reason.strip():
        raise ValidationError({"reason": "Geben Sie den Grund der neuen Version an."})
    found = calculation_of(locked, month)
    if found.gaps:
        raise ValidationError([gap.words for gap in found.gaps], code="rates")
    values = to_json(found.figures)
    sheet = BillingSheet.objects.create(
        provider_id=locked.provider_id,
        measure=locked,
        month=month,
        number=number + 1,
        reason=reason.strip(),
        snapshot=values,
        snapshot_sha256=checksum(values),
        created_at=at or timezone.now(),
        created_by=by if by is not None and by.pk else None,
        request_key=request_key or uuid4(),
    )
    record(LogKind.CHANGE, by=by, subject=sheet, act="billed", month=f"{month:%Y-%m}", number=sheet.number)
    return sheet
