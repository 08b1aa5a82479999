"""Telephone and times of a colleague, written down by the administration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.forms import ReachForm
from asa.accounts.models import Membership
from asa.accounts.permissions import needs_role
from asa.accounts.profiles import locked_profile, profile_of, set_profile
from asa.accounts.requests import UserRequest


@needs_role(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def member_profile(request: UserRequest, pk: int) -> HttpResponse:
    """Set how a colleague can be reached here. The picture is the person's own business."""
    mine = Membership.objects.filter(provider=wall.current_provider_id()).select_related("user")
    member = get_object_or_404(mine, pk=pk)
    read = locked_profile if request.method == "POST" else profile_of
    profile = read(member.user, member.provider_id)
    form = ReachForm(request.POST or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        phone, reachable = str(form.cleaned_data["phone"] or ""), form.cleaned_data["reachable"]
        set_profile(provider_id=member.provider_id, user=member.user, by=request.user, phone=phone, reachable=reachable)
        messages.success(request, f"Gespeichert: Telefon und Zeiten von {member.user.full_name}.")
        return redirect("member_detail", member.user.public_id)
    picture = reverse("person_picture", args=[profile.public_id]) if profile.picture else ""
    context = {"form": form, "member": member, "picture_url": picture}
    return render(request, "administration/member_profile.html", context, status=422 if form.is_bound else 200)
