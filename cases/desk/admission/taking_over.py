"""What finishing an admission does with the hours of another software, and what is still missing before it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts.models import User
from cases.people.enums import CaseState
from cases.people.models import Admission, Case, Measure
from cases.people.takeover import Takeover
from cases.sessions.ledger.carry_over.services import Used, carry_over_case
from cases.support.budgets.enums import Channel, HourPart, Side
from cases.support.budgets.services import Message, Terms, agree, propose

REMARK = "Aus anderer Software übernommen."


def measure_start(measure: Measure, entry_on: date) -> date:
    """Return from when a case belongs to the measure: from its entry, at the earliest from the measure's beginning."""
    return max(entry_on, measure.starts_on)


def before_measure(measure: Measure | None, entry_on: date | None) -> str:
    """Return the warning for somebody who entered before the measure began; empty for everybody else."""
    if measure is None or entry_on is None or entry_on >= measure.starts_on:
        return ""
    return (
        f"Der Eintritt liegt vor dem Beginn der Maßnahme {measure.number}. "
        f"Zur Maßnahme gehört die Teilnahme erst ab dem {measure.starts_on:%d.%m.%Y}."
    )


@transaction.atomic
def take_over_hours(*, case: Case, measure: Measure, takeover: Takeover, by: User, on: date) -> None:
    """Write the hours agreed before, as a proposal that was agreed to, and what is used of them as a carry-over.

    Raises ValidationError with a German sentence that names the part which does not fit.
    """
    if not takeover.has_agreed or takeover.agreed_from is None or takeover.agreed_until is None:
        return
    day = min(takeover.agreed_from, on)
    channel = Channel.EMAW if measure.uses_emaw else Channel.LETTER
    message = Message(day, channel, None if measure.uses_emaw else day, REMARK)
    terms = Terms(takeover.agreed_from, takeover.agreed_until, takeover.tuition, takeover.stabilisation, takeover.total)
    try:
        grant = propose(
            case=case, measure=measure, terms=terms, message=message, side=Side.FUNDING_BODY, is_zero_confirmed=True,
            by=by,
        )  # fmt: skip
        agree(grant=grant, message=message, by=by)
        if takeover.has_used and takeover.used_until is not None:
            parts = {
                HourPart.TUITION: takeover.used_tuition,
                HourPart.STABILISATION: takeover.used_stabilisation,
                HourPart.TOTAL: takeover.used_total,
            }
            used = Used(
                {part: minutes for part, minutes in parts.items() if minutes},
                takeover.agreed_from,
                takeover.used_until,
                takeover.source or "bisherige Software",
            )
            carry_over_case(case=case, measure=measure, used=used, by=by)
    except ValidationError as error:
        raise ValidationError(f"Stunden aus anderer Software: {' '.join(error.messages)}", code="takeover") from error


def missing_for(admission: Admission, *, on: date) -> list[str]:
    """Return what an admission still needs before it can be finished, in German words; empty when nothing."""
    entry = admission.entry_on
    return missing_words(admission, has_contact=admission.case.has_contact_person(max(entry or on, on)), on=on)


def missing_words(admission: Admission, *, has_contact: bool, on: date) -> list[str]:
    """As `missing_for`, for lists that know the contact persons of all already."""
    entry, trainee = admission.entry_on, admission.case.trainee
    found = []
    if admission.case.state in (CaseState.REPORTED, CaseState.CONTACT):
        found.append("Zuweisung")
    if admission.measure_id is None:
        found.append("Maßnahme")
    if entry is None:
        found.append("Eintritt")
    if not has_contact:
        found.append("Ansprechperson")
    if trainee.lacks_guardian(max(entry or on, on)):
        found.append("sorgeberechtigte Person oder warum es keine gibt")
    return found
