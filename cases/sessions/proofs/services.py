"""Proofs of attendance are set, taken and thrown away here, each with its log entry. Rules, not rights.

A proof belongs to the month of its session: when that is closed, nothing is added or taken away.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.people.models import Measure, MeasureStay
from cases.sessions.enums import ATTENDED
from cases.sessions.ledger.services import check_months_open
from cases.sessions.models import Attendance, Session
from cases.sessions.proofs.drawing import check_drawing
from cases.sessions.proofs.enums import CheckInWay, ProofKind
from cases.sessions.proofs.models import AttendanceProof, AttendanceSheet, CheckIn, MeasureProof, SheetSession
from cases.sessions.proofs.scans import Scan


def proof_of(measure: Measure) -> ProofKind:
    """Return which proof a measure asks for; without a row none."""
    setting = MeasureProof.objects.filter(measure=measure).first()
    return ProofKind(setting.kind) if setting else ProofKind.NONE


@transaction.atomic
def set_measure_proof(*, measure: Measure, kind: ProofKind, by: User | None, before: str | None = None) -> MeasureProof:
    """Set the proof of a measure. `before` is what the person saw; raises ValidationError when it is another now."""
    Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=measure.pk)
    now = proof_of(measure)
    if before is not None and now not in (before, kind):
        raise ValidationError(
            f"Jemand hat den Nachweis inzwischen auf „{now.label}“ gestellt. Speichern Sie noch einmal, "
            "wenn Ihre Auswahl gelten soll.",
            code="stale",
        )
    setting, _ = MeasureProof.objects.update_or_create(
        measure=measure, defaults={"kind": kind}, create_defaults={"kind": kind, "provider_id": measure.provider_id}
    )
    if kind != now:
        record(LogKind.CHANGE, by=by, subject=measure, what="measure_proof", proof=kind, before=now)
    return setting


def kinds_of(attendances: Iterable[Attendance]) -> dict[int, ProofKind]:
    """Return the proof that each attendance's measure asks for on the day of its session; one query."""
    rows = list(attendances)
    days = {row.pk: timezone.localdate(row.session.starts_at) for row in rows}
    stays: dict[int, list[tuple[date, date | None, str | None]]] = {}
    found = MeasureStay.objects.filter(case__in={row.case_id for row in rows})
    for case, starts, ends, kind in found.values_list("case", "starts_on", "ends_on", "measure__proof__kind"):
        stays.setdefault(case, []).append((starts, ends, kind))
    kinds = {}
    for row in rows:
        day = days[row.pk]
        fitting = [k for first, last, k in stays.get(row.case_id, []) if first <= day and (last is None or day <= last)]
        kinds[row.pk] = ProofKind(fitting[0] or ProofKind.NONE) if fitting else ProofKind.NONE
    return kinds


# ---- "I am here" ----


@transaction.atomic
def check_in(attendance: Attendance, *, way: CheckInWay, by: User | None = None) -> CheckIn:
    """Note that someone says to be there. Twice is once: the first mark stays."""
    made, is_new = CheckIn.objects.get_or_create(
        attendance=attendance, defaults={"way": way, "provider_id": attendance.provider_id}
    )
    if is_new:
        record(LogKind.CHANGE, by=by, subject=attendance, what="check_in", way=way)
    return made


@transaction.atomic
def undo_check_in(attendance: Attendance, *, by: User | None) -> None:
    """Take a mark back that somebody else made by mistake."""
    deleted, _ = CheckIn.objects.filter(attendance=attendance).delete()
    if deleted:
        record(LogKind.CHANGE, by=by, subject=attendance, what="check_in_undone")


# ---- typed and drawn ----


def check_proof(attendance: Attendance, *, kind: ProofKind, today: date) -> None:
    """Raise ValidationError when this attendance takes no proof (now)."""
    day = timezone.localdate(attendance.session.starts_at)
    if attendance.session.is_cancelled or (attendance.outcome and attendance.outcome not in (*ATTENDED, "pro_forma")):
        raise ValidationError("Wer nicht da war, bestätigt keine Anwesenheit.", code="absent")
    if day > today:
        raise ValidationError("Der Termin liegt in der Zukunft.", code="future")
    if kind not in (ProofKind.TYPED, ProofKind.DRAWN):
        raise ValidationError("Diese Maßnahme verlangt keine Bestätigung durch die Person.", code="not_asked")
    check_months_open([attendance.case_id], day)


@transaction.atomic
def take_proof(
    *,
    attendance: Attendance,
    typed_name: str = "",
    drawing: str = "",
    by: User | None,
    request_key: UUID | None = None,
    at: datetime | None = None,
) -> AttendanceProof:
    """Keep a typed or a drawn signature of the moment `at`, now unless told. A second one returns the first.

    Raises ValidationError in German, KeyReused for a key of another attendance.
    """
    key = request_key or uuid4()
    Attendance.objects.select_for_update(of=("self",), no_key=True).get(pk=attendance.pk)
    if first := AttendanceProof.objects.filter(Q(attendance=attendance) | Q(request_key=key)).first():
        if first.attendance_id != attendance.pk:
            raise KeyReused
        return first
    at = at or timezone.now()
    check_proof(attendance, kind=kinds_of([attendance])[attendance.pk], today=timezone.localdate(at))
    typed_name = " ".join(typed_name.split())
    if drawing:
        drawing, kind = check_drawing(drawing), ProofKind.DRAWN
    elif typed_name:
        kind = ProofKind.TYPED
    else:
        raise ValidationError("Tippen Sie den Namen oder zeichnen Sie die Unterschrift.", code="empty")
    proof = AttendanceProof(
        provider_id=attendance.provider_id,
        attendance=attendance,
        kind=kind,
        typed_name="" if drawing else typed_name,
        drawing=drawing,
        taken_by=by,
        at=at,
        request_key=key,
    )
    proof.full_clean(exclude=["provider"], validate_unique=False)
    proof.save()
    record(LogKind.CHANGE, by=by, subject=proof, attendance=attendance.pk, how=kind)
    return proof


@transaction.atomic
def discard_proof(attendance: Attendance, *, by: User | None) -> None:
    """Throw a wrong signature away, so that it can be given again. Raises ValidationError in a closed month."""
    check_months_open([attendance.case_id], timezone.localdate(attendance.session.starts_at))
    for proof in AttendanceProof.objects.filter(attendance=attendance):
        record(LogKind.CHANGE, by=by, subject=proof, attendance=attendance.pk, how="discarded")
        proof.delete()


# ---- scanned ----


@transaction.atomic
def keep_sheet(
    *, sessions: Sequence[Session], scan: Scan, by: User, request_key: UUID | None = None, at: datetime | None = None
) -> AttendanceSheet:
    """Keep a list that was scanned for some sessions `at` a moment, now unless told.

    The same key or the same file for the same sessions returns the first.
    """
    if not sessions:
        raise ValidationError("Wählen Sie mindestens einen Termin.", code="no_sessions")
    wanted = {session.pk for session in sessions}
    list(Session.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk").values("pk"))
    if request_key and (first := AttendanceSheet.objects.filter(request_key=request_key).first()):
        if first.uploaded_by_id != by.pk:
            raise KeyReused
        return first
    same = AttendanceSheet.objects.filter(sha256=scan.sha256, sessions__in=wanted).distinct()
    for sheet in same:
        if wanted == set(sheet.sessions.values_list("pk", flat=True)):
            return sheet
    for session in sessions:
        cases = list(session.attendances.values_list("case", flat=True))
        check_months_open(cases, timezone.localdate(session.starts_at))
    sheet = AttendanceSheet(
        provider_id=sessions[0].provider_id,
        file_name=scan.name,
        sha256=scan.sha256,
        uploaded_by=by,
        uploaded_at=at or timezone.now(),
        request_key=request_key or uuid4(),
    )
    sheet.file.save(f"{sheet.public_id}.{scan.extension}", ContentFile(scan.content), save=False)
    try:
        with transaction.atomic():
            sheet.save()
            SheetSession.objects.bulk_create(
                SheetSession(provider_id=sheet.provider_id, sheet=sheet, session=session) for session in sessions
            )
    except IntegrityError:
        sheet.file.storage.delete(str(sheet.file.name))
        raise
    record(LogKind.CHANGE, by=by, subject=sheet, what="sheet", sessions=sorted(wanted))
    return sheet


# ---- what is missing, for the close ----


def missing_proofs(measure: Measure, month: date) -> list[Attendance]:
    """Return the attended sessions of a month without the proof that the measure asks for, oldest first.

    Two queries; nothing for a measure without proof. Each has `session` and `case.trainee`; the page to settle it is
    `reverse("session_proofs", args=[attendance.session.public_id])`.
    """
    kind = proof_of(measure)
    if kind is ProofKind.NONE:
        return []
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = "session__starts_at__date"
    stays = Q(case__stays__measure=measure, case__stays__starts_on__lte=F(days)) & (
        Q(case__stays__ends_on=None) | Q(case__stays__ends_on__gte=F(days))
    )
    found = Attendance.objects.filter(
        stays, session__cancelled_at=None, outcome__in=ATTENDED, **{f"{days}__gte": month, f"{days}__lt": after}
    )
    found = found.filter(session__sheets=None) if kind is ProofKind.SCANNED else found.filter(proof=None)
    return list(found.select_related("session", "case__trainee").order_by("session__starts_at", "pk"))
