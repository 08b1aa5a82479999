from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import User
from asa.accounts.permissions import needs_role
from cases.people.importing.checking import check
from cases.people.importing.columns import COLUMNS
from cases.people.importing.companies_of_rows import kept_decisions
from cases.people.importing.forms import MappingForm, UploadForm
from cases.people.importing.services import apply_import, keep_upload
from cases.people.models import ImportRun
from cases.people.models.admissions import ImportState

#: Those who create master data beyond their own cases (`security.md` section 4, class M).
ROLES = (Role.ADMIN, Role.TEAM_LEAD)
COMPANY_CHOICES = (("same", "Derselbe Betrieb"), ("other", "Ein anderer Betrieb"))
CHOICES = (("same", "Dieselbe Person"), ("other", "Eine andere Person"), ("skip", "Zeile weglassen"))
SHOWN_ERRORS = 100

RESULT_WORDS = (
    ("people", "Personen neu angelegt"),
    ("people_known", "Personen waren schon bekannt"),
    ("people_filled", "davon um fehlende Angaben ergänzt"),
    ("companies", "Betriebe neu angelegt"),
    ("contracts", "Ausbildungsverträge eingetragen"),
    ("old", "Zeilen waren schon übernommen"),
    ("wrong", "Zeilen mit Fehlern weggelassen"),
)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _run(request: HttpRequest, public_id: str) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(_user(request)), public_id=public_id)


@require_http_methods(["GET", "POST"])
@needs_role(*ROLES)
def import_start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it the imports of this person."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        provider_id = wall.current_provider_id()
        assert provider_id is not None  # the role belongs to a provider
        try:
            run = keep_upload(
                provider_id=provider_id,
                by=_user(request),
                file=upload,
                name=upload.name,
                size=upload.size,
                request_key=form.cleaned_data["request_key"],
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("import_mapping", run.public_id)
    runs = ImportRun.objects.visible_to(_user(request)).defer("rows", "row_digests")[:10]
    return render(request, "cases/people/import_start.html", {"form": form, "runs": runs, "columns": COLUMNS})


@require_safe
@needs_role(*ROLES)
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty list with every column under a head that is recognised again."""
    heads = ";".join(f'"{column.label}"' for column in COLUMNS)
    headers = {"Content-Disposition": 'attachment; filename="Teilnehmende-Vorlage.csv"'}
    return HttpResponse(f"\ufeff{heads}\r\n".encode(), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@needs_role(*ROLES)
def import_mapping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say which column holds what."""
    run = _run(request, public_id)
    if run.state == ImportState.APPLIED:
        return redirect("import_preview", run.public_id)
    form = MappingForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        run.mapping, run.decisions = form.mapping, {}
        run.save(update_fields=["mapping", "decisions"])
        return redirect("import_preview", run.public_id)
    return render(request, "cases/people/import_mapping.html", {"form": form, "run": run})


@require_http_methods(["GET", "POST"])
@needs_role(*ROLES)
def import_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Errors at their cells, possible duplicates side by side, what will be taken over; then all of it at once."""
    run = _run(request, public_id)
    if run.state == ImportState.APPLIED:
        result = [(run.result[key], words) for key, words in RESULT_WORDS if run.result.get(key)]
        return render(request, "cases/people/import_done.html", {"run": run, "result": result})
    problem = ""
    if request.method == "POST":
        _keep_decisions(request, run)
        if "apply" in request.POST:
            try:
                apply_import(run=run, by=_user(request), leave_out_wrong="leave_out_wrong" in request.POST)
                return redirect("import_preview", run.public_id)
            except ValidationError as error:
                problem = " ".join(error.messages)
    checked = check(run, _user(request))
    page = Paginator(checked.rows, 25).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "checked": checked,
        "faults": checked.faults[:SHOWN_ERRORS],
        "more_faults": max(len(checked.faults) - SHOWN_ERRORS, 0),
        "choices": CHOICES,
        "company_choices": COMPANY_CHOICES,
        "page": page,
        "problem": problem,
        "leave_out_wrong": "leave_out_wrong" in request.POST,
    }
    return render(request, "cases/people/import_preview.html", context, status=422 if problem else 200)


def _keep_decisions(request: HttpRequest, run: ImportRun) -> None:
    """Keep what was said about each pair together with the person it was said about."""
    words = {choice for choice, _ in CHOICES}
    decisions = dict(run.decisions)
    checked = check(run, _user(request))
    answers = {pair.key: request.POST.get(pair.key, "") for pair in checked.company_pairs}
    decisions |= kept_decisions(checked.company_pairs, answers)
    for row in checked.pairs:
        choice = request.POST.get(f"pair_{row.number}", "")
        if choice in words and row.maybe is not None and not (choice == "same" and not row.maybe.is_visible):
            decisions[str(row.number)] = {"ref": row.maybe.ref, "choice": choice}
    run.decisions = decisions
    run.save(update_fields=["decisions"])
