"""What a page does that is older than the sign-in: a form with an old token, a script that asks for the new one."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from asa.accounts.permissions import signed_in
from asa.accounts.typed.carrying import (
    FIELD,
    SHOWN_FIELD,
    forget,
    is_ours,
    keep_waiting,
    owner_mark,
    seal,
    typed_in,
)
from asa.accounts.typed.middleware import STEPS, ask_to_sign_in, sign_in_page, typed_again, wants_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a post whose token is not that of the session.

    One of our own pages, open since before a sign-in in another window, gets its text back with a form that works, if
    the person is the same; everything else is refused plainly.
    """
    answer = _answer_to_own_page(request) if is_ours(request) and wants_page(request) else None
    return answer or render(request, "403_csrf.html", status=403)


def _answer_to_own_page(request: HttpRequest) -> HttpResponseBase | None:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in STEPS:
        return _answer_to_step(request)
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    typed = typed_in(request)
    if typed is None or typed.owner != owner_mark(request.user):
        return None
    try:
        keep_waiting(request, seal(typed))
    except ValueError:
        return typed_again(request, typed, status=403)
    return redirect(typed.page)


def _answer_to_step(request: HttpRequest) -> HttpResponseBase:
    """Go on with a sign-in page that was open while somebody signed in elsewhere."""
    sealed = request.POST.get(FIELD, "")
    page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        page = "/"
    if not request.user.is_authenticated:
        return sign_in_page(request, sealed, page=page)
    typed = keep_waiting(request, sealed) if sealed else None
    return redirect(typed.page if typed else page)


@signed_in
@never_cache
@require_safe
def page_token(request: HttpRequest) -> JsonResponse:
    """Return the token of this session and for whom its pages are made, so that an open page can go on by itself."""
    return JsonResponse({"token": get_token(request), "page_of": owner_mark(request.user)})


@signed_in
@require_POST
def typed_discard(request: HttpRequest) -> HttpResponse:
    """Throw away what waits to be shown again, and open the page without it."""
    forget(request, request.POST.get(SHOWN_FIELD, ""))
    back = request.POST.get("back", "")
    is_here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_here else "/")
