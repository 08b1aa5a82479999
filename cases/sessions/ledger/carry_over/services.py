"""Booking hours that another software counted (Übertrag), and correcting them by a reversing row.

Every function locks, checks, writes and logs in one transaction, and raises ValidationError with a German sentence,
at its field where there is one. The database refuses the same (triggers), so nothing is counted twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from asa.accounts.refusals import refusable
from cases.people.models import Case, Measure
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.ledger.services import month_closed_error, month_of
from cases.sessions.rules.enums import Account
from cases.support.budgets.contingents import parts_of
from cases.support.budgets.enums import HourPart
from cases.support.budgets.periods import span_words
from cases.support.budgets.reading import AgreedGrant, YearContingent, agreed_history, months_between, year_contingents


@dataclass(frozen=True)
class Used:
    """What was used before: minutes per part from `starts_on` to `ends_on` (the day of the count), and who says so."""

    minutes: dict[HourPart, int]
    starts_on: date
    ends_on: date
    source: str


@refusable
@transaction.atomic
def carry_over_case(
    *, case: Case, measure: Measure, used: Used, by: User | None, request_key: UUID | None = None
) -> list[CarryOver]:
    """Book what a person used of the agreed hours of a measure before; parts with 0 are left out.

    Charges the person's account only (a group lesson charges the measure once). The same `request_key` returns the
    first result. Refused: no hours agreed for the last day, more than is agreed, before the entry, a day that the own
    sessions already count, a second one for the same time, a closed month, the future.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if first := _first(request_key, by, case=case.pk):
        return first
    _check_common(measure, used)
    if case.started_on is None or used.starts_on < case.started_on:
        words = "Vor dem Eintritt zählen keine Stunden."
        entered = f" Er ist am {case.started_on:%d.%m.%Y}." if case.started_on else ""
        raise _at("starts_on", words + entered, "before_entry")
    grant = grant_for(case, measure, used)
    _check_size(used, lambda part: _allowed(grant, part, used) - _carried_in(grant, part, case))
    _check_once(Account.TRAINEE, measure, case, used)
    return _write(Account.TRAINEE, measure, case, used, by=by, key=request_key)


@refusable
@transaction.atomic
def carry_over_measure(
    *, measure: Measure, used: Used, by: User | None, request_key: UUID | None = None
) -> list[CarryOver]:
    """Book what a measure's contingent was charged before, with everyone who has left since; as `carry_over_case`.

    Refused: a day outside every measure year, more than the year's contingent, and the rest as above.
    """
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if first := _first(request_key, by, case=None):
        return first
    _check_common(measure, used)
    year = year_for(measure, used)
    _check_size(used, lambda part: _contracted(year, part) - _carried_in_year(year, part))
    _check_once(Account.MEASURE, measure, None, used)
    return _write(Account.MEASURE, measure, None, used, by=by, key=request_key)


@refusable
@transaction.atomic
def correct_carry_over(
    *, carry_over: CarryOver, minutes: int, reason: str, by: User | None, request_key: UUID | None = None
) -> CarryOver | None:
    """Reverse a row with a reason and, unless `minutes` is 0, book the right number; return the new row.

    After the close of its month both are booked in the next open one. Refused: a row that is already reversed, no
    reason, the same number, more than is agreed or contracted.
    """
    account: Case | Measure = carry_over.case or carry_over.measure
    type(account).objects.select_for_update(of=("self",)).get(pk=account.pk)
    if request_key and (first := CarryOver.objects.filter(request_key=request_key).first()):
        if first.reverses_id != carry_over.pk:
            raise KeyReused
        return first.reverses.corrected_by.order_by("pk").first() if first.reverses else None
    if CarryOver.objects.filter(reverses=carry_over).exists() or carry_over.reverses_id:
        raise ValidationError("Dieser Übertrag ist schon storniert.", code="reversed")
    if not reason.strip():
        raise _at("reason", "Geben Sie an, warum sich der Übertrag ändert.", "reason")
    if minutes == carry_over.minutes:
        raise _at("minutes", "Das ist die Zahl, die schon gebucht ist.", "same")
    used = Used({HourPart(carry_over.part): minutes}, carry_over.starts_on, carry_over.ends_on, carry_over.source)
    month = _open_month(carry_over.measure, carry_over.ends_on)
    changed = {"reason": reason.strip(), "booking_month": month}
    reversal = _row_like(carry_over, by, minutes=-carry_over.minutes, reverses=carry_over, **changed)
    reversal.request_key = request_key or uuid4()
    reversal.save()
    record(LogKind.CHANGE, by=by, subject=carry_over, act="carry_over_reversed", row=reversal.pk)
    if not minutes:
        return None
    _check_corrected(carry_over, used)
    row = _row_like(carry_over, by, minutes=minutes, corrects=carry_over, **changed)
    row.save()
    record(LogKind.CHANGE, by=by, subject=row, act="carry_over")
    return row


def _check_corrected(carry_over: CarryOver, used: Used) -> None:
    if carry_over.case is not None:
        case, grant = carry_over.case, grant_for(carry_over.case, carry_over.measure, used)
        _check_size(used, lambda part: _allowed(grant, part, used) - _carried_in(grant, part, case), field="minutes")
    else:
        year = year_for(carry_over.measure, used)
        _check_size(used, lambda part: _contracted(year, part) - _carried_in_year(year, part), field="minutes")


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})


def _first(key: UUID | None, by: User | None, *, case: int | None) -> list[CarryOver]:
    keys = [uuid5(key, part.value) for part in HourPart] if key else []
    first = list(CarryOver.objects.filter(request_key__in=keys).order_by("pk"))
    if any(row.case_id != case or (by is not None and row.created_by_id != by.pk) for row in first):
        raise KeyReused
    return first


# ---- checks ----


def _check_common(measure: Measure, used: Used) -> None:
    if not any(used.minutes.values()):
        raise ValidationError("Geben Sie Stunden an.", code="empty")
    if set(used.minutes) - set(parts_of(measure)):
        raise ValidationError("Diese Art von Stunden gibt es in dieser Maßnahme nicht.", code="part")
    if not used.source.strip():
        raise _at("source", "Geben Sie an, woher die Zahl stammt.", "source")
    if used.ends_on > timezone.localdate():
        raise _at("ends_on", "Der Stand liegt in der Zukunft. Wählen Sie heute oder früher.", "future")
    if used.ends_on < used.starts_on:
        raise _at("ends_on", "Der Stand darf nicht vor dem Beginn der Zählung liegen.", "order")
    if _open_month(measure, used.ends_on) != month_of(used.ends_on):
        raise ValidationError({"ends_on": month_closed_error(used.ends_on)})


def _open_month(measure: Measure, day: date) -> date:
    """Return the month itself, or after its close the next open one. The measure's row is held against a close."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_month_is_closed_now(%s, %s), cases_booking_month(%s, %s)",
            [measure.pk, day, measure.pk, day],
        )
        return cursor.fetchone()[1]


def grant_for(case: Case, measure: Measure, used: Used) -> AgreedGrant:
    """Return the agreed hours that a carry-over counts against. Raises ValidationError where there are none."""
    grants = [grant for grant in agreed_history([case.pk]).get(case.pk, []) if grant.measure_id == measure.pk]
    found = [grant for grant in grants if grant.starts_on <= used.ends_on <= grant.ends_on]
    if not found:
        words = (
            f"Für den {used.ends_on:%d.%m.%Y} sind in der Maßnahme {measure.number} keine Stunden vereinbart. "
            "Tragen Sie zuerst die Begleitungsstunden ein."
        )
        raise _at("ends_on", words, "no_grant")
    if used.starts_on < found[-1].starts_on:
        words = f"Vereinbart sind Stunden {span_words(found[-1].starts_on, found[-1].ends_on)}. Zählen Sie ab dann."
        raise _at("starts_on", words, "outside_grant")
    return found[-1]


def year_for(measure: Measure, used: Used) -> YearContingent:
    """Return the measure year that a carry-over counts against. Raises ValidationError where there is none."""
    years = year_contingents([measure.pk]).get(measure.pk, [])
    found = [year for year in years if year.starts_on <= used.ends_on <= year.ends_on]
    if not found:
        words = f"Für den {used.ends_on:%d.%m.%Y} gibt es kein Maßnahmejahr mit Kontingent. Tragen Sie es zuerst ein."
        raise _at("ends_on", words, "no_year")
    if used.starts_on < found[0].starts_on:
        words = f"Das {found[0].number}. Maßnahmejahr beginnt am {found[0].starts_on:%d.%m.%Y}. Zählen Sie ab dann."
        raise _at("starts_on", words, "outside_year")
    return found[0]


def _allowed(grant: AgreedGrant, part: HourPart, used: Used) -> int:
    """Return the most that can have been used: of hours per month (2021) only those of the months counted."""
    if monthly := dict(grant.monthly).get(part):
        return monthly * months_between(used.starts_on, used.ends_on)
    return dict(grant.parts).get(part, 0)


def _carried_in(grant: AgreedGrant, part: HourPart, case: Case) -> int:
    """Return what is already carried over against a total; hours per month never share a day, so nothing there."""
    if grant.monthly:
        return 0
    rows = CarryOver.objects.filter(
        case=case, measure=grant.measure_id, part=part, ends_on__range=(grant.starts_on, grant.ends_on)
    )
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def _contracted(year: YearContingent, part: HourPart) -> int:
    return sum(minutes for _, one, minutes in year.parts if one == part)


def _carried_in_year(year: YearContingent, part: HourPart) -> int:
    rows = CarryOver.objects.filter(
        account=Account.MEASURE, measure=year.measure_id, part=part, ends_on__range=(year.starts_on, year.ends_on)
    )
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def _check_size(used: Used, room: Callable[[HourPart], int], *, field: str = "") -> None:
    for part, minutes in used.minutes.items():
        if minutes > (most := max(0, room(part))):
            words = f"Das ist mehr als vereinbart. Möglich sind höchstens {_hours(most)}."
            raise _at(field or part.value, words, "too_much")
        if minutes < 0:
            raise _at(field or part.value, "Geben Sie mehr als null Stunden ein.", "negative")


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole}:{rest:02} Stunden" if rest else f"{whole} Stunden"


def own_days(account: str, measure: Measure, case: Case | None, *, from_on: date) -> date | None:
    """Return the first day from `from_on` on that the own sessions already charge to an account; None without any."""
    entries = LedgerEntry.objects.standing().filter(account=account, measure=measure, service_on__gte=from_on)
    entries = entries.filter(case=case) if case is not None else entries
    return entries.order_by("service_on").values_list("service_on", flat=True).first()


def _check_once(account: str, measure: Measure, case: Case | None, used: Used) -> None:
    first = own_days(account, measure, case, from_on=used.starts_on)
    if first is not None and first <= used.ends_on:
        words = f"Ab dem {first:%d.%m.%Y} zählen eigene Termine. Der Stand muss davor liegen, sonst zählt es doppelt."
        raise _at("ends_on", words, "doubled")
    others = CarryOver.objects.standing().filter(account=account, measure=measure, case=case, part__in=used.minutes)
    if other := others.filter(starts_on__lte=used.ends_on, ends_on__gte=used.starts_on).first():
        words = f"Für die Zeit {span_words(other.starts_on, other.ends_on)} gibt es schon einen Übertrag."
        raise _at("ends_on", words, "overlap")


# ---- writing ----


def _write(
    account: Account, measure: Measure, case: Case | None, used: Used, *, by: User | None, key: UUID | None
) -> list[CarryOver]:
    rows = []
    for part, minutes in used.minutes.items():
        if not minutes:
            continue
        row = CarryOver.objects.create(
            provider_id=measure.provider_id,
            account=account,
            measure=measure,
            case=case,
            part=part,
            minutes=minutes,
            starts_on=used.starts_on,
            ends_on=used.ends_on,
            booking_month=month_of(used.ends_on),
            source=used.source.strip(),
            created_by=by,
            request_key=uuid5(key, part.value) if key else uuid4(),
        )
        record(LogKind.CHANGE, by=by, subject=row, act="carry_over")
        rows.append(row)
    return rows


def _row_like(row: CarryOver, by: User | None, **changed: object) -> CarryOver:
    kept = {
        name: getattr(row, name)
        for name in ("provider_id", "account", "measure", "case", "part", "starts_on", "ends_on", "source")
    }
    return CarryOver(**kept, created_by=by, **changed)
