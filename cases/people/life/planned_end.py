"""The planned end of a participation: a fact that lists, reports and series read; nothing happens by itself on it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.models import User
from asa.accounts.refusals import refusable
from cases.people.enums import CaseEventKind
from cases.people.life.phases import locked
from cases.people.models import Case, MeasureStay


@refusable
@transaction.atomic
def plan_end(*, case: Case, planned_end_on: date | None, by: User | None, today: date | None = None) -> Case:
    """Set the planned last day of an open case, or none; the same day again is no change.

    Raises ValidationError at `planned_end_on` for a day before the entry, and for a case that is closed.
    """
    case = locked(case)
    if case.planned_end_on == planned_end_on:
        return case
    if not case.is_open:
        raise ValidationError("Diese Teilnahme ist beendet.", code="closed")
    begun = case.started_on or case.reported_on
    if planned_end_on is not None and planned_end_on < begun:
        words = f"Die Teilnahme begann am {begun:%d.%m.%Y}." if case.started_on else f"Gemeldet am {begun:%d.%m.%Y}."
        raise ValidationError({"planned_end_on": f"{words} Wählen Sie einen späteren Tag."}, code="before_entry")
    case.planned_end_on = planned_end_on
    case.version += 1
    case.save(update_fields=["planned_end_on", "version"])
    text = f"Geplantes Ende: {planned_end_on:%d.%m.%Y}" if planned_end_on else "Geplantes Ende gestrichen"
    case.add_event(CaseEventKind.LIFE, by=by, on=today or timezone.localdate(), text=text)
    return case


def after_measure(case: Case, planned_end_on: date) -> str:
    """Return the warning for a planned end after the measure's end; empty for every other."""
    stay = MeasureStay.objects.filter(case=case).select_related("measure").order_by("-starts_on").first()
    if stay is None or planned_end_on <= stay.measure.ends_on:
        return ""
    return f"Die Maßnahme {stay.measure.number} endet schon am {stay.measure.ends_on:%d.%m.%Y}."
