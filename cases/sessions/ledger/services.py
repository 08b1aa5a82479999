"""Bringing the hours account in line with the sessions: reverse what no longer holds, book what holds now.

Every function runs inside the caller's transaction, so that a session and its bookings are saved together or not at
all. Bookings are never changed: a change is a reversing row and a new one (`LedgerEntry`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from asa.accounts.models import User
from cases.people.models import Case, Measure
from cases.sessions.counting import Charge
from cases.sessions.ledger.facts import Counted, count_sessions
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, Session

#: Sessions are booked again in portions of this size.
PORTION = 500


@contextmanager
def correcting(correction_id: int) -> Iterator[None]:
    """Let the block change one session of a closed month, as an approved correction allows; a trigger checks it."""
    with transaction.atomic():
        _set_correction(str(correction_id))
        yield
        _set_correction("")


def _set_correction(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.correction', %s, true)", [value])


def month_of(day: date) -> date:
    """Return the first of the month."""
    return day.replace(day=1)


def book(session: Session, *, by: User | None = None) -> list[LedgerEntry]:
    """Make the bookings of a session say what it charges now; return the new rows, none when nothing changed.

    Raises ValidationError when that would change a closed month without an approved correction.
    """
    return book_all([session], by=by)


@transaction.atomic
def book_all(sessions: Sequence[Session], *, by: User | None = None) -> list[LedgerEntry]:
    """As `book`, for many sessions with a constant number of queries."""
    rows = [row for _, changed in _changes(sessions) for row in changed]
    if not rows:
        return []
    months, is_correction = _booking_months(rows)
    for row in rows:
        if months[_place(row)] != row.service_month and not is_correction:
            raise month_closed_error(row.service_month)
    return _write(rows, months, by=by)


@transaction.atomic
def book_where_open(sessions: Sequence[Session], *, by: User | None = None) -> list[Session]:
    """As `book_all`, but leave out and return the sessions that would change a closed month: those need corrections."""
    changes = _changes(sessions)
    rows = [row for _, changed in changes for row in changed]
    if not rows:
        return []
    months, _ = _booking_months(rows)
    closed = [s for s, changed in changes if any(months[_place(row)] != row.service_month for row in changed)]
    left_out = {session.pk for session in closed}
    _write([row for row in rows if row.session_id not in left_out], months, by=by)
    return closed


def _changes(sessions: Sequence[Session]) -> list[tuple[Session, list[LedgerEntry]]]:
    """Return per session the reversing and new rows that would make its bookings right; none where they are."""
    counted = count_sessions(sessions)
    standing: dict[int, list[LedgerEntry]] = {session.pk: [] for session in sessions}
    for entry in LedgerEntry.objects.standing().filter(session__in=list(standing)).order_by("id"):
        standing[entry.session_id].append(entry)
    changes = []
    for session in sessions:
        gone, new = _difference(session, counted[session.pk], standing[session.pk])
        changes.append((session, [_reversal(entry) for entry in gone] + new))
    return changes


def _place(row: LedgerEntry) -> tuple[int, date]:
    return row.measure_id, row.service_month


def _write(rows: list[LedgerEntry], months: dict[tuple[int, date], date], *, by: User | None) -> list[LedgerEntry]:
    for row in rows:
        row.booking_month = months[_place(row)]
        row.created_by = by if by is not None and by.pk else None
    return LedgerEntry.objects.bulk_create(rows)


def _key(entry: LedgerEntry) -> tuple:
    """What makes two bookings say the same; the sentence is only its wording."""
    return (
        entry.account, entry.measure_id, entry.case_id, entry.kind, entry.employer_present, entry.minutes,
        entry.service_on, entry.rule_id,
    )  # fmt: skip


def _difference(
    session: Session, counted: Counted, standing: list[LedgerEntry]
) -> tuple[list[LedgerEntry], list[LedgerEntry]]:
    """Return the bookings that no longer hold and those that are missing."""
    wanted = [_entry(session, counted.on, charge) for charge in counted.charges]
    missing = {_key(entry): entry for entry in wanted}
    gone = [entry for entry in standing if missing.pop(_key(entry), None) is None]
    return gone, list(missing.values())


def _entry(session: Session, on: date, charge: Charge) -> LedgerEntry:
    return LedgerEntry(
        provider_id=session.provider_id,
        account=charge.account,
        measure_id=charge.measure_id,
        case_id=charge.case_id,
        session=session,
        kind=session.kind,
        employer_present=session.employer_present,
        minutes=charge.minutes,
        service_on=on,
        service_month=month_of(on),
        rule=charge.rule,
        explanation=charge.explanation,
    )


def _reversal(entry: LedgerEntry) -> LedgerEntry:
    return LedgerEntry(
        provider_id=entry.provider_id,
        account=entry.account,
        measure_id=entry.measure_id,
        case_id=entry.case_id,
        session_id=entry.session_id,
        kind=entry.kind,
        employer_present=entry.employer_present,
        minutes=-entry.minutes,
        service_on=entry.service_on,
        service_month=entry.service_month,
        rule_id=entry.rule_id,
        explanation=f"Storno: {entry.explanation}"[:300],
        reverses=entry,
    )


def _booking_months(rows: list[LedgerEntry]) -> tuple[dict[tuple[int, date], date], bool]:
    """Return where the rows are booked, and whether an approved correction lets them.

    That is the month of service, or after its close, with an approved correction only, the next open month.
    """
    pairs = sorted({_place(row) for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.m, p.d, cases_booking_month(p.m, p.d), coalesce(current_setting('asa.correction', true), '')"
            " FROM unnest(%s::bigint[], %s::date[]) AS p(m, d)",
            [[measure for measure, _ in pairs], [month for _, month in pairs]],
        )
        found = cursor.fetchall()
    return {(measure, month): booking for measure, month, booking, _ in found}, bool(found[0][3])


MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


def month_closed_error(month: date) -> ValidationError:
    """Return the one error for a change that a closed month refuses."""
    return ValidationError(
        f"Der {MONTHS[month.month - 1]} {month.year} ist abgeschlossen. "
        "Fragen Sie eine Korrektur an; eine zweite Person entscheidet.",
        code="month_closed",
    )


def check_months_open(cases: Iterable[Case | int], day: date) -> None:
    """Raise ValidationError when the month of `day` is closed for the measure of one of the cases."""
    keys = [case if isinstance(case, int) else case.pk for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(cases_month_is_closed_now(st.measure_id, %s)) FROM cases_measurestay st"
            " WHERE st.case_id = ANY(%s) AND st.starts_on <= %s AND (st.ends_on IS NULL OR st.ends_on >= %s)"
            " AND coalesce(current_setting('asa.correction', true), '') = ''",
            [day, keys, day, day],
        )
        if cursor.fetchone()[0]:
            raise month_closed_error(day)


def rebook_case(case: Case, *, from_on: date, by: User | None = None) -> int:
    """Book a case's sessions from a day on again, after its measure changed; return the number of new rows."""
    return _rebook(Attendance.objects.filter(case=case), from_on, by)


def rebook_measure(measure: Measure, *, from_on: date, by: User | None = None) -> int:
    """Book all sessions of a measure's people from a day on again, after its rules changed; return the new rows."""
    return _rebook(Attendance.objects.filter(case__stays__measure=measure), from_on, by)


@transaction.atomic
def rebook_where_open(case: Case, *, from_on: date, by: User | None = None) -> list[Session]:
    """Book a case's sessions from a day on again; return those of closed months that would be booked otherwise."""
    closed: list[Session] = []
    for portion in _settled_since(Attendance.objects.filter(case=case), from_on):
        closed += book_where_open(portion, by=by)
    return closed


@transaction.atomic
def _rebook(attendances: object, from_on: date, by: User | None) -> int:
    return sum(len(book_all(portion, by=by)) for portion in _settled_since(attendances, from_on))


def _settled_since(attendances: object, from_on: date) -> Iterator[list[Session]]:
    """Yield the sessions written down or cancelled from a day on in portions, locked; call inside a transaction."""
    found = Session.objects.filter(pk__in=attendances.values("session"))  # type: ignore[attr-defined]
    found = found.filter(starts_at__date__gte=from_on).exclude(documented_at=None, cancelled_at=None)
    portion: list[Session] = []
    for session in found.order_by("pk").select_for_update(of=("self",)):
        portion.append(session)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
