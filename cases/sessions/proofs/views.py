"""Staff pages of the proofs: the code with its list, signatures, scanned lists, the printable sheet, the setting."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.enums import Action, DataClass, LogKind, Role
from asa.accounts.log import record
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from asa.design.templatetags.asa import clock, short_date
from asa.documents.rendering import RenderingError
from cases.people.models import Measure
from cases.sessions.entry_page import editable_session
from cases.sessions.models import Attendance, Session
from cases.sessions.proofs import services
from cases.sessions.proofs.access import visible_sheets
from cases.sessions.proofs.codes import code_url, is_open
from cases.sessions.proofs.drawing import HEIGHT, WIDTH
from cases.sessions.proofs.enums import CheckInWay, ProofKind
from cases.sessions.proofs.forms import MeasureProofForm, ProofForm, SheetForm
from cases.sessions.proofs.models import MeasureProof
from cases.sessions.proofs.printing import group_sheet, measure_sheet, sheet_pdf
from cases.sessions.proofs.qr import qr_code
from cases.sessions.proofs.scans import CONTENT_TYPES
from cases.support.planning.models import LessonGroup

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MOST_SESSIONS = 40


def _attendances(request: UserRequest, session: Session) -> list[Attendance]:
    """Return the lines of the session that the person may change, by name, with mark and signature."""
    rows = Attendance.objects.editable_by(request.user).filter(session=session)
    rows = rows.select_related("case__trainee", "check_in", "proof", "session")
    return list(rows.order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name")))


def _attendance(request: UserRequest, session: Session, case_id: UUID) -> Attendance:
    rows = Attendance.objects.editable_by(request.user).select_related("case__trainee", "session")
    return get_object_or_404(rows, session=session, case__public_id=case_id)


# ---- code and list ----


@require_safe
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def session_check_in(request: UserRequest, public_id: UUID) -> HttpResponse:
    """The lesson's code in large size with the list of names beside it: two equal ways."""
    session = editable_session(request, public_id)
    rows = [(row, getattr(row, "check_in", None)) for row in _attendances(request, session)]
    context = {"session": session, "rows": rows, "here": sum(bool(mark) for _, mark in rows), **_code(session)}
    return render(request, "cases/sessions/proofs/check_in.html", context)


@require_safe
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def session_code(request: UserRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes by itself: code and number of those present."""
    session = editable_session(request, public_id)
    rows = _attendances(request, session)
    here = sum(bool(getattr(row, "check_in", None)) for row in rows)
    context = {"session": session, "here": here, "rows": rows, **_code(session)}
    return render(request, "cases/sessions/proofs/_code.html", context)


def _code(session: Session) -> dict[str, Any]:
    now = timezone.now()
    return {"code": qr_code(code_url(session, now)), "now": now} if is_open(session, now) else {"code": None}


@require_POST
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def session_check_in_mark(request: UserRequest, public_id: UUID, case_id: UUID) -> HttpResponse:
    """Mark someone as there in the list, or take the mark back."""
    session = editable_session(request, public_id)
    attendance = _attendance(request, session, case_id)
    if session.is_documented or session.is_cancelled:
        messages.info(request, "Der Termin ist schon erfasst oder abgesagt.")
    elif request.POST.get("undo"):
        services.undo_check_in(attendance, by=request.user)
    else:
        services.check_in(attendance, way=CheckInWay.LIST, by=request.user)
    return redirect("session_check_in", session.public_id)


# ---- signatures ----


@dataclass(frozen=True)
class ProofRow:
    """A person of the session: which proof is asked for, what there is, why none can be given."""

    attendance: Attendance
    kind: ProofKind
    proof: Any
    refusal: str

    @property
    def is_signed(self) -> bool:
        return self.proof is not None

    @property
    def asks_signature(self) -> bool:
        return self.kind in (ProofKind.TYPED, ProofKind.DRAWN)


def _proof_rows(request: UserRequest, session: Session) -> list[ProofRow]:
    attendances = _attendances(request, session)
    kinds = services.kinds_of(attendances)
    rows = []
    for attendance in attendances:
        refusal = ""
        if kinds[attendance.pk] in (ProofKind.TYPED, ProofKind.DRAWN):
            try:
                services.check_proof(attendance, kind=kinds[attendance.pk], today=timezone.localdate())
            except ValidationError as error:
                refusal = " ".join(error.messages)
        rows.append(ProofRow(attendance, kinds[attendance.pk], getattr(attendance, "proof", None), refusal))
    return rows


@require_safe
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def session_proofs(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Who has confirmed, who has not, and the scanned lists of this session."""
    session = editable_session(request, public_id)
    sheets = visible_sheets(request.user).filter(sessions=session).select_related("uploaded_by")
    context = {
        "session": session,
        "rows": _proof_rows(request, session),
        "sheets": list(sheets.order_by("uploaded_at")),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "cases/sessions/proofs/proofs.html", context)


@require_http_methods(["GET", "POST"])
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def proof_take(request: UserRequest, public_id: UUID, case_id: UUID) -> HttpResponse:
    """The page that is handed to the person: type the name or draw, confirm."""
    session = editable_session(request, public_id)
    attendance = _attendance(request, session, case_id)
    kind = services.kinds_of([attendance])[attendance.pk]
    form = ProofForm(request.POST or None, may_draw=kind is ProofKind.DRAWN)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.take_proof(
                attendance=attendance,
                typed_name=data["typed_name"],
                drawing=data.get("drawing", ""),
                by=request.user,
                request_key=data["request_key"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{attendance.case.trainee.first_name} hat die Anwesenheit bestätigt.")
            return redirect("session_proofs", session.public_id)
    context = {
        "session": session,
        "attendance": attendance,
        "form": form,
        "may_draw": kind is ProofKind.DRAWN,
        "width": WIDTH,
        "height": HEIGHT,
    }
    status = 422 if form.is_bound else 200
    return render(request, "cases/sessions/proofs/proof_take.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def proof_discard(request: UserRequest, public_id: UUID, case_id: UUID) -> HttpResponse:
    """Ask, then throw a wrong signature away."""
    session = editable_session(request, public_id)
    attendance = _attendance(request, session, case_id)
    if request.method == "POST":
        try:
            services.discard_proof(attendance, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("session_proofs", session.public_id)
    context = {"session": session, "attendance": attendance}
    return render(request, "cases/sessions/proofs/proof_discard.html", context)


# ---- scanned lists ----


def _same_month(request: UserRequest, session: Session) -> list[tuple[Session, str]]:
    """Return this session and others of its month with the same people that the person may change."""
    local = timezone.localtime(session.starts_at)
    cases = session.attendances.values("case")
    rows = Session.objects.editable_by(request.user).filter(
        starts_at__year=local.year,
        starts_at__month=local.month,
        cancelled_at=None,
        pk__in=Attendance.objects.filter(case__in=cases).values("session"),
    )
    found = list(rows.exclude(pk=session.pk).order_by("starts_at")[:MOST_SESSIONS])
    return [(s, f"{short_date(s.starts_at)}, {clock(s.starts_at)}") for s in (session, *found)]


@require_http_methods(["GET", "POST"])
@needs(DataClass.ATTENDANCE, Action.UPDATE)
def sheet_upload(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Upload a signed list as PDF or picture for one or several sessions."""
    session = editable_session(request, public_id)
    form = SheetForm(
        request.POST or None,
        request.FILES or None,
        sessions=_same_month(request, session),
        initial={"sessions": [str(session.public_id)]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.keep_sheet(
                sessions=form.chosen, scan=data["file"], by=request.user, request_key=data["request_key"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Die Liste ist gespeichert.")
            return redirect("session_proofs", session.public_id)
    context = {"session": session, "form": form}
    return render(request, "cases/sessions/proofs/sheet_upload.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(DataClass.ATTENDANCE, Action.READ)
def sheet_file(request: UserRequest, public_id: UUID) -> HttpResponseBase:
    """Deliver a scanned list as attachment to those who may read every line of it; each reading is recorded."""
    sheet = get_object_or_404(visible_sheets(request.user), public_id=public_id)
    extension = sheet.file.name.rsplit(".", 1)[-1]
    try:
        file = sheet.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    record(LogKind.READ, by=request.user, subject=sheet, what="sheet")
    kind = CONTENT_TYPES.get(extension, "application/octet-stream")
    response = FileResponse(file, as_attachment=True, filename=sheet.file_name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---- printable sheet ----


def _month(text: str) -> date:
    match = MONTH.fullmatch(text)
    if not match:
        raise Http404
    return date(int(match[1]), int(match[2]), 1)


@require_safe
@needs(DataClass.ATTENDANCE, Action.READ)
def printed_sheet(request: UserRequest, kind: str, public_id: UUID, month: str) -> HttpResponse:
    """The attendance sheet of a measure or group for a month, to be signed on paper."""
    first = _month(month)
    if kind == "massnahme":
        measure = get_object_or_404(Measure.objects.visible_to(request.user), public_id=public_id)
        sheet = measure_sheet(measure, first, request.user)
    elif kind == "gruppe":
        groups = LessonGroup.objects.visible_to(request.user).distinct()
        sheet = group_sheet(get_object_or_404(groups, public_id=public_id), first, request.user)
    else:
        raise Http404
    try:
        content = sheet_pdf(sheet)
    except RenderingError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    record(LogKind.EXPORT, by=request.user, what="printed_sheet", of=kind, month=month)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sheet.file_name}.pdf"'
    return response


# ---- setting ----


@require_safe
@needs_role(Role.ADMIN)
def measure_proof_list(request: UserRequest) -> HttpResponse:
    """Every measure with its proof."""
    measures = list(Measure.objects.visible_to(request.user))
    kinds = {row.measure_id: row.get_kind_display() for row in MeasureProof.objects.filter(measure__in=measures)}
    rows = [(measure, kinds.get(measure.pk, ProofKind.NONE.label)) for measure in measures]
    return render(request, "cases/sessions/proofs/measure_proof_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def measure_proof(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Set the proof of a measure."""
    measure = get_object_or_404(Measure.objects.editable_by(request.user), public_id=public_id)
    now = services.proof_of(measure)
    form = MeasureProofForm(request.POST or None, initial={"kind": now, "before": now})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_measure_proof(
                measure=measure, kind=ProofKind(data["kind"]), by=request.user, before=data["before"] or None
            )
        except ValidationError as error:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["before"] = now  # type: ignore[index]
            form.add_error("kind", error)
        else:
            messages.success(request, "Der Nachweis ist eingestellt.")
            return redirect("measure_proof_list")
    context = {"form": form, "measure": measure}
    status = 422 if form.is_bound else 200
    return render(request, "cases/sessions/proofs/measure_proof.html", context, status=status)
