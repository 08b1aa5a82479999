"""How long a session lives, and what ends it (`security.md` rule 18)."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from asa.accounts.models import User

STARTED_KEY = "started_at"
SEEN_KEY = "seen_at"

#: Read once by the sign-in page to say why it is shown.
ENDED_KEY = "session_ended"

#: A click within this many seconds after the last noted one is not written again.
NOTE_EVERY = 60

#: Pages that ask for themselves: they are no sign that somebody is there.
POLLING_PREFIXES = ("/auftraege/",)


def begin_session(request: HttpRequest) -> None:
    """Start both clocks of a session that was just opened."""
    request.session[STARTED_KEY] = request.session[SEEN_KEY] = int(time.time())


def renew_session_id(request: HttpRequest) -> None:
    """Give the running session a new id (its rights have grown) and keep it in the person's list of sessions."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End the sessions of `user` at once, except the one with the key `keep`. Returns how many ended.

    To be called after every change of password, second factor or role, and when a person is locked out.
    """
    sessions = UserSession.objects.filter(user=user.pk).exclude(session_key=keep or "")
    for session in sessions:
        session.end()
    return len(sessions)


class SessionAgeMiddleware:
    """End a session after an hour without a click, and in any case after the working day."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        now = int(time.time())
        if STARTED_KEY not in request.session:
            begin_session(request)
        elif now - request.session[STARTED_KEY] >= settings.SESSION_ABSOLUTE_SECONDS:
            self._end(request, "absolute")
        elif now - request.session[SEEN_KEY] >= settings.SESSION_IDLE_SECONDS:
            self._end(request, "idle")
        elif now - request.session[SEEN_KEY] >= NOTE_EVERY and not request.path.startswith(POLLING_PREFIXES):
            request.session[SEEN_KEY] = now

    def _end(self, request: HttpRequest, reason: str) -> None:
        logout(request)
        request.session[ENDED_KEY] = reason
