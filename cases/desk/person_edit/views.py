"""Pages that change a person's data after the admission. Not visible is 404, visible but not editable 403."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.desk.person_edit import services
from cases.desk.person_edit.forms import (
    ContactChangeForm,
    ContractCreateForm,
    DeputyEndForm,
    DeputyForm,
    NeedsEditForm,
    TeamChangeForm,
    TraineeForm,
    TrainingContractForm,
)
from cases.desk.person_edit.grants import may_grant, may_set_team
from cases.desk.person_edit.notices import people_told
from cases.desk.sight import desk_cases
from cases.people.models import Case, ContactAssignment, ContactDeputy, Trainee, TrainingContract
from cases.people.ranges import valid_on
from cases.people.services import change_contract, end_deputy

CLOSED = "Diese Teilnahme ist beendet. Die Zuständigkeit lässt sich nicht mehr ändern."


def _case(request: UserRequest, public_id: Any, data_class: DataClass) -> Case:
    """Return a case on the desk whose `data_class` the person may change."""
    cases = desk_cases(request.user, data_class).select_related("trainee")
    case = get_object_or_404(cases, public_id=public_id)
    if not Case.objects.editable_by(request.user, data_class).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case


def _grantable(request: UserRequest, public_id: Any) -> Case:
    """Return the case if the person may give others a role in it."""
    case = _case(request, public_id, DataClass.MASTER)
    if not may_grant(request.user, case):
        raise PermissionDenied
    return case


def _closed(request: UserRequest, case: Case) -> HttpResponse:
    messages.warning(request, CLOSED)
    return redirect("case_detail", case.public_id)


def _add_errors(form: django_forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused at its fields; everything typed stays."""
    found = getattr(error, "message_dict", None) if hasattr(error, "error_dict") else None
    for name, texts in (found or {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, texts)


def _status(form: django_forms.BaseForm) -> int:
    return 422 if form.is_bound else 200


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contact_person_change(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Ansprechperson ändern": from a day on somebody else answers for the case; everyone concerned is told."""
    case = _grantable(request, public_id)
    if not case.is_open:
        return _closed(request, case)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    latest = services.latest_assignment(case)
    if request.method == "POST" and _is_repeated(request, case.assignments):
        return redirect("case_detail", case.public_id)
    form = ContactChangeForm(request.POST or None, case=case, user=request.user, latest=latest)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        del fields["version"]
        try:
            assignment = services.change_contact_person(case=case, by=request.user, **fields)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            name = assignment.member.user.full_name
            messages.success(request, f"{name} ist ab {assignment.starts_on:%d.%m.%Y} feste Ansprechperson.")
            return redirect("case_detail", case.public_id)
    if form.is_bound:  # the next save knows what was seen now
        form.data = {**request.POST.dict(), "version": str(latest.pk) if latest else ""}
    context = {
        "case": case,
        "form": form,
        "latest": latest,
        "told": people_told(case, latest.member if latest else None),
    }
    return render(request, "cases/desk/person_contact.html", context, status=_status(form))


def _is_repeated(request: UserRequest, rows: Any) -> bool:
    """Return whether this very form was saved already (its request key stands in `rows`)."""
    key = django_forms.UUIDField(required=False)
    try:
        value = key.clean(request.POST.get("request_key", ""))
    except ValidationError:
        return False
    return value is not None and rows.filter(request_key=value).exists()


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def deputy_create(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Vertretung eintragen": who stands in for the contact person, from when until when."""
    case = _grantable(request, public_id)
    if not case.is_open:
        return _closed(request, case)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    assignment = _assignment_for_deputy(request, case)
    if assignment is None:
        messages.warning(request, "Legen Sie zuerst eine feste Ansprechperson fest.")
        return redirect("case_detail", case.public_id)
    if request.method == "POST" and _is_repeated(request, ContactDeputy.objects.filter(assignment__case=case)):
        return redirect("case_detail", case.public_id)
    form = DeputyForm(request.POST or None, assignment=assignment, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_deputy(assignment=assignment, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, "Die Vertretung ist eingetragen.")
            return redirect("case_detail", case.public_id)
    context = {
        "case": case,
        "form": form,
        "assignment": assignment,
        "told": people_told(case, assignment.member),
        "deputies": _deputies(case),
    }
    return render(request, "cases/desk/person_deputy.html", context, status=_status(form))


def _assignment_for_deputy(request: UserRequest, case: Case) -> ContactAssignment | None:
    """Return the assignment of today, else the next one."""
    rows = case.assignments.select_related("member__user", "case__trainee").order_by("starts_on")
    return rows.filter(valid_on()).first() or rows.filter(starts_on__gt=timezone.localdate()).first()


def _deputies(case: Case) -> list[ContactDeputy]:
    """Return deputyships that run or come, soonest first."""
    rows = ContactDeputy.objects.filter(assignment__case=case, ends_on__gte=timezone.localdate())
    return list(rows.select_related("member__user").order_by("starts_on"))


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def deputy_end(request: UserRequest, public_id: Any, deputy_id: int) -> HttpResponse:
    """End a deputyship early; one that has not begun can be struck out."""
    case = _grantable(request, public_id)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    deputies = ContactDeputy.objects.filter(assignment__case=case).select_related("member__user", "assignment__case")
    deputy = get_object_or_404(deputies, pk=deputy_id)
    today = timezone.localdate()
    if deputy.ends_on < today:
        messages.info(request, "Diese Vertretung ist schon vorbei.")
        return redirect("case_detail", case.public_id)
    form = DeputyEndForm(request.POST or None, deputy=deputy)
    has_begun = deputy.starts_on <= today
    if request.method == "POST":
        if "strike" in request.POST and not has_begun:
            end_deputy(deputy=deputy, on=deputy.starts_on - timedelta(days=1), by=request.user)
            messages.success(request, "Die Vertretung ist gestrichen.")
            return redirect("case_detail", case.public_id)
        if form.is_valid() and _end_deputy(request, deputy, form):
            return redirect("case_detail", case.public_id)
        form.data = {**request.POST.dict(), "version": f"{deputy.ends_on:%Y-%m-%d}"}
    context = {"case": case, "form": form, "deputy": deputy, "has_begun": has_begun}
    return render(request, "cases/desk/person_deputy_end.html", context, status=_status(form))


def _end_deputy(request: UserRequest, deputy: ContactDeputy, form: DeputyEndForm) -> bool:
    try:
        end_deputy(deputy=deputy, on=form.cleaned_data["ends_on"], by=request.user)
    except ValidationError as error:
        form.add_error("ends_on", error.messages)
        return False
    messages.success(request, f"Die Vertretung endet am {form.cleaned_data['ends_on']:%d.%m.%Y}.")
    return True


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def trainee_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Stammdaten bearbeiten"; a stale save shows both texts."""
    case = _case(request, public_id, DataClass.MASTER)
    stored = Trainee.objects.get(pk=case.trainee_id)  # the form fills its own object, the head shows what is saved
    sees_numbers = Case.objects.visible_to(request.user, DataClass.BENEFIT).filter(pk=case.pk).exists()
    form = TraineeForm(request.POST or None, instance=stored, sees_numbers=sees_numbers)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if services.change_trainee(trainee=stored, version=version, by=request.user, **form.changes()):
            messages.success(request, "Die Stammdaten sind gespeichert.")
            return redirect("case_detail", case.public_id)
        form.mark_stale(Trainee.objects.get(pk=stored.pk))
        if not form.differences():  # the same form once more
            return redirect("case_detail", case.public_id)
    context = {"case": case, "form": form, "title": "Stammdaten bearbeiten", "label": "Stammdaten speichern"}
    return render(request, "cases/desk/person_edit.html", context, status=_status(form))


@needs(DataClass.PLAN, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def needs_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Bedarf und Ziele" as plain texts; a stale save shows both."""
    case = _case(request, public_id, DataClass.PLAN)
    form = NeedsEditForm(request.POST or None, instance=Case.objects.get(pk=case.pk))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if services.change_needs(case=case, version=version, by=request.user, **form.changes()):
            messages.success(request, "Bedarf und Ziele sind gespeichert.")
            return redirect("case_detail", case.public_id)
        form.mark_stale(Case.objects.get(pk=case.pk))
        if not form.differences():
            return redirect("case_detail", case.public_id)
    context = {"case": case, "form": form, "title": "Bedarf und Ziele", "label": "Bedarf und Ziele speichern"}
    return render(request, "cases/desk/person_edit.html", context, status=_status(form))


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contract_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Ausbildungsvertrag bearbeiten"; a stale save shows both texts."""
    visible = TrainingContract.objects.visible_to(request.user, DataClass.MASTER)
    contract = get_object_or_404(visible.select_related("case__trainee", "company"), public_id=public_id)
    if not TrainingContract.objects.editable_by(request.user).filter(pk=contract.pk).exists():
        raise PermissionDenied
    own = TrainingContract.objects.select_related("occupation").get(pk=contract.pk)
    form = TrainingContractForm(request.POST or None, instance=own, user=request.user)
    if request.method == "POST":
        if form.is_occupation_search():
            form.show_matches()
        elif form.is_company_search():
            form.show_companies()
        elif form.is_valid() and _save_contract(request, contract, form):
            messages.success(request, "Der Ausbildungsvertrag ist gespeichert.")
            return redirect("case_detail", contract.case.public_id)
    context = {
        "case": contract.case,
        "form": form,
        "title": "Ausbildungsvertrag bearbeiten",
        "sub": contract.company.name,
        "label": "Vertrag speichern",
    }
    return render(request, "cases/desk/person_edit.html", context, status=_status(form))


def _save_contract(request: UserRequest, contract: TrainingContract, form: TrainingContractForm) -> bool:
    try:
        written = change_contract(
            contract=contract, version=form.cleaned_data["version"], by=request.user, **form.contract_fields()
        )
    except ValidationError as error:
        _add_errors(form, error)
        return False
    if not written:
        form.mark_stale(TrainingContract.objects.select_related("company", "trainer").get(pk=contract.pk))
        return not form.differences()
    return True


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def contract_create(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Neuer Ausbildungsvertrag" in a case that is there already."""
    case = _case(request, public_id, DataClass.MASTER)
    if not case.is_open:
        messages.warning(request, "Diese Teilnahme ist beendet. Ein neuer Vertrag lässt sich nicht mehr eintragen.")
        return redirect("case_detail", case.public_id)
    blank = TrainingContract(case=case, provider_id=case.provider_id)
    form = ContractCreateForm(request.POST or None, instance=blank, user=request.user)
    if request.method == "POST":
        if form.is_occupation_search():
            form.show_matches()
        elif form.is_company_search():
            form.show_companies()
        elif form.is_valid() and _enter_contract(request, case, form):
            messages.success(request, "Der Ausbildungsvertrag ist eingetragen.")
            return redirect("case_detail", case.public_id)
    context = {"case": case, "form": form, "title": "Neuer Ausbildungsvertrag", "label": "Vertrag eintragen"}
    return render(request, "cases/desk/person_edit.html", context, status=_status(form))


def _enter_contract(request: UserRequest, case: Case, form: ContractCreateForm) -> bool:
    key = form.cleaned_data["request_key"]
    try:
        fields = {**form.contract_fields(), **form.new_firm()}
        services.enter_contract(case=case, by=request.user, request_key=key, **fields)
    except ValidationError as error:
        _add_errors(form, error)
        return False
    return True


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def team_change(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Team festlegen": the administration gives a case to a team whose lead can act."""
    case = _case(request, public_id, DataClass.MASTER)
    if not may_set_team(request.user, case):
        raise PermissionDenied
    form = TeamChangeForm(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and form.is_valid():
        team, version = form.cleaned_data["team"], form.cleaned_data["version"]
        if services.set_team(case=case, team=team, version=version, by=request.user):
            messages.success(request, f"Für die Teilnahme ist jetzt {team} zuständig.")
            return redirect("case_detail", case.public_id)
        form.add_error(None, "Die Teilnahme wurde gerade geändert. Speichern Sie noch einmal.")
    if form.is_bound:  # the next save knows what was seen now
        form.data = {**request.POST.dict(), "version": str(Case.objects.get(pk=case.pk).version)}
    context = {"case": case, "form": form, "title": "Team festlegen", "label": "Team speichern"}
    return render(request, "cases/desk/person_edit.html", context, status=_status(form))
