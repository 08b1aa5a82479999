"""Where the hours of a case may lie in time: inside the case, inside its time in the measure, apart from others."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure, MeasureStay
from cases.people.ranges import month_after
from cases.support.budgets.enums import GrantState, GrantStepKind
from cases.support.budgets.models import HourGrant, HourGrantStep

ONE_DAY = timedelta(days=1)

#: Later days are typing errors; nothing is computed with them.
LATEST = date(2100, 12, 31)


def span_words(starts_on: date, ends_on: date | None) -> str:
    """Return "vom 01.09.2025 bis 31.07.2026", or "ab dem 01.09.2025" where there is no end."""
    if ends_on is None:
        return f"ab dem {starts_on:%d.%m.%Y}"
    return f"vom {starts_on:%d.%m.%Y} bis {ends_on:%d.%m.%Y}"


class TimesInMeasures:
    """When cases were in their measures, from rows of (case, measure, first day, last day or None)."""

    def __init__(self, stays: Iterable[tuple[int, int, date, date | None]]) -> None:
        self._spans: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
        for case_id, measure_id, starts_on, ends_on in sorted(stays, key=lambda stay: stay[:3]):
            spans = self._spans[case_id, measure_id]
            end = spans[-1][1] if spans else None
            if end is not None and starts_on == end + ONE_DAY:
                spans[-1] = (spans[-1][0], ends_on)
            else:
                spans.append((starts_on, ends_on))

    @classmethod
    def of(cls, case: Case) -> "TimesInMeasures":
        """Read those of one case. One query."""
        stays = MeasureStay.objects.filter(case=case)
        return cls(stays.values_list("case", "measure", "starts_on", "ends_on"))

    def spans(self, case_id: int, measure_id: int) -> list[tuple[date, date | None]]:
        """Return the times of a case in a measure, oldest first; stays that follow each other are one."""
        return self._spans.get((case_id, measure_id), [])

    def last_day(self, case: Case, measure_id: int, starts_on: date) -> date:
        """Return until when hours from `starts_on` on can count; `date.min` where the case was not in the measure."""
        for start, end in self.spans(case.pk, measure_id):
            if start <= starts_on and (end is None or starts_on <= end):
                return min(end or date.max, case.ended_on or date.max)
        return date.min


def spans_in_measure(case: Case, measure: Measure) -> list[tuple[date, date | None]]:
    """Return the times of one case in a measure, oldest first. One query."""
    return TimesInMeasures.of(case).spans(case.pk, measure.pk)


def check_inside(case: Case, measure: Measure, starts_on: date, ends_on: date) -> None:
    """Raise ValidationError unless the period lies inside the case and one of its times in the measure."""
    if ends_on < starts_on:
        raise ValidationError({"ends_on": ValidationError("Das Ende darf nicht vor dem Beginn liegen.", code="order")})
    first = case.started_on or case.reported_on
    if starts_on < first or (case.ended_on is not None and ends_on > case.ended_on):
        field = "starts_on" if starts_on < first else "ends_on"
        words = f"Der Zeitraum liegt außerhalb der Teilnahme. Sie läuft {span_words(first, case.ended_on)}."
        raise ValidationError({field: ValidationError(words, code="outside_case")})
    spans = spans_in_measure(case, measure)
    if any(start <= starts_on and (end is None or ends_on <= end) for start, end in spans):
        _check_measure_term(measure, ends_on)
        return
    if not spans:
        raise ValidationError("Die Teilnahme gehört nicht zu dieser Maßnahme.", code="outside_measure")
    times = ", ".join(span_words(*span) for span in spans)
    words = f"Der Zeitraum liegt außerhalb der Zuordnung zur Maßnahme {measure.number}. Sie gilt {times}."
    field = "starts_on" if starts_on < spans[0][0] else "ends_on"
    raise ValidationError({field: ValidationError(words, code="outside_measure")})


def _check_measure_term(measure: Measure, ends_on: date) -> None:
    if ends_on > min(measure.ends_on, LATEST):
        words = f"Die Maßnahme {measure.number} endet am {measure.ends_on:%d.%m.%Y}. Wählen Sie ein früheres Ende."
        raise ValidationError({"ends_on": ValidationError(words, code="after_measure")})


def check_apart(case: Case, measure: Measure, starts_on: date, ends_on: date, *, but: HourGrant | None = None) -> None:
    """Raise ValidationError when another thread of the case already stands for some of this time.

    Where hours are agreed per month (2021), two threads may not share a month either: it would be granted twice.
    """
    per_month = measure.model == MeasureModel.ASAFLEX_2021
    others = HourGrant.objects.filter(case=case).select_related("case").prefetch_related("steps")
    if but is not None:
        others = others.exclude(pk=but.pk)
    times = TimesInMeasures.of(case)
    for other in others:
        whole = per_month and other.measure_id == measure.pk
        first, last = _widened(starts_on, ends_on) if whole else (starts_on, ends_on)
        for start, end in _standing_spans(other, times):
            if start <= ends_on and starts_on <= end:
                words = (
                    f"Für die Zeit {span_words(start, end)} gibt es schon Begleitungsstunden. "
                    "Tragen Sie dort eine Änderung ein oder wählen Sie einen anderen Zeitraum."
                )
                raise ValidationError({"starts_on": ValidationError(words, code="overlap")})
            if start <= last and first <= end:
                raise ValidationError(_same_month(start, end, starts_on))


def _same_month(start: date, end: date, starts_on: date) -> dict[str, ValidationError]:
    """Return the error of a period that touches no day of another, but shares its first or last month."""
    is_after = starts_on > end
    shared = end if is_after else start
    way_out = (
        f"Beginnen Sie am {month_after(end):%d.%m.%Y}."
        if is_after
        else f"Enden Sie am {start.replace(day=1) - ONE_DAY:%d.%m.%Y}."
    )
    words = (
        f"Im Monat {shared:%m.%Y} gelten schon Begleitungsstunden ({span_words(start, end)}). "
        f"Hier wird je Monat vereinbart, jeder Monat zählt nur einmal. {way_out}"
    )
    return {"starts_on" if is_after else "ends_on": ValidationError(words, code="overlap")}


def _widened(starts_on: date, ends_on: date) -> tuple[date, date]:
    """Return the period in whole months."""
    return starts_on.replace(day=1), month_after(ends_on) - ONE_DAY


def effective_agreements(
    steps: Iterable[HourGrantStep], last_day: Callable[[date], date] = lambda _: date.max
) -> list[tuple[HourGrantStep, date]]:
    """Return the agreements of one thread that count for some days, each with the last day it counts for.

    The last agreement counts; where it begins later than an earlier one, the earlier one counts until the day before.
    `last_day` tells for the first day of an agreement how long the case was in the measure after it.
    """
    agreements = sorted((s for s in steps if s.kind == GrantStepKind.AGREEMENT), key=lambda step: -step.number)
    found: list[tuple[HourGrantStep, date]] = []
    replaced_from = date.max
    for step in agreements:
        end = min(step.ends_on, replaced_from - ONE_DAY, last_day(step.starts_on))
        if end >= step.starts_on:
            found.append((step, end))
        replaced_from = min(replaced_from, step.starts_on)
    return found[::-1]


def _standing_spans(grant: HourGrant, times: TimesInMeasures) -> list[tuple[date, date]]:
    """Return the times for which a thread stands: what is agreed, and the last step while it waits for an answer."""
    steps = list(grant.steps.all())

    def until(starts_on: date) -> date:
        return times.last_day(grant.case, grant.measure_id, starts_on)

    spans = [(step.starts_on, end) for step, end in effective_agreements(steps, until)]
    if grant.state in (GrantState.PROPOSED, GrantState.COUNTERED):
        last = max(steps, key=lambda step: step.number)
        spans.append((last.starts_on, min(last.ends_on, until(last.starts_on))))
    return spans
