"""The list of open admissions, finished for many at once."""

from django.contrib import messages
from django.core.paginator import Paginator
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
from cases.desk.admission.open_forms import OpenAdmissionsForm
from cases.desk.admission.parts import Part, PartState
from cases.desk.admission.taking_over import before_measure, missing_words
from cases.people.models import Admission, ContactAssignment
from cases.people.models.admissions import AdmissionQuerySet

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
        one.warning = before_measure(one.measure, one.entry_on)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_open_list(request: UserRequest) -> HttpResponse:
    """Everything that is begun and not finished: choose, fill in what is the same for all, finish."""
    form = OpenAdmissionsForm(request.POST or None, user=request.user)
    finished: list[Finished] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        finished = finish_admissions(
            admissions=values["chosen"],
            by=request.user,
            measure=values["measure"],
            entry_on=values["entry_on"],
            member=values["member"],
            consents=form.paper(),
        )
        done = sum(one.is_running for one in finished)
        if done:
            words = "1 Teilnahme hat begonnen." if done == 1 else f"{done} Teilnahmen haben begonnen."
            messages.success(request, words)
        if done == len(finished):
            return redirect("admission_open_list")
    page = Paginator(_open(request.user), PER_PAGE).get_page(request.GET.get("page"))
    admissions = list(page.object_list)
    _put_words(admissions)
    context = {
        "form": form,
        "page": page,
        "admissions": admissions,
        "left": [one for one in finished if not one.is_running],
        "chosen": set(request.POST.getlist("chosen")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/admission/admission_open_list.html", context, status=status)
