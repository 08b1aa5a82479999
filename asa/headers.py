"""What every answer tells the browser: to keep nothing of it, and to open no camera, microphone or place."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

NO_STORE = "no-store, private"
#: Never "cookies": that takes known devices with it, and what neighbours of the domain have set.
CLEARED = '"cache", "storage"'
#: Passkeys and copying work on our own pages; nothing else is used.
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
OURS = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in UNUSED), *(f"{name}=(self)" for name in OURS)])
ENDED = "_sign_in_ended"


@receiver(user_logged_out)
def _note_end(request: HttpRequest | None, **_: Any) -> None:
    """Note on the request that its session ended: by the person, or by the clock."""
    if request is not None:
        setattr(request, ENDED, True)


class HeadersMiddleware:
    """Keep every answer out of the browser's stores, also errors, redirects and files (`security.md` rule 21).

    Stands outside of everything that answers, so that no page can forget it. What says that everybody may keep it
    (static files, the site's icon) stays as it is. Whoever signs out, or whose session was ended meanwhile, leaves
    nothing in caches and storage; over plain http browsers ignore that, and `no-store` must do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = NO_STORE
        response["Permissions-Policy"] = PERMISSIONS
        if getattr(request, ENDED, False) or _was_ended_elsewhere(request, response):
            response["Clear-Site-Data"] = CLEARED
        return response


def _was_ended_elsewhere(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the session that this browser had was ended, or ran out, and the answer is the first to say so.

    Either the browser is sent to sign in, or it posted and gets the sign-in page at once: then the key that it sent is
    no session's any more.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    if response.status_code == 302 and response["Location"].startswith(_sign_in_address()):
        return True
    session = getattr(request, "session", None)
    return session is not None and session.session_key != key and SESSION_KEY not in session


def _sign_in_address() -> str:
    from django.shortcuts import resolve_url  # the addresses are not known when this module is loaded

    return resolve_url(settings.LOGIN_URL)
