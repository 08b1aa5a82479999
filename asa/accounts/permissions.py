"""Every route names its permission: one decorator per view, checked by a test over all routes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class RoutePermission:
    """What a route asks for: a cell of the matrix, a set of roles, only a session, or nothing (public)."""

    cells: tuple[tuple[DataClass, Action], ...] = ()
    roles: frozenset[Role] = frozenset()
    is_public: bool = False


def _guarded(view: View, permission: RoutePermission, allowed: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allowed(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    return guarded


def needs(data_class: DataClass, action: Action, *more: tuple[DataClass, Action]) -> Callable[[View], View]:
    """Open the route to people whose roles may do `action` with `data_class` (or one of `more`) for some case.

    Which case is the business of `visible_to` and `editable_by`: what is not visible there is 404.
    """
    cells = ((data_class, action), *more)

    def decorate(view: View) -> View:
        return _guarded(
            view,
            RoutePermission(cells=cells),
            lambda request: any(access_of(request.user).may(*cell) for cell in cells),  # type: ignore[arg-type]
        )

    return decorate


def needs_role(*roles: Role) -> Callable[[View], View]:
    """Open the route to these roles: administration that is no class of personal data of a case."""

    def decorate(view: View) -> View:
        return _guarded(
            view,
            RoutePermission(roles=frozenset(roles)),
            lambda request: bool(access_of(request.user).roles & set(roles)),  # type: ignore[arg-type]
        )

    return decorate


def signed_in(view: View) -> View:
    """Open the route to everyone who is signed in (own account, start page)."""
    return _guarded(view, RoutePermission(), lambda request: request.user.is_authenticated)


def public(view: View) -> View:
    """Open the route to everyone: sign-in, help, links that carry their own secret."""
    guarded = _guarded(view, RoutePermission(is_public=True), lambda request: True)
    return login_not_required(guarded)
