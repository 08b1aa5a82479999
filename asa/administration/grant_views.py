"""Roles that wait for a second person, and unlimited ones that are asked again each year."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts import grant_lists, wall
from asa.accounts.access import access_of
from asa.accounts.enums import CASE_ROLES, GrantState, Role
from asa.accounts.models import Membership, RoleGrant
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration import grants
from asa.administration.views import add_errors, form_page


@require_safe
@needs_role(Role.ADMIN, Role.TEAM_LEAD)
def grant_list(request: UserRequest) -> HttpResponse:
    """What waits with who could confirm, what has to be looked at again, what one person gave alone."""
    is_admin = Role.ADMIN in access_of(request.user).roles
    rows = []
    for grant in grant_lists.waiting_grants():
        possible = grants.seconds_for(grant.user, asked_by=grant.asked_by)
        may_decide = request.user.pk in {person.pk for person in possible}
        rows.append((grant, may_decide, grants.words_of_seconds(grant.user, asked_by=grant.asked_by)))
    context = {
        "rows": rows,
        "reviews": _reviews(request, is_admin=is_admin),
        "bare": grant_lists.without_grant(timezone.localdate()) if is_admin else [],
        "alone": grant_lists.given_alone() if is_admin else [],
        "is_admin": is_admin,
    }
    return render(request, "administration/grant_list.html", context)


def _reviews(request: UserRequest, *, is_admin: bool) -> list[tuple[RoleGrant, Membership]]:
    """Return what is asked of this person; the administration also sees what somebody else has to answer."""
    today = timezone.localdate()
    mine = grant_lists.reviews_for(request.user, access_of(request.user).roles, today)
    due = grant_lists.due_reviews(today) if is_admin else mine
    held = Membership.objects.filter(provider=wall.current_provider_id(), user__in={grant.user_id for grant in due})
    by_role = {(member.user_id, member.role): member for member in held}
    return [(grant, by_role[grant.user_id, grant.role]) for grant in due]


def _grant(key: UUID) -> RoleGrant:
    mine = RoleGrant.objects.filter(provider=wall.current_provider_id()).select_related("user", "asked_by")
    return get_object_or_404(mine, public_id=key)


@require_POST
@needs_role(Role.ADMIN, Role.TEAM_LEAD)
def grant_decide(request: UserRequest, key: UUID, answer: str) -> HttpResponse:
    """Confirm or refuse as the second person; take back or look at again as the administration."""
    grant = _grant(key)
    roles = access_of(request.user).roles
    if answer == "withdraw" and Role.ADMIN not in roles:
        raise PermissionDenied
    if answer == "review" and not grant_lists.may_review(grant, request.user, roles):
        raise PermissionDenied
    try:
        words = _answer(grant, answer, request)
    except ValidationError as error:
        if error.code in {"second", "own"}:
            raise PermissionDenied from error
        messages.info(request, error.messages[0])
    else:
        messages.success(request, words)
    return redirect("role_grant_list")


def _answer(grant: RoleGrant, answer: str, request: UserRequest) -> str:
    who = f"{grant.user.full_name}, {grant.get_role_display()}"
    if answer == "confirm":
        grants.confirm_grant(grant, by=request.user)
        return f"Bestätigt: {who}."
    if answer == "refuse":
        grants.refuse_grant(grant, by=request.user)
        return f"Abgelehnt: {who}. Es ändert sich nichts."
    if answer == "withdraw":
        grants.withdraw_grant(grant, by=request.user)
        return f"Zurückgezogen: {who}."
    grants.review_grant(grant, by=request.user, on=timezone.localdate())
    return f"Weiter nötig: {who}. In einem Jahr wird wieder gefragt."


class ReasonForm(forms.Form):
    """Why somebody needs a role."""

    reason = forms.CharField(
        label="Begründung",
        max_length=300,
        error_messages={"required": "Schreiben Sie, wofür die Person die Rolle braucht."},
    )


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def role_reason(request: UserRequest, pk: int) -> HttpResponse:
    """Give the reason for a role from before there were grants."""
    mine = Membership.objects.filter(provider=wall.current_provider_id()).select_related("user", "provider")
    member = get_object_or_404(mine, pk=pk, role__in=CASE_ROLES)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant = grants.ask_for_held_role(member=member, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            is_waiting = grant.state == GrantState.WAITING
            messages.success(
                request, "Eine zweite Person bestätigt die Rolle." if is_waiting else "Begründung gespeichert."
            )
            return redirect("role_grant_list")
    title = f"{member.user.full_name}: {member.get_role_display()}"
    hint = "Die Rolle gilt weiter. Eine zweite Person bestätigt sie."
    return form_page(request, form, title, reverse("role_grant_list"), "Um Bestätigung bitten", hint=hint)
