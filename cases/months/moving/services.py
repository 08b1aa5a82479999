"""Moving cases on to another measure: all of the chosen ones or none.

Documentation, plans, sessions and history stand at the case and go on untouched.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.months.emaw.events import on_event
from cases.months.moving.checking import Move, MoveLine, changes_phase, check_moves
from cases.months.moving.enums import MoveKind
from cases.people.enums import CaseState
from cases.people.models import Case, Measure, MeasureStay
from cases.people.services import assign_measure
from cases.sessions.ledger.services import rebook_case

#: What stands in the history before the number of the new measure.
REASONS = {
    MoveKind.OPTION_YEAR: "Optionsjahr",
    MoveKind.FUNDING_BODY: "Wechsel des Kostenträgers",
    MoveKind.ACCOMPANYING: "Schritt in die begleitende Phase",
}


class NotPossibleError(Exception):
    """One of the chosen cases cannot move; `lines` say which and why. Nothing was changed."""

    def __init__(self, lines: list[MoveLine]) -> None:
        super().__init__("not every case can move")
        self.lines = lines


@transaction.atomic
def move_cases(*, cases: Sequence[Case], move: Move, by: User | None = None) -> list[Case]:
    """Move the cases into the measure from its day on and return those that moved; who is there already stays as is.

    Sessions from that day on are booked on the new measure, those before stay. Raises NotPossibleError when one
    case cannot move, and then moves none.
    """
    keys = [case.pk for case in cases]
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("trainee").order_by("pk")
    found = list(locked)
    _hold_measures(found, move)
    lines = check_moves(found, move)
    if any(line.trouble for line in lines):
        raise NotPossibleError(lines)
    moved = []
    for line in lines:
        if line.is_possible:
            _move(line, move, by=by)
            moved.append(line.case)
    return moved


def _hold_measures(cases: Sequence[Case], move: Move) -> None:
    """Keep the months of all measures concerned from being closed between the check and the move."""
    stays = MeasureStay.objects.filter(case__in=cases).values("measure")
    held = Measure.objects.filter(Q(pk=move.measure.pk) | Q(pk__in=stays)).order_by("pk")
    list(held.select_for_update(of=("self",), no_key=True))


def _move(line: MoveLine, move: Move, *, by: User | None) -> None:
    case, measure, on, kind = line.case, move.measure, move.on, move.kind
    try:
        with transaction.atomic():
            assign_measure(case=case, measure=measure, starts_on=on, by=by, reason=REASONS[kind])
            if changes_phase(case, move):
                case.enter_state(CaseState.ACCOMPANYING, by=by, on=on)
            rebook_case(case, from_on=on, by=by)
    except ValidationError as error:
        raise NotPossibleError([MoveLine(case, line.stay, trouble=" ".join(error.messages))]) from error
    except IntegrityError as error:  # a rule of the database, worded there: overlap, closed month
        raise NotPossibleError([MoveLine(case, line.stay, trouble=_words(error))]) from error
    record(LogKind.CHANGE, by=by, subject=case, event="moved", reason=kind.value, measure=measure.pk)
    on_event(provider_id=case.provider_id, case=case, by=by)


def _words(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    if getattr(diagnosis, "constraint_name", "") == "stay_closed_month":
        return diagnosis.message_primary  # type: ignore[union-attr]
    return "In diesem Zeitraum gehört die Teilnahme schon zu einer Maßnahme."
