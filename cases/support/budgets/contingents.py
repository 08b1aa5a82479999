"""Measure years and their contingents. Years follow each other; a contingent is a sum of signed rows in minutes.

Every function locks the measure, checks, writes and logs in one transaction, and raises ValidationError with a German
sentence for what is not allowed.
"""

from datetime import date
from itertools import pairwise
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet, Sum
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import FundingBody, User
from asa.accounts.once import KeyReused, is_by
from cases.people.enums import MeasureModel
from cases.people.models import Measure
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, MeasureYear
from cases.support.budgets.periods import LATEST, ONE_DAY

#: More years than any contract has: a typing error, not a plan.
MOST_YEARS = 10


def parts_of(measure: Measure) -> tuple[HourPart, ...]:
    """Return the parts of a contingent: two in the model of 2021, one total in that of 2024."""
    if measure.model == MeasureModel.ASAFLEX_2021:
        return (HourPart.TUITION, HourPart.STABILISATION)
    return (HourPart.TOTAL,)


def funding_bodies_of(measure: Measure) -> QuerySet[FundingBody]:
    """Return the funding bodies of a measure: its own, and those with a share in it."""
    return FundingBody.objects.filter(Q(pk=measure.funding_body_id) | Q(fundingshare__measure=measure.pk)).distinct()


def same_day_later(first: date, years: int) -> date:
    """Return the day `years` after `first`; 29 February becomes 1 March where there is none (§ 188 Abs. 2 BGB)."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)


def year_spans(first: date, count: int) -> list[tuple[date, date]]:
    """Return the first and last day of `count` years from `first` on, without gap or overlap."""
    starts = [same_day_later(first, number) for number in range(count + 1)]
    return [(start, following - ONE_DAY) for start, following in pairwise(starts)]


@transaction.atomic
def create_years(
    *, measure: Measure, starts_on: date, count: int, by: User | None, request_key: UUID | None = None
) -> list[MeasureYear]:
    """Create `count` years of twelve months from `starts_on` on, after those that there are already.

    The same `request_key` returns the first result. Refused: a gap or overlap, a year outside the measure's term.
    """
    if not 1 <= count <= MOST_YEARS:
        raise ValidationError(
            {"count": ValidationError(f"Geben Sie eine Zahl von 1 bis {MOST_YEARS} ein.", code="count")}
        )
    _check_in_term(measure, starts_on, starts_on)  # before any day of far-off years is computed
    return _add_years(measure, year_spans(starts_on, count), by=by, key=request_key)


@transaction.atomic
def create_year(
    *, measure: Measure, starts_on: date, ends_on: date, by: User | None, request_key: UUID | None = None
) -> MeasureYear:
    """Create one year with its own end; refused like `create_years`."""
    if ends_on < starts_on:
        raise ValidationError({"ends_on": ValidationError("Das Ende darf nicht vor dem Beginn liegen.", code="order")})
    return _add_years(measure, [(starts_on, ends_on)], by=by, key=request_key)[0]


def _add_years(
    measure: Measure, spans: list[tuple[date, date]], *, by: User | None, key: UUID | None
) -> list[MeasureYear]:
    _lock(measure)
    if first := MeasureYear.objects.filter(request_key=key).first() if key else None:
        if first.measure_id != measure.pk or not is_by(first, by):
            raise KeyReused
        return list(MeasureYear.objects.filter(measure=measure, number__gte=first.number).order_by("number"))
    last = MeasureYear.objects.filter(measure=measure).order_by("-number").first()
    _check_follows(last, spans[0][0])
    _check_in_term(measure, spans[0][0], spans[-1][1])
    before = last.number if last else 0
    years = MeasureYear.objects.bulk_create(
        MeasureYear(
            provider_id=measure.provider_id,
            measure=measure,
            number=before + place + 1,
            starts_on=starts_on,
            ends_on=ends_on,
            request_key=key if key and place == 0 else uuid4(),
        )
        for place, (starts_on, ends_on) in enumerate(spans)
    )
    for year in years:
        record(LogKind.CHANGE, by=by, subject=year, act="year_added", number=year.number)
    return years


def _check_follows(last: MeasureYear | None, starts_on: date) -> None:
    if last is None or starts_on == last.ends_on + ONE_DAY:
        return
    until = f"Das {last} endet am {last.ends_on:%d.%m.%Y}."
    follows = f"Das nächste beginnt am {last.ends_on + ONE_DAY:%d.%m.%Y}."
    if starts_on <= last.ends_on:
        raise ValidationError(
            {"starts_on": ValidationError(f"Die Jahre würden sich überschneiden. {until} {follows}", code="overlap")}
        )
    raise ValidationError(
        {"starts_on": ValidationError(f"Zwischen den Jahren wäre eine Lücke. {until} {follows}", code="gap")}
    )


def _check_in_term(measure: Measure, starts_on: date, ends_on: date) -> None:
    if measure.starts_on <= starts_on and ends_on <= min(measure.ends_on, LATEST):
        return
    term = f"Die Maßnahme läuft vom {measure.starts_on:%d.%m.%Y} bis {measure.ends_on:%d.%m.%Y}."
    if starts_on == ends_on:
        words = f"Der Beginn liegt nicht in der Laufzeit. {term}"
        raise ValidationError({"starts_on": ValidationError(words, code="outside_term")})
    raise ValidationError(
        f"Die Jahre vom {starts_on:%d.%m.%Y} bis {ends_on:%d.%m.%Y} liegen nicht ganz in der Laufzeit. {term}",
        code="outside_term",
    )


@transaction.atomic
def remove_last_year(*, year: MeasureYear, by: User | None) -> None:
    """Remove the last year of a measure that was created by mistake; refused once it has a contingent."""
    _lock(year.measure)
    if MeasureYear.objects.filter(measure=year.measure_id, number__gt=year.number).exists():
        raise ValidationError("Nur das letzte Jahr kann entfernt werden.", code="not_last")
    used = "Zu diesem Jahr gibt es schon Kontingente. Es bleibt bestehen."
    if Contingent.objects.filter(year=year).exists():
        raise ValidationError(used, code="used")
    record(LogKind.CHANGE, by=by, subject=year, act="year_removed", number=year.number)
    try:
        year.delete()
    except ProtectedError as error:
        raise ValidationError(used, code="used") from error


# ---- contingents ----


def contingent_state(year: MeasureYear) -> int:
    """Return the version of a year's contingents: the number of its rows, which only grows."""
    return Contingent.objects.filter(year=year).count()


@transaction.atomic
def add_contingent(
    *,
    year: MeasureYear,
    funding_body: FundingBody,
    minutes: dict[HourPart, int],
    by: User | None,
    reason: str = "",
    letter_on: date | None = None,
    version: int | None = None,
    request_key: UUID | None = None,
) -> list[Contingent]:
    """Write the first contingent of a funding body in a year, or change it by plus or minus minutes per part.

    Parts with 0 are left out. A change needs a reason; no sum may fall below zero. The same `request_key` returns the
    first result; a `version` (`contingent_state`) that is no longer true raises ValidationError with code "stale".
    """
    measure = _lock(year.measure)
    keys = {part: uuid5(request_key, part.value) for part in minutes} if request_key else {}
    if first := list(Contingent.objects.filter(request_key__in=keys.values())):
        if any(row.year_id != year.pk or (by is not None and row.created_by_id != by.pk) for row in first):
            raise KeyReused
        return first
    if version is not None and version != contingent_state(year):
        raise ValidationError(
            "Jemand hat die Kontingente dieses Jahres inzwischen geändert. Ihre Eingabe ist noch da. "
            "Vergleichen Sie beides und speichern Sie noch einmal.",
            code="stale",
        )
    changes = {part: value for part, value in minutes.items() if value}
    _check_changes(measure, year, funding_body, changes, reason=reason, letter_on=letter_on)
    rows = [
        Contingent.objects.create(
            provider_id=year.provider_id,
            year=year,
            funding_body=funding_body,
            part=part,
            minutes=value,
            reason=reason,
            letter_on=letter_on,
            created_by=by,
            request_key=keys.get(part) or uuid4(),
        )
        for part, value in changes.items()
    ]
    record(LogKind.CHANGE, by=by, subject=year, act="contingent", rows=[row.pk for row in rows])
    return rows


def _check_changes(
    measure: Measure,
    year: MeasureYear,
    body: FundingBody,
    changes: dict[HourPart, int],
    *,
    reason: str,
    letter_on: date | None,
) -> None:
    if not changes:
        raise ValidationError("Geben Sie Stunden an.", code="empty")
    if set(changes) - set(parts_of(measure)):
        raise ValidationError("Diese Art von Stunden gibt es in dieser Maßnahme nicht.", code="part")
    if not funding_bodies_of(measure).filter(pk=body.pk).exists():
        raise ValidationError("Dieser Kostenträger gehört nicht zu dieser Maßnahme.", code="funding_body")
    if letter_on is not None and letter_on > timezone.localdate():
        words = "Das Datum liegt in der Zukunft. Wählen Sie heute oder früher."
        raise ValidationError({"letter_on": ValidationError(words, code="future")})
    present = Contingent.objects.filter(year=year, funding_body=body)
    sums = dict(present.order_by().values_list("part").annotate(Sum("minutes")))
    if any(part in sums for part in changes) and not reason.strip():
        words = "Geben Sie an, warum sich das Kontingent ändert."
        raise ValidationError({"reason": ValidationError(words, code="reason")})
    for part, value in changes.items():
        if sums.get(part, 0) + value < 0:
            words = "Damit wäre das Kontingent kleiner als null. Prüfen Sie die Zahl."
            raise ValidationError({part.value: ValidationError(words, code="below_zero")})


def _lock(measure: Measure) -> Measure:
    """Let one change of a measure's years happen after the other."""
    return Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
