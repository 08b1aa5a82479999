"""Rules of sessions that forms and services both ask. All raise ValidationError with a German sentence."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.people.enums import CLOSED_STATES
from cases.people.models import Case
from cases.sessions.entries import Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.times import elapsed_minutes

LONGEST_MINUTES = 12 * 60


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Raise unless the end lies after the start and the session lasts at most twelve hours."""
    minutes = elapsed_minutes(starts_at, ends_at)
    if minutes <= 0:
        raise ValidationError("Das Ende muss nach dem Beginn liegen.", code="ends_before_start")
    if minutes > LONGEST_MINUTES:
        raise ValidationError("Ein Termin dauert höchstens 12 Stunden.", code="too_long")


def check_past(starts_at: datetime) -> None:
    """Raise when the session has not begun yet: only what was held can be written down."""
    if timezone.localdate(starts_at) > timezone.localdate():
        raise ValidationError("Das Datum liegt in der Zukunft. Wählen Sie heute oder früher.", code="future")
    if starts_at > timezone.now():
        clock = f"{timezone.localtime(starts_at):%H:%M}"
        raise ValidationError(
            f"Der Termin beginnt erst um {clock} Uhr. Erfassen Sie ihn, sobald er begonnen hat.", code="not_begun"
        )


def check_cases(cases: Iterable[Case], *, kind: str, starts_at: datetime) -> None:
    """Raise unless everyone stands once in the list and takes part in the measure on that day.

    Before entry only the first contact is possible (domain file 3.1).
    """
    cases = list(cases)
    if not cases:
        raise ValidationError("Wählen Sie mindestens eine Person.", code="nobody")
    if len({case.pk for case in cases}) != len(cases):
        raise ValidationError("Eine Person steht zweimal in diesem Termin.", code="twice")
    for case in cases:
        check_case(case, kind=kind, starts_at=starts_at)


def check_case(case: Case, *, kind: str, starts_at: datetime) -> None:
    """Raise unless this one case may stand in a session of that kind on that day."""
    day, name = timezone.localdate(starts_at), case.trainee.first_name
    if case.ended_on is not None and day > case.ended_on:
        raise ValidationError(f"{name} ist seit {case.ended_on:%d.%m.%Y} nicht mehr dabei.", code="closed")
    if case.state in CLOSED_STATES and case.ended_on is None:
        raise ValidationError(f"Die Teilnahme von {name} ist beendet.", code="closed")
    if kind == SessionKind.FIRST_CONTACT:
        if case.started_on is not None and day > case.started_on:
            raise ValidationError(
                f"{name} ist seit {case.started_on:%d.%m.%Y} dabei. Ein Erstkontakt liegt davor. "
                "Wählen Sie eine andere Art.",
                code="after_entry",
            )
        return
    if case.started_on is None:
        raise ValidationError(
            f"{name} ist noch nicht eingetreten. Vorher ist nur ein Erstkontakt möglich.", code="before_entry"
        )
    if day < case.started_on:
        raise ValidationError(
            f"{name} ist erst seit {case.started_on:%d.%m.%Y} dabei. Davor ist nur ein Erstkontakt möglich.",
            code="before_entry",
        )


def check_part(part: Part, *, length: int) -> None:
    """Raise unless outcome, delay and reason of one person fit together; `length` is the session's in minutes."""
    if part.outcome == Outcome.LATE and not 0 < part.late_minutes < length:
        raise ValidationError(
            f"Geben Sie die Verspätung von {part.case.trainee.first_name} in Minuten an, "
            f"weniger als die Länge des Termins ({length} Minuten).",
            code="late_minutes",
        )
