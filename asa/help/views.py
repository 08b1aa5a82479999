"""Help with the permission matrix, and the accessibility statement."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import STAFF_ROLES, Role
from asa.accounts.matrix import MATRIX, Permission
from asa.accounts.permissions import public, signed_in
from asa.accounts.requests import UserRequest


@dataclass(frozen=True)
class RoleRights:
    """All rights of one role, for its table."""

    label: str
    rows: list[tuple[str, str, str, str]]


def rights_by_role() -> list[RoleRights]:
    """Return class, actions, scope and remark of every cell of the matrix in German, per role."""

    def row(p: Permission) -> tuple[str, str, str, str]:
        return p.data_class.label, ", ".join(a.label for a in p.actions), p.scope.label, p.note

    return [RoleRights(role.label, [row(p) for p in MATRIX if p.role == role]) for role in Role]


@require_safe
@signed_in
def help_page(request: UserRequest) -> HttpResponse:
    is_staff = bool(access_of(request.user).roles & set(STAFF_ROLES))
    return render(request, "help/help.html", {"roles": rights_by_role(), "is_staff": is_staff})


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "help/accessibility.html")
