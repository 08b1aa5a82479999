"""Where the hours of a case may lie in time: inside the case, inside its time in the measure, apart from others."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure, MeasureStay
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


def spans_in_measure(case: Case, measure: Measure) -> list[tuple[date, date | None]]:
    """Return the times of the case in the measure, oldest first; stays that follow each other are one."""
    spans: list[tuple[date, date | None]] = []
    for stay in MeasureStay.objects.filter(case=case, measure=measure).order_by("starts_on"):
        end = spans[-1][1] if spans else None
        if end is not None and stay.starts_on == end + ONE_DAY:
            spans[-1] = (spans[-1][0], stay.ends_on)
        else:
            spans.append((stay.starts_on, stay.ends_on))
    return spans


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
    first = starts_on.replace(day=1) if per_month else starts_on
    others = HourGrant.objects.filter(case=case)
    if but is not None:
        others = others.exclude(pk=but.pk)
    for start, end in _standing_spans(others):
        last = _month_end(end) if per_month else end
        if (start.replace(day=1) if per_month else start) <= ends_on and first <= last:
            words = (
                f"Für die Zeit {span_words(start, end)} gibt es schon Begleitungsstunden. "
                "Tragen Sie dort eine Änderung ein oder wählen Sie einen anderen Zeitraum."
            )
            raise ValidationError({"starts_on": ValidationError(words, code="overlap")})


def effective_agreements(steps: Iterable[HourGrantStep]) -> list[tuple[HourGrantStep, date]]:
    """Return the agreements of one thread that count for some days, each with the last day it counts for.

    The last agreement counts; where it begins later than an earlier one, the earlier one counts until the day before.
    """
    agreements = sorted((s for s in steps if s.kind == GrantStepKind.AGREEMENT), key=lambda step: -step.number)
    found: list[tuple[HourGrantStep, date]] = []
    replaced_from = date.max
    for step in agreements:
        end = min(step.ends_on, replaced_from - ONE_DAY)
        if end >= step.starts_on:
            found.append((step, end))
        replaced_from = min(replaced_from, step.starts_on)
    return found[::-1]


def _standing_spans(grants: QuerySet[HourGrant]) -> list[tuple[date, date]]:
    """Return the times for which a thread stands: what is agreed, and the last step while it waits for an answer."""
    spans = []
    for grant in grants.prefetch_related("steps"):
        steps = list(grant.steps.all())
        spans += [(step.starts_on, end) for step, end in effective_agreements(steps)]
        if grant.state in (GrantState.PROPOSED, GrantState.COUNTERED):
            last = max(steps, key=lambda step: step.number)
            spans.append((last.starts_on, last.ends_on))
    return spans


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
