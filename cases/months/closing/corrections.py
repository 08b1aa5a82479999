"""Corrections of closed months (Korrekturen): asked for with a reason, decided by a second person, then booked.

The change is kept as it was typed. Approving it runs the session services inside `correcting`, so that reversing and
new bookings go into the next open month while the closed one keeps its figures.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from asa.accounts.once import KeyReused
from cases.months.closing.effects import Effect, effects_of, from_json, to_json
from cases.months.closing.models import CorrectionState, MonthClose, MonthCorrection
from cases.people.models import Case, MeasureStay
from cases.people.ranges import valid_on
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Mode, Outcome, SessionKind
from cases.sessions.ledger.services import book, correcting
from cases.sessions.models import Session
from cases.sessions.overlaps.checking import Overlap, check_overlaps
from cases.sessions.services import StaleVersion, document_session
from cases.support.enums import Place
from companies.records.models import Company


def closed_measures(cases: list[Case], days: set[date]) -> list[int]:
    """Return the measures of the cases whose month of one of the days is closed."""
    found: set[int] = set()
    for day in days:
        stays = MeasureStay.objects.filter(valid_on(day), case__in=cases).values("measure")
        closes = MonthClose.objects.filter(measure__in=stays, month=day.replace(day=1))
        found |= set(closes.values_list("measure", flat=True))
    return sorted(found)


def _days(entry: Entry, session: Session | None) -> set[date]:
    days = {timezone.localdate(entry.starts_at)}
    return days | {timezone.localdate(session.starts_at)} if session else days


@transaction.atomic
def request_correction(
    *, entry: Entry, reason: str, by: User, session: Session | None = None, request_key: UUID | None = None
) -> MonthCorrection:
    """Ask to write down `entry` although its month is closed: for `session`, or a forgotten one (`session` None).

    `request_key` names the forgotten session from now on; the same request twice gives the first correction.
    Raises ValidationError without a reason, for a month that is open, or while another correction waits.
    """
    key = session.request_key if session else request_key or uuid4()
    request_key = request_key or uuid4()
    if first := MonthCorrection.objects.filter(request_key=request_key).first():
        if first.requested_by_id != by.pk or first.session_key != key:
            raise KeyReused
        return first
    reason = reason.strip()
    if not reason:
        raise ValidationError("Geben Sie den Grund der Korrektur an.", code="reason")
    if any(part.private.strip() for part in entry.parts):
        raise ValidationError(
            "Vertrauliche Zeilen gehören nicht in eine Korrektur. Schreiben Sie sie als Notiz bei der Person.",
            code="private",
        )
    cases = [part.case for part in entry.parts]
    if session is not None:
        cases += list(Case.objects.filter(attendances__session=session))
    measures = closed_measures(cases, _days(entry, session))
    if not measures:
        raise ValidationError("Dieser Monat ist offen. Speichern Sie den Termin ohne Korrektur.", code="open")
    waiting = MonthCorrection.objects.filter(session_key=key, state=CorrectionState.REQUESTED)
    if waiting.exists():
        raise ValidationError("Für diesen Termin ist schon eine Korrektur beantragt.", code="waiting")
    correction = MonthCorrection(
        provider_id=entry.parts[0].case.provider_id if session is None else session.provider_id,
        session=session,
        session_key=key,
        service_on=timezone.localdate((session or entry).starts_at),
        change=change_of(entry, version=session.version if session else 0, measures=measures),
        reason=reason,
        requested_by=by,
        request_key=request_key,
    )
    correction.clean_fields(exclude=["provider", "session", "requested_by", "decided_by"])
    correction.save()
    record(LogKind.CHANGE, by=by, subject=correction, act="requested", people=len(entry.parts))
    return correction


def change_of(entry: Entry, *, version: int, measures: list[int]) -> dict[str, Any]:
    """Return what was typed as plain values; people and staff by key, confidential lines never."""
    return {
        "version": version,
        "measures": measures,
        **{name: getattr(entry, name) for name in ("title", "room", "employer_present", "topic", "result")},
        "kind": str(entry.kind),
        "place": str(entry.place),
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "company": entry.company.pk if entry.company else None,
        "staff": [member.pk for member in entry.staff],
        "parts": [
            {
                "case": part.case.pk,
                "outcome": str(part.outcome),
                "late_minutes": part.late_minutes,
                "mode": str(part.mode),
                "reason": str(part.reason),
            }
            for part in entry.parts
        ],
    }


def entry_of(correction: MonthCorrection) -> Entry:
    """Return what the correction asks to write down."""
    return entry_from(correction.change)


def clashes_of(correction: MonthCorrection, session: Session | None, *, by: User) -> list[str]:
    """Return what approving would put at the same time as another session, in the words for `by`; [] when nothing.

    Asked again at the decision: what was free when the correction was asked for may be taken by now.
    """
    if session is not None and correction.change.get("only_books"):
        return []
    try:
        check_overlaps(entry=entry_of(correction), by=by, besides=session)
    except Overlap as overlap:
        return overlap.messages
    return []


def entry_from(change: dict[str, Any]) -> Entry:
    """Return the entry that `change_of` made plain."""
    cases = Case.objects.select_related("trainee").in_bulk([part["case"] for part in change["parts"]])
    staff = Membership.objects.select_related("user").in_bulk(change["staff"])
    return Entry(
        kind=SessionKind(change["kind"]),
        starts_at=datetime.fromisoformat(change["starts_at"]),
        ends_at=datetime.fromisoformat(change["ends_at"]),
        parts=[
            Part(
                cases[part["case"]], Outcome(part["outcome"]), part["late_minutes"], Mode(part["mode"]), part["reason"]
            )
            for part in change["parts"]
        ],
        staff=[staff[pk] for pk in change["staff"] if pk in staff],
        place=Place(change["place"]),
        company=Company.objects.filter(pk=change["company"]).first() if change["company"] else None,
        **{name: change[name] for name in ("title", "room", "employer_present", "topic", "result")},
    )


def _lock(correction: MonthCorrection, by: User) -> MonthCorrection:
    """Return the correction as stored, locked. Raises ValidationError for whoever asked for it."""
    locked = MonthCorrection.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if locked.requested_by_id == by.pk:
        raise ValidationError("Eine Korrektur genehmigt eine zweite Person.", code="second_person")
    return locked


@transaction.atomic
def approve(*, correction: MonthCorrection, by: User, version: int, answer: str = "") -> MonthCorrection:
    """Agree to a correction and book it into the open month; agreeing twice books once.

    `version` is the one of the session that the person saw (0 for a forgotten one); raises StaleVersion when the
    session was changed since, and ValidationError for the requester's own and for one that was refused.
    """
    locked = _lock(correction, by)
    if locked.state == CorrectionState.APPROVED:
        return locked
    if locked.state == CorrectionState.REFUSED:
        raise ValidationError("Diese Korrektur ist schon abgelehnt.", code="decided")
    session = Session.objects.filter(request_key=locked.session_key).first()
    if (session.version if session else 0) != version:
        raise StaleVersion(session) if session else ValidationError("Der Termin fehlt.", code="missing")
    _decide(locked, CorrectionState.APPROVED, by=by, answer=answer, session=session)
    with correcting(locked.pk):
        saved = _carry_out(locked, session, version)
    if locked.session_id is None:
        locked.session = saved
        locked.save(update_fields=["session"])
    record(LogKind.CHANGE, by=by, subject=locked, act="approved", session=saved.pk)
    return locked


def _carry_out(correction: MonthCorrection, session: Session | None, version: int) -> Session:
    """Write the session down as asked for; where only its phase changed (`only_books`), book it as it stands."""
    if session is not None and correction.change.get("only_books"):
        book(session, by=correction.requested_by)
        return session
    return document_session(
        entry=entry_of(correction),
        by=correction.requested_by,
        session=session,
        version=version,
        request_key=correction.session_key,
        accepts_overlap=True,  # whoever asked for the correction was asked
    )


@transaction.atomic
def refuse(*, correction: MonthCorrection, by: User, answer: str) -> MonthCorrection:
    """Refuse a correction with an answer; nothing is booked. Refusing twice changes nothing more."""
    locked = _lock(correction, by)
    if locked.state == CorrectionState.REFUSED:
        return locked
    if locked.state == CorrectionState.APPROVED:
        raise ValidationError("Diese Korrektur ist schon genehmigt und gebucht.", code="decided")
    if not answer.strip():
        raise ValidationError("Schreiben Sie, warum Sie ablehnen.", code="answer")
    session = Session.objects.filter(request_key=locked.session_key).first()
    _decide(locked, CorrectionState.REFUSED, by=by, answer=answer.strip(), session=session)
    record(LogKind.CHANGE, by=by, subject=locked, act="refused")
    return locked


def _decide(
    correction: MonthCorrection, state: CorrectionState, *, by: User, answer: str, session: Session | None
) -> None:
    """Write the decision down, with the version and the figures that the person had in view."""
    correction.effects = to_json(effects_of_correction(correction))
    if session is not None:
        correction.before = change_of(stored_entry(session), version=session.version, measures=[])
    correction.state, correction.decided_by, correction.decided_at = state, by, timezone.now()
    correction.answer = answer
    correction.clean_fields(exclude=["provider", "session", "requested_by", "decided_by"])
    correction.save(update_fields=["state", "decided_by", "decided_at", "answer", "effects", "before"])


# ---- both versions side by side ----


def stored_entry(session: Session) -> Entry:
    """Return what is written down of a session: everybody with an outcome, the people who hold it."""
    attendances = session.attendances.exclude(outcome="").select_related("case__trainee").order_by("pk")
    return Entry(
        kind=SessionKind(session.kind),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        parts=[Part(a.case, Outcome(a.outcome), a.late_minutes, Mode(a.mode), a.reason) for a in attendances],
        staff=[held.member for held in session.staff.select_related("member__user")],
        place=Place(session.place),
        company=session.company,
        **{name: getattr(session, name) for name in ("title", "room", "employer_present", "topic", "result")},
    )


def effects_of_correction(correction: MonthCorrection) -> list[Effect]:
    """Return what the correction changes: as kept when it was decided, else as it would be now."""
    if correction.state != CorrectionState.REQUESTED:
        return from_json(correction.effects)
    session = Session.objects.filter(request_key=correction.session_key).first()
    return effects_of(session, None if correction.change.get("only_books") else entry_of(correction))


def before_of(correction: MonthCorrection, session: Session | None) -> Entry | None:
    """Return the version that the correction replaces: as kept when it was decided, else what stands now."""
    if correction.state == CorrectionState.REQUESTED:
        return stored_entry(session) if session else None
    return entry_from(correction.before) if correction.before else None


@dataclass(frozen=True)
class Compared:
    """One line of the comparison: what is stored, what was asked for."""

    label: str
    stored: str
    wanted: str

    @property
    def differs(self) -> bool:
        return self.stored != self.wanted


def compare(before: Entry | None, entry: Entry, *, with_texts: bool, names: dict[int, str]) -> list[Compared]:
    """Return both versions line by line; texts only for who may read them, names of `names` by case key."""
    pairs = [(label, old, new) for (label, old), (_, new) in zip(_lines(before), _lines(entry), strict=True)]
    rows = [Compared(*pair) for pair in pairs if with_texts or pair[0] not in TEXTS]
    there = {part.case.pk: str(part.outcome.label) for part in before.parts} if before else {}
    wanted = {part.case.pk: str(part.outcome.label) for part in entry.parts}
    for case in {**there, **wanted}:
        old = there.get(case, "nicht dabei")
        rows.append(Compared(names.get(case, "eine weitere Person"), old, wanted.get(case, old)))
    return rows


#: Lines with words about what was done: only for who may read them.
TEXTS = ("Thema", "Ergebnis und Vereinbarung")


def _lines(entry: Entry | None) -> list[tuple[str, str]]:
    """Return the session's own lines of one version; dashes where there is none."""

    def moment(value: datetime) -> str:
        return f"{timezone.localtime(value):%d.%m.%Y, %H:%M} Uhr"

    if entry is None:
        labels = ("Art", "Beginn", "Ende", "Länge", "Betrieb war dabei", *TEXTS)
        return [(label, "–") for label in labels]
    return [
        ("Art", str(entry.kind.label)),
        ("Beginn", moment(entry.starts_at)),
        ("Ende", moment(entry.ends_at)),
        ("Länge", f"{entry.minutes} Minuten"),
        ("Betrieb war dabei", "ja" if entry.employer_present else "nein"),
        (TEXTS[0], entry.topic or "–"),
        (TEXTS[1], entry.result or "–"),
    ]
