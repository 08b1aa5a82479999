"""Pages of confidential notes (one opened case, one class) and of consents."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.notes.enums import ConsentPurpose, NoteLevel
from cases.notes.forms import AmendForm, ConsentForm, HealthNoteForm, NoteForm, WithdrawForm
from cases.notes.models import ConflictNote, Consent, CounsellingNote, HealthNote, Note
from cases.notes.sealing import open_text
from cases.notes.services import amend_note, give_consent, withdraw_consent, write_note
from cases.people.models import Case
from cases.people.scope import case_scope


@dataclass(frozen=True)
class Kind:
    """One class of confidential notes with its words."""

    code: str
    model: type[Note]
    title: str
    form: type[NoteForm]


KINDS = {
    kind.code: kind
    for kind in (
        Kind("n", CounsellingNote, "Vertrauliche Notizen", NoteForm),
        Kind("h", HealthNote, "Gesundheit", HealthNoteForm),
        Kind("k", ConflictNote, "Konflikte mit dem Betrieb", NoteForm),
    )
}


@dataclass(frozen=True)
class Opened:
    """A note as its reader sees it: `text` is None where only the fact of the entry may be known."""

    note: Note
    text: str | None
    may_amend: bool
    amendments: "list[Opened]"


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def _case(request: UserRequest, public_id: Any, kind: Kind, action: Action) -> Case:
    """Return the case if the person is staff and holds `action` on the class for it; else 404."""
    if not access_of(request.user).is_staff:
        raise Http404
    cases = Case.objects.visible_to(request.user, kind.model.DATA_CLASS, action).select_related("trainee")
    return get_object_or_404(cases, public_id=public_id)


def _may_write(request: UserRequest, case: Case, kind: Kind) -> bool:
    scope = case_scope(request.user, kind.model.DATA_CLASS, Action.CREATE)
    return Case.objects.filter(scope, pk=case.pk).exists()


def _open_all(request: UserRequest, case: Case, kind: Kind) -> list[Opened]:
    """Open every text that the person may read, each with its log entry; the rest stays closed."""
    manager = kind.model.objects
    user = request.user
    known = list(manager.known_to(user).filter(case=case).select_related("author"))
    readable = set(manager.visible_to(user).filter(case=case).values_list("pk", flat=True))
    own = set(manager.editable_by(user).filter(case=case).values_list("pk", flat=True))

    def opened(note: Note) -> Opened:
        text = open_text(note, by=user) if note.pk in readable else None
        later = sorted((n for n in known if n.amends_id == note.pk), key=lambda n: n.written_at)  # type: ignore[attr-defined]
        return Opened(note, text, note.pk in own, [opened(n) for n in later])

    return [opened(note) for note in known if note.amends_id is None]  # type: ignore[attr-defined]


@needs(DataClass.NOTE, Action.META, (DataClass.HEALTH, Action.META), (DataClass.CONFLICT, Action.META))
@require_safe
def note_list(request: UserRequest, public_id: Any, code: str) -> HttpResponse:
    """The notes of one class in one opened case. Every text that is shown leaves a log entry."""
    kind = _kind(code)
    # health: "meta" means a released hint only (matrix notes), so the list opens to readers alone
    case = _case(request, public_id, kind, Action.READ if code == "h" else Action.META)
    context = {
        "case": case,
        "kind": kind,
        "notes": _open_all(request, case, kind),
        "may_write": _may_write(request, case, kind),
    }
    return render(request, "cases/notes/note_list.html", context)


@needs(DataClass.NOTE, Action.CREATE, (DataClass.HEALTH, Action.CREATE), (DataClass.CONFLICT, Action.CREATE))
@require_http_methods(["GET", "POST"])
def note_create(request: UserRequest, public_id: Any, code: str) -> HttpResponse:
    """Write a note. It is never edited afterwards."""
    kind = _kind(code)
    case = _case(request, public_id, kind, Action.META)
    if not _may_write(request, case, kind):
        raise PermissionDenied
    form = kind.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields["level"] = NoteLevel(fields["level"])
        write_note(model=kind.model, case=case, by=request.user, **fields)
        messages.success(request, "Die Notiz ist gespeichert.")
        return redirect("note_list", case.public_id, code)
    return render(request, "cases/notes/note_form.html", {"case": case, "kind": kind, "form": form})


@needs(DataClass.NOTE, Action.UPDATE, (DataClass.HEALTH, Action.UPDATE), (DataClass.CONFLICT, Action.UPDATE))
@require_http_methods(["GET", "POST"])
def note_amend(request: UserRequest, code: str, public_id: Any) -> HttpResponse:
    """Add to a note of one's own. Others' notes are 403 where they can be read, 404 elsewhere."""
    kind = _kind(code)
    if not access_of(request.user).is_staff:
        raise Http404
    visible = kind.model.objects.visible_to(request.user).select_related("case__trainee", "amends__case")
    note = get_object_or_404(visible, public_id=public_id)
    if not kind.model.objects.editable_by(request.user).filter(pk=note.pk).exists():
        raise PermissionDenied
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        amend_note(note=note, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Ergänzung ist gespeichert.")
        return redirect("note_list", note.case.public_id, code)
    return render(request, "cases/notes/note_form.html", {"case": note.case, "kind": kind, "form": form, "note": note})


@needs(DataClass.DOCUMENT, Action.CREATE)
@require_http_methods(["GET", "POST"])
def consent_create(request: UserRequest, public_id: Any) -> HttpResponse:
    """Record a consent of the trainee."""
    visible = Case.objects.visible_to(request.user, DataClass.DOCUMENT).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.filter(case_scope(request.user, DataClass.DOCUMENT, Action.CREATE), pk=case.pk).exists():
        raise PermissionDenied
    given = set(Consent.objects.filter(case=case, withdrawn_on=None).values_list("purpose", flat=True))
    if request.method == "POST" and Consent.objects.filter(case=case, request_key=_key(request)).exists():
        return redirect("case_detail", case.public_id)  # the same form once more
    purposes = [purpose for purpose in ConsentPurpose if purpose not in given]
    form = ConsentForm(request.POST or None, purposes=purposes, initial={"given_by": case.trainee.full_name})
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields["purpose"] = ConsentPurpose(fields["purpose"])
        try:
            give_consent(case=case, by=request.user, **fields)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Die Einwilligung ist eingetragen.")
            return redirect("case_detail", case.public_id)
    return render(request, "cases/notes/consent_form.html", {"case": case, "form": form})


def _key(request: UserRequest) -> Any:
    """Return the posted request key, or None when it is no key at all (the form then says so)."""
    from uuid import UUID

    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return None


@needs(DataClass.DOCUMENT, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: UserRequest, public_id: Any) -> HttpResponse:
    """Record that a consent was withdrawn: from the next request on it allows nothing."""
    visible = Consent.objects.visible_to(request.user).select_related("case__trainee")
    consent = get_object_or_404(visible, public_id=public_id)
    if not Consent.objects.editable_by(request.user).filter(pk=consent.pk).exists():
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(consent=consent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("on", error.messages)
        else:
            messages.success(request, "Der Widerruf ist eingetragen. Er gilt ab sofort.")
            return redirect("case_detail", consent.case.public_id)
    return render(
        request, "cases/notes/consent_withdraw.html", {"case": consent.case, "consent": consent, "form": form}
    )
