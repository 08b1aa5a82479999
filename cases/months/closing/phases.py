"""The hours account follows the phase: a contract entered late moves past sessions out of the Vorphase.

Sessions of open months are booked again at once. Those of closed months become requests for a correction, so that a
second person sees them before they are booked into an open month.
"""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.months.closing.corrections import change_of, closed_measures, stored_entry
from cases.months.closing.models import CorrectionState, MonthCorrection
from cases.people.enums import CaseEventKind, CaseState
from cases.people.models import Case
from cases.people.ranges import valid_on
from cases.sessions.entries import Part
from cases.sessions.enums import Mode, Outcome
from cases.sessions.ledger.services import rebook_where_open
from cases.sessions.models import Attendance, Session

REASON = "Die Phase am Tag des Termins hat sich geändert: jetzt „{phase}“ ab {day}. Nur die Buchung ändert sich."


OLD_REASON = (
    "Termine der Vorphase belasten kein Kontingent der begleitenden Phase (Regel „Termine in der Vorphase“); gebucht "
    "wurde vor dieser Regel. Nur die Buchung ändert sich."
)


def on_phase(*, provider_id: int, case: Case | None = None, by: User | None = None) -> None:
    """Listen to changes of cases (`cases.people.telling`): book again when the last one began or ended a Vorphase."""
    if case is None:
        return
    event = case.events.order_by("-id").first()
    if event is None or event.kind != CaseEventKind.STATE:
        return
    if CaseState.PRE_PHASE in (event.details["before"], event.details["after"]):
        follow_phase(case=case, from_on=event.on, phase=CaseState(event.details["after"]), by=by)


@transaction.atomic
def follow_phase(*, case: Case, from_on: date, phase: CaseState, by: User | None) -> list[MonthCorrection]:
    """Bring the bookings of a case from a day on in line with its phases; return the corrections asked for.

    `by` asks for them; where nobody did it (the calendar), the fixed contact person does.
    Raises ValidationError when there is nobody to ask.
    """
    return _follow(case, from_on, reason=REASON.format(phase=phase.label, day=f"{from_on:%d.%m.%Y}"), by=by)


# Standing bookings with minutes for somebody who was in the Vorphase that day: made before the rule was there.
_CHARGED_EARLY = """
    SELECT a.case_id, min((s.starts_at AT TIME ZONE 'Europe/Berlin')::date)
    FROM cases_attendance a JOIN cases_session s ON s.id = a.session_id
    JOIN cases_ledgerentry e ON e.session_id = s.id AND e.case_id = a.case_id AND e.minutes > 0
         AND e.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM cases_ledgerentry b WHERE b.reverses_id = e.id)
    WHERE cases_phase_on(a.case_id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date) = 'pre_phase'
    GROUP BY a.case_id ORDER BY a.case_id
"""


def charged_in_pre_phase() -> dict[int, date]:
    """Return the cases of the provider with charged sessions in their Vorphase, each with the first such day."""
    with connection.cursor() as cursor:
        cursor.execute(_CHARGED_EARLY)
        return dict(cursor.fetchall())


@transaction.atomic
def rebook_pre_phase(*, case: Case, from_on: date, by: User | None) -> list[MonthCorrection]:
    """Book a case's sessions since its Vorphase again, as the rule of the Vorphase says; return the corrections asked.

    For bookings that are older than the rule. Open months are booked at once; in closed ones a second person decides.
    The same again asks for nothing twice. Raises ValidationError when there is nobody to ask.
    """
    return _follow(case, from_on, reason=OLD_REASON, by=by)


def _follow(case: Case, from_on: date, *, reason: str, by: User | None) -> list[MonthCorrection]:
    closed = rebook_where_open(case, from_on=from_on, by=by)
    if not closed:
        return []
    asker = by or _contact_person(case)
    waiting = MonthCorrection.objects.filter(
        session_key__in=[session.request_key for session in closed], state=CorrectionState.REQUESTED
    )
    asked = set(waiting.values_list("session_key", flat=True))
    return [_request(session, case, reason=reason, by=asker) for session in closed if session.request_key not in asked]


def _contact_person(case: Case) -> User:
    assignment = case.assignments.filter(valid_on()).select_related("member__user").first()
    if assignment is None:
        raise ValidationError(
            "Ein abgeschlossener Monat ändert sich, und niemand ist da, der die Korrektur beantragt. "
            "Bitte legen Sie zuerst eine Ansprechperson fest.",
            code="no_contact_person",
        )
    return assignment.member.user


def _request(session: Session, case: Case, *, reason: str, by: User) -> MonthCorrection:
    """Ask to book a session of a closed month again, as it was written down."""
    attendance = Attendance.objects.get(session=session, case=case)
    part = Part(case, Outcome(attendance.outcome), attendance.late_minutes, Mode(attendance.mode), attendance.reason)
    entry = replace(stored_entry(session), parts=[part])
    day = timezone.localdate(session.starts_at)
    change = change_of(entry, version=session.version, measures=closed_measures(_cases(session), {day}))
    correction = MonthCorrection.objects.create(
        provider_id=session.provider_id,
        session=session,
        session_key=session.request_key,
        service_on=day,
        change={**change, "only_books": True},
        reason=reason,
        requested_by=by,
    )
    record(LogKind.CHANGE, by=by, subject=correction, act="requested", people=1)
    return correction


def _cases(session: Session) -> list[Case]:
    return list(Case.objects.filter(attendances__session=session))
