from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from cases.desk.admission import forms, services
from cases.desk.admission.parts import Part, PartState, may_edit_part, next_part, part_rows
from cases.desk.admission.taking_over import before_measure, missing_for
from cases.notes.enums import ConsentPurpose
from cases.people.models import Admission, Case
from cases.people.takeover import Takeover


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def editable_admission(request: HttpRequest, public_id: str) -> Admission:
    """Return the admission of a visible case; 403 where the person may only look."""
    user = _user(request)
    admissions = Admission.objects.visible_to(user).select_related("case__trainee", "measure", "completed_by")
    admission = get_object_or_404(admissions, case__public_id=public_id)
    if not Admission.objects.editable_by(user).filter(pk=admission.pk).exists():
        raise PermissionDenied
    return admission


def _onwards(request: HttpRequest, admission: Admission, part: Part) -> HttpResponse:
    """Go to the next open part, or to the list if that button was pressed, or to the check page at the end."""
    public_id = admission.case.public_id
    if "overview" in request.POST:
        return redirect("admission_detail", public_id)
    if "check" in request.GET:
        return redirect("admission_check", public_id)
    admission = Admission.objects.select_related("case__trainee").get(pk=admission.pk)
    following = next_part(part_rows(admission, _user(request)), after=part)
    return redirect("admission_part", public_id, following) if following else redirect("admission_check", public_id)


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_create(request: HttpRequest) -> HttpResponse:
    """The part "Person" of a new admission; above it the admissions that were begun."""
    user = _user(request)
    form = forms.PersonForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        provider_id = wall.current_provider_id()
        assert provider_id is not None  # `needs` lets nobody without a provider pass
        admission = services.start_admission(
            provider_id=provider_id,
            by=user,
            request_key=form.cleaned_data["request_key"],
            person=form.person(),
            trainee=form.same_trainee,
            is_assigned=not form.cleaned_data.get("only_reported"),
            **form.admission_fields(),
        )
        return _onwards(request, admission, Part.PERSON)
    begun = Admission.objects.editable_by(user).open().select_related("case__trainee")[:10]
    context = {"form": form, "part": Part.PERSON, "begun": begun, "step": 1}
    return render(request, "cases/admission/admission_part.html", context)


@require_safe
@needs(DataClass.MASTER, Action.CREATE)
def admission_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The task list."""
    admission = editable_admission(request, public_id)
    rows = part_rows(admission, _user(request))
    context = {"admission": admission, "case": admission.case, "rows": rows, "following": next_part(rows)}
    return render(request, "cases/admission/admission_detail.html", context)


def _form(request: HttpRequest, admission: Admission, part: Part) -> Any:
    data, user = request.POST or None, _user(request)
    if part is Part.PERSON:
        return forms.PersonForm(data, user=user, admission=admission)
    if part is Part.TRAINING:
        return forms.TrainingForm(data, user=user, admission=admission)
    if part is Part.CONTACT:
        return forms.ContactForm(data, user=user, admission=admission)
    simple = {Part.SCHOOL: forms.SchoolForm, Part.NEEDS: forms.NeedsForm, Part.CONSENTS: forms.ConsentsForm}
    return simple[part](data, admission=admission)


def _save_person(admission: Admission, form: forms.PersonForm, by: User) -> None:
    services.save_person(admission=admission, by=by, person=form.person(), **form.admission_fields())


def _save_training(admission: Admission, form: forms.TrainingForm, by: User) -> None:
    values = form.cleaned_data
    if values["no_contract"]:
        services.skip_part(admission=admission, part=Part.TRAINING)
        return
    services.save_training(
        admission=admission,
        by=by,
        company=form.known_company(),
        new_company=values["new_company"],
        new_place=values["new_place"],
        trainer=form.trainer(),
        **form.contract_fields(),
    )


def _save_school(admission: Admission, form: forms.SchoolForm, by: User) -> None:
    values = form.typed()
    if values.pop("not_needed"):
        services.skip_part(admission=admission, part=Part.SCHOOL)
    else:
        services.save_school(admission=admission, by=by, **values)


def _save_needs(admission: Admission, form: forms.NeedsForm, by: User) -> None:
    services.save_needs(admission=admission, by=by, **form.typed())


def _save_consents(admission: Admission, form: forms.ConsentsForm, by: User) -> None:
    values = form.typed()
    purposes = {ConsentPurpose(purpose) for purpose in values.pop("purposes")}
    services.save_consents(admission=admission, by=by, purposes=purposes, **values)


def _save_contact(admission: Admission, form: forms.ContactForm, by: User) -> None:
    services.save_contact_person(admission=admission, by=by, member=form.cleaned_data["member"])


SAVE: dict[Part, Callable[[Admission, Any, User], None]] = {
    Part.PERSON: _save_person,
    Part.TRAINING: _save_training,
    Part.SCHOOL: _save_school,
    Part.NEEDS: _save_needs,
    Part.CONSENTS: _save_consents,
    Part.CONTACT: _save_contact,
}


def _is_stale(form: Any) -> bool:
    """Return whether somebody was faster; the form then shows both versions and saves at the next try."""
    if form.is_stale():
        form.mark_stale()
        return True
    return False


def _save(part: Part, admission: Admission, form: BaseForm, by: User) -> bool:
    """Save a part; a rule of the service that refuses becomes an error of the form, and everything typed stays."""
    try:
        SAVE[part](admission, form, by)
    except ValidationError as error:
        messages = getattr(error, "message_dict", None) or {None: error.messages}
        for name, texts in messages.items():
            form.add_error(name if name in form.fields else None, texts)
        return False
    return True


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_part(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """One part of the list; saves by itself and goes on to the next open one."""
    if part not in Part.values:
        raise Http404
    this, user = Part(part), _user(request)
    if request.method == "POST":  # whoever comes second reads what the first one wrote
        get_object_or_404(Admission.objects.select_for_update(), case__public_id=public_id)
    admission = editable_admission(request, public_id)
    if not may_edit_part(admission, this, user):
        raise PermissionDenied
    if admission.completed_at is not None:
        return already_done(request, admission)
    form = _form(request, admission, this)
    if request.method == "POST":
        if this is Part.TRAINING and form.is_occupation_search():
            form.show_matches()
        elif this is Part.TRAINING and form.is_company_search():
            form.show_companies()
        elif form.is_valid() and not _is_stale(form) and _save(this, admission, form, user):
            return _onwards(request, admission, this)
    context = {
        "form": form,
        "part": this,
        "admission": admission,
        "case": admission.case,
        "step": list(Part).index(this) + 1,
    }
    return render(request, "cases/admission/admission_part.html", context)


#: Parts that nothing forces, but that are asked for before the end.
ASKED = (Part.CONSENTS, Part.NEEDS)


def already_done(request: HttpRequest, admission: Admission) -> HttpResponse:
    """Tell whoever comes second what was done and by whom."""
    if request.method == "POST" and admission.completed_at is not None:
        by = admission.completed_by
        who = f" von {by.full_name}" if by is not None else ""
        day = timezone.localtime(admission.completed_at)
        messages.info(request, f"Diese Aufnahme wurde am {day:%d.%m.%Y um %H:%M} Uhr schon{who} abgeschlossen.")
    return redirect("case_detail", admission.case.public_id)


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """ "Angaben prüfen": everything at a glance with ways back; completing lets the case begin."""
    admission, user = editable_admission(request, public_id), _user(request)
    problem = ""
    if admission.completed_at is not None:
        return already_done(request, admission)
    rows = part_rows(admission, user)
    still_open = [row.label for row in rows if row.part in ASKED and row.state == PartState.OPEN]
    if request.method == "POST" and (not still_open or "anyway" in request.POST):
        try:
            services.complete_admission(admission=admission, by=user)
            return redirect("case_detail", admission.case.public_id)
        except ValidationError as error:
            problem = " ".join(error.messages)
            admission = editable_admission(request, public_id)
    case = admission.case
    contract = case.contracts.select_related("company", "trainer").first()
    context = {
        "admission": admission,
        "case": case,
        "trainee": case.trainee,
        "rows": {row.part.name: row for row in rows},
        "still_open": still_open,
        "missing": missing_for(admission, on=timezone.localdate()),
        "warning": before_measure(admission.measure, admission.entry_on),
        "takeover": Takeover.from_json(admission.takeover),
        "sees_numbers": Case.objects.visible_to(user, DataClass.BENEFIT).filter(pk=case.pk).exists(),
        "contract": contract,
        "consents": case.consents.visible_to(user).filter(withdrawn_on=None),
        "assignment": case.assignments.select_related("member__user").order_by("-starts_on").first(),
        "phase": services.first_phase(admission).label if admission.entry_on else "",
        "problem": problem,
    }
    return render(request, "cases/admission/admission_check.html", context, status=422 if problem else 200)
