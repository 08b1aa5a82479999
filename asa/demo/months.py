"""What surrounds the closed months: proofs, pro forma, a move, forms, sheets, a list, a late correction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from asa.accounts.enums import Role
from asa.accounts.models import User
from asa.demo.organisation import Organisation
from asa.demo.world import World, at, months_before
from cases.months.billing.services import make_sheet
from cases.months.closing.corrections import approve, request_correction
from cases.months.closing.models import MonthClose
from cases.months.closing.pro_forma import confirm_pro_forma, request_pro_forma
from cases.months.contingent_form.lists import ListRow, cases_in
from cases.months.contingent_form.services import issue_form, take_list
from cases.months.moving.checking import Move
from cases.months.moving.enums import MoveKind
from cases.months.moving.services import move_cases
from cases.people.enums import CaseState
from cases.people.models import Case, MeasureStay
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import ATTENDED, Mode, Outcome, SessionKind
from cases.sessions.models import Attendance, Session
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.scans import check_scan
from cases.sessions.proofs.services import keep_sheet, set_measure_proof, take_proof
from cases.support.enums import Place

FORM_MONTHS = 4  # so many closed months have a form and, but for the newest, a billing sheet
MOST_PROOFS = 120  # signatures one by one; a larger demonstration has them for the newest sessions only
MOVED_MONTHS_AGO = 2
CORRECTED_MONTHS_AGO = 3
#: How each measure of `staff.MEASURES` wants attendance proved.
PROOFS = (ProofKind.TYPED, ProofKind.DRAWN, ProofKind.NONE, ProofKind.SCANNED)
SHEET_SIZE = (1240, 1754)  # a page A4 at 150 dots per inch


# ---- before the months are closed ----


def change_funding_body(world: World, organisation: Organisation) -> None:
    """Move one person from the agency's measure to the Jobcenter's: a Rechtskreiswechsel, as it was done then."""
    source, target = organisation.measures[0], organisation.measures[1]
    on = months_before(world.until.replace(day=1), MOVED_MONTHS_AGO)
    stays = MeasureStay.objects.filter(measure=source, ends_on=None, starts_on__lt=on - timedelta(days=60))
    stays = stays.filter(case__state=CaseState.ACCOMPANYING, case__trainee__user=None).order_by("-pk")
    cases = list(Case.objects.filter(stays__in=stays[:1]))
    if cases:
        move_cases(cases=cases, move=Move(target, on, MoveKind.FUNDING_BODY), by=organisation.admin)


def ask_for_proofs(world: World, organisation: Organisation) -> None:
    """Set how each measure proves attendance, and take those of the present month but the newest."""
    until, month = world.until - timedelta(days=2), world.until.replace(day=1)
    for measure, kind in zip(organisation.measures, PROOFS, strict=True):
        if kind is not ProofKind.NONE:
            set_measure_proof(measure=measure, kind=kind, by=organisation.admin)
        held = (
            Attendance.objects.filter(
                case__stays__in=MeasureStay.objects.filter(measure=measure, ends_on=None),
                outcome__in=ATTENDED,
                session__starts_at__gte=at(month, time()),
                session__starts_at__lt=at(until, time()),
                session__cancelled_at=None,
            )
            .exclude(session__kind__in=[SessionKind.CONTACT, SessionKind.FIRST_CONTACT])
            .select_related("session__documented_by", "case__trainee")
            .order_by("-session__starts_at", "pk")
        )
        if kind in (ProofKind.TYPED, ProofKind.DRAWN):
            _sign(world, held[:MOST_PROOFS], kind)
        elif kind is ProofKind.SCANNED:
            _scan(world, organisation, sorted({a.session for a in held}, key=lambda session: session.pk))


def _sign(world: World, attendances: Iterable[Attendance], kind: ProofKind) -> None:
    for attendance in attendances:
        take_proof(
            attendance=attendance,
            typed_name=attendance.case.trainee.full_name if kind is ProofKind.TYPED else "",
            drawing=_signature(world) if kind is ProofKind.DRAWN else "",
            by=attendance.session.documented_by,
            at=attendance.session.ends_at,
        )


def _signature(world: World) -> str:
    """Return a wavy line as someone would sign."""
    rng = world.rng
    points = [f"{40 + 24 * step} {100 + rng.randint(-60, 60)}" for step in range(20)]
    return "M" + " L".join(points)


def _scan(world: World, organisation: Organisation, sessions: Sequence[Session]) -> None:
    if not sessions:
        return
    teacher = organisation.of(Role.TEACHER, 1)[0].user
    name = f"Anwesenheitsliste {world.until:%Y-%m}.png"
    keep_sheet(
        sessions=sessions,
        scan=check_scan(_page(), name),
        by=teacher,
        at=at(world.until - timedelta(days=1), time(15, 10)),
    )


def _page() -> bytes:
    """Return the picture of a lined page; it names nobody."""
    page = Image.new("L", SHEET_SIZE, 255)
    draw = ImageDraw.Draw(page)
    draw.text((100, 90), "Anwesenheitsliste (Muster der Demonstration)", fill=0, font_size=36)
    for line in range(20):
        draw.line((100, 220 + 70 * line, SHEET_SIZE[0] - 100, 220 + 70 * line), fill=120, width=2)
    buffer = BytesIO()
    page.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def add_pro_forma(world: World, organisation: Organisation, billing: User) -> None:
    """Let billing ask for two services pro forma in the present month; the administration has confirmed one."""
    missed = Attendance.objects.filter(
        outcome=Outcome.CANCELLED_BEFORE,
        session__starts_at__gte=at(months_before(world.until.replace(day=1), 1), time()),
        session__documented_at__isnull=False,
        session__cancelled_at=None,
    )
    missed = missed.exclude(session__kind=SessionKind.CONTACT).select_related("session")
    for number, attendance in enumerate(missed.order_by("-session__starts_at", "pk")[:2]):
        row = request_pro_forma(
            attendance=attendance,
            reason="Zu spät für eine andere Belegung; mit dem Kostenträger so abgesprochen.",
            by=billing,
            request_key=world.uid(),
        )
        if number:
            confirm_pro_forma(pro_forma=row, by=organisation.admin)


# ---- after the months are closed ----


def issue_forms(world: World, billing: User) -> None:
    """Issue form and sheet of the last closed months on the day after the close; one form was asked for again."""
    newest = months_before(world.until.replace(day=1), 1)
    first = months_before(world.until.replace(day=1), FORM_MONTHS)
    closes = MonthClose.objects.filter(month__gte=first).select_related("measure").order_by("month", "measure__pk")
    again: MonthClose | None = None
    for close in closes:
        when = min(close.closed_at + timedelta(hours=2), at(world.until, time(11)))
        issue_form(measure=close.measure, month=close.month, by=billing, request_key=world.uid(), at=when)
        if close.month < newest:
            make_sheet(
                measure=close.measure,
                month=close.month,
                by=billing,
                request_key=world.uid(),
                at=when + timedelta(hours=1),
            )
            again = again or close
    if again is not None:
        issue_form(
            measure=again.measure,
            month=again.month,
            by=billing,
            reason="Die Agentur für Arbeit hat die Übersicht noch einmal angefordert.",
            request_key=world.uid(),
            at=again.closed_at + timedelta(days=12),
        )


def take_participant_list(world: World, organisation: Organisation, billing: User) -> None:
    """Take the agency's list of the last closed month: one of ours is missing there, one of theirs is not with us."""
    measure, month = organisation.measures[0], months_before(world.until.replace(day=1), 1)
    rows = [
        ListRow(
            case.trainee.customer_number,
            f"{case.trainee.last_name}, {case.trainee.first_name}",
            f"{case.trainee.birth_date:%d.%m.%Y}",
            case.trainee.birth_date,
        )
        for case in cases_in(measure, month)
    ]
    if not rows:
        return
    theirs = ListRow("427D199001", "Winterberg, Jule", "14.02.2007", date(2007, 2, 14))
    rows = [theirs if number == len(rows) // 2 else row for number, row in enumerate(rows)]
    when = at(min(world.until, world.until.replace(day=4)), time(10))
    take_list(measure=measure, month=month, rows=rows, by=billing, request_key=world.uid(), at=when)


def correct_late(world: World, organisation: Organisation, billing: User) -> None:
    """Correct a session of a closed month: the teacher asks, billing agrees; a second request still waits."""
    month = months_before(world.until.replace(day=1), CORRECTED_MONTHS_AGO)
    end = months_before(world.until.replace(day=1), CORRECTED_MONTHS_AGO - 1)
    found = Session.objects.filter(
        kind=SessionKind.SOCIAL,
        starts_at__gte=at(month, time()),
        starts_at__lt=at(end, time()),
        documented_at__isnull=False,
        cancelled_at=None,
        attendances__outcome=Outcome.PRESENT,
        staff__member=organisation.of(Role.SOCIAL_WORKER, 0)[0],
    ).order_by("starts_at", "pk")
    reasons = (
        "Das Gespräch dauerte eine Viertelstunde länger; die Zeit war falsch übertragen.",
        "Laut Terminkalender endete der Termin eine Viertelstunde später.",
    )
    chosen = dict.fromkeys(session for session in (found.first(), found.last()) if session)
    for number, (session, reason) in enumerate(zip(chosen, reasons, strict=False)):
        entry = _entry_of(session)
        longer = replace(entry, ends_at=entry.ends_at + timedelta(minutes=15))
        author = organisation.of(Role.SOCIAL_WORKER, 0)[0].user
        correction = request_correction(
            entry=longer,
            reason=reason,
            by=author,
            session=session,
            request_key=world.uid(),
        )
        if number == 0:
            approve(correction=correction, by=billing, version=session.version, answer="Mit dem Kalender verglichen.")


def _entry_of(session: Session) -> Entry:
    """Return a saved session as somebody would type it again."""
    return Entry(
        kind=SessionKind(session.kind),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        parts=[
            Part(a.case, Outcome(a.outcome), a.late_minutes, Mode(a.mode), a.reason)
            for a in session.attendances.select_related("case__trainee").order_by("pk")
        ],
        staff=[row.member for row in session.staff.select_related("member__user")],
        place=Place(session.place),
        company=session.company,
        title=session.title,
        room=session.room,
        employer_present=session.employer_present,
        topic=session.topic,
        result=session.result,
    )
