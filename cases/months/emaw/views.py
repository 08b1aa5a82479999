"""The journal's pages. Nothing on them transmits: people copy the text into the procedure that their office uses."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from cases.months.emaw import read_model, services
from cases.months.emaw.catalogue import CATALOGUE, kind_of
from cases.months.emaw.enums import Direction, MessageState
from cases.months.emaw.events import on_event
from cases.months.emaw.forms import STALE, CorrectForm, DueForm, EnterForm, LookBackForm, MarkForm
from cases.months.emaw.letters import letter_name, letter_pdf
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.read_model import MEASURE_WRITERS, READERS, WRITERS, readable_cases, writable_cases
from cases.months.emaw.texts import text_of
from cases.people.models import Case, Measure

PER_PAGE = 50


def _uuid_filter(model: Any, value: str) -> Any:
    """Return the row that the address names, 404 for anything that is none."""
    try:
        return get_object_or_404(model, public_id=value)
    except ValidationError as error:
        raise Http404 from error


def _message(request: UserRequest, public_id: Any) -> EmawMessage:
    visible = EmawMessage.objects.visible_to(request.user)
    related = ("measure__funding_body", "case__trainee", "answers", "corrects", "corrected_by")
    return get_object_or_404(visible.select_related(*related), public_id=public_id)


def _may_write(request: UserRequest, message: EmawMessage) -> bool:
    editable = EmawMessage.objects.editable_by(request.user).filter(pk=message.pk)
    return read_model.may_read_text(request.user, message) and editable.exists()


def _writable_message(request: UserRequest, public_id: Any) -> EmawMessage:
    message = _message(request, public_id)
    if not _may_write(request, message):
        raise PermissionDenied
    return message


def _journal(request: UserRequest, found: Any, standard: str) -> dict[str, Any]:
    today = timezone.localdate()
    current = read_model.current_filter(request.GET.get("show", ""), standard)
    rows = read_model.shown(found, current, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "types_to_write": read_model.types_to_write(request.user),
        "filters": read_model.filters(found, current, today),
        "current": current,
        "today": today,
        "may_write": bool(access_of(request.user).roles & set(WRITERS)),
        "may_enter": bool(access_of(request.user).roles & MEASURE_WRITERS),
        "mark_form": MarkForm(),
        "look_back_form": LookBackForm(),
    }


@require_safe
@needs_role(*READERS)
def emaw_journal(request: UserRequest) -> HttpResponse:
    """All messages that the person may see, narrowed to a measure and to what is due, late or unanswered."""
    measures = Measure.objects.visible_to(request.user)
    found, measure = EmawMessage.objects.visible_to(request.user), None
    if request.GET.get("measure"):
        measure = _uuid_filter(measures, request.GET["measure"])
        found = found.filter(measure=measure)
    kind = CATALOGUE.get(request.GET.get("type", ""))
    if kind is not None:
        found = found.filter(type=kind.type)
    context = _journal(request, found, "due") | {
        "measure": measure,
        "measures": list(measures),
        "kind": kind,
        "kinds": CATALOGUE.values(),
    }
    return render(request, "cases/months/emaw/journal.html", context)


@require_safe
@needs_role(*READERS)
def emaw_case(request: UserRequest, public_id: Any) -> HttpResponse:
    """The messages of one person, newest first."""
    cases = Case.objects.filter(readable_cases(request.user)).select_related("trainee")
    case = get_object_or_404(cases, public_id=public_id)
    context = _journal(request, EmawMessage.objects.visible_to(request.user).filter(case=case), "all")
    may_write = Case.objects.filter(writable_cases(request.user), pk=case.pk).exists()
    return render(request, "cases/months/emaw/journal.html", context | {"case": case, "may_write": may_write})


@require_safe
@needs_role(*READERS)
def emaw_catalogue(request: UserRequest) -> HttpResponse:
    """The types of messages with direction, deadline, source and how sure the application is."""
    return render(request, "cases/months/emaw/catalogue.html", {"kinds": CATALOGUE.values()})


@require_http_methods(["GET", "POST"])
@needs_role(*WRITERS)
def emaw_create(request: UserRequest) -> HttpResponse:
    """Enter a message of a person (`?case=`) or of a measure."""
    case, initial = None, {}
    if request.GET.get("case"):
        cases = Case.objects.filter(writable_cases(request.user)).select_related("trainee")
        case = _uuid_filter(cases, request.GET["case"])
    elif not access_of(request.user).roles & MEASURE_WRITERS:
        raise PermissionDenied
    elif request.GET.get("measure"):
        initial["measure"] = _uuid_filter(Measure.objects.visible_to(request.user), request.GET["measure"]).public_id
    form = EnterForm(request.POST or None, user=request.user, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            message = services.enter_message(
                measure=data["measure"],
                case=case,
                message_type=form.message_type,
                state=MessageState(data["how"]),
                about_on=data["about_on"],
                due_on=data["due_on"],
                sent_on=data["sent_on"],
                text=data["text"],
                answers=data["answers"],
                by=request.user,
                request_key=data["request_key"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Die Nachricht steht im Journal. Übermittelt wurde nichts.")
            return redirect("emaw_detail", message.public_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "case": case, "back": _back(case)}
    return render(request, "cases/months/emaw/create.html", context, status=status)


def _back(case: Case | None) -> str:
    return reverse("emaw_case", args=[case.public_id]) if case else reverse("emaw_journal")


@require_http_methods(["GET", "POST"])
@needs_role(*READERS)
def emaw_detail(request: UserRequest, public_id: Any) -> HttpResponse:
    """One message with its text to copy; while it is due, its days and text may be changed."""
    message = _message(request, public_id)
    may_write, is_due = _may_write(request, message), message.state == MessageState.DUE
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    made = text_of(message).body if may_write and is_due else ""
    form = DueForm(request.POST or None, initial=_due_values(message, made)) if may_write and is_due else None
    saved: EmawMessage | None = None
    if request.method == "POST":
        if form is None:
            messages.error(request, "Diese Nachricht ist schon gesendet. Schreiben Sie eine Korrektur.")
            return redirect("emaw_detail", message.public_id)
        if form.is_valid():
            try:
                data = form.cleaned_data
                if _same_text(data["text"], made):  # not a text of its own: it goes on following the records
                    data["text"] = ""
                services.change_due(message=message, by=request.user, **data)
            except services.StaleError:
                saved = message
                form.add_error(None, STALE)
                form.data = {**request.POST.dict(), "version": str(message.version)}
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Gespeichert. Übermittelt wurde nichts.")
                return redirect("emaw_detail", message.public_id)
    context = _detail(request, message, may_write=may_write) | {"form": form, "saved": saved}
    return render(request, "cases/months/emaw/detail.html", context, status=422 if form and form.errors else 200)


def _due_values(message: EmawMessage, made: str) -> dict[str, Any]:
    values = {name: getattr(message, name) for name in ("version", "about_on", "due_on", "text")}
    return values | {"text": message.text or made}


def _same_text(one: str, other: str) -> bool:
    """Compare what was typed with what was shown; browsers send other line ends."""
    return one.split() == other.split()


def _detail(request: UserRequest, message: EmawMessage, *, may_write: bool) -> dict[str, Any]:
    reads = read_model.may_read_text(request.user, message)
    made = text_of(message) if reads and not message.text else None
    is_out = message.direction == Direction.TO_AGENCY
    return {
        "message": message,
        "kind": kind_of(message.type),
        "reads": reads,
        "body": made.body if made else message.text if reads else "",
        "missing": made.missing if made and message.state == MessageState.DUE else [],
        "may_write": may_write,
        "may_send": may_write and is_out and message.state == MessageState.DUE,
        "may_answer": may_write and message.expects_reply and message.state in services.WAITS_FOR_REPLY,
        "may_correct": may_write and services.may_correct(message),
        "replies": list(message.replies.visible_to(request.user)),
        "mark_form": MarkForm(initial={"version": message.version}),
        "is_overdue": message.state == MessageState.DUE
        and message.due_on is not None
        and message.due_on < timezone.localdate(),
        "back": _back(message.case),
    }


@require_POST
@needs_role(*WRITERS)
def emaw_mark(request: UserRequest, public_id: Any) -> HttpResponse:
    """Mark one message as sent, answered or not needed; the same twice changes nothing more."""
    message = _writable_message(request, public_id)
    act = request.POST.get("act", "")
    form = MarkForm(request.POST)
    try:
        if act == "sent" and not form.is_valid():
            messages.error(request, _words(form))
        elif act == "sent":
            on, version = form.cleaned_data["sent_on"], form.cleaned_data["version"]
            is_new = services.mark_sent(message=message, on=on, version=version, by=request.user)
            messages.success(request, "Als gesendet vermerkt." if is_new else "Das war schon vermerkt.")
        elif act == "answered":
            is_new = services.mark_answered(message=message, by=request.user)
            messages.success(request, "Als beantwortet vermerkt." if is_new else "Das war schon vermerkt.")
        elif act == "dropped":
            is_new = services.drop(message=message, by=request.user)
            messages.success(request, "Als nicht nötig vermerkt." if is_new else "Das war schon vermerkt.")
        else:
            raise Http404
    except services.StaleError:
        messages.error(request, "Jemand hat diese Nachricht inzwischen geändert. Prüfen Sie sie noch einmal.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("emaw_detail", message.public_id)


@require_POST
@needs_role(*WRITERS)
def emaw_mark_many(request: UserRequest) -> HttpResponse:
    """Mark the ticked messages as sent, all or none."""
    keys = [key for key in request.POST.getlist("message") if len(key) == 36][: PER_PAGE * 2]
    form = MarkForm(request.POST)
    try:
        editable = EmawMessage.objects.editable_by(request.user).select_related("measure", "case__trainee")
        found = list(editable.filter(public_id__in=keys).order_by("pk"))
    except ValidationError as error:
        raise Http404 from error
    if len(found) != len(set(keys)):
        raise Http404
    if not all(read_model.may_read_text(request.user, message) for message in found):
        raise PermissionDenied
    if not found:
        messages.error(request, "Wählen Sie mindestens eine Nachricht aus.")
    elif not form.is_valid():
        messages.error(request, _words(form))
    else:
        try:
            count = services.mark_many_sent(messages=found, on=form.cleaned_data["sent_on"], by=request.user)
        except ValidationError as error:
            messages.error(request, f"Nichts wurde vermerkt. {' '.join(error.messages)}")
        else:
            words = "1 Nachricht" if count == 1 else f"{count} Nachrichten"
            messages.success(request, f"{words} als gesendet vermerkt.")
    return _to_list(request)


def _words(form: MarkForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _to_list(request: UserRequest) -> HttpResponse:
    """Return to the list; only filters that we know come from the post, never an address."""
    known = {key: request.POST[key] for key in ("show", "measure", "type") if request.POST.get(key)}
    return redirect(f"{reverse('emaw_journal')}?{urlencode(known)}" if known else "emaw_journal")


@require_POST
@needs_role(*WRITERS)
def emaw_refresh(request: UserRequest) -> HttpResponse:
    """Derive now what the nightly run would derive, or what lies further back."""
    provider_id = access_of(request.user).provider_id
    assert provider_id is not None  # `needs_role` lets nobody without a provider pass
    form = LookBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _to_list(request)
    count = on_event(provider_id=provider_id, by=request.user, since=form.cleaned_data["since"])
    new = {0: "Das Journal ist auf dem Stand.", 1: "1 Nachricht ist dazugekommen."}
    messages.success(request, new.get(count, f"{count} Nachrichten sind dazugekommen."))
    return _to_list(request)


@require_http_methods(["GET", "POST"])
@needs_role(*WRITERS)
def emaw_correct(request: UserRequest, public_id: Any) -> HttpResponse:
    """Correct a sent or received message by a new row."""
    message = _writable_message(request, public_id)
    form = CorrectForm(request.POST or None, initial={"about_on": message.about_on})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.correct(message=message, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Die Korrektur steht im Journal. Übermittelt wurde nichts.")
            return redirect("emaw_detail", row.public_id)
    context = {"form": form, "message": message, "may_correct": services.may_correct(message)}
    return render(request, "cases/months/emaw/correct.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs_role(*READERS)
def emaw_letter(request: UserRequest, public_id: Any) -> HttpResponse:
    """The letter in place of a message, as PDF/UA-1."""
    message = _message(request, public_id)
    if not message.by_letter or message.direction != Direction.TO_AGENCY:
        raise Http404
    if not read_model.may_read_text(request.user, message):
        raise PermissionDenied
    content = letter_pdf(message, message.text or text_of(message).body)
    record(LogKind.EXPORT, by=request.user, subject=message, event="letter")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{letter_name(message)}"'
    return response
