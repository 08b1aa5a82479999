"""The version of the interface, as the provider enters it: a setting, because no official list is public.

Every message keeps the one that counted on its day (trigger `cases_message_takes_version`).
"""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.design.fields import GermanDateField
from cases.months.emaw.models import InterfaceVersion
from cases.months.emaw.read_model import MEASURE_WRITERS


class VersionForm(forms.Form):
    """Number and first day."""

    number = forms.CharField(
        label="Schnittstellenversion",
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z ._-]*$", "Nur Buchstaben, Ziffern, Punkt und Strich.")],
        help_text="So wie die Agentur oder Ihr Übertragungsprogramm sie nennt.",
    )
    starts_on = GermanDateField(label="gilt ab")


@transaction.atomic
def set_version(*, provider_id: int, number: str, starts_on: date, by: User | None) -> InterfaceVersion:
    """Let a version count from a day on; the same day again replaces its number. Kept messages stay as they are."""
    row, _ = InterfaceVersion.objects.update_or_create(
        provider_id=provider_id, starts_on=starts_on, defaults={"number": number, "created_by": by}
    )
    record(LogKind.CHANGE, by=by, subject=row, event="interface_version", starts_on=f"{starts_on:%Y-%m-%d}")
    return row


@require_http_methods(["GET", "POST"])
@needs_role(*MEASURE_WRITERS)
def emaw_version(request: UserRequest) -> HttpResponse:
    """The versions of the provider, newest first, and one more."""
    form = VersionForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        provider_id = access_of(request.user).provider_id
        assert provider_id is not None  # `needs_role` lets nobody without a provider pass
        set_version(provider_id=provider_id, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Schnittstellenversion ist gespeichert.")
        return redirect("emaw_version")
    context = {"form": form, "versions": list(InterfaceVersion.objects.all()[:50])}
    return render(request, "cases/months/emaw/version.html", context, status=422 if form.errors else 200)
