"""The log of sign-ins (`security.md` rule 37): what allauth and Django report, written in the request's transaction.

Signals are the only hook that the libraries offer here; no rule of our own hangs on them except that a removed factor
ends the person's other sessions.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import login_code_rejected, password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_removed
from django.contrib.auth import signals as django_signals
from django.db import transaction
from django.http import HttpRequest

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.middleware import home_of
from asa.accounts.models import User
from asa.accounts.sessions import begin_session, end_sessions


def note(kind: LogKind, user: User | None, *, proven: bool = True, **details: Any) -> None:
    """Write one entry at the provider of `user`, whoever the transaction stands for at the moment.

    `proven` is False while it is not known that `user` really acts; the entry then names no acting person.
    For an unknown person the same queries run, so that the time of the answer tells nothing.
    """
    with transaction.atomic():
        before = wall.current_user_id()
        wall.enter_as(user.pk if user else 0)
        provider_id = home_of(user)
        with wall.within(provider_id):
            if user and not proven:
                details["user"] = user.pk
            record(kind, by=user if proven else None, provider_id=provider_id, **details)
        wall.enter_as(before)


def on_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [record["method"] for record in get_authentication_records(request, user)]
    note(LogKind.SIGN_IN, user, methods=methods)


def on_session_opened(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    begin_session(request)


def on_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        note(LogKind.SIGN_OUT, user)


def on_sign_in_failed(sender: Any, credentials: dict, **kwargs: Any) -> None:
    user = User.objects.filter(email=str(credentials.get("email") or "").lower()).first()
    note(LogKind.SIGN_IN_FAILED, user, proven=False, method="password")


def on_factor_failed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    note(LogKind.SIGN_IN_FAILED, user, proven=False, method=str(authenticator.type))


def on_code_failed(sender: Any, user: User, **kwargs: Any) -> None:
    note(LogKind.SIGN_IN_FAILED, user, proven=False, method="code")


def on_factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    end_sessions(user, keep=request.session.session_key)
    note(LogKind.CHANGE, user, what="factor_removed", type=str(authenticator.type))


def on_password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new password makes Django refuse the other sessions; they also leave the list."""
    end_sessions(user, keep=request.session.session_key if request.user.is_authenticated else None)
    note(LogKind.CHANGE, user, what="password")


def connect() -> None:
    """Connect everything once; called when the application is ready."""
    user_logged_in.connect(on_sign_in)
    django_signals.user_logged_in.connect(on_session_opened)
    django_signals.user_logged_out.connect(on_sign_out)
    django_signals.user_login_failed.connect(on_sign_in_failed)
    authentication_failed.connect(on_factor_failed)
    login_code_rejected.connect(on_code_failed)
    authenticator_removed.connect(on_factor_removed)
    for signal in (password_changed, password_set, password_reset):
        signal.connect(on_password_changed)
