""" "Mein Profil": how colleagues, trainees and companies reach and see a person of the staff."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import STAFF_ROLES
from asa.accounts.forms import ProfileForm
from asa.accounts.models import Provider, StaffProfile, User
from asa.accounts.permissions import needs_role
from asa.accounts.profiles import locked_profile, picture_answer, profile_of, set_picture, set_preferences, set_profile
from asa.accounts.requests import UserRequest


@needs_role(*STAFF_ROLES)
@require_http_methods(["GET", "POST"])
def own_profile(request: UserRequest) -> HttpResponse:
    """Telephone, times and picture at the provider behind the wall; appearance and language of mails everywhere."""
    user = request.user
    provider = get_object_or_404(Provider, pk=wall.current_provider_id())
    read = locked_profile if request.method == "POST" else profile_of
    profile = read(user, provider.pk)
    form = ProfileForm(request.POST or None, request.FILES or None, profile=profile, user=user)
    if request.method == "POST" and form.is_valid():
        _save(form, user, provider)
        messages.success(request, "Ihr Profil ist gespeichert.")
        return redirect("own_profile")
    # What was typed stays in the form; the page around it shows what is saved.
    picture = reverse("person_picture", args=[profile.public_id]) if profile.picture else ""
    context = {"form": form, "profile": profile, "provider": provider, "picture_url": picture}
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _save(form: ProfileForm, user: User, provider: Provider) -> None:
    data = form.cleaned_data
    set_profile(
        provider_id=provider.pk, user=user, by=user, phone=str(data["phone"] or ""), reachable=data["reachable"]
    )
    if data["picture"] or data.get("remove_picture"):
        set_picture(provider_id=provider.pk, user=user, by=user, portrait=data["picture"])
    set_preferences(user, appearance=data["appearance"], mail_language=data["mail_language"])


@needs_role(*STAFF_ROLES)
@require_safe
def person_picture(request: UserRequest, public_id: UUID) -> HttpResponseBase:
    """The picture of a colleague at the same provider."""
    rows = StaffProfile.objects.filter(provider=wall.current_provider_id(), public_id=public_id)
    return picture_answer(rows.first())
