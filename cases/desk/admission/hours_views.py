"""The page on which hours from another software are changed for one admission, before it is finished."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.desk.admission.hours_forms import TakeoverHoursForm
from cases.desk.admission.services import save_takeover_hours
from cases.desk.admission.views import already_done, editable_admission
from cases.people.models import Admission
from cases.people.takeover import Takeover


@require_http_methods(["GET", "POST"])
@needs(DataClass.MASTER, Action.CREATE)
def admission_hours(request: UserRequest, public_id: str) -> HttpResponse:
    """Hours agreed and used before: as the list brought them, changed, or none."""
    if request.method == "POST":  # whoever comes second reads what the first one wrote
        get_object_or_404(Admission.objects.select_for_update(), case__public_id=public_id)
    admission = editable_admission(request, public_id)
    if admission.completed_at is not None:
        return already_done(request, admission)
    form = TakeoverHoursForm(request.POST or None, admission=admission)
    if request.method == "POST" and "drop_hours" in request.POST:
        save_takeover_hours(admission=admission, by=request.user, hours=Takeover())
        messages.info(request, "Diese Teilnahme beginnt ohne Stunden aus anderer Software.")
        return redirect("admission_check", public_id)
    if request.method == "POST" and form.is_valid():
        if form.is_stale():
            form.mark_stale()
        else:
            try:
                save_takeover_hours(admission=admission, by=request.user, hours=form.hours())
                return redirect("admission_check", public_id)
            except ValidationError as error:  # the measure or the entry changed meanwhile
                form.add_error(None, [words for one in error.message_dict.values() for words in one])
    context = {"form": form, "admission": admission, "case": admission.case}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/admission/admission_hours.html", context, status=status)
