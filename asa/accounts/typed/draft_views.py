"""Keep what is being typed, choose between drafts, throw one away."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from asa.accounts import wall
from asa.accounts.permissions import signed_in
from asa.accounts.requests import UserRequest
from asa.accounts.typed import drafts
from asa.accounts.typed.carrying import OWNER_FIELD, fields_of, owner_mark
from asa.design.templatetags.asa import clock

#: So long the device's cookie stays, in seconds.
_YEAR = 365 * 24 * 60 * 60


@signed_in
@require_POST
def draft_save(request: UserRequest, key: UUID) -> HttpResponse:
    """Keep the fields of an opened form; the headers say of which page, which address and over which version.

    Answers 403 when the page was made for somebody else, 409 when a newer version is stored, 410 when the form was
    saved or its draft thrown away, 413 when it is too long.
    """
    provider_id = wall.current_provider_id()
    if provider_id is None or request.POST.get(OWNER_FIELD, "") != owner_mark(request.user):
        return JsonResponse({"error": "person"}, status=403)
    try:
        version = int(request.headers.get("X-Draft-Version", ""))
    except ValueError:
        version = 0
    device, cookie = drafts.device_of(request), ""
    if not device:
        cookie, device = drafts.new_device()
    try:
        row = drafts.keep(
            user=request.user,
            provider_id=provider_id,
            key=key,
            version=version,
            page=request.headers.get("X-Draft-Page", ""),
            address=request.headers.get("X-Draft-Address", ""),
            fields=fields_of(request),
            device=device,
        )
    except drafts.Moved:
        return JsonResponse({"error": "newer"}, status=409)
    except drafts.Ended:
        return JsonResponse({"error": "ended"}, status=410)
    except drafts.TooLarge:
        return JsonResponse({"error": "zu lang"}, status=413)
    answer = JsonResponse({"saved_at": clock(row.saved_at), "version": row.version})
    return _known(request, answer, cookie)


@signed_in
@require_POST
def draft_discard(request: UserRequest, key: UUID) -> HttpResponse:
    """Throw the draft away and open the page without it."""
    provider_id = wall.current_provider_id()
    if provider_id is None:
        raise PermissionDenied
    drafts.end(user=request.user, provider_id=provider_id, key=key)
    return _back(request)


@signed_in
@require_POST
def draft_adopt(request: UserRequest, key: UUID) -> HttpResponse:
    """Go on with this draft here."""
    device, cookie = drafts.device_of(request), ""
    if not device:
        cookie, device = drafts.new_device()
    drafts.adopt(user=request.user, key=key, device=device)
    return _known(request, _back(request), cookie)


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("back", "")
    is_here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_here else "/")


def _known(request: HttpRequest, answer: HttpResponse, cookie: str) -> HttpResponse:
    """Let the device be known again, if it has just got its cookie."""
    if cookie:
        answer.set_cookie(
            drafts.DEVICE_COOKIE, cookie, max_age=_YEAR, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    return answer
