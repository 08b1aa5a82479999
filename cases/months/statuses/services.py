"""Codes and marks of the day status. Services check rules, not rights: views hand over only what the person may change.

Never a diagnosis: nothing here takes free text. A closed month refuses with a sentence; the trigger is the last wall.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider, User
from cases.months.closing.models import MonthClose
from cases.months.statuses.built_in import CODES, VALID_FROM
from cases.months.statuses.days import last_day, takes_entry
from cases.months.statuses.enums import PROVABLE_KINDS, ChangeCause, DayKind, ProofRoute
from cases.months.statuses.models import DayCode, DayStatus
from cases.people.models import Case, MeasureStay

#: More than this in one go is a typing error, not a sick note.
LONGEST_SPAN = 100
MOST_MARKS = 5000


class CodeStale(Exception):
    """Somebody else has saved the code since the form was opened; `current` is what is stored now."""

    def __init__(self, current: DayCode) -> None:
        super().__init__(f"DayCode {current.pk} is at version {current.version}")
        self.current = current


class MarksChanged(Exception):
    """Somebody else has marked some of these days since the page was opened; `statuses` is what is stored now."""

    def __init__(self, statuses: Sequence[DayStatus]) -> None:
        super().__init__(f"{len(statuses)} marks changed")
        self.statuses = statuses


# ---- codes ----


def ensure_codes(provider_id: int) -> None:
    """Give a provider the built-in codes once; whoever has any code keeps exactly those."""
    if DayCode.objects.filter(provider=provider_id).exists():
        return
    with transaction.atomic():
        Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_id)
        if DayCode.objects.filter(provider=provider_id).exists():
            return
        DayCode.objects.bulk_create(
            DayCode(
                provider_id=provider_id,
                letters=code.letters,
                label=code.label,
                kind=code.kind,
                official=code.official,
                starts_on=VALID_FROM,
            )
            for code in CODES
        )


def _check_code(code: DayCode) -> None:
    code.full_clean(exclude=["provider"], validate_unique=False, validate_constraints=False)
    code.validate_constraints(exclude=[])
    same = DayCode.objects.filter(provider=code.provider_id, letters=code.letters).exclude(pk=code.pk)
    same = same.filter(Q(ends_on=None) | Q(ends_on__gte=code.starts_on))
    if code.ends_on:
        same = same.filter(starts_on__lte=code.ends_on)
    if first := same.first():
        raise ValidationError(
            {"letters": f"Das Kürzel gilt ab {first.starts_on:%d.%m.%Y} schon für „{first.label}“."}, code="overlap"
        )


def _check_used(code: DayCode, before: DayCode) -> None:
    """A code that stands in months keeps its meaning: reports of those months must stay true."""
    used = DayStatus.objects.filter(code=code)
    if (code.letters, code.kind) != (before.letters, before.kind) and used.exists():
        raise ValidationError(
            {"kind": "Das Kürzel ist schon eingetragen. Beenden Sie es und legen Sie ein neues an."}, code="used"
        )
    outside = Q(on__lt=code.starts_on) | (Q(on__gt=code.ends_on) if code.ends_on else Q())
    if used.filter(outside).exists():
        raise ValidationError(
            {"ends_on": "Außerhalb dieses Zeitraums ist das Kürzel schon eingetragen."}, code="used_outside"
        )


@transaction.atomic
def save_code(
    code: DayCode, *, by: User | None, version: int | None = None, request_key: UUID | None = None
) -> DayCode:
    """Create or change a code. The same `request_key` returns the first one; raises CodeStale and ValidationError."""
    if code.pk is None:
        if first := DayCode.objects.filter(request_key=request_key).first() if request_key else None:
            return first
        code.request_key = request_key or uuid4()
    else:
        stored = DayCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
        if version is not None and stored.version != version:
            raise CodeStale(stored)
        _check_used(code, stored)
        code.version = stored.version + 1
    _check_code(code)
    code.save()
    record(LogKind.CHANGE, by=by, subject=code)
    return code


def offered_codes(provider_id: int, month: date) -> list[DayCode]:
    """Return the codes valid at the beginning or the end of a month, in the order of their kinds: presence first."""
    end = last_day(month)
    codes = DayCode.objects.filter(Q(ends_on=None) | Q(ends_on__gte=month), provider=provider_id, starts_on__lte=end)
    kinds = list(DayKind)
    return sorted(codes, key=lambda code: (kinds.index(DayKind(code.kind)), code.pk))


# ---- marks ----


@dataclass(frozen=True)
class Proof:
    """The way of the proof of an absence and when it was seen; never the proof itself."""

    route: ProofRoute = ProofRoute.NONE
    seen_on: date | None = None


@dataclass(frozen=True)
class Marked:
    """What a marking did: days written, days left out (weekend, holiday, not in support)."""

    written: int
    unchanged: int
    left_out: int


Mark = tuple[Case, date]


def closed_months(marks: Iterable[Mark]) -> list[date]:
    """Return the months of these marks that are closed for the measure of the case on that day."""
    marks = list(marks)
    months = {day.replace(day=1) for _, day in marks}
    closed = set(MonthClose.objects.filter(month__in=months).values_list("measure", "month"))
    if not closed:
        return []
    stays: dict[int, list[MeasureStay]] = {}
    for stay in MeasureStay.objects.filter(case__in={case.pk for case, _ in marks}):
        stays.setdefault(stay.case_id, []).append(stay)
    found = set()
    for case, day in marks:
        for stay in stays.get(case.pk, []):
            belongs = stay.starts_on <= day and (stay.ends_on is None or day <= stay.ends_on)
            if belongs and (stay.measure_id, day.replace(day=1)) in closed:
                found.add(day.replace(day=1))
    return sorted(found)


def _closed_error(months: Sequence[date]) -> ValidationError:
    words = ", ".join(f"{month:%m/%Y}" for month in months)
    verb = "Der Monat %s ist" if len(months) == 1 else "Die Monate %s sind"
    return ValidationError(
        f"{verb % words} abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur.", code="month_closed"
    )


def _check_marks(marks: Sequence[Mark], code: DayCode | None, proof: Proof, today: date) -> None:
    if not marks:
        raise ValidationError("Wählen Sie mindestens einen Tag einer Person.", code="no_marks")
    if len(marks) > MOST_MARKS:
        raise ValidationError("Das sind zu viele Tage auf einmal. Wählen Sie weniger Personen.", code="too_many")
    if months := closed_months(marks):
        raise _closed_error(months)
    if code is None:
        return
    outside = [day for _, day in marks if day < code.starts_on or (code.ends_on is not None and day > code.ends_on)]
    if outside:
        raise ValidationError(f"„{code.letters}“ gilt nicht am {min(outside):%d.%m.%Y}.", code="code_not_valid")
    ahead = [day for _, day in marks if day > today]
    if ahead and code.kind in (DayKind.UNEXCUSED,):
        raise ValidationError("Ein Fehltag lässt sich nicht im Voraus eintragen.", code="ahead")
    if proof.route and code.kind not in PROVABLE_KINDS:
        raise ValidationError("Zu diesem Kürzel gehört kein Nachweis.", code="no_proof")
    if proof.seen_on and not proof.route:
        raise ValidationError("Wählen Sie, auf welchem Weg der Nachweis kam.", code="proof_route")
    if proof.seen_on and proof.seen_on > today:
        raise ValidationError("Der Tag, an dem Sie den Nachweis gesehen haben, liegt in der Zukunft.", code="seen_on")


def _is_supported(case: Case, day: date) -> bool:
    return case.started_on is not None and case.started_on <= day and (case.ended_on is None or day <= case.ended_on)


@transaction.atomic
def mark_days(
    marks: Iterable[Mark],
    *,
    code: DayCode | None,
    by: User | None,
    land: str = "",
    proof: Proof | None = None,
    seen_at: datetime | None = None,
    cause: ChangeCause | None = None,
    today: date | None = None,
) -> Marked:
    """Write one code on many days of many people; `code=None` removes their entries. Doing it twice changes nothing.

    Weekends, public holidays of `land` and days outside the support are left out and counted. `seen_at` is when the
    person saw the grid: entries of others since then raise MarksChanged. Raises ValidationError in German.
    """
    given, proof, today = list(dict.fromkeys(marks)), proof or Proof(), today or timezone.localdate()
    chosen = [(case, day) for case, day in given if takes_entry(day, land) and _is_supported(case, day)]
    _check_marks(chosen, code, proof, today)
    if code is not None and any(case.provider_id != code.provider_id for case, _ in chosen):
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    cases = {case.pk: case for case, _ in chosen}
    days = [day for _, day in chosen]
    # The cases are the gate: two people who mark the same days come one after the other.
    list(Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=cases).order_by("pk").values("pk"))
    stored = DayStatus.objects.filter(case__in=cases, on__range=(min(days), max(days))).select_related(
        "case__trainee", "code", "updated_by"
    )
    held = {(status.case_id, status.on): status for status in stored}
    touched = [held[case.pk, day] for case, day in chosen if (case.pk, day) in held]
    if seen_at is not None:
        by_others = [s for s in touched if s.updated_at > seen_at and s.updated_by_id != (by.pk if by else None)]
        if others := [s for s in by_others if code is None or s.code_id != code.pk]:
            raise MarksChanged(others)
    try:
        with transaction.atomic():
            written = _write(chosen, held, code, proof, by)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != "month_closed":
            raise
        raise ValidationError(str(diagnosis.message_primary), code="month_closed") from error  # type: ignore[union-attr]
    for case_id, count in written.items():
        letters = code.letters if code else ""
        subject = cases[case_id]
        record(LogKind.CHANGE, by=by, subject=subject, what="day_status", code=letters, days=count, cause=cause or "")
    total = sum(written.values())
    return Marked(written=total, unchanged=len(chosen) - total, left_out=len(given) - len(chosen))


def _write(
    chosen: Sequence[Mark], held: dict[tuple[int, date], DayStatus], code: DayCode | None, proof: Proof, by: User | None
) -> dict[int, int]:
    """Write what differs; return the number of days per case."""
    counts: dict[int, int] = {}
    new, changed, removed = [], [], []
    for case, day in chosen:
        status = held.get((case.pk, day))
        if code is None:
            if status is None:
                continue
            removed.append(status.pk)
        elif status is None:
            new.append(
                DayStatus(
                    provider_id=case.provider_id,
                    case=case,
                    on=day,
                    code=code,
                    proof_route=proof.route,
                    proof_seen_on=proof.seen_on,
                    updated_by=by,
                )
            )
        elif (status.code_id, status.proof_route, status.proof_seen_on) == (code.pk, proof.route, proof.seen_on):
            continue
        else:
            status.code, status.proof_route, status.proof_seen_on = code, proof.route, proof.seen_on
            status.updated_by, status.updated_at = by, timezone.now()
            changed.append(status)
        counts[case.pk] = counts.get(case.pk, 0) + 1
    DayStatus.objects.filter(pk__in=removed).delete()
    DayStatus.objects.bulk_create(new)
    DayStatus.objects.bulk_update(changed, ["code", "proof_route", "proof_seen_on", "updated_by", "updated_at"])
    return counts
