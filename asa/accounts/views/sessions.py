"""The person's own sessions: where somebody is signed in, and a button that ends it."""

from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from asa.accounts.permissions import signed_in

#: What stands in a browser's name of itself, most telling first: an Edge also calls itself Chrome and Safari.
BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
    *(("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def device_of(user_agent: str) -> str:
    """Return "Firefox, Windows" for a browser's long name of itself, or that it is unknown."""
    found = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or "Unbekanntes Gerät"


class OwnSessions(ListUserSessionsView):
    """allauth's list, with one button per session."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "session" not in request.POST:
            return super().post(request, *args, **kwargs)
        number = request.POST["session"]
        session = get_object_or_404(UserSession, user=request.user, pk=number if number.isdecimal() else 0)
        if not session.is_current():
            session.end()
            messages.success(request, "Die Sitzung ist beendet.")
        return redirect("usersessions_list")

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = device_of(session.user_agent)
        return context


own_sessions = signed_in(OwnSessions.as_view())
