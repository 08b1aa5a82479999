"""Around every request: carry what was posted through the sign-in, show it again on its page."""

import copy
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.views import login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

from asa.accounts.access import access_of
from asa.accounts.second_factor import has_second_factor, needs_second_factor
from asa.accounts.typed.carrying import (
    FIELD,
    SHOWN_FIELD,
    Typed,
    forget,
    is_ours,
    keep_waiting,
    seal,
    typed_in,
    waiting_for,
)
from asa.accounts.typed.draft_pages import end_if_saved, insert_notice, texts_of, with_draft
from asa.accounts.typed.drafts import KEY_FIELD, VERSION_FIELD, version_of
from asa.accounts.typed.filling import fill
from asa.accounts.typed.words import readable

#: Pages on the way to being signed in; each hands on what it was given.
STEPS = frozenset(
    {
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "second_factor_setup",
    }
)

#: From these a sign-in goes on as well.
CARRIERS = STEPS | {"account_logout"}

#: What these are sent says nothing that somebody typed.
WITHOUT_WORDS = frozenset({"draft_save", "draft_discard", "draft_adopt", "typed_discard", "account_logout"})

#: In the address of a step that is opened with the post of the step before.
HANDED_ON = "weitergereicht"

#: Answers to a form that was taken, or that is shown again with everything in it.
_TAKEN = frozenset({200, 201, 204, 302, 303, 409, 422})

#: Answers after which what waits is shown: in the form of the page, or by itself where there is none.
_SHOWING = frozenset({200, 301, 302, 303, 403, 404, 405})


TOO_LARGE = (
    "Ihre Eingaben sind zu lang, um sie durch die Anmeldung mitzunehmen. Melden Sie sich in einem neuen Fenster an, "
    "gehen Sie hier zurück und speichern Sie dort noch einmal."
)


def wants_page(request: HttpRequest) -> bool:
    """Return whether a person waits for a page, not a script for an answer."""
    return not getattr(request, "htmx", False) and "text/html" in request.headers.get("Accept", "text/html")


def sign_in_page(request: HttpRequest, sealed: str, *, page: str, is_too_large: bool = False) -> HttpResponseBase:
    """Show the sign-in page in answer to a post; it carries `sealed` and leads back to `page`."""
    asked = copy.copy(request)
    asked.method, asked.POST = "GET", QueryDict()
    asked.GET = QueryDict(urlencode({"next": page}))
    asked.carried_input = sealed  # type: ignore[attr-defined]
    if is_too_large:
        messages.warning(request, TOO_LARGE)
    response = login(asked)
    response.status_code = 403
    add_never_cache_headers(response)
    return response


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    """Return the sign-in page that carries this post, None where there is nothing to carry."""
    typed = typed_in(request) if is_ours(request) and wants_page(request) else None
    if typed is None:
        return None
    try:
        return sign_in_page(request, seal(typed), page=typed.page)
    except ValueError:
        return sign_in_page(request, "", page=typed.page, is_too_large=True)


def wait_for_factor(request: HttpRequest) -> None:
    """Keep what somebody posted whose session has not used its second factor (any more)."""
    is_form = request.method == "POST" and is_ours(request) and wants_page(request)
    typed = typed_in(request) if is_form else None
    if typed is not None:
        try:
            keep_waiting(request, seal(typed))
        except ValueError:
            messages.warning(request, TOO_LARGE)


def _step(path: str) -> str:
    """Return the name of the sign-in step at `path`, "" for other pages."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return name if name in STEPS else ""


def _open_step(request: HttpRequest) -> None:
    """Make of a post that was for the step before the opening of this one."""
    asked = request.GET.copy()
    if "next" in request.POST:
        asked.setdefault("next", request.POST["next"])
    request.method, request.GET, request.POST = "GET", asked, QueryDict()  # type: ignore[assignment]


def typed_again(request: HttpRequest, typed: Typed, *, status: int = 200) -> HttpResponse:
    """Show what was typed by itself, with a button that sends it: for pages that cannot be shown with their form."""
    context = {
        "fields": typed.fields,
        "texts": texts_of(typed.fields),
        "files": typed.files,
        "address": typed.address,
        "page": typed.page,
        "shown": typed.digest,
    }
    response = render(request, "accounts/typed_again.html", context, status=status)
    add_never_cache_headers(response)
    return response


class TypedMiddleware:
    """Give back what was posted into the end of a session, to the person who typed it and on the page it belongs to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET":
            return self._shown_again(request, response)
        if request.method == "POST":
            carried = getattr(request, FIELD, "")
            if carried:
                return self._handed_on(request, response, carried)
            if request.user.is_authenticated:
                self._taken(request, response.status_code)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict) -> HttpResponseBase | None:
        if request.method != "POST":
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in CARRIERS:
            request.carried_input = request.POST.get(FIELD, "")  # type: ignore[attr-defined]
            if HANDED_ON in request.GET:
                _open_step(request)
        elif not request.user.is_authenticated and name not in WITHOUT_WORDS and getattr(view, "login_required", True):
            return ask_to_sign_in(request)
        return None

    def _taken(self, request: HttpRequest, status: int) -> None:
        """Forget what was shown again or kept as a draft, once its form was answered."""
        if getattr(request, "waits", False):
            return
        shown = request.POST.get(SHOWN_FIELD, "")
        if shown and status in _TAKEN:
            forget(request, shown)
        end_if_saved(request, status)

    def _handed_on(self, request: HttpRequest, response: HttpResponseBase, carried: str) -> HttpResponseBase:
        """Keep what a sign-in brought along once it is through; hand it to the next step before that."""
        if request.user.is_authenticated:
            keep_waiting(request, carried)
        elif response.status_code == 302:
            target = urlsplit(response["Location"])
            if _step(target.path):
                response.status_code = 307  # the browser posts the same once more, to the next step
                response["Location"] = f"{target.path}?{HANDED_ON}=1{'&' if target.query else ''}{target.query}"
        return response

    def _shown_again(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.user.is_authenticated or response.status_code not in _SHOWING or not wants_page(request):
            return response
        typed = waiting_for(request)
        is_page = response.status_code == 200 and isinstance(response, HttpResponse)
        if typed is None:
            if is_page and response.get("Content-Type", "").startswith("text/html"):
                with_draft(request, response)  # type: ignore[arg-type]
            return response
        if self._is_on_the_way(request, response):
            return response
        return self._filled(request, response, typed) if is_page else typed_again(request, typed)  # type: ignore[arg-type]

    def _is_on_the_way(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Return whether the person is sent to prove who they are before the page opens."""
        if response.status_code not in {301, 302, 303}:
            return False
        user: Any = request.user
        lacks_factor = needs_second_factor(access_of(user)) and not has_second_factor(request)
        return lacks_factor or bool(_step(urlsplit(response["Location"]).path))

    def _filled(self, request: HttpRequest, response: HttpResponse, typed: Typed) -> HttpResponse:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        marks = [(SHOWN_FIELD, typed.digest)]
        if typed.draft:
            user: Any = request.user
            marks += [(KEY_FIELD, typed.draft), (VERSION_FIELD, str(version_of(user=user, key=typed.draft)))]
        text = response.content.decode()
        filled = fill(text, page=typed.page, address=typed.address, fields=typed.fields, marks=marks)
        if filled is None:
            return typed_again(request, typed)
        context = {
            "files": typed.files,
            "left": [value for value in filled.left if readable(value)],
            "shown": typed.digest,
        }
        notice = render_to_string("accounts/_typed_notice.html", context, request)
        response.content = insert_notice(filled.text, notice).encode()
        add_never_cache_headers(response)
        return response
