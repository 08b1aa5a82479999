"""Roles that wait for a second person, and unlimited ones that are asked again each year."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from asa.accounts import grant_lists, wall
from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, RoleGrant
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration import grants


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
        "reviews": _reviews() if is_admin else [],
        "alone": grant_lists.given_alone() if is_admin else [],
        "is_admin": is_admin,
    }
    return render(request, "administration/grant_list.html", context)


def _reviews() -> list[tuple[RoleGrant, Membership]]:
    due = grant_lists.due_reviews(timezone.localdate())
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
    if answer in {"withdraw", "review"} and Role.ADMIN not in access_of(request.user).roles:
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
