"""The list of open admissions, finished for many at once."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from cases.desk.admission.finishing import Finished, finish_admissions
from cases.desk.admission.hours_forms import HoursOfMany
from cases.desk.admission.open_forms import OpenAdmissionsForm
from cases.desk.admission.parts import Part, PartState
from cases.desk.admission.taking_over import before_measure, missing_words
from cases.people.models import Admission, ContactAssignment
from cases.people.models.admissions import AdmissionQuerySet
from cases.people.takeover import Takeover

PER_PAGE = 50


def _open(user: User) -> AdmissionQuerySet:
    found = Admission.objects.editable_by(user).open().select_related("case__trainee", "measure")
    return found.order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"), "pk")


def _put_words(admissions: list[Admission]) -> None:
    """Give each admission of a page what it lacks and what is remarkable. One query."""
    contacts: dict[int, str] = {}
    rows = ContactAssignment.objects.filter(case__in=[one.case_id for one in admissions], ends_on=None)
    for row in rows.select_related("member__user"):
        contacts[row.case_id] = row.member.user.full_name
    today = timezone.localdate()
    for one in admissions:
        one.contact = contacts.get(one.case_id, "")  # type: ignore[attr-defined]
        one.missing = missing_words(one, has_contact=one.case_id in contacts, on=today)  # type: ignore[attr-defined]
        one.asks_consents = one.parts.get(Part.CONSENTS) != PartState.DONE  # type: ignore[attr-defined]
        one.takeover_hours = Takeover.from_json(one.takeover)  # type: ignore[attr-defined]
        one.warning = before_measure(one.measure, one.entry_on)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_open_list(request: UserRequest) -> HttpResponse:
    """Everything that is begun and not finished: choose, fill in what is the same for all, finish."""
    form = OpenAdmissionsForm(request.POST or None, user=request.user)
    chosen = set(request.POST.getlist("chosen"))
    page, admissions = _page(request)
    hours = HoursOfMany(admissions, request.POST or None, chosen)
    finished: list[Finished] = []
    if request.method == "POST" and all([form.is_valid(), hours.is_valid()]):
        finished = _finish(request, form, hours)
        if all(one.is_running for one in finished):
            return redirect("admission_open_list")
        page, admissions = _page(request)
        hours = HoursOfMany(admissions, None, chosen)
    _put_words(admissions)
    for one in admissions:
        one.hours_form = hours.forms.get(one.pk)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "forms": list(hours.forms.values()),
        "page": page,
        "admissions": admissions,
        "left": [one for one in finished if not one.is_running],
        "chosen": chosen,
    }
    has_errors = form.is_bound and any(one.is_bound and one.errors for one in [form, *hours.forms.values()])
    return render(request, "cases/admission/admission_open_list.html", context, status=422 if has_errors else 200)


def _page(request: UserRequest) -> tuple[Page, list[Admission]]:
    page = Paginator(_open(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return page, list(page.object_list)


def _finish(request: UserRequest, form: OpenAdmissionsForm, hours: HoursOfMany) -> list[Finished]:
    values = form.cleaned_data
    finished = finish_admissions(
        admissions=values["chosen"],
        by=request.user,
        measure=values["measure"],
        entry_on=values["entry_on"],
        member=values["member"],
        consents=form.paper(),
        hours=hours.changed(),
    )
    if done := sum(one.is_running for one in finished):
        words = "1 Teilnahme hat begonnen." if done == 1 else f"{done} Teilnahmen haben begonnen."
        messages.success(request, words)
    return finished
