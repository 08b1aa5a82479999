"""The pages of a case's life: "Verlauf der Teilnahme", one page per step (form, check, do), corrections of an exit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.accounts.second_people import second_words
from cases.desk.life import services
from cases.desk.life.access import DECIDERS, changeable_case, may_decide, seen_case
from cases.desk.life.forms import CorrectionForm, DecisionForm, StepForm, WhereaboutsForm, WhyForm
from cases.desk.life.read_model import life_page
from cases.desk.life.steps import STEPS, Outlook
from cases.people.enums import ExitState
from cases.people.life import exits, phases
from cases.people.models import Case, CaseExit
from companies.records.forms import put_refusal


@needs(DataClass.MASTER, Action.READ)
@require_safe
def case_life(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Verlauf der Teilnahme": where the case stands, what may follow, everything that happened."""
    case = seen_case(request, public_id)
    return render(request, "cases/desk/life/life.html", {"case": case, "page": life_page(case, request.user)})


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def case_step(request: UserRequest, public_id: Any, slug: str) -> HttpResponse:
    """One step of the case: its form, the page that says what will happen, then the deed."""
    case = changeable_case(request, public_id)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None:
        raise Http404
    is_second_post = request.method == "POST" and "do" in request.POST
    if not step.fits(case) and not is_second_post:
        messages.info(request, f"„{step.title}“ passt nicht zur Phase „{case.get_state_display()}“.")
        return redirect("case_life", case.public_id)
    form = step.form(request.POST or None, case=case)

    def act() -> None:
        step.act(Case.objects.select_related("trainee").get(pk=case.pk), dict(form.cleaned_data), request.user)

    def outlook() -> Outlook:
        return step.outlook(case, form)

    words = {"title": step.title, "label": step.label, "done": step.done, "hint": step.hint}
    return _form_check_do(request, case, form, act=act, outlook=outlook, words=words)


def _form_check_do(
    request: UserRequest, case: Case, form: StepForm, *, act: Any, outlook: Any, words: dict[str, str]
) -> HttpResponse:
    """Show the form; check it by doing everything and undoing it; show what will happen; do it."""
    context = {"case": case, "form": form, **words}
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        try:
            with transaction.atomic():
                act()
                if "do" not in request.POST:
                    transaction.set_rollback(True)
        except ValidationError as error:
            put_refusal(form, error)
        else:
            if "do" in request.POST:
                messages.success(request, words["done"])
                return redirect("case_life", case.public_id)
            return render(request, "cases/desk/life/check.html", {**context, "outlook": outlook()})
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/desk/life/step.html", context, status=status)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exit_correct(request: UserRequest, public_id: Any) -> HttpResponse:
    """Ask for the correction of a wrong exit; it counts once a second person agrees."""
    case = changeable_case(request, public_id)
    stands = exits.exit_of(case)
    if stands is None or stands.state != ExitState.VALID:
        messages.info(request, "Hier gilt kein Austritt, der sich berichtigen ließe.")
        return redirect("case_life", case.public_id)
    form = CorrectionForm(request.POST or None, case=case, stands=stands)

    def act() -> None:
        exits.correct_exit(case=Case.objects.get(pk=case.pk), by=request.user, **form.cleaned_data)

    lines = [
        f"Bisher steht dort: letzter Tag {stands.on:%d.%m.%Y}, {stands.reason.label}.",
        "Geändert wird erst, wenn Teamleitung oder Verwaltung als zweite Person zustimmt. Beide Fassungen bleiben "
        "lesbar.",
        second_words(DECIDERS, without=[request.user.pk], team_id=case.team_id),
    ]
    words = {
        "title": "Austritt berichtigen",
        "label": "Berichtigung beantragen",
        "done": "Die Berichtigung wartet auf die zweite Person.",
        "hint": "Der Eintrag selbst ändert sich nie.",
    }
    return _form_check_do(request, case, form, act=act, outlook=lambda: Outlook(lines), words=words)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exit_decide(request: UserRequest, public_id: Any, exit_id: Any) -> HttpResponse:
    """Decide as the second person: what stands there and what shall stand there, side by side."""
    case = seen_case(request, public_id)
    rows = case.exits.select_related("reason", "outcome", "whereabouts", "corrects", "entered_by", "case")
    correction = get_object_or_404(rows.filter(corrects__isnull=False), public_id=exit_id)
    if correction.state != ExitState.REQUESTED:
        messages.info(request, f"Darüber ist schon entschieden: {correction.get_state_display()}.")
        return redirect("case_life", case.public_id)
    if not may_decide(request.user, correction):
        raise PermissionDenied
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_accepted = "accept" in request.POST
        try:
            services.decide_correction(
                correction=correction,
                is_accepted=is_accepted,
                by=request.user,
                decision=form.cleaned_data["decision"],
            )
        except ValidationError as error:
            put_refusal(form, error)
        else:
            messages.success(request, "Die Berichtigung gilt." if is_accepted else "Die Berichtigung ist abgelehnt.")
            return redirect("case_life", case.public_id)
    context = {"case": case, "form": form, "correction": correction, "rows": _side_by_side(correction)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/desk/life/decide.html", context, status=status)


def _side_by_side(correction: CaseExit) -> list[tuple[str, str, str]]:
    """Return label, what stands there, what shall stand there."""
    stands = correction.corrects
    assert stands is not None
    if correction.takes_back:
        return [("Austritt", f"{stands.on:%d.%m.%Y}, {stands.reason.label}", "keiner; die Teilnahme läuft weiter")]
    pairs = (
        ("letzter Tag", f"{stands.on:%d.%m.%Y}", f"{correction.on:%d.%m.%Y}"),
        ("Grund", stands.reason, correction.reason),
        ("Ergebnis", stands.outcome, correction.outcome),
        ("Verbleib", stands.whereabouts, correction.whereabouts),
        ("Bemerkung", stands.remark, correction.remark),
    )
    return [(label, str(old or "–"), str(new or "–")) for label, old, new in pairs]


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exit_take_back(request: UserRequest, public_id: Any) -> HttpResponse:
    """Take back an exit or a rest that lies ahead."""
    case = changeable_case(request, public_id)
    planned = case.exits.filter(state=ExitState.PLANNED).select_related("reason").first()
    if planned is None:
        messages.info(request, "Es ist kein Austritt vorgemerkt.")
        return redirect("case_life", case.public_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exits.take_back_planned_exit(case=case, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, "Der vorgemerkte Austritt ist zurückgenommen.")
        return redirect("case_life", case.public_id)
    context = {
        "case": case,
        "form": form,
        "title": "Austritt zurücknehmen",
        "hint": f"Vorgemerkt zum {planned.on:%d.%m.%Y}: {planned.reason.label}. Die Teilnahme läuft dann weiter.",
        "label": "Austritt zurücknehmen",
    }
    return render(request, "cases/desk/life/confirm.html", context)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def rest_take_back(request: UserRequest, public_id: Any) -> HttpResponse:
    """Strike out a rest that has not begun."""
    case = changeable_case(request, public_id)
    rest = case.suspensions.filter(starts_on__gt=timezone.localdate()).first()
    if rest is None:
        messages.info(request, "Es ist kein Ruhen vorgemerkt.")
        return redirect("case_life", case.public_id)
    if request.method == "POST":
        phases.take_back_rest(case=case, by=request.user)
        messages.success(request, "Das vorgemerkte Ruhen ist gestrichen.")
        return redirect("case_life", case.public_id)
    context = {
        "case": case,
        "title": "Ruhen streichen",
        "hint": f"Vorgemerkt ab {rest.starts_on:%d.%m.%Y}: {rest.reason}. Abgesagte Termine bleiben abgesagt.",
        "label": "Ruhen streichen",
    }
    return render(request, "cases/desk/life/confirm.html", context)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def exit_whereabouts(request: UserRequest, public_id: Any) -> HttpResponse:
    """Add where the person went, once it is known."""
    case = changeable_case(request, public_id)
    leaving = exits.exit_of(case)
    if leaving is None or leaving.whereabouts_id is not None:
        messages.info(request, "Der Verbleib steht schon da oder es gibt keinen Austritt.")
        return redirect("case_life", case.public_id)
    form = WhereaboutsForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        exits.add_whereabouts(case=case, whereabouts=data["whereabouts"], remark=data["remark"], by=request.user)
        messages.success(request, "Der Verbleib ist eingetragen.")
        return redirect("case_life", case.public_id)
    context = {"case": case, "form": form, "title": "Verbleib ergänzen", "label": "Verbleib speichern"}
    return render(request, "cases/desk/life/confirm.html", context, status=422 if form.is_bound else 200)


@needs(DataClass.MASTER, Action.CREATE)
@require_http_methods(["GET", "POST"])
def case_reenter(request: UserRequest, public_id: Any) -> HttpResponse:
    """Begin a new case of the same person; leads to its admission."""
    case = changeable_case(request, public_id)
    form = StepForm(request.POST or None, case=case)
    del form.fields["on"]  # the admission asks for the day of entry
    if request.method == "POST" and form.is_valid():
        try:
            admission = services.reenter(case=case, by=request.user, request_key=form.cleaned_data["request_key"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("admission_detail", admission.case.public_id)
    context = {
        "case": case,
        "form": form,
        "title": "Wiedereintritt",
        "hint": "Eine neue Teilnahme beginnt; die frühere bleibt lesbar, wie sie ist. Bedarf, Ziele, Maßnahme und ein "
        "laufender Vertrag werden übernommen. Danach ergänzen Sie die Aufnahme.",
        "label": "Wiedereintritt beginnen",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/desk/life/confirm.html", context, status=status)


@needs(DataClass.MASTER, Action.UPDATE)
@require_safe
def exit_correction_list(request: UserRequest) -> HttpResponse:
    """Corrections of exits that wait for a second person."""
    if not access_of(request.user).roles & DECIDERS:
        raise PermissionDenied
    cases = Case.objects.editable_by(request.user)
    rows = CaseExit.objects.filter(state=ExitState.REQUESTED, case__in=cases)
    rows = rows.select_related("case__trainee", "reason", "entered_by", "corrects").order_by("id")
    found = [(row, row.entered_by_id != request.user.pk) for row in rows]
    return render(request, "cases/desk/life/corrections.html", {"rows": found})
